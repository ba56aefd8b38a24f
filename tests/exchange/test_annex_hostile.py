"""Promises about hostile workbooks: each is sent away within a second, with a sentence, for no memory."""

import asyncio
import ctypes
import gc
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.exchange.annexes import REAL, saved, workbook
from tests.exchange.hostile_books import MB, hostile, packed, parts, sheet, small
from tracker.exchange.annex import child, gate
from tracker.exchange.annex.reading import Reader, read_book
from tracker.refusal import Refused
from tracker.settings import ROOT

HOSTILE = hostile()


@contextmanager
def watched() -> Iterator[list[int]]:
    """By how many bytes this process grows at most during a block, looked at every two milliseconds.

    What is free in it is given back first: in a process that has run for long it would hide any growth.
    """
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    start, grown, over = _resident(), [0], threading.Event()

    def look() -> None:
        while not over.wait(0.002):
            grown[0] = max(grown[0], _resident() - start)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield grown
    finally:
        over.set()
        watcher.join()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _spent() -> float:
    """Seconds of a processor that this process and its children took, whatever else the machine does."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


@pytest.mark.alone  # it measures time
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_sent_away_at_once(name: str, tmp_path: Path) -> None:
    """With a sentence that says what to do, in a second's work, and the server grows by less than 10 MB."""
    content, said = HOSTILE[name]
    path = tmp_path / "annex.xlsx"
    path.write_bytes(content)
    await read_book(REAL)  # whatever is loaded only once is loaded
    start = _spent()
    with watched() as grown, pytest.raises(Refused) as no:
        await read_book(path)
    assert _spent() - start < 1
    assert said in no.value.sentence
    assert no.value.sentence.endswith((".", ")"))
    assert grown[0] < 10 * MB


async def test_honest_files_pass_the_same_way(tmp_path: Path) -> None:
    """Negative control: a small workbook, the province's own, and one whose rows were formatted far down."""
    made, under = workbook([["STT", "Nhiệm vụ"], ["1", "Việc"]])
    for n in range(3, 2_000):
        under.row_dimensions[n].height = 30
    under.column_dimensions["Z"].width = 20
    for content in (small(), REAL.read_bytes(), saved(made), packed(parts(), 0)):
        path = tmp_path / "annex.xlsx"
        path.write_bytes(content)
        assert (await read_book(path)).sheets[0].lines


def test_the_watch_would_see_a_server_that_grows() -> None:
    """Negative control: 40 MB held are seen, also where as much was freed before; nothing held is not."""
    freed = [b"x" * 100_000 for _n in range(400)]
    del freed
    with watched() as grown:
        time.sleep(0.1)
    assert grown[0] < 10 * MB
    with watched() as grown:
        held, end = [b"x" * 100_000 for _n in range(400)], time.monotonic() + 10
        while grown[0] <= 30 * MB and time.monotonic() < end:  # the watcher may wait for a processor
            time.sleep(0.005)
        del held
    assert grown[0] > 30 * MB


DYING = {
    "killed": "import os; os.kill(os.getpid(), 9)",
    "aborted": "import os; os.abort()",
    "out of memory": "raise MemoryError",
    "late": "import time; time.sleep(60)",
    "talking without end": "import sys\nwhile True: sys.stdout.write('x' * 100_000)",
}


@pytest.mark.parametrize("code", DYING.values(), ids=DYING)
async def test_a_child_that_dies_is_a_refusal(code: str) -> None:
    """Whatever happens to the child: a sentence for the person, and no process left behind."""
    reader = Reader((sys.executable, "-c", code), patience=3)
    with pytest.raises(Refused) as no:
        await asyncio.wait_for(reader.book(REAL), 10)
    assert "tách" in no.value.sentence


async def test_the_child_itself_stops_at_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a gate would let through, the child does not: too much memory, too many sheets, texts or rows."""
    monkeypatch.setattr(gate, "check", lambda _file: None)
    rows = "<row><c><v>1</v></c></row>" * 70_000
    for content in (
        small(rows),
        small(t="<sst>" + f"<si><t>{'x' * 1_000}</t></si>" * 17_000 + "</sst>"),
        HOSTILE["65,535 sheets"][0],
    ):
        path = tmp_path / "annex.xlsx"
        path.write_bytes(content)
        with pytest.raises(Refused):
            await read_book(path)


async def test_the_child_writes_nothing_and_grows_no_further(tmp_path: Path) -> None:
    """A child that tries to write a file, or has more memory than it was given, fails."""
    env = {"PYTHONPATH": str(ROOT)}
    tries = "from tracker.exchange.annex.child import confine; confine(); "
    for code in (
        f"bytearray({child.MEMORY})",
        "print('x', file=open('annex-child', 'w'), flush=True)",
        "'fine'",
    ):
        made = await asyncio.create_subprocess_exec(
            sys.executable, "-c", tries + code, stderr=asyncio.subprocess.DEVNULL, cwd=tmp_path, env=env
        )
        assert (await made.wait() == 0) == (code == "'fine'")


@pytest.mark.parametrize("at", range(40, len(small()), 97))
async def test_a_bent_file_is_read_or_refused(at: int, tmp_path: Path) -> None:
    """One byte changed anywhere: the file is read, or sent away with a sentence; nothing else is raised."""
    content = bytearray(small('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', s=sheet('<row r="1"/>')))
    content[at] ^= 0x55
    path = tmp_path / "annex.xlsx"
    path.write_bytes(content)
    sentence = "read"
    try:
        await read_book(path)
    except Refused as no:
        sentence = no.sentence
    assert sentence
