"""Which of a morning's runs goes first: the week's, but the day's does not wait for it for ever."""

from datetime import datetime, timedelta

from tracker.clock import at, day_of
from tracker.reminders.calendar import run_moment
from tracker.reminders.jobs import Turn, turn_of
from tracker.reminders.queries import due_run
from tracker.reminders.rules import RUN_HOUR

WEEKLY_JOB, DAILY_JOB = "overdue_letters", "daily_letters"
# How long after the day's hour: while the week's run fails and is tried again; while it neither fails nor
# ends, which is until noon, when the alarm tells of it. Before anybody tried, the day's run always waits.
PATIENCE = {Turn.RESTS: timedelta(minutes=15), Turn.TAKEN: timedelta(hours=5)}


async def week_due(now: datetime) -> datetime | None:
    """The moment from which the week's run was to be made, if it is to be made now."""
    moment = await run_moment(day_of(now))
    return moment if moment is not None and await due_run(now) is not None else None


async def week_goes_first(now: datetime) -> bool:
    """Whether the day's run waits for the week's, so that each reader gets one letter that holds both.

    When it has gone on alone, the week's, made later, waits a day for whoever read a letter today.
    """
    moment = await week_due(now)
    if moment is None:
        return False
    turn = await turn_of(WEEKLY_JOB, moment)
    return turn not in PATIENCE or now < at(day_of(now), RUN_HOUR) + PATIENCE[turn]
