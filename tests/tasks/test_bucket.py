"""The bucket of a task: one rule in Python, one in the database, held together."""

from datetime import date, timedelta
from itertools import product

from tracker.database import rows
from tracker.tasks.rules import BUCKETS, LIFE_CYCLE, STATES, Figures, bucket, share

DAY = date(2024, 11, 6)
AROUND = (None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))


def cases() -> list[tuple[str, date | None, date | None]]:
    """Every state with a deadline and a submission before, on and after the day, or none."""
    return list(product(STATES, AROUND, AROUND))


async def test_the_database_and_python_agree_on_every_case(database: object) -> None:
    """Every state × deadline × submission gives the same bucket in SQL and in Python."""
    found = await rows(
        """SELECT bucket_on(state, due, submitted, $4) AS bucket
           FROM unnest($1::varchar[], $2::date[], $3::date[]) AS c (state, due, submitted)""",
        [c[0] for c in cases()],
        [c[1] for c in cases()],
        [c[2] for c in cases()],
        DAY,
    )
    assert [f["bucket"] for f in found] == [bucket(*case, DAY) for case in cases()]


def test_the_cases_tell_a_wrong_rule_from_the_right_one() -> None:
    """Negative control: a rule off by one day, or judging by the day of reading, gives other answers."""

    def off_by_one(state: str, due: date | None, submitted: date | None, day: date) -> str | None:
        return bucket(state, due, submitted, day + timedelta(days=1))

    def by_day_of_reading(state: str, due: date | None, submitted: date | None, day: date) -> str | None:
        return bucket(state, due, day if submitted else None, day)

    right = [bucket(*case, DAY) for case in cases()]
    assert right != [off_by_one(*case, DAY) for case in cases()]
    assert right != [by_day_of_reading(*case, DAY) for case in cases()]


def test_a_task_is_overdue_the_day_after_its_deadline_and_not_before() -> None:
    """A task due on D is in time on D and overdue on D+1."""
    assert bucket("in_progress", DAY, None, DAY) == "in_time"
    assert bucket("in_progress", DAY, None, DAY + timedelta(days=1)) == "overdue"


def test_a_task_submitted_in_time_and_confirmed_late_is_on_time() -> None:
    """The fair clock: the day of submission decides, whenever the office confirms."""
    assert bucket("confirmed", DAY, DAY, DAY + timedelta(days=90)) == "done_on_time"
    assert bucket("confirmed", DAY, DAY + timedelta(days=1), DAY) == "done_late"


def test_a_returned_submission_does_not_stop_the_clock() -> None:
    """A task that was returned is overdue like any other open one."""
    assert bucket("returned", DAY, None, DAY + timedelta(days=1)) == "overdue"


def test_a_withdrawn_task_is_in_no_bucket() -> None:
    """Withdrawn tasks stand outside the total."""
    assert bucket("withdrawn", DAY, None, DAY) is None


def test_every_bucket_is_named_once_in_both_orders() -> None:
    """The two orders are orders of the same five."""
    assert sorted(BUCKETS) == sorted(LIFE_CYCLE) == sorted(set(BUCKETS))


def test_the_published_rates_come_out() -> None:
    """93/176 = 52,84%, 93/98 = 94,90%, 89/93 = 95,70%, 122/176 = 69,32%."""
    found = Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)
    rates = (found.rate_all, found.rate_due, found.rate_on_time, found.rate_with_awaiting)
    assert [f"{rate:.2f}" for rate in rates] == ["52.84", "94.90", "95.70", "69.32"]
    assert found.total == 176


def test_a_rate_of_nothing_is_not_zero() -> None:
    """0 of 0 has no rate."""
    assert share(0, 0) is None
    assert Figures().rate_all is None
