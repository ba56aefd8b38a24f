"""Nights: leftovers go and nothing else, contents are compared with their names, trouble is told."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.evidence.samples import pdf
from tests.evidence.sending import LEAD, at_work, attach, files_in, kept
from tracker.database import execute, rows, transaction, value
from tracker.evidence import store as places
from tracker.evidence.actions import hold_place
from tracker.evidence.store import Incoming, path_of
from tracker.evidence.sweep import look_for_missing, nightly, read_again, sweep
from tracker.schedule import TIMETABLE

NIGHT = datetime(2024, 11, 7, 19, 30, tzinfo=UTC)
DAY = 86_400


def put(content: bytes, hours_ago: float = 0) -> bytes:
    """A content in the store that no row names; its digest."""
    made = Incoming()
    made.write(content)
    made.settle()
    made.keep()
    aged(path_of(made.sha256), hours_ago)
    return made.sha256


def aged(path: Path, hours_ago: float) -> None:
    """Let a file have come in some hours ago."""
    then = time.time() - hours_ago * 3600
    os.utime(path, (then, then))


async def two_files() -> list[bytes]:
    """Two files of a task, a day old; their digests."""
    await attach(await at_work(LEAD), ("a.pdf", pdf(text="a")), ("b.pdf", pdf(text="b")))
    found = [bytes(one["sha256"]) for one in await kept()]
    for sha256 in found:
        aged(path_of(sha256), 100)
    return found


async def test_files_without_a_row_go_after_a_day(province: object, store: Path) -> None:
    """Old orphans, and what uploads left half; not what came in lately, nor what a row names."""
    named = await two_files()
    await execute(
        "UPDATE evidence SET removed_at = uploaded_at, removed_by = uploaded_by WHERE name = 'a.pdf'"
    )
    old, young = put(b"old", 25), put(b"young", 23)
    half, late = Incoming(), Incoming()
    aged(half.path, 25)
    strange = path_of(old).with_name("README")
    strange.write_text("x")
    aged(strange, 100)
    assert (await nightly(NIGHT)).startswith(
        "1 leftovers and 1 orphans removed, 2 files of 0 MB read again, 0"
    )
    left = {path.name for path in files_in(store)}
    assert left == {*(sha256.hex() for sha256 in (*named, young)), late.path.name, "README"}
    for one in (half, late):
        one.discard()


async def test_a_store_that_was_never_used_is_swept_too(province: object, store: Path) -> None:
    """No folder, no row: nothing to do, and no error."""
    assert (await nightly(NIGHT)).startswith("0 leftovers and 0 orphans")


async def test_what_comes_in_again_while_the_sweep_looks_stays(
    province: object, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep waits for whoever is keeping the same content, and then sees its row or its new age."""
    orphan = put(pdf(text="same"), 25)
    looked = places.old_ones

    def and_meanwhile() -> object:
        found = list(looked())
        put(pdf(text="same"))
        return iter(found)

    monkeypatch.setattr("tracker.evidence.store.old_ones", and_meanwhile)
    assert await sweep() == 0
    assert path_of(orphan).exists()
    monkeypatch.undo()
    aged(path_of(orphan), 25)
    assert await sweep() == 1
    assert not path_of(orphan).exists()


async def test_one_content_is_held_by_one_at_a_time(province: object) -> None:
    """Negative control of the wait above: the lock that both take is the same, another content's is not."""
    asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    async with transaction():
        await hold_place(b"\xff" * 32)
        await hold_place(b"\xff" * 32)
        assert await value(asked) == 1
        await hold_place(b"\x01" * 32)
        assert await value(asked) == 2


async def test_every_content_is_read_again_and_trouble_is_told(
    province: object, store: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A bit that turned and a file that went away: flagged and logged; the others are not."""
    first, second = await two_files()
    assert (await read_again(NIGHT, time.monotonic() + 60))[2] == 0
    assert await value("SELECT count(*) FROM stored_file WHERE trouble <> ''") == 0
    spoilt = bytearray(path_of(first).read_bytes())
    spoilt[9] ^= 1
    path_of(first).write_bytes(bytes(spoilt))
    path_of(second).unlink()
    capfd.readouterr()
    assert (await nightly(NIGHT + timedelta(days=1))).endswith("3 in trouble")  # missing is found twice
    told = {
        bytes(one["sha256"]): one["trouble"] for one in await rows("SELECT sha256, trouble FROM stored_file")
    }
    assert told == {first: "damaged", second: "missing"}
    log = capfd.readouterr().err
    assert all(sha256.hex() in log for sha256 in told)
    path_of(first).write_bytes(pdf(text="a"))  # put back from a copy
    path_of(second).write_bytes(pdf(text="b"))
    assert (await nightly(NIGHT + timedelta(days=2))).endswith("0 in trouble")
    assert await value("SELECT count(*) FROM stored_file WHERE trouble <> ''") == 0


async def test_a_short_night_goes_on_where_the_last_one_stopped(province: object, store: Path) -> None:
    """What was read longest ago comes first; without any time nothing is read."""
    first, second = await two_files()
    await execute(
        "UPDATE stored_file SET checked_at = checked_at - interval '1 day' WHERE sha256 = $1", second
    )
    assert await read_again(NIGHT, time.monotonic()) == (0, 0, 0)
    order = await rows("SELECT sha256 FROM stored_file ORDER BY checked_at")
    assert [bytes(one["sha256"]) for one in order] == [second, first]
    await execute("UPDATE stored_file SET checked_at = $2 WHERE sha256 = $1", first, NIGHT)
    assert (await read_again(NIGHT, time.monotonic() + 60))[0] == 1
    assert await look_for_missing() == 0


def test_the_nights_are_in_the_timetable() -> None:
    """Once a night, whoever is awake."""
    assert "evidence" in {entry.name for entry in TIMETABLE}
