"""Turns at a job of the timetable: each instant of it is done once, by one worker, taken over if it dies."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import Enum

import asyncpg

from tracker import database

LEASE = timedelta(minutes=10)
REST = timedelta(minutes=1)  # before a job that failed is tried again
_OUTCOME_LENGTH = 200

# Leases go by the database's clock, which all workers share and no demonstration shifts.
_TAKEN = """
    SELECT EXISTS (SELECT FROM job_run WHERE job = $1 AND due_at = $2
                   AND (done_at IS NOT NULL OR lease_until > clock_timestamp()))
"""
_CLAIM = """
    INSERT INTO job_run (job, due_at, owner, lease_until)
    VALUES ($1, $2, $3, clock_timestamp() + $4::interval)
    ON CONFLICT (job, due_at) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
        WHERE job_run.done_at IS NULL AND job_run.lease_until <= clock_timestamp()
    RETURNING id
"""
# One that failed rests for a little; one that somebody is at again after a failure is leased for longer.
_RESTS = """
    SELECT done_at IS NULL AND outcome <> '' AND lease_until > clock_timestamp()
           AND lease_until <= clock_timestamp() + $3::interval
    FROM job_run WHERE job = $1 AND due_at = $2
"""
_DONE = "UPDATE job_run SET done_at = $3, outcome = $4 WHERE id = $1 AND owner = $2 AND done_at IS NULL"
_RELEASE = """
    UPDATE job_run SET lease_until = clock_timestamp() + $3::interval, outcome = $4
    WHERE id = $1 AND owner = $2 AND done_at IS NULL
"""


class Turn(Enum):
    """How an instant of a job stands: never taken, failed within the last minute, or otherwise taken."""

    NEW = "new"
    RESTS = "rests"
    TAKEN = "taken"


async def turn_of(job: str, due_at: datetime) -> Turn:
    """How one instant of a job stands."""
    rests = await database.value(_RESTS, job, due_at, REST)
    return Turn.NEW if rests is None else Turn.RESTS if rests else Turn.TAKEN


async def take_turn(
    job: str, due_at: datetime, owner: str, at: datetime, work: Callable[[], Awaitable[str]]
) -> bool:
    """Do one instant of a job unless somebody did it or is at it; whether it was done here.

    ``work`` answers its outcome in words. When it fails, the lease is given back after a rest; when it
    is cancelled, at once.
    """
    if await database.value(_TAKEN, job, due_at):
        return False
    turn = await database.value(_CLAIM, job, due_at, owner, LEASE)
    if turn is None:
        return False
    try:
        outcome = await work()
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(turn, owner, timedelta(0), "stopped"))
        raise
    except Exception as trouble:
        await _give_back(turn, owner, REST, repr(trouble))
        raise
    await database.execute(_DONE, turn, owner, at, outcome[:_OUTCOME_LENGTH])
    return True


async def _give_back(turn: int, owner: str, rest: timedelta, outcome: str) -> None:
    """A lease that cannot be given back ends by itself; the trouble that led here is the one to hear."""
    try:
        await database.execute(_RELEASE, turn, owner, rest, outcome[:_OUTCOME_LENGTH])
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return
