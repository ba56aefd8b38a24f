"""Letters that came back are counted by address, once a day; files and mailboxes are read once, and kept."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SECRET
from tests.doors.test_commands import tracker
from tests.mail.outbox import MONDAY, kept, later, letter
from tests.mail.reports import OURS, OUT_OF_OFFICE, exim, google, postfix
from tracker import database, settings
from tracker.mail.bounces import reading
from tracker.mail.bounces.actions import settle, take_in
from tracker.mail.bounces.folder import read_folder
from tracker.mail.bounces.reading import read_all

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@so.example"
DAY = timedelta(days=1)


async def counted() -> list[tuple[date, bool, str]]:
    """What counts now: day, hard, status."""
    found = await database.rows("SELECT * FROM letter_bounce WHERE settled_at IS NULL ORDER BY id")
    return [(one["on_day"], one["hard"], one["status"]) for one in found]


def files_in(folder: Path) -> list[str]:
    """Every file there, by its way from the folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


async def of(name: str, **how: Any) -> bytes:
    """A report on somebody's newest letter."""
    return postfix(f"{name}@so.example", (await kept(name))["message_id"], **how)


def soft(status: str = "4.4.1") -> dict[str, str]:
    """What makes a report one of a letter that waits."""
    return {"action": "delayed", "status": status, "said": "450 later"}


async def test_an_address_counts_once_a_day_and_a_hard_bounce_outweighs_a_soft_one() -> None:
    """Two letters of one day make one bounce, the worse; the next day has its own."""
    for week in ("2024-W45", "2024-W46", "2024-W47"):
        await letter("alice", week=week, key=f"overdue/{week}/alice")
        report = await of("alice", **(soft() if week == "2024-W45" else {}))
        assert await take_in(report, MONDAY if week < "2024-W47" else MONDAY + DAY)
    monday = MONDAY.date()
    assert await counted() == [(monday, True, "5.1.1"), (monday + DAY, True, "5.1.1")]


async def test_a_report_marks_its_letter_and_read_again_says_nothing_new() -> None:
    """Put off is not back; refused is. The same report on another day, or once settled, adds nothing."""
    await letter("alice")
    assert await take_in(await of("alice", **soft()), MONDAY)
    assert (await kept("alice"))["bounced_at"] is None
    assert await take_in(await of("alice"), later(MONDAY, 9))
    assert (await kept("alice"))["bounced_at"] == later(MONDAY, 9)
    assert await take_in(await of("alice"), MONDAY + DAY)
    assert await take_in(await of("alice", **soft()), MONDAY + DAY)
    assert len(await counted()) == 1
    assert await settle("ALICE@so.example", MONDAY + DAY) == 1
    assert await take_in(await of("alice"), MONDAY + 2 * DAY)
    assert await counted() == []
    assert (await kept("alice"))["bounced_at"] == later(MONDAY, 9)


async def test_the_letter_is_known_by_its_number_whatever_address_is_complained_of() -> None:
    """An alias at the other end shows another address: ours is the one that counts."""
    await letter("alice")
    assert await take_in(google("real.name@mailbox.example", (await kept("alice"))["message_id"]), MONDAY)
    assert await database.value("SELECT address FROM letter_bounce") == ALICE


async def test_a_report_without_the_number_counts_for_an_address_that_was_written_to_lately() -> None:
    """Returned headers may be cut off; but nobody's address is complained of by a stranger's invention."""
    await letter("alice")
    assert await take_in(exim("Alice@so.example", OURS), MONDAY + DAY)
    assert await database.value("SELECT letter FROM letter_bounce") == (await kept("alice"))["id"]
    await database.execute("DELETE FROM letter_bounce")
    assert not await take_in(exim("bob@so.example", OURS), MONDAY + DAY)
    assert not await take_in(exim(ALICE, OURS), MONDAY + 61 * DAY)
    assert not await take_in(OUT_OF_OFFICE, MONDAY)
    assert await counted() == []


