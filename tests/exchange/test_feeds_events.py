"""Promises about what calendars show: each deadline on its day, everywhere, of tasks the person may see."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.exchange.feeding import address, asked, events, read, responsible
from tests.exchange.ics import days, parsed, text
from tests.tasks.moving import RESULT, moved, task
from tests.tasks.reading import a_user
from tests.tasks.test_extensions import EXTENDED
from tests.tasks.test_stopping import PAPER
from tracker import settings
from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.exchange.feeds import queries

HEAD, OFFICE = "stttt.lanhdao", "vpub.dieuphoi1"
CODE = "CQS-28"  # led by STTTT, in progress; CAT and BCHQS coordinate
TODAY = date(2024, 11, 6)


async def expected(username: str) -> set[str]:
    """The codes of an agency's feed, found by looking at every task in Python."""
    agency = await value("SELECT agency FROM person WHERE username = $1", username)
    hands = {(one["task"], one["agency"]) for one in await rows(
        "SELECT task, agency FROM task_coordinator WHERE until_on = 'infinity'")}  # fmt: skip
    since = at(TODAY - timedelta(days=30), 0)
    return {
        one["code"]
        for one in await rows("SELECT id, code, lead_agency, due_on, state, changed_at FROM task")
        if (one["lead_agency"] == agency or (one["id"], agency) in hands)
        and one["due_on"]
        and (one["state"] not in {"confirmed", "withdrawn"} or one["changed_at"] >= since)
    }


async def test_an_agency_sees_its_deadlines_and_nobody_elses(province: Engine) -> None:
    """What it leads or coordinates, old overdue ones included; the feeds of others show other tasks."""
    shown = {}
    for username in (HEAD, "cat.lanhdao", "stnmt.lanhdao"):
        shown[username] = await events(await address(username, "agency"))
        assert set(shown[username]) == await expected(username), username
    assert CODE in shown[HEAD]
    assert text(shown[HEAD][CODE], "CATEGORIES") == "Cơ quan chủ trì"
    assert text(shown["cat.lanhdao"][CODE], "CATEGORIES") == "Phối hợp"
    assert CODE not in shown["stnmt.lanhdao"]
    lead = await value("SELECT id FROM agency WHERE code = 'STNMT'")
    await execute("UPDATE task SET lead_agency = $2, changed_at = changed_at WHERE code = $1", CODE, lead)
    assert CODE not in await events(await address(HEAD, "agency")), "handed over"
    overdue = await rows("SELECT code, due_on FROM task WHERE urgency = 0 AND due_on < $1", TODAY)
    province_wide = await events(await address(OFFICE, "agency"))
    assert len(overdue) >= 5
    for one in overdue:
        assert days(province_wide[one["code"]]) == [one["due_on"]]
        assert text(province_wide[one["code"]], "SUMMARY") == f"Quá hạn: {one['code']}"


async def test_a_person_sees_what_they_answer_for(province: Engine) -> None:
    """An officer their own tasks; the head also those that nobody of the agency is responsible for."""
    officer, other = "stttt.chuyenvien1", "stnmt.chuyenvien1"
    await responsible(CODE, officer)
    theirs, heads = await address(officer, "person"), await address(HEAD, "person")
    mine = {one["code"] for one in await rows(
        """SELECT t.code FROM task AS t JOIN person AS p ON p.id = t.responsible
           WHERE p.username = $1 AND t.due_on IS NOT NULL AND t.urgency < 2""", officer)}  # fmt: skip
    assert CODE in mine
    assert mine <= set(await events(theirs))
    assert CODE not in await events(heads)
    for nobody in (None, other):
        await responsible(CODE, nobody)
        assert CODE not in await events(theirs)
        assert CODE in await events(heads)
    assert CODE not in await events(await address(other, "person")), "named, but of an agency without access"


async def test_a_feed_tells_no_content(province: Engine) -> None:
    """Whoever gets hold of an address learns codes and days: no titles, no names, no words of reports."""
    said = (await read(await address(OFFICE, "agency"))).content.replace(b"\r\n ", b"").decode()
    assert "CQS-" in said
    for column, table in (("title", "task"), ("full_name", "person"), ("name", "agency")):
        for one in await rows(f"SELECT {column} AS word FROM {table}"):
            assert one["word"] not in said


