"""Every day the head of history is noted, and told where the database's masters cannot reach."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.history.tampering import a_line, superuser
from tests.mail.reading import FIGURES, SITE, TODAY, Reader, task
from tests.reminders.office import MONDAY, clock_shows, seven
from tests.reports.paper import Paper, squeezed
from tests.reports.sample import summary
from tracker import clock, settings
from tracker.database import row, rows, value
from tracker.database.engine import Engine, script
from tracker.history.actions import anchor
from tracker.history.queries import anchors, checks, head, latest_anchor
from tracker.history.rules import Anchor
from tracker.mail.message import Words
from tracker.reminders.actions import words
from tracker.reminders.letters import Beside
from tracker.reminders.queries import plan_for
from tracker.reminders.rows import by_agency
from tracker.reminders.summaries import office_summary
from tracker.reports.actions import write_progress_report
from tracker.schedule import check_history, note_head
from tracker.ticks import Worker

DAY = date(2024, 11, 6)
KEPT = Anchor(date(2024, 11, 5), 858, "0123456789abcdef" * 4)


async def outcome(job: str) -> list[str]:
    """What the turns at a job came to."""
    return [
        one["outcome"]
        for one in await rows("SELECT outcome FROM job_run WHERE job = $1 ORDER BY due_at", job)
    ]


async def test_the_head_is_noted_at_five_to_midnight_once(province: Engine, tmp_path: Path) -> None:
    """By whichever worker looks first, in the database and in the file that is named."""
    file = tmp_path / "anchors.txt"
    settings.override(anchor_file=str(file))
    clock_shows(clock.at(DAY, 23, 54))
    await note_head(Worker("a"))
    assert [one.on_day for one in await anchors()] == [DAY - timedelta(days=1)]  # yesterday's, caught up
    await a_line()
    clock_shows(clock.at(DAY, 23, 55))
    for name in ("a", "b", "a"):
        await note_head(Worker(name))
    found = await anchors()
    assert [(one.on_day, one.seq) for one in found] == [(DAY, 859), (DAY - timedelta(days=1), 858)]
    assert (found[0].seq, found[0].hash) == await head()
    assert file.read_text(encoding="utf-8") == f"{found[1]}\n{found[0]}\n"
    assert await outcome("anchor") == [str(found[1]), str(found[0])]


async def test_a_worker_that_slept_for_days_notes_the_present_head(province: Engine) -> None:
    """For the last evening that passed; what was the head on the evenings before nobody knows."""
    clock_shows(clock.at(DAY, 23, 56))
    await note_head(Worker("a"))
    clock_shows(clock.at(DAY + timedelta(days=4), 9))
    await note_head(Worker("a"))
    assert [one.on_day for one in await anchors()] == [DAY + timedelta(days=3), DAY]
    assert await value("SELECT count(*) FROM history_anchor") == 2


async def test_a_file_that_cannot_be_written_is_tried_again(province: Engine, tmp_path: Path) -> None:
    """The anchor stands in the database at once, and comes into the file when the disk is back; once."""
    file = tmp_path / "elsewhere" / "anchors.txt"
    settings.override(anchor_file=str(file))
    clock_shows(clock.at(DAY, 23, 55))
    with pytest.raises(FileNotFoundError):
        await note_head(Worker("a"))
    file.parent.mkdir()
    await script("UPDATE job_run SET lease_until = clock_timestamp()")
    await a_line()
    await note_head(Worker("b"))
    (made,) = await anchors()
    assert made.seq == 858
    assert file.read_text(encoding="utf-8") == f"{made}\n"


async def test_before_there_is_history_there_is_no_anchor(database: Engine) -> None:
    """And nothing is wrong."""
    clock_shows(clock.at(DAY, 23, 55))
    await note_head(Worker("a"))
    await check_history(Worker("a"))
    assert await anchors() == []
    assert await outcome("anchor") == ["no history yet"]
    assert await outcome("history_check") == [
        "chain: 0 looked at, 0 troubles; replay: 0 looked at, 0 troubles"
    ]


async def test_the_night_checks_everything_and_keeps_what_it_found(
    province: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once a night; trouble stands in the record and is an error in the log."""
    clock_shows(clock.at(DAY, 3, 15))
    for name in ("a", "b"):
        await check_history(Worker(name))
    assert [(one.kind, one.whole, one.found) for _, one in await checks(9)] == [
        ("replay", True, 0),
        ("chain", True, 0),
    ]
    assert "history_trouble" not in "".join(capsys.readouterr())
    async with superuser():
        await script("UPDATE task SET percent = 1 WHERE code = 'CQS-06'")
        await script("UPDATE history SET text = 'khác' WHERE id = 5")
        clock_shows(clock.at(DAY + timedelta(days=1), 9))
        await check_history(Worker("a"))
        found = [(one.kind, one.found, one.first[0].place) for _, one in await checks(2)]
    assert found == [("replay", 1, "CQS-06"), ("chain", 1, "5")]
    told = "".join(capsys.readouterr())
    assert told.count("history_trouble") == 2
    assert "Task CQS-06: percent is" in told


async def test_the_office_gets_the_anchor_and_others_do_not(province: Engine) -> None:
    """In the week's letter, as the script that checks an export reads it; nobody else is bothered."""
    made = await anchor(MONDAY, seven(MONDAY))
    plan = await plan_for(MONDAY, MONDAY)
    letters = {person.role: words(plan, person) for person in plan.people if person.id in plan.owed}
    assert made is not None
    for part in (letters["office"].text, letters["office"].html):
        assert str(made) in part
    assert made.hash not in letters["lead"].text


def test_a_letter_without_an_anchor_says_nothing_of_one() -> None:
    """Negative control: the sentence comes with the anchor."""
    settings.override(secret_key="tests-only-secret-key-0123456789abcdef")

    def letter(kept: Anchor | None) -> Words:
        return office_summary(Reader(), by_agency([task(1)]), FIGURES, TODAY, SITE, Beside(anchor=kept))

    assert "Mốc lịch sử" not in letter(None).text
    assert f"đề nghị lưu giữ: {KEPT}" in letter(KEPT).text


async def test_the_report_prints_the_anchor_at_its_foot(province: Engine, tmp_path: Path) -> None:
    """In full, beside the hash of its figures."""
    made = await anchor(DAY, clock.at(DAY, 9))
    target = tmp_path / "bao-cao.pdf"
    await write_progress_report(DAY, target, today=DAY)
    assert made is not None
    assert squeezed(f"Mốc lịch sử ngày 06/11/2024: mục số 858, mã SHA-256: {made.hash}.") in squeezed(
        Paper(target).text
    )
    assert await latest_anchor() == made


def test_a_report_with_another_anchor_is_another_report() -> None:
    """What the shelf keeps is not handed out under an anchor it does not print; the figures' hash stays."""
    bare, kept = summary(), summary(anchor=KEPT)
    assert bare.fingerprint != kept.fingerprint == summary(anchor=KEPT).fingerprint
    assert bare.digest == kept.digest


async def test_an_anchor_by_hand_does_not_take_the_evening_s_place(province: Engine) -> None:
    """A day may have several; the same head is noted once."""
    at = clock.at(DAY, 10)
    first = await anchor(DAY, at)
    assert await anchor(DAY, at) == first
    await a_line()
    clock_shows(clock.at(DAY, 23, 55))
    await note_head(Worker("a"))
    assert [(one.on_day, one.seq) for one in await anchors()] == [(DAY, 859), (DAY, 858)]
    kept = await row("SELECT made_at FROM history_anchor WHERE seq = 858")
    assert kept is not None
    assert kept["made_at"] == at
