"""The week's run on the province's own records: who is told of what, once, in one transaction."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.reminders.office import (
    MONDAY,
    OVERDUE,
    OWED,
    everybody,
    id_of,
    runs,
    set_person,
    seven,
    states,
    written,
)
from tracker import database
from tracker.mail import links
from tracker.reminders.actions import make_run
from tracker.reminders.queries import plan_for
from tracker.tasks.queries import figures

pytestmark = pytest.mark.usefixtures("province")


async def letter_of(username: str) -> tuple[EmailMessage, str]:
    """Somebody's newest letter, and its plain text."""
    content = await database.value(
        "SELECT content FROM letter WHERE person = $1 ORDER BY id DESC LIMIT 1", await id_of(username)
    )
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return message, str(body.get_content())


@pytest.mark.parametrize("day", list(OWED))
async def test_everybody_gets_what_is_theirs_and_nobody_else_anything(day: date) -> None:
    """Worked out by hand from the seeds: persons responsible, heads, and the office, worst first."""
    made = await make_run(day, seven(day))
    assert await written() == everybody(day)
    assert made is not None
    assert made.letters == len(everybody(day))
    assert await states() == {"ready": made.letters}


async def test_a_letter_and_the_figures_agree() -> None:
    """The overdue tasks a run tells of are the overdue figure of that day."""
    for day in OWED:
        plan = await plan_for(day, date(2024, 11, 6))
        assert len(plan.overdue) == plan.province.overdue == len(OVERDUE[day])
        assert sum(found.overdue for found in plan.agencies.values()) == len(OVERDUE[day])
    assert (await figures(1, date(2024, 11, 6))).total == plan.province.total


async def test_a_letter_says_what_is_late_by_how_much_and_what_to_do() -> None:
    """In Vietnamese, with the day it was judged on, days late and links; nothing of other agencies."""
    await make_run(MONDAY, seven(MONDAY))
    message, text = await letter_of("stnmt.lanhdao")
    assert "2 trong 3 nhiệm vụ quá hạn" in str(message["Subject"])
    assert "04/11/2024" in str(message["Subject"])
    for said in ("TTHC-02", "TTHC-10", "35 ngày", "20 ngày"):
        assert said in text
    link = links.to("/tasks/TTHC-02#act", await id_of("stnmt.lanhdao"), "http://tracker.test")
    assert link in text
    assert "TCC-05" not in text
    assert "CQS-06" not in text


async def test_the_office_reads_the_whole_province_by_severity() -> None:
    """All four tasks, and how many are 15 and 30 days late."""
    await make_run(MONDAY, seven(MONDAY))
    _, text = await letter_of("vpub.dieuphoi1")
    for said in (*OVERDUE[MONDAY], "Từ 30 ngày trở lên", "Từ 15 đến 29 ngày"):
        assert said in text


async def test_a_late_run_is_judged_on_the_day_it_is_made() -> None:
    """A worker that slept until Wednesday tells of what became overdue since, and says Wednesday."""
    wednesday = date(2024, 11, 6)
    await make_run(wednesday, seven(wednesday))
    assert await runs() == ["overdue/2024-W45"]
    message, _ = await letter_of("stttt.lanhdao")
    assert "06/11/2024" in str(message["Subject"])


async def test_who_was_disabled_gets_none() -> None:
    """A disabled head, person responsible or office person is owed nothing; the head hears instead."""
    for username in ("sgddt.lanhdao", "stnmt.chuyenvien2", "vpub.dieuphoi3"):
        await set_person(username, disabled_at=seven(MONDAY))
    await make_run(MONDAY, seven(MONDAY))
    told = await written()
    assert set(told) == {"vpub.dieuphoi1", "vpub.dieuphoi2", "stnmt.lanhdao"}
    assert told["stnmt.lanhdao"] == ["TTHC-02", "TTHC-10", "CQS-06"]
    assert not {"sgddt.lanhdao", "stnmt.chuyenvien2"} & set(await written("nothing_due"))


async def test_a_task_that_was_handed_over_is_its_new_owners() -> None:
    """To another person of the agency, and to another agency: who had it hears nothing."""
    await database.execute(
        "UPDATE task SET responsible = $1 WHERE code = 'CQS-06'", await id_of("stnmt.chuyenvien1")
    )
    await database.execute(
        """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STC'), responsible = $1,
               changed_at = $2 WHERE code = 'TCC-05'""",
        await id_of("stc.chuyenvien1"),
        seven(date(2024, 11, 6)),
    )
    day = date(2024, 11, 8)
    await make_run(day, seven(day))
    told = await written()
    assert "sgddt.lanhdao" not in told
    assert "stnmt.chuyenvien2" not in told
    assert told["stnmt.chuyenvien1"] == ["CQS-06"]
    assert told["stc.chuyenvien1"] == told["stc.lanhdao"] == ["TCC-05"]


async def test_a_person_responsible_who_left_the_agency_is_not_told() -> None:
    """Moved to another agency with the name still on the task: the head is told instead."""
    await database.execute(
        """UPDATE person SET agency = (SELECT id FROM agency WHERE code = 'STC')
           WHERE username = 'stnmt.chuyenvien2'"""
    )
    await make_run(MONDAY, seven(MONDAY))
    assert (await written())["stnmt.lanhdao"] == ["TTHC-02", "TTHC-10", "CQS-06"]
    assert "stnmt.chuyenvien2" not in await written()


async def test_an_office_person_who_is_responsible_gets_one_letter() -> None:
    """The summary holds their tasks too."""
    await database.execute(
        """UPDATE task SET responsible = $1, lead_agency = (SELECT id FROM agency WHERE code = 'VPUB')
           WHERE code = 'TCC-05'""",
        await id_of("vpub.dieuphoi1"),
    )
    await make_run(MONDAY, seven(MONDAY))
    assert (
        await database.value("SELECT count(*) FROM letter WHERE person = $1", await id_of("vpub.dieuphoi1"))
        == 1
    )


async def test_a_run_of_a_past_day_tells_what_was_true_then() -> None:
    """Of the 11th of September 2023 with the responsible person of that day, whoever it is today."""
    handed_over = date(2023, 9, 11)
    await database.execute("UPDATE standing SET due_on = '2023-01-01' WHERE task = $1", await _task("CQS-06"))
    before = await plan_for(handed_over - timedelta(days=1), MONDAY)
    after = await plan_for(handed_over, MONDAY)
    names = [
        next(person.username for person in plan.people if person.id == task["responsible"])
        for plan in (before, after)
        for task in plan.overdue
        if task["code"] == "CQS-06"
    ]
    assert names == ["stnmt.chuyenvien1", "stnmt.chuyenvien2"]


async def _task(code: str) -> int:
    return int(await database.value("SELECT id FROM task WHERE code = $1", code))


async def test_letters_are_written_in_their_readers_language() -> None:
    """English for who asked for it, Vietnamese for the others."""
    await set_person("sgddt.lanhdao", language="en")
    await make_run(MONDAY, seven(MONDAY))
    english, _ = await letter_of("sgddt.lanhdao")
    vietnamese, _ = await letter_of("stnmt.lanhdao")
    assert "overdue" in str(english["Subject"])
    assert "quá hạn" in str(vietnamese["Subject"])
