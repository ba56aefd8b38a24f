"""What hangs on a task or a person when agencies change: contributions, parts, responsibility, sessions."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.reminders.office import clock_shows
from tests.tasks.reorganisations import (
    MARCH,
    a_planned_reorganisation,
    choose,
    confirmed,
    drafted,
    the_office,
)
from tests.web.site import Browser, made
from tracker.clock import at
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.refusal import Refused
from tracker.tasks.reorganising import actions
from tracker.tasks.reorganising.plans import Change

MORNING = at(MARCH, 9)


async def coordinating(code: str) -> dict[str, dict[str, Any]]:
    """Who coordinates a task now, by agency."""
    found = await rows(
        """SELECT a.code, c.* FROM task_coordinator AS c JOIN agency AS a ON a.id = c.agency
           JOIN task AS t ON t.id = c.task WHERE t.code = $1 AND c.until_on = 'infinity'""",
        code,
    )
    return {one["code"]: one for one in found}


async def asks(code: str, agency: str, question: str, **facts: Any) -> None:
    """Something was asked of an agency that coordinates a task."""
    facts = {"question": question, "asked_at": at(date(2025, 2, 3), 9), **facts}
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 3))
    done = await execute(
        f"""UPDATE task_coordinator SET {places} WHERE until_on = 'infinity'
            AND task = (SELECT id FROM task WHERE code = $1)
            AND agency = (SELECT id FROM agency WHERE code = $2)""",
        code,
        agency,
        *facts.values(),
    )
    assert done == 1


async def test_what_was_asked_of_coordinators_goes_to_their_successor(province: Engine) -> None:
    """Two departments that merge were asked two things of one task: the new one owes both, by the earlier
    day; what the old ones were is kept until the eve; what began on the day itself leaves no trace."""
    code = "CDDH-11"  # coordinated by STC and SKHDT among others, led by SNV
    assert {"STC", "SKHDT", "STTTT"} <= set(await coordinating(code))
    await asks(code, "STC", "Kinh phí?", answer_by=date(2025, 3, 20))
    await asks(code, "SKHDT", "Kế hoạch?", answer_by=date(2025, 3, 10), contribution="contributing",
               contribution_text="Đang rà soát.")  # fmt: skip
    await asks(code, "STTTT", "Hạ tầng?", contribution="contributed", contribution_text="Đủ.",
               answered_at=at(date(2025, 2, 5), 9))  # fmt: skip
    task = await value("SELECT id FROM task WHERE code = $1", code)
    await execute(
        """INSERT INTO task_coordinator (task, agency, from_on, until_on)
           SELECT $1, id, $2, 'infinity' FROM agency WHERE code = 'SXD'""",
        task,
        MARCH,
    )
    number = await drafted(MARCH)
    await confirmed(number, MORNING)
    now = await coordinating(code)
    assert {"STC2503", "SKHCN2503", "SXD2503"} <= set(now)
    one = now["STC2503"]
    assert one["question"] == "Kinh phí?\nKế hoạch?" or one["question"] == "Kế hoạch?\nKinh phí?"
    assert (one["answer_by"], one["contribution"]) == (date(2025, 3, 10), "contributing")
    assert (one["contribution_text"], one["from_on"]) == ("Đang rà soát.", MARCH)
    assert (now["SKHCN2503"]["contribution"], now["SKHCN2503"]["contribution_text"]) == ("contributed", "Đủ.")
    ended = await rows(
        """SELECT a.code, c.until_on, c.question
           FROM task_coordinator AS c JOIN agency AS a ON a.id = c.agency
           WHERE c.task = $1 AND a.code IN ('STC', 'SKHDT', 'SXD') ORDER BY a.code""",
        task,
    )
    assert [(e["code"], e["until_on"], e["question"]) for e in ended] == [
        ("SKHDT", MARCH, "Kế hoạch?"), ("STC", MARCH, "Kinh phí?"),
    ]  # fmt: skip
    told = (await lines("task", task))[-1]["changes"]["coordinators"]
    assert len(told[1]) == len(now) < len(told[0])


async def test_parts_and_what_is_withdrawn(province: Engine) -> None:
    """A milestone goes where its task goes; a withdrawn task stays with the agency that had it."""
    await execute(
        """INSERT INTO task (code, programme, area, title, lead_agency, parent, part, part_label,
                             due_precision, assigned_at, accepted_at, changed_at, search, state)
           SELECT 'CV-05-1', programme, area, 'Mốc', lead_agency, id, 'milestone', 'Mốc 1', 'none',
                  assigned_at, accepted_at, changed_at, 'moc', 'in_progress' FROM task WHERE code = 'CV-05'"""
    )
    await execute(
        """UPDATE task SET state = 'withdrawn', resumes_to = 'in_progress', submitted_at = NULL,
                  submitted_by = NULL, changed_at = $1 WHERE code = 'CV-07'""",
        MORNING - timedelta(days=9),
    )
    number = await drafted(MARCH)
    await choose(number, tasks={"CV-05": "SDTTG2503"})
    await confirmed(number, MORNING)
    found = await rows(
        """SELECT t.code, a.code AS lead FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE t.code IN ('CV-05', 'CV-05-1', 'CV-07', 'CV-08')"""
    )
    assert {one["code"]: one["lead"] for one in found} == {
        "CV-05": "SDTTG2503", "CV-05-1": "SDTTG2503", "CV-07": "SNV", "CV-08": "SNV2503",
    }  # fmt: skip


async def test_whoever_goes_elsewhere_carries_the_task_no_more(province: Engine) -> None:
    """CQS-06 is carried by a staff member of an agency that merges and goes along: kept. One who is sent
    elsewhere by choice in a split leaves the task to the head."""
    responsible = await value("SELECT responsible FROM task WHERE code = 'CQS-06'")
    await execute(
        """UPDATE task SET responsible = (SELECT id FROM person WHERE username = 'snv.chuyenvien1')
           WHERE code = 'CV-05'"""
    )
    number = await drafted(MARCH)
    await choose(number, people={"snv.chuyenvien1": "SDTTG2503"})
    await confirmed(number, MORNING)
    assert await value("SELECT responsible FROM task WHERE code = 'CQS-06'") == responsible
    assert await value("SELECT responsible FROM task WHERE code = 'CV-05'") is None
    told = await lines("person", await value("SELECT id FROM person WHERE username = 'snv.chuyenvien1'"))
    assert [line["verb"] for line in told][-1] == "move"
    found = await row(
        """SELECT a.code AS now, b.code AS before FROM person AS p JOIN agency AS a ON a.id = p.agency
           JOIN agency AS b ON b.id = agency_then(p.id, $1) WHERE p.username = 'snv.chuyenvien1'""",
        MARCH - timedelta(days=1),
    )
    assert found == {"now": "SDTTG2503", "before": "SNV"}


async def test_an_account_that_ends_is_closed_at_once_and_nobody_closes_their_own(province: Engine) -> None:
    """A head of an abolished agency who is signed in meets the door; the office in use cannot end itself."""
    clock_shows(at(MARCH, 8))
    head = await value("SELECT id FROM person WHERE username = 'htb.lanhdao'")
    browser = await Browser(made()).as_person(int(head))
    assert (await browser.get("/tasks")).status_code == 200
    await confirmed(await drafted(MARCH, Change("abolish", ("HTB",))), MORNING)
    assert (await browser.get("/tasks")).status_code == 303
    assert await value("SELECT disabled_at FROM person WHERE id = $1", head) == MORNING
    number = await drafted(MARCH, Change("abolish", ("VPUB",)))
    await choose(number, areas={"VPUB": dict.fromkeys(await areas(), "UBNDT")})
    with pytest.raises(Refused, match="tài khoản đang sử dụng"):
        await confirmed(number, MORNING)


async def areas() -> list[str]:
    """The codes of the programme's areas."""
    return [one["code"] for one in await rows("SELECT code FROM area")]


async def test_a_planned_one_that_was_given_up_is_never_carried_out(province: Engine) -> None:
    """And one that is done is not done again."""
    number = await a_planned_reorganisation()
    one = await row("SELECT version FROM reorganisation WHERE id = $1", number)
    assert one is not None
    await actions.give_up(await the_office(), number, one["version"], "cancelled", MORNING)
    assert await actions.carry_out_due(number, MORNING) == "cancelled already"
    assert await value("SELECT count(*) FROM history WHERE verb = 'transfer'") == 0
