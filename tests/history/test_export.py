"""An exported file can be checked with the script of the README alone, and shows whatever was done to it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.history.tampering import AT, a_line, chain_of
from tests.tasks.reading import NOON
from tracker.clock import day_of
from tracker.database import execute, value
from tracker.database.engine import Engine, script
from tracker.history.actions import anchor
from tracker.history.checking import check_export
from tracker.history.exporting import exported, note_export, replacing
from tracker.history.queries import head, lines
from tracker.history.rules import Anchor, anchors_in, grouped
from tracker.settings import ROOT

Entry = dict[str, object]
Change = Callable[[list[Entry]], list[Entry]]


@pytest.fixture
async def files(province: Engine, tmp_path: Path) -> tuple[Path, Path]:
    """An export of the province made a while after its anchor, and the anchor as somebody kept it."""
    made = await anchor(day_of(AT), AT)
    assert made is not None
    await a_line("Sau mốc: \u2028 'và' \"thế\"\n\\")
    out, kept = tmp_path / "history.jsonl", tmp_path / "anchors.txt"
    until, _ = await head()
    with replacing(out) as file:
        async for part in exported(until):
            file.write(part)
    kept.write_text(f"{made.on_day} {made.seq} {grouped(made.hash)}\n\n", encoding="utf-8")  # as on paper
    return out, kept


def the_script(folder: Path) -> Path:
    """The script as it stands in the README."""
    found = re.search(
        r'```python\n("""python3 check_history.py.*?)```',
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert found
    path = folder / "check_history.py"
    path.write_text(found[1], encoding="utf-8")
    return path


def checked_alone(path: Path, *anchors: Path) -> tuple[int, str]:
    """What the script says, in a Python that knows nothing of the product."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", the_script(path.parent), path, *anchors],
        capture_output=True, text=True, timeout=30, check=False, cwd=path.parent,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def entries_of(path: Path) -> list[Entry]:
    """The entries of a file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def edited(entries: list[Entry]) -> list[Entry]:
    """One value changed in one entry."""
    entries[99]["body"] = str(entries[99]["body"]).replace('"version":', '"version":1', 1)
    return entries


def recomputed(entries: list[Entry]) -> list[Entry]:
    """One value changed, and every hash from there on computed anew."""
    bodies = [str(entry["body"]) for entry in edited(entries)]
    return [{"seq": seq, "hash": digest, "body": body} for seq, digest, body in chain_of(bodies)]


def swapped(entries: list[Entry]) -> list[Entry]:
    """Two entries in each other's place."""
    return [*entries[:99], entries[100], entries[99], *entries[101:]]


def renumbered(entries: list[Entry]) -> list[Entry]:
    """One entry taken away and the others numbered without a gap."""
    return [entry | {"seq": seq} for seq, entry in enumerate(entries[:99] + entries[100:], 1)]


# What is done to the file, how many troubles are told, and how many without anchors.
DONE: list[tuple[Change, int, int]] = [
    (lambda entries: entries, 0, 0),
    (edited, 1, 1),
    (lambda entries: entries[:99] + entries[100:], 2, 2),
    (renumbered, 760, 759),
    (swapped, 6, 6),
    (lambda entries: [*entries[:99], entries[99], *entries[99:]], 2, 2),
    (lambda entries: entries[1:], 2, 2),
    (lambda entries: entries[:800], 1, 0),  # the tail cut: only an anchor tells
    (recomputed, 1, 0),  # the whole chain anew: only an anchor tells
    (lambda entries: [], 1, 0),
]


async def test_the_script_of_the_readme_finds_what_was_done_to_a_file(files: tuple[Path, Path]) -> None:
    """With the anchor each change ends in exit code 1; without, a cut and a rewriting pass: the limit."""
    out, kept = files
    whole = entries_of(out)
    for change, with_anchor, without in DONE:
        changed = change([dict(entry) for entry in whole])
        out.write_text(
            "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in changed), encoding="utf-8"
        )
        for anchors, wanted in (((kept,), with_anchor), ((), without)):
            code, told = checked_alone(out, *anchors)
            assert code == bool(wanted), told
            assert told.splitlines()[0].endswith(f", {wanted} troubles"), told
            assert len(told.splitlines()) <= 21
            _as_the_product(out, anchors, wanted)


def _as_the_product(out: Path, anchors: tuple[Path, ...], wanted: int) -> None:
    known = [one for path in anchors for one in anchors_in(path.read_text("utf-8").splitlines())]
    with out.open("rb") as file:
        assert bool(check_export(file, known).found) == bool(wanted)


def test_the_script_stays_short(tmp_path: Path) -> None:
    """It can be read, and typed, by whoever is to trust it: 15 lines of plain Python."""
    text = the_script(tmp_path).read_text(encoding="utf-8")
    assert len(text.strip().splitlines()) <= 15
    assert re.findall(r"^import (.*)$", text, re.MULTILINE) == ["hashlib, json, sys"]


async def test_an_export_holds_every_line_as_it_is(files: tuple[Path, Path]) -> None:
    """Bodies are JSON of their own, with the line's facts; the file is its owner's alone."""
    out, _ = files
    found = [json.loads(str(entry["body"])) for entry in entries_of(out)]
    task = await value("SELECT id FROM task WHERE code = 'CQS-06'")
    mine = [body for body in found if (body["kind"], body["object_id"]) == ("task", task)]
    kept = await lines("task", task)
    assert [body["changes"] for body in mine] == [line["changes"] for line in kept]
    assert [body["at"] for body in mine] == [f"{line['at']:%Y-%m-%dT%H:%M:%S.%f}Z" for line in kept]
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


async def test_an_export_is_written_into_history_itself(database: Engine) -> None:
    """Who took everything out stands in what they took."""
    await note_export(NOON, actor_id=None, actor_name="tracker", actor_agency="")
    until, _ = await head()
    taken = b"".join([part async for part in exported(until)])
    assert json.loads(json.loads(taken)["body"])["verb"] == "export"


async def test_an_entry_whose_line_is_gone_shows_in_the_export(database: Engine, tmp_path: Path) -> None:
    """It is not passed over: its empty text fits no hash."""
    await a_line()
    await script("ALTER TABLE history DISABLE TRIGGER history_final")
    await execute("DELETE FROM history")
    out = tmp_path / "history.jsonl"
    out.write_bytes(b"".join([part async for part in exported(1)]))
    assert checked_alone(out)[0] == 1


@pytest.mark.parametrize(
    "text",
    ["x", "2024-11-06 858", "2024-11-06 858 abc", "2024-13-06 858 " + "a" * 64, "06/11/2024 1 " + "a" * 64],
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    """A file of anchors that cannot be read is not an empty one."""
    good = Anchor(day_of(AT), 858, "a" * 64)
    assert anchors_in([str(good), "", f"  {good.on_day}  858 {'A' * 64}\n"]) == [good, good]
    with pytest.raises(ValueError, match=r"."):
        anchors_in([text])
