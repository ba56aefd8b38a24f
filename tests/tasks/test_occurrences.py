"""Promises about tasks that come back: each occurrence has its own life; the total counts the task once."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.given import Actor, a_person, a_programme, an_agency
from tests.tasks.test_standing import DIFFERENCES
from tracker.clock import at
from tracker.database import row, rows, value
from tracker.database.engine import Engine
from tracker.history.replay import check_replay
from tracker.refusal import Refused
from tracker.tasks import actions
from tracker.tasks.actions.recurring import make_ahead, open_due, repeat
from tracker.tasks.deadlines import Recurrence
from tracker.tasks.queries import figures
from tracker.tasks.rules import Figures
from tracker.tasks.rules.occurrences import present, suffix

MONTHLY = Recurrence("monthly", day=20)
DONE = actions.Report("Đã gửi báo cáo", 100)


async def a_monthly_task() -> tuple[Actor, Actor, str]:
    """An office, a lead, and a task due on 20/01/2025, accepted, that comes back every month by the 20th."""
    programme, area = await a_programme()
    office = await a_person("van-phong", "office", await an_agency("VPUB"))
    lead = await a_person("so.lanhdao", "lead", await an_agency("SNV"))
    new = actions.NewTask("BC-01", programme, area, "Báo cáo tháng", lead.agency_id, (), "Ngày 20 hằng tháng",
                          date(2025, 1, 20), "periodic")  # fmt: skip
    await actions.assign(office, new, at(date(2025, 1, 2), 8))
    await actions.accept(lead, "BC-01", None, at(date(2025, 1, 2), 9))
    await repeat(office, "BC-01", None, MONTHLY, at(date(2025, 1, 3), 9))
    return office, lead, "BC-01"


async def done(office: Actor, lead: Actor, code: str, day: date) -> None:
    """An occurrence is submitted and confirmed on a day."""
    submission = actions.Submission(DONE, "1/BC-SNV", day)
    await actions.submit(lead, code, None, submission, at(day, 9))
    await actions.confirm(office, code, None, at(day, 15))


async def task(code: str) -> dict[str, Any]:
    """A task as it stands."""
    found = await row("SELECT * FROM task WHERE code = $1", code)
    assert found is not None
    return found


async def wake(day: date) -> None:
    """The worker's daily turn."""
    await make_ahead(day, at(day, 0, 1))
    await open_due(day, at(day, 0, 1))


async def sound() -> None:
    """The tally agrees with the standings, and history folds to every task and part."""
    assert await value(DIFFERENCES) == 0
    replayed = await check_replay()
    assert not replayed.found, replayed.first


async def test_occurrences_are_made_ahead_and_counted_once(database: Engine) -> None:
    """A year and a month of them exist at once; the total is one."""
    await a_monthly_task()
    made = await rows(
        "SELECT code, opens_on, due_on, state, part_label FROM task WHERE parent IS NOT NULL ORDER BY due_on"
    )
    assert [one["code"] for one in made][:3] == ["BC-01-2025-01", "BC-01-2025-02", "BC-01-2025-03"]
    assert len(made) == 13
    assert {one["due_on"].day for one in made} == {20}
    assert made[1]["opens_on"] == date(2025, 2, 1)
    assert made[0]["part_label"] == "Tháng 1/2025"
    assert await figures(1, date(2025, 1, 3)) == Figures(in_time=1)
    await sound()


async def test_the_task_follows_its_present_occurrence(database: Engine) -> None:
    """Overdue with it, awaiting with it, done with it until the next one opens."""
    office, lead, code = await a_monthly_task()
    assert await figures(1, date(2025, 1, 21)) == Figures(overdue=1)
    await actions.submit(lead, f"{code}-2025-01", None, actions.Submission(DONE, "1/BC", date(2025, 1, 22)),
                         at(date(2025, 1, 22), 9))  # fmt: skip
    assert (await task(code))["state"] == "submitted"
    await actions.confirm(office, f"{code}-2025-01", None, at(date(2025, 1, 25), 9))
    assert await figures(1, date(2025, 1, 31)) == Figures(done_late=1)
    await wake(date(2025, 2, 1))
    assert await figures(1, date(2025, 1, 31)) == Figures(done_late=1)
    assert await figures(1, date(2025, 2, 1)) == Figures(in_time=1)
    assert (await task(code))["due_on"] == date(2025, 2, 20)
    await sound()


async def test_what_waits_is_not_passed_over_by_the_next_one(database: Engine) -> None:
    """January's submission still waits when February opens: the task awaits; confirmed, it goes on."""
    office, lead, code = await a_monthly_task()
    await actions.submit(lead, f"{code}-2025-01", None, actions.Submission(DONE, "1/BC", date(2025, 1, 18)),
                         at(date(2025, 1, 18), 9))  # fmt: skip
    await wake(date(2025, 2, 3))
    assert await figures(1, date(2025, 2, 3)) == Figures(awaiting=1)
    await actions.confirm(office, f"{code}-2025-01", None, at(date(2025, 2, 4), 9))
    assert await figures(1, date(2025, 2, 4)) == Figures(in_time=1)
    await sound()