async def test_the_number_of_an_event_rises_with_whatever_changes_it(province: Engine) -> None:
    """Extended, overdue at midnight, submitted, withdrawn: the same event each time, newer each time."""
    path = await address(HEAD, "agency")
    seen = [(await events(path))[CODE]]
    assert (await moved(OFFICE, CODE, "extend", EXTENDED)).status_code == 303
    seen.append((await events(path))[CODE])
    assert days(seen[1]) == [date(2024, 12, 15)] != days(seen[0])
    settings.override(clock_offset=(at(date(2024, 12, 16), 0) - datetime.now(UTC)).total_seconds())
    seen.append((await events(path))[CODE])
    assert text(seen[2], "SUMMARY") == f"Quá hạn: {CODE}"
    assert seen[2]["DTSTAMP"][1] == "20241215T170000Z", "the moment it turned, not the moment it is read"
    assert (await moved(HEAD, CODE, "submit", RESULT)).status_code == 303
    seen.append((await events(path))[CODE])
    assert text(seen[3], "SUMMARY") == f"Chờ xác nhận: {CODE}"
    assert (await moved(OFFICE, CODE, "withdraw", PAPER)).status_code == 303
    seen.append((await events(path))[CODE])
    assert [one["STATUS"][1] for one in seen] == ["CONFIRMED"] * 4 + ["CANCELLED"]
    numbers = [int(one["SEQUENCE"][1]) for one in seen]
    assert numbers == sorted(set(numbers))
    stamps = [one["LAST-MODIFIED"][1] for one in seen if "Quá hạn" not in text(one, "SUMMARY")]
    assert stamps == sorted(stamps), "the moments of the moves"
    assert {one["UID"][1] for one in seen} == {f"task-{(await task(CODE))['id']}@tracker.test"}


async def test_occurrences_and_milestones_have_days_of_their_own(province: Engine) -> None:
    """A task that comes back speaks through its occurrences, and never twice of the same day."""
    parent = (await task(CODE))["id"]
    for number, (part, label, due) in enumerate(
        (("occurrence", "Quý IV/2024", date(2024, 12, 25)), ("milestone", "Dự thảo", date(2024, 11, 20)))
    ):
        await execute(
            """INSERT INTO task (code, programme, area, title, lead_agency, due_on, parent, part, part_label,
                  opens_on, state, assigned_at, accepted_at, original_due_on, changed_at, search)
               SELECT code || '-' || $2::text, programme, area, title, lead_agency, $3, id, $4::text, $5, $6,
                      state, assigned_at, accepted_at, $3, changed_at, '' FROM task WHERE id = $1""",
            parent, str(number), due, part, label, TODAY if part == "occurrence" else None,
        )  # fmt: skip
    shown = await events(await address(HEAD, "agency"))
    assert CODE not in shown
    assert text(shown[f"{CODE}-0"], "SUMMARY") == f"Hạn: {CODE}-0 · Quý IV/2024"
    assert days(shown[f"{CODE}-1"]) == [date(2024, 11, 20)]


async def test_a_huge_feed_keeps_the_nearest_deadlines(
    province: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit open tasks come first, by nearness to today."""
    path = await address(OFFICE, "agency")
    whole = await events(path)
    monkeypatch.setattr(queries, "MOST", 10)
    few = await events(path)
    assert len(few) == 10 < len(whole)
    far = max(abs(days(one)[0] - TODAY) for one in few.values())
    assert all(
        abs(days(one)[0] - TODAY) >= far
        for code, one in whole.items()
        if code not in few and text(one, "SUMMARY").startswith(("Hạn", "Quá hạn"))
    )


async def test_a_calendar_speaks_its_owners_language(province: Engine) -> None:
    """Nobody is signed in when a calendar is read: the account decides."""
    head = await a_user(HEAD)
    await asked(head, "agency", "make")
    path = await address(HEAD, "agency")
    assert parsed((await read(path)).content)[0]["X-WR-CALNAME"][1] == "Hạn nhiệm vụ của cơ quan"
    await execute("UPDATE person SET language = 'en' WHERE username = $1", HEAD)
    assert parsed((await read(path)).content)[0]["X-WR-CALNAME"][1] == "Deadlines: tasks of the agency"
