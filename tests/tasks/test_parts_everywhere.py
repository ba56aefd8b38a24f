"""Promises about parts of tasks: in no total and no letter, and never forgotten where somebody must act."""

from datetime import date
from typing import Any

import pytest

from tests.given import Actor
from tests.tasks.moving import moved, send, task
from tests.tasks.reading import a_user, main_of
from tracker.clock import at
from tracker.database import execute, row, value
from tracker.database.engine import Engine
from tracker.refusal import Refused
from tracker.reminders.queries import plan_for
from tracker.tasks.actions.deadlines import Document, extend
from tracker.tasks.actions.recurring import make_ahead, repeat
from tracker.tasks.actions.stopping import Paper, withdraw
from tracker.tasks.deadlines import Recurrence
from tracker.tasks.queries import figures

OFFICE = "vpub.dieuphoi1"
COMES_BACK = "CQS-28"  # led by STTTT, yearly
QUARTERLY = Recurrence("quarterly", 3, 15)
DAY = date(2024, 11, 6)


async def office() -> Any:
    """An officer who acts."""
    found = await row(
        """SELECT p.id, p.full_name AS name, p.role, p.agency AS agency_id, a.name AS agency_name
           FROM person p JOIN agency a ON a.id = p.agency WHERE p.username = $1""",
        OFFICE,
    )
    assert found is not None
    return Actor(**found, may_submit=False, sees_all=True)


async def test_a_letter_counts_what_the_figures_count(province: Engine) -> None:
    """A task that comes back stands in the week's letter once, whatever its occurrences."""
    await repeat(await office(), COMES_BACK, None, QUARTERLY, at(DAY, 12))
    later = date(2024, 12, 23)
    plan = await plan_for(later, DAY)
    assert len(plan.overdue) == (await figures(1, later)).overdue
    assert not [one for one in plan.overdue if one["code"].startswith(f"{COMES_BACK}-")]


async def test_what_was_decided_of_an_occurrence_is_not_made_anew(province: Engine) -> None:
    """Withdrawn by a document it stays withdrawn; extended it keeps its day; the night changes neither."""
    who = await office()
    await repeat(who, COMES_BACK, None, QUARTERLY, at(DAY, 12))
    paper = Paper("Không còn phù hợp", "12/UBND", DAY)
    await withdraw(who, f"{COMES_BACK}-2025Q2", None, paper, at(DAY, 13))
    await execute(
        "UPDATE task SET due_on = '2025-12-30', original_due_on = '2025-09-15', extension_count = 1 "
        "WHERE code = $1",
        f"{COMES_BACK}-2025Q3",
    )
    await make_ahead(DAY, at(DAY, 23))
    assert (await task(f"{COMES_BACK}-2025Q2"))["state"] == "withdrawn"
    assert (await task(f"{COMES_BACK}-2025Q3"))["due_on"] == date(2025, 12, 30)


@pytest.mark.parametrize("code", ["TTHC-08", "CQS-08"])  # submitted, confirmed; both led by STTTT
async def test_a_request_to_explain_reaches_the_agency_whatever_the_state(
    province: Engine, code: str
) -> None:
    """My work of the lead names it, and its badge counts it."""
    lead = await value("SELECT lead_agency FROM task WHERE code = $1", code)
    head = await value(
        "SELECT username FROM person WHERE agency = $1 AND role = 'lead' ORDER BY id LIMIT 1", lead
    )
    before = (await (await a_user(head)).get("/my-work")).text
    assert f"/tasks/{code}#act" not in before
    said = {"question": "Vì sao?", "answer_by_day": "13", "answer_by_month": "11", "answer_by_year": "2024"}
    answer = await send(await a_user("bcd.truongban"), code, "ask-explanation", said)
    assert answer.status_code == 303, answer.text[-500:]
    assert code in await main_of(await a_user(head), "/my-work")


async def test_a_milestone_is_not_extended_past_its_task(province: Engine) -> None:
    """By no document: 422 beside the day."""
    made = await moved(OFFICE, "CQS-07", "split", {
        "title": "Mốc", "part_label": "", "expected_output": "", "due_on_day": "1", "due_on_month": "12",
        "due_on_year": "2024",
    })  # fmt: skip
    assert made.status_code == 303, made.text[-300:]
    await execute("UPDATE task SET state = 'accepted', accepted_at = assigned_at WHERE code = 'CQS-07.1'")
    who, last = await office(), (await task("CQS-07"))["due_on"]
    later = date(last.year + 1, 12, 30)
    with pytest.raises(Refused):
        await extend(who, "CQS-07.1", None, later, "Gia hạn", Document("1/QĐ", DAY), at(DAY, 15))
