"""A province to remind: the seeds, a clock that can be set, and what a run recorded."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from tests.mail.scripted import Script, relay_playing
from tracker import clock, database, settings
from tracker.ticks import Entry, Worker

MONDAY = date(2024, 11, 4)
NEXT_MONDAY = date(2024, 11, 11)
OFFICE = ("vpub.dieuphoi1", "vpub.dieuphoi2", "vpub.dieuphoi3")

# Worked out by hand from seeds/tasks.csv and seeds/events.csv: open tasks whose deadline has passed, worst
# first. CQS-06 is Lục Bích Trâm's (stnmt.chuyenvien2, handed over on 11/09/2023); the others are nobody's,
# so their agency's head answers for them.
OVERDUE = {
    date(2024, 11, 4): ["TCC-05", "TTHC-02", "TTHC-10", "CQS-06"],
    date(2024, 11, 6): ["TCC-05", "TTHC-02", "TTHC-10", "CQS-06", "CQS-04"],
    date(2024, 11, 11): [
        "TCC-05", "TTHC-02", "TTHC-10", "CQS-06", "CQS-04", "CDDH-14", "TTHC-17", "CDDH-20",
    ],
}  # fmt: skip
# On the 4th CQS-06 is 4 days late and its head is not told yet; on the 11th it is 11 days late.
OWED = {
    date(2024, 11, 4): {
        "sgddt.lanhdao": ["TCC-05"],
        "stnmt.lanhdao": ["TTHC-02", "TTHC-10"],
        "stnmt.chuyenvien2": ["CQS-06"],
    },
    date(2024, 11, 6): {
        "sgddt.lanhdao": ["TCC-05"],
        "stnmt.lanhdao": ["TTHC-02", "TTHC-10"],
        "stnmt.chuyenvien2": ["CQS-06"],
        "stttt.lanhdao": ["CQS-04"],
    },
    date(2024, 11, 11): {
        "sgddt.lanhdao": ["TCC-05"],
        "stnmt.lanhdao": ["TTHC-02", "TTHC-10", "CQS-06"],
        "stnmt.chuyenvien2": ["CQS-06"],
        "stttt.lanhdao": ["CQS-04"],
        "snv.lanhdao": ["CDDH-14"],
        "vpub.lanhdao": ["TTHC-17", "CDDH-20"],
    },
}


def clock_shows(moment: datetime) -> None:
    """From here on the process believes it is this moment, and time goes on."""
    settings.override(clock_offset=(moment - datetime.now(UTC)).total_seconds())


def seven(day: date) -> datetime:
    """07:00 in Hanoi."""
    return clock.at(day, 7)


@asynccontextmanager
async def relay(script: Script) -> AsyncIterator[Script]:
    """A relay that the settings name, for the length of a block."""
    async with relay_playing(script) as port:
        settings.override(smtp_url=f"smtp://127.0.0.1:{port}")
        yield script


async def written(outcome: str = "letter") -> dict[str, list[str]]:
    """Everybody with this outcome, in any run, and the tasks it was about."""
    found = await database.rows(
        """SELECT p.username, o.tasks FROM reminder_owed AS o JOIN person AS p ON p.id = o.person
           WHERE o.outcome = $1 ORDER BY o.id""",
        outcome,
    )
    return {one["username"]: json.loads(one["tasks"]) for one in found}


async def runs() -> list[str]:
    """The keys of the runs made so far."""
    return [one["key"] for one in await database.rows("SELECT key FROM reminder_run ORDER BY id")]


async def weekly_runs() -> list[str]:
    """Of a worker that goes through the whole timetable: it may have come to the daily run meanwhile."""
    return [key for key in await runs() if key.startswith("overdue/")]


def weekly(script: Script) -> list[tuple[str, bytes]]:
    """What a relay took of the week's letters."""
    return [one for one in script.taken if b"\r\nMessage-ID: <overdue." in one[1]]


async def states() -> dict[str, int]:
    """How many letters of the week's run stand in each state."""
    asked = """SELECT state, count(*) AS n FROM letter WHERE kind = 'overdue' GROUP BY state ORDER BY state"""
    found = await database.rows(asked)
    return {one["state"]: one["n"] for one in found}


async def row_counts() -> dict[str, int]:
    """How many rows each table has, and how many were ever written to it."""
    names = await database.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    return {
        one["tablename"]: await database.value(f'SELECT count(*) FROM "{one["tablename"]}"') for one in names
    }


async def set_person(username: str, **changes: object) -> None:
    """Change an account."""
    for column, value in changes.items():
        await database.execute(f"UPDATE person SET {column} = $2 WHERE username = $1", username, value)


async def id_of(username: str) -> int:
    """An account's id."""
    return int(await database.value("SELECT id FROM person WHERE username = $1", username))


def everybody(day: date) -> dict[str, list[str]]:
    """Who must be told of what, the office included."""
    return {**dict.fromkeys(OFFICE, OVERDUE[day]), **OWED[day]}


@asynccontextmanager
async def working(*entries: Entry) -> AsyncIterator[Worker]:
    """A worker that goes through these entries for the length of a block."""
    worker = Worker("test")
    worker.start(entries)
    try:
        yield worker
    finally:
        await worker.stop()
