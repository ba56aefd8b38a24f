"""Whose choice decides, and who hears when somebody is gone: what is no courtesy always reaches somebody."""

from datetime import date

import pytest

from tests.reminders.days import away, choose, keys_of, morning, somebody, told
from tests.reminders.office import MONDAY, OFFICE, id_of, set_person
from tracker.clock import at
from tracker.database import execute, value
from tracker.reminders.actions import make_run
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.notice.queries import Reader, unseen
from tracker.tasks import actions

pytestmark = pytest.mark.usefixtures("province")
WEDNESDAY, THURSDAY, FRIDAY = date(2024, 11, 6), date(2024, 11, 7), date(2024, 11, 8)
CODE, HEAD, STAFF, MEMBER = "CQS-07", "stttt.lanhdao", "stttt.chuyenvien1", "bcd.truongban"


@pytest.fixture(autouse=True)
async def _caught_up(province: object) -> None:
    """Everybody has read what there was until Wednesday evening; one task is the officer's."""
    await execute(
        """UPDATE task SET lead_agency = (SELECT agency FROM person WHERE username = $2), responsible = $4,
               state = 'in_progress', due_on = '2025-03-31', progressed_at = $3, changed_at = $3
           WHERE code = $1""",
        CODE, HEAD, at(WEDNESDAY, 9), await id_of(STAFF),
    )  # fmt: skip
    await make_run(MONDAY, at(WEDNESDAY, 22))
    await make_daily(at(WEDNESDAY, 23))
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at")


async def due(day: date) -> str:
    """The task is due on a day; the start of the keys of what is told before it."""
    await execute("UPDATE task SET due_on = $2 WHERE code = $1", CODE, day)
    return f"before/{await value('SELECT id FROM task WHERE code = $1', CODE)}/{day}"


async def test_a_step_that_the_rules_make_the_last_one_is_told_to_whoever_declined_it() -> None:
    """Declined as a courtesy, then the rules drop the nearer steps: now it is a duty, and told once.

    Negative control: the same step on the same days, while the rules stay as they are.
    """
    await choose(STAFF, "before", False)
    key = await due(date(2024, 11, 14))
    await morning(THURSDAY)
    assert f"{key}/7" in await keys_of(STAFF, "not_wanted")
    await morning(FRIDAY)
    assert await keys_of(STAFF) == set()
    await execute(
        """INSERT INTO reminder_rulebook (version, before_days, silent_days, awaiting_days, head_days,
                                          office_days, committee_days, made_at)
           VALUES (2, '{7}', 30, 7, 7, 15, 30, $1)""",
        at(FRIDAY, 12),
    )
    await make_daily(at(date(2024, 11, 11), 7))
    assert await keys_of(STAFF) == {f"{key}/7"}
    assert "Còn 3 ngày đến hạn" in await told(STAFF, day=date(2024, 11, 11))
    assert "/letters/stop/" not in await told(STAFF, day=date(2024, 11, 11))
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at")
    await make_daily(at(date(2024, 11, 12), 7))
    assert CODE not in await told(STAFF, day=date(2024, 11, 12))


@pytest.mark.parametrize(("declines", "comes"), [(HEAD, True), (STAFF, False)])
async def test_the_absent_persons_choice_decides_and_not_the_substitutes(declines: str, comes: bool) -> None:
    """The head stands in for the officer; what is told in another's place cannot be stopped by its reader."""
    key = await due(date(2024, 11, 14))
    await away(STAFF, HEAD, THURSDAY, THURSDAY)
    await choose(declines, "before", False)
    await choose(declines, "news", False)
    await morning(THURSDAY)
    assert (f"{key}/7" in await keys_of(STAFF)) is comes
    assert (f"{key}/7" in await keys_of(STAFF, "not_wanted")) is not comes
    text = await told(HEAD)
    assert ("Còn 7 ngày đến hạn" in text) is comes
    assert "/letters/stop/" not in text


@pytest.mark.parametrize("gone", [True, False])
async def test_an_answer_reaches_the_office_when_whoever_asked_is_gone(gone: bool) -> None:
    """A member asked, the agency explained, and the account was closed; the control is one who is there.

    What is new in the browser is told to the same people.
    """
    member = await somebody(MEMBER)
    await actions.ask_explanation(member, CODE, None, "Vì sao chậm?", at(THURSDAY, 8))
    await morning(FRIDAY)
    await actions.explain(await somebody(HEAD), CODE, None, "Do vướng mặt bằng.", at(FRIDAY, 9))
    line = f"line/{await value('SELECT max(id) FROM history')}"
    if gone:
        await set_person(MEMBER, disabled_at=at(FRIDAY, 10))
    await make_daily(at(date(2024, 11, 11), 7))
    assert {name: line in await keys_of(name) for name in (MEMBER, *OFFICE)} == {
        MEMBER: not gone, **dict.fromkeys(OFFICE, gone),
    }  # fmt: skip
    reader = Reader(await id_of(OFFICE[0]), "office", 0)
    await execute("DELETE FROM person_seen")
    assert (line in {f"line/{one['line']}" for one in await unseen(reader, at(FRIDAY, 12))}) is gone
