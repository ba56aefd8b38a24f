"""Mornings of the province: the runs of a day as the worker makes them, and what was told to whom."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.given import Actor
from tests.reminders.office import id_of
from tracker.clock import at, day_of
from tracker.database import execute, row, rows, value
from tracker.mail.catcher import opened
from tracker.reminders.actions import make_run
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.queries import due_daily
from tracker.reminders.queries import due_run


async def morning(day: date, hour: int = 7, sent: bool = True) -> None:
    """What the worker does on a day at an hour: the week's run, the day's, and delivery where it works."""
    now = at(day, hour)
    if await due_run(now):
        await make_run(day, now)
    if await due_daily(now):
        await make_daily(now)
    if sent:
        await leave(now)


async def leave(now: datetime) -> None:
    """Every letter that is due leaves."""
    await execute(
        """UPDATE letter SET state = 'sent', sent_at = $1, tries = 1
           WHERE state = 'ready' AND next_try_at <= $1""",
        now,
    )


async def told(username: str, kind: str = "daily", day: date = date(2024, 11, 7)) -> str:
    """The text of somebody's newest letter of a kind from a day on that was not superseded, or nothing."""
    content = await value(
        """SELECT content FROM letter
           WHERE person = $1 AND kind = $2 AND state <> 'superseded' AND created_at >= $3
           ORDER BY id DESC LIMIT 1""",
        await id_of(username), kind, at(day, 0),
    )  # fmt: skip
    return opened("", content).text if content else ""


async def keys_of(username: str, outcome: str = "letter") -> set[str]:
    """The things that somebody was told of, or that became of theirs."""
    found = await rows(
        "SELECT key FROM reminder_said WHERE person = $1 AND outcome = $2", await id_of(username), outcome
    )
    return {one["key"] for one in found}


async def away(username: str, substitute: str, first: date, last: date) -> None:
    """Somebody is away on these days, and who stands in."""
    await execute(
        """INSERT INTO person_absence (person, substitute, from_on, until_on, noted_by, noted_at)
           VALUES ($1, $2, $3, $4, $1, $5)""",
        await id_of(username), await id_of(substitute), first, last, at(first, 0) - timedelta(days=1),
    )  # fmt: skip


async def choose(username: str, kind: str, wanted: bool) -> None:
    """Somebody's choice about courtesy letters."""
    await execute(
        """INSERT INTO reminder_choice (person, kind, wanted, changed_at) VALUES ($1, $2, $3, now())
           ON CONFLICT (person, kind) DO UPDATE SET wanted = excluded.wanted""",
        await id_of(username), kind, wanted,
    )  # fmt: skip


async def somebody(username: str) -> Actor:
    """A person of the records."""
    found = await row(
        """SELECT p.*, a.name AS agency_name FROM person p JOIN agency a ON a.id = p.agency
           WHERE username = $1""",
        username,
    )
    assert found is not None
    role = found["role"]
    return Actor(found["id"], found["full_name"], role, found["agency"], found["agency_name"],
                 found["may_submit"], role in {"member", "office", "auditor"})  # fmt: skip


async def letters_a_day() -> dict[tuple[int, date], list[dict[str, Any]]]:
    """The letters that left, by reader and day."""
    found: dict[tuple[int, date], list[dict[str, Any]]] = {}
    for one in await rows("SELECT person, kind, key, sent_at FROM letter WHERE sent_at IS NOT NULL"):
        found.setdefault((one["person"], day_of(one["sent_at"])), []).append(one)
    return found
