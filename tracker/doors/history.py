"""Commands on history: history verify, export, anchor."""

import sys
from pathlib import Path

import click

from tracker import settings, words
from tracker.clock import day_of, now
from tracker.database import transaction
from tracker.doors.common import data_option, run
from tracker.history.actions import anchor
from tracker.history.anchoring import append
from tracker.history.checking import Say, check_chain, check_export
from tracker.history.exporting import exported, note_export, replacing
from tracker.history.queries import head
from tracker.history.replay import check_replay
from tracker.history.rules import Anchor, Checked, anchors_in, summed, told
from tracker.refusal import Refused

File = click.Path(exists=True, dir_okay=False, path_type=Path)


class HistoryTrouble(Exception):
    """A check found history changed, cut or at odds with the tasks."""


@click.group("history")
def history_group() -> None:
    """History: check that it is what was written, hand it out, note its head."""


@history_group.command("verify")
@click.option("--anchors", type=File, help="Anchors kept outside: day, number, hash, one a line.")
@click.option("--export", "export", type=File, help="Check this exported file and ask no database.")
@data_option
def verify(anchors: Path | None, export: Path | None, data: Path) -> None:
    """Compute every hash anew, compare the anchors, and replay history to today's tasks.

    Exit code 0: all as it was written. 1: trouble was found; the first 20 are told. 2: bad usage.
    """
    outside = _anchors(anchors)
    if export is not None:
        words.speak("en")
        with export.open("rb") as file:
            _tell([check_export(file, outside)])
        return

    async def job() -> None:
        chain = await check_chain(outside, say=_progress("entries"))
        _tell([chain, await check_replay(say=_progress("tasks"))])

    run(data, job)


def _anchors(path: Path | None) -> list[Anchor]:
    if path is None:
        return []
    try:
        with path.open(encoding="utf-8") as file:
            return anchors_in(file)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--anchors") from None


def _progress(what: str) -> Say:
    if not sys.stderr.isatty():
        return lambda done, of: None

    def say(done: int, of: int) -> None:
        click.echo(f"\r{done:,} of {of:,} {what}" + ("\n" if done >= of else ""), err=True, nl=False)

    return say


def _tell(found: list[Checked]) -> None:
    for one in found:
        click.echo(summed(one) + ".")
        for trouble in one.first:
            click.echo(f"  {told(trouble)}")
        if one.found > len(one.first):
            click.echo(f"  … and {one.found - len(one.first):,} more")
        if one.kind == "chain" and one.seq:
            click.echo(f"Head: {one.seq} {one.head}")
    if troubles := sum(one.found for one in found):
        raise HistoryTrouble(f"History is not as it was written: {troubles:,} troubles.")


@history_group.command("export")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@data_option
def export_command(out: Path, data: Path) -> None:
    """Write the whole chain as JSON lines; the README has a short script that checks them."""

    async def job() -> None:
        click.echo(f"Written: {out} ({await _export(out):,} entries)")

    if not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    run(data, job)


async def _export(out: Path) -> int:
    async with transaction():
        await note_export(now(), actor_id=None, actor_name="tracker", actor_agency="")
    until, _ = await head()  # the line just written is part of what goes out
    with replacing(out) as file:
        async for part in exported(until):
            file.write(part)
    return until


@history_group.command("anchor")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to add its line to, too."
)
@data_option
def anchor_command(out: Path | None, data: Path) -> None:
    """Note the head of the chain now, and print it: day, number, hash."""

    async def job() -> None:
        at = now()
        made = await anchor(day_of(at), at)
        if made is None:
            raise Refused("There is no history yet.")
        for path in filter(None, (out, Path(named) if (named := settings.current().anchor_file) else None)):
            append(path, made)
        click.echo(str(made))

    if out is not None and not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    run(data, job)