async def test_two_workers_count_one_report_once() -> None:
    """The same report taken in eight times at once is one bounce."""
    await letter("alice")
    report = await of("alice")
    assert all(await asyncio.gather(*(take_in(report, MONDAY) for _ in range(8))))
    assert len(await counted()) == 1


async def test_a_folder_is_read_and_each_file_put_away(tmp_path: Path) -> None:
    """Reports go to done, the rest to unread; half-written files, links and one that fails stay."""
    await letter("alice")
    (tmp_path / "1.eml").write_bytes(await of("alice"))
    (tmp_path / "2.eml").write_bytes(OUT_OF_OFFICE)
    (tmp_path / ".3.eml").write_bytes(await of("alice"))
    (tmp_path / "4.eml").symlink_to(tmp_path / "1.eml")
    (tmp_path / "notes.txt").write_text("kept")
    settings.override(bounce_folder=str(tmp_path))
    assert await read_all(MONDAY) == 1
    assert await read_all(MONDAY) == 0
    assert files_in(tmp_path) == [".3.eml", "4.eml", "done/1.eml", "notes.txt", "unread/2.eml"]
    (tmp_path / "1.eml").write_bytes(await of("alice", said="550 again"))  # a name that comes back
    assert await read_all(MONDAY) == 1
    assert len(list((tmp_path / "done").iterdir())) == 2
    assert len(await counted()) == 1


async def test_a_file_is_put_away_only_after_it_was_counted(tmp_path: Path) -> None:
    """When the database fails the file stays where it is; a missing folder and a bad file stop nobody."""
    await letter("alice")
    (tmp_path / "1.eml").write_bytes(await of("alice"))
    (tmp_path / "done").write_text("in the way")
    tries: list[bytes] = []

    async def failing(content: bytes) -> bool:
        tries.append(content)
        raise ConnectionError("the database is away")

    assert await read_folder(tmp_path, failing) == 0
    assert (tmp_path / "1.eml").exists()
    assert len(tries) == 1
    settings.override(bounce_folder=str(tmp_path))
    assert await read_all(MONDAY) == 0  # counted, and nowhere to put it
    (tmp_path / "done").unlink()
    assert await read_all(MONDAY + DAY) == 1
    assert len(await counted()) == 1
    settings.override(bounce_folder=str(tmp_path / "nowhere"))
    assert await read_all(MONDAY) == 0


async def test_a_place_is_looked_at_every_five_minutes(tmp_path: Path) -> None:
    """Ticks come more often; a mail server is not asked at each of them."""
    await letter("alice")
    settings.override(bounce_folder=str(tmp_path))
    lookout = reading.Lookout()
    await lookout.look(MONDAY)
    (tmp_path / "1.eml").write_bytes(await of("alice"))
    await lookout.look(MONDAY)
    assert files_in(tmp_path) == ["1.eml"]
    lookout._rests_until -= reading.EVERY_SECONDS
    await lookout.look(MONDAY)
    assert files_in(tmp_path) == ["done/1.eml"]


async def test_nothing_is_read_where_nothing_is_set() -> None:
    """Neither a folder nor a mailbox: quiet."""
    assert await read_all(MONDAY) == 0


async def test_reports_can_be_counted_by_command(tmp_path: Path) -> None:
    """Files and folders are counted and left where they are; what is not there is exit code 2."""
    await letter("alice")
    (tmp_path / "1.eml").write_bytes(await of("alice"))
    (tmp_path / "2.eml").write_bytes(OUT_OF_OFFICE)
    server = {"TRACKER_DATABASE_URL": settings.current().database_url, "TRACKER_SECRET_KEY": SECRET}
    done = await asyncio.to_thread(tracker, "bounces", str(tmp_path), str(tmp_path / "1.eml"), env=server)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 read: 2 told of letters of ours, 1 did not.\n"
    assert len(await counted()) == 1
    assert files_in(tmp_path) == ["1.eml", "2.eml"]
    missing = await asyncio.to_thread(tracker, "bounces", str(tmp_path / "3.eml"), env=server)
    assert (missing.returncode, missing.stdout) == (2, "")
