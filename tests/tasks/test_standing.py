"""Whatever happens to tasks, the standings and the tally follow, and the past does not move."""

import random
from contextlib import suppress
from datetime import date, datetime, timedelta

import asyncpg
import pytest

from tests.given import Actor, a_province
from tracker.clock import at, day_of
from tracker.database import execute, rows, transaction, value
from tracker.database.engine import engine
from tracker.history.queries import lines
from tracker.refusal import Conflict, Refused
from tracker.tasks import actions
from tracker.tasks.queries import figures
from tracker.tasks.rules import BUCKETS, bucket

FIRST = date(2024, 1, 1)

DIFFERENCES = """SELECT count(*) FROM (
    (SELECT * FROM tally WHERE change <> 0 EXCEPT SELECT * FROM tally_recount)
    UNION ALL (SELECT * FROM tally_recount EXCEPT SELECT * FROM tally)) AS d"""


async def one_move(chance: random.Random, office: Actor, lead: Actor, code: str, day: date) -> None:
    """One random move of one task, as the rules allow it."""
    moment = at(day, chance.randrange(7, 18), chance.randrange(60))
    report = actions.Report(text="Đã làm", percent=chance.randrange(101))
    document = actions.Submission(report, "12/BC-SNV", day)
    verbs = [
        lambda: actions.accept(lead, code, None, moment),
        lambda: actions.progress(lead, code, None, report, moment),
        lambda: actions.submit(lead, code, None, document, moment),
        lambda: actions.confirm(office, code, None, moment),
        lambda: actions.return_(office, code, None, "Thiếu", moment),
        lambda: actions.request_extension(lead, code, None, "Chờ", day + timedelta(days=60), moment),
        lambda: actions.grant_extension(office, code, None, day + timedelta(days=40), "Đồng ý", moment),
        lambda: actions.comment(office, code, None, "Lưu ý", moment),
    ]
    with suppress(Refused):
        await chance.choice(verbs)()


@pytest.mark.parametrize("seed", range(3))
async def test_standings_and_tally_follow_every_move(database: object, seed: int) -> None:
    """After 400 random moves the tally equals a recount, each day's figures equal the folded history,
    and figures seen on a day are the same when that day is past."""
    chance = random.Random(seed)
    office, lead, codes = await a_province(12, FIRST, chance)
    seen = {}
    for n in range(1, 101):
        day = FIRST + timedelta(days=n)
        for _ in range(4):
            await one_move(chance, office, lead, chance.choice(codes), day)
        seen[day] = await figures(1, day)
    assert await value(DIFFERENCES) == 0
    folded = [await lines("task", n) for n in range(1, len(codes) + 1)]
    for day, then in seen.items():
        assert await figures(1, day) == then
        assert {b: then.count(b) for b in BUCKETS} == {b: _folded(folded, day).count(b) for b in BUCKETS}


def _folded(histories: list[list[dict[str, object]]], day: date) -> list[str | None]:
    found = []
    for told in histories:
        facts: dict[str, object] = {}
        for line in told:
            if day_of(line["at"]) <= day:
                facts |= {name: pair[1] for name, pair in line["changes"].items()}
        if facts:
            due, sent = facts["due_on"], facts.get("submitted_at")
            found.append(
                bucket(
                    str(facts["state"]),
                    date.fromisoformat(due) if due else None,
                    day_of(_moment(sent)) if sent else None,
                    day,
                )
            )
    return found


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


async def test_the_comparison_notices_one_wrong_count(province: object) -> None:
    """Negative control: a tally that is off by one anywhere is found."""
    assert await value(DIFFERENCES) == 0
    await execute(
        "UPDATE tally SET change = change + 1 WHERE ctid = (SELECT ctid FROM tally ORDER BY on_day LIMIT 1)"
    )
    assert await value(DIFFERENCES) > 0


async def test_a_withdrawn_task_leaves_the_total_from_that_day_on(province: object) -> None:
    """The day before a withdrawal keeps its total; the day itself has one task fewer."""
    day = date(2024, 11, 6)
    before = await figures(1, day)
    await execute(
        """UPDATE task SET state = 'withdrawn', resumes_to = 'assigned', changed_at = $1,
                  version = version + 1 WHERE code = 'TCBM-18'""",
        at(day, 9),
    )
    assert (await figures(1, day)).total == before.total - 1
    assert (await figures(1, day - timedelta(days=1))).total == 176
    assert await value(DIFFERENCES) == 0


async def test_history_refuses_to_be_changed(province: object) -> None:
    """UPDATE, DELETE and TRUNCATE of history are refused by the database itself."""
    for statement in ("UPDATE history SET text = ''", "DELETE FROM history", "TRUNCATE history"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await execute(statement)


async def test_of_two_moves_on_one_version_one_wins_and_one_hears_of_it(province: object) -> None:
    """A move on a version that is gone raises Conflict and changes nothing."""
    [task] = await rows("SELECT version, lead_agency FROM task WHERE code = 'CQS-04'")
    [person] = await rows(
        "SELECT id, full_name, agency FROM person WHERE agency = $1 AND role = 'lead'", task["lead_agency"]
    )
    lead = Actor(person["id"], person["full_name"], "lead", person["agency"], "Sở", False, False)
    report = actions.Report(text="Lần một", percent=72)
    await actions.progress(lead, "CQS-04", task["version"], report, at(date(2024, 11, 6), 9))
    with pytest.raises(Conflict):
        await actions.progress(lead, "CQS-04", task["version"], report, at(date(2024, 11, 6), 9))
    [after] = await rows("SELECT version, percent FROM task WHERE code = 'CQS-04'")
    assert (after["version"], after["percent"]) == (task["version"] + 1, 72)


async def test_a_move_that_fails_half_way_leaves_nothing(province: object) -> None:
    """When the transaction around a move is undone, neither task nor history keeps a trace."""
    before = await value("SELECT count(*) FROM history")
    office = Actor(2, "Văn phòng", "office", 2, "Văn phòng", False, True)
    with suppress(RuntimeError):
        async with transaction():
            await actions.comment(office, "CQS-04", None, "Lưu ý", at(date(2024, 11, 6), 9))
            raise RuntimeError("cut")
    assert await value("SELECT count(*) FROM history") == before
    assert engine().current_transaction.get() is None
