"""The door for letters that came back: reports in files, folders or from a pipe are counted."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tracker.clock import now
from tracker.doors.common import data_option, run
from tracker.mail.bounces.actions import take_in
from tracker.mail.bounces.rules import LARGEST

PIPE = "-"


@click.command("bounces")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, readable=True, allow_dash=True, path_type=Path),
)
@data_option
def bounces_command(paths: tuple[Path, ...], data: Path) -> None:
    """Count reports of letters that came back: files, the .eml files of folders, or - for one from a pipe.

    Nothing is moved, and the same report counted again says nothing new.
    """

    async def job() -> None:
        given = list(_contents(paths))
        ours = sum([await take_in(content, now()) for content in given])
        click.echo(f"{len(given)} read: {ours} told of letters of ours, {len(given) - ours} did not.")

    run(data, job)


def _contents(paths: tuple[Path, ...]) -> Iterator[bytes]:
    for path in paths:
        if str(path) == PIPE:
            yield sys.stdin.buffer.read(LARGEST)
            continue
        for file in sorted(path.glob("*.eml")) if path.is_dir() else [path]:
            with file.open("rb") as opened:
                yield opened.read(LARGEST)
