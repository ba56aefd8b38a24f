"""How a run begins: under its unique key, not while held back, and with what older letters it replaces."""

from collections.abc import Iterable
from datetime import date, datetime

from tracker.clock import at as moment_at
from tracker.clock import day_of
from tracker.database import execute, rows, value
from tracker.mail.delivery import UNSURE
from tracker.programmes.calendar import working_days
from tracker.reminders.daily.queries import LONGEST_REST
from tracker.reminders.rules import RUN_HOUR


class Held(Exception):
    """The office holds the run back; its key is the text."""


async def open_run(key: str, kind: str, day: date, at: datetime) -> int | None:
    """Open a run on a snapshot of its own, within the caller's transaction; None when it was made already.

    Raises Held while the office holds it back.
    """
    await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    # Before the snapshot: whoever holds a run back waits for one that is being opened, or is seen here.
    await execute("LOCK TABLE reminder_run IN ROW EXCLUSIVE MODE")
    if await value("SELECT 1 FROM reminder_hold WHERE run_key = $1 AND released_at IS NULL", key):
        raise Held(key)
    run: int | None = await value(
        """INSERT INTO reminder_run (key, kind, on_day, made_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (key) DO NOTHING RETURNING id""",
        key, kind, day, at,
    )  # fmt: skip
    return run


async def supersede_older(key: str, at: datetime) -> None:
    """An older week's letter that has not left is out of date, also for whoever is owed none this week.

    So is an older day's: its things are told anew, today, unless the relay may have taken it.
    """
    await execute(
        f"""UPDATE letter SET state = 'superseded', trouble = '' WHERE state = 'ready' AND (
               kind = $1 AND split_part(key, '/', 2) < split_part($2, '/', 2)
               OR kind = 'daily' AND resends IS NULL AND split_part(key, '/', 2) < $3
                   AND NOT starts_with(trouble, '{UNSURE}'))""",
        "overdue", key, day_of(at).isoformat(),
    )  # fmt: skip


async def supersede_daily(readers: Iterable[int] | None = None) -> None:
    """Daily letters that wait are out of date: of everybody, or of some who get the week's letter instead.

    One that the relay may have taken is left alone: it is tried again as it is, and tells nothing anew.
    """
    await execute(
        f"""UPDATE letter SET state = 'superseded', trouble = ''
           WHERE state = 'ready' AND kind = 'daily' AND resends IS NULL
               AND NOT starts_with(trouble, '{UNSURE}') AND ($1::integer[] IS NULL OR person = ANY ($1))""",
        None if readers is None else list(readers),
    )


async def read_today(at: datetime) -> dict[int, datetime]:
    """Whoever got a letter today before a run that was held or late, and when their next one may leave.

    A letter that the relay may have taken counts: it is tried again today.
    """
    today = day_of(at)
    calendar = await working_days(today, today + LONGEST_REST)
    found = await rows(
        f"""SELECT DISTINCT person FROM letter
           WHERE person IS NOT NULL AND created_at > $1::timestamptz - interval '8 days'
               AND (hanoi_day(sent_at) = hanoi_day($1) OR state = 'sending'
                    OR state = 'ready' AND starts_with(trouble, '{UNSURE}'))""",
        at,
    )
    return {one["person"]: moment_at(calendar.add(today, 1), RUN_HOUR) for one in found}