async def test_a_year_with_a_worker_that_sleeps(database: Engine) -> None:
    """Twelve occurrences done, some late; ten days without a worker; every past day stays as it was told."""
    office, lead, code = await a_monthly_task()
    told: dict[date, Figures] = {}
    for n in range(365):
        day = date(2025, 1, 4) + timedelta(days=n)
        if not date(2025, 5, 28) <= day < date(2025, 6, 7):
            await wake(day)
        if day.day == (25 if day.month % 4 == 0 else 15):
            await done(office, lead, f"{code}-{day:%Y-%m}", day)
        told[day] = await figures(1, day)
        assert told[day].total == 1
    assert {day: await figures(1, day) for day in told} == told
    assert {told[date(2025, 4, 24)], told[date(2025, 4, 26)]} == {Figures(overdue=1), Figures(done_late=1)}
    assert told[date(2025, 6, 5)] == Figures(done_on_time=1)  # nobody was awake to open June's
    await sound()


async def test_two_workers_make_and_open_nothing_twice(database: Engine) -> None:
    """The second turn finds nothing to do."""
    office, lead, code = await a_monthly_task()
    await done(office, lead, f"{code}-2025-01", date(2025, 1, 18))
    day = date(2025, 2, 1)
    assert (await make_ahead(day, at(day, 0)), await open_due(day, at(day, 0))) == (1, 1)
    assert (await make_ahead(day, at(day, 0)), await open_due(day, at(day, 0))) == (0, 0)


async def test_another_rule_changes_what_has_not_opened(database: Engine) -> None:
    """The open occurrence stays; later months get the new day; quarters replace months; and back again."""
    office, _lead, code = await a_monthly_task()
    day = at(date(2025, 1, 10), 9)
    await repeat(office, code, None, Recurrence("monthly", day=5), day)
    assert (await task(f"{code}-2025-01"))["due_on"] == date(2025, 1, 20)
    assert (await task(f"{code}-2025-02"))["due_on"] == date(2025, 2, 5)
    await repeat(office, code, None, Recurrence("quarterly"), day)
    assert (await task(f"{code}-2025-02"))["state"] == "withdrawn"
    assert (await task(f"{code}-2025Q2"))["due_on"] == date(2025, 6, 30)
    await repeat(office, code, None, MONTHLY, day)
    assert (await task(f"{code}-2025-02"))["state"] == "withdrawn"  # the quarter that has begun covers it
    assert (await task(f"{code}-2025-04"))["due_on"] == date(2025, 4, 20)
    assert (await task(f"{code}-2025Q2"))["state"] == "withdrawn"
    assert await figures(1, date(2025, 1, 10)) == Figures(in_time=1)
    await sound()


async def test_moves_belong_to_the_occurrence(database: Engine) -> None:
    """The task itself is neither reported on nor submitted nor confirmed."""
    _office, lead, code = await a_monthly_task()
    with pytest.raises(Refused):
        await actions.progress(lead, code, None, DONE, at(date(2025, 1, 5), 9))
    await actions.progress(
        lead, f"{code}-2025-01", None, actions.Report("Đang làm", 40), at(date(2025, 1, 5), 9)
    )
    assert (await task(code))["percent"] == 40


async def test_a_rule_moves_no_figure_but_of_a_period_that_has_begun(province: Engine) -> None:
    """Every periodic task of the records gets a yearly rule on 06/11/2024: figures stay, but for the one task
    done for 2023 by 31/12, whose year 2024 has begun and is not done."""
    day, past = date(2024, 11, 6), date(2024, 6, 30)
    before = await figures(1, day), await figures(1, past)
    office = Actor(2, "x", "office", 1, "x", False, True)
    for one in await rows("SELECT code, due_on FROM task WHERE due_precision = 'periodic' ORDER BY id"):
        rule = Recurrence("yearly", one["due_on"].month, one["due_on"].day)
        await repeat(office, one["code"], None, rule, at(day, 12))
    now = await figures(1, day)
    assert (now.in_time, now.done_on_time) == (before[0].in_time + 1, before[0].done_on_time - 1)
    assert (await task("CDDH-02"))["due_on"] == date(2024, 12, 31)
    assert await figures(1, past) == before[1]
    await sound()


def test_the_present_one_is_the_earliest_not_finished() -> None:
    """Or the last finished; never a withdrawn one, nor one that has not opened."""
    days = [date(2025, n, 1) for n in range(1, 5)]
    states = ("confirmed", "submitted", "assigned", "assigned")
    all_ = [{"id": n, "opens_on": day, "due_on": day + timedelta(days=19), "state": state}
            for n, (day, state) in enumerate(zip(days, states, strict=True))]  # fmt: skip
    assert present(all_, date(2025, 3, 2)) is all_[1]
    assert present(all_, date(2025, 1, 2)) is all_[0]
    assert present([{**one, "state": "confirmed"} for one in all_], date(2025, 3, 2))["id"] == 2  # type: ignore[index]
    assert present([{**one, "state": "withdrawn"} for one in all_], date(2025, 3, 2)) is None
    assert present(all_, date(2024, 12, 31)) is None


def test_codes_tell_periods_apart() -> None:
    """A year, a half, a quarter, a month."""
    day = date(2024, 9, 1)
    assert [suffix(every, day) for every in ("yearly", "half_yearly", "quarterly", "monthly")] == [
        "2024", "2024H2", "2024Q3", "2024-09",
    ]  # fmt: skip
