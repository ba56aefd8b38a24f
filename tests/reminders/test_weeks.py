"""Which letter is out of date is decided by its week, whatever the order in which runs were made."""

from datetime import date, timedelta

import pytest

from tests.reminders.office import MONDAY, seven
from tracker.database import rows, value
from tracker.reminders.actions import make_run
from tracker.reminders.queries import due_run

pytestmark = pytest.mark.usefixtures("province")
WEEK = timedelta(days=7)


async def states() -> dict[str, set[str]]:
    """The states of each week's letters."""
    found: dict[str, set[str]] = {}
    for one in await rows("SELECT split_part(key, '/', 2) AS week, state FROM letter"):
        found.setdefault(one["week"], set()).add(one["state"])
    return found


async def test_a_run_made_late_for_a_missed_week_does_not_push_out_this_weeks_letters() -> None:
    """This week's unsent letters stay ready when somebody makes last week's run afterwards."""
    await make_run(MONDAY, seven(MONDAY))
    await make_run(MONDAY - WEEK, seven(MONDAY) + timedelta(hours=2))
    assert (await states())["2024-W45"] == {"ready"}


async def test_a_new_week_pushes_out_what_the_old_one_left_unsent() -> None:
    """Negative control: in the usual order the older letters are superseded."""
    await make_run(MONDAY, seven(MONDAY))
    await make_run(MONDAY + WEEK, seven(MONDAY + WEEK))
    assert (await states())["2024-W45"] == {"superseded"}


async def test_a_run_that_a_wrong_clock_made_is_told_of_and_holds_the_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After a jump to 2030 and back, the present week waits for somebody to look, and says so."""
    far = date(2030, 1, 7)
    await make_run(far, seven(far))
    assert await due_run(seven(MONDAY) + timedelta(hours=1)) is None
    said = capsys.readouterr()
    assert "run_held" in said.out + said.err
    assert await value("SELECT count(*) FROM reminder_run") == 1
