"""A worker's turn at background work: it holds one piece at a time, and lets go when told to."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Protocol

import structlog

from tracker.refusal import Refused
from tracker.reports.actions import PrintRoom, print_room
from tracker.reports.jobs import actions, rules
from tracker.reports.jobs.letters import make_letters
from tracker.reports.jobs.queries import Job, anything_to_do
from tracker.reports.kept.files import FORMATS_MADE, make_files
from tracker.words import speaking

Clock = Callable[[], datetime]

log = structlog.get_logger(__name__)


class Hand(Protocol):
    """A worker: its name, and whether it was told to stop."""

    @property
    def owner(self) -> str: ...
    @property
    def stopping(self) -> bool: ...


class _Stopped(Exception):
    """The worker was told to stop between two steps."""


@dataclass(frozen=True)
class _Hold:
    """One worker's hold on one piece of work."""

    job: Job
    owner: str
    now: Clock
    hand: Hand

    async def step(self, name: str, made: int, total: int) -> None:
        if self.hand.stopping:
            raise _Stopped
        await actions.step(self.job.id, self.owner, name, made, total)

    async def file_step(self, file_format: str) -> None:
        await self.step(file_format, FORMATS_MADE.index(file_format), len(FORMATS_MADE))

    async def lost(self) -> None:
        """Returns when the work is not this worker's any more: it was cancelled, or held for too long."""
        never = asyncio.Event()
        while await actions.hold(self.job.id, self.owner, self.now()):
            with suppress(TimeoutError):
                await asyncio.wait_for(never.wait(), rules.LOOK_SECONDS)


async def turn(hand: Hand, now: Clock) -> None:
    """Make what was asked for until nothing waits; the printer is there for as long as there is work."""
    if not await anything_to_do(now()):
        return
    mine = f"{hand.owner[:80]} {token_hex(4)}"  # of this turn: another process may have a dead one's name
    async with print_room() as room:
        while not hand.stopping and (job := await actions.claim(mine, now())):
            await _carry_out(room, _Hold(job, mine, now, hand))


async def _carry_out(room: PrintRoom, hold: _Hold) -> None:
    work, watch = asyncio.create_task(_make(room, hold)), asyncio.create_task(hold.lost())
    try:
        await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in (work, watch):
            one.cancel()
        with suppress(asyncio.CancelledError):
            await watch
    try:
        await work
    except asyncio.CancelledError:
        log.info("report_work_stopped", job=hold.job.id)
        return
    except _Stopped:
        await actions.give_back(hold.job.id, hold.owner)
        return
    except Refused as refused:
        await _fail(hold, refused.sentence)
        return
    except Exception:
        log.exception("report_work_failed", job=hold.job.id)
        await _fail(hold, _went_wrong(hold.job.id))
        return
    await actions.end(hold.job.id, hold.owner, "done", hold.now())


async def _make(room: PrintRoom, hold: _Hold) -> None:
    job = hold.job
    with speaking("vi"):
        if job.kind == "letters":
            await make_letters(room, job.id, date.fromisoformat(job.asked["as_of"]), hold.now(), hold.step)
        elif job.report is not None:
            await make_files(room, job.report, hold.now(), hold.file_step)


def _went_wrong(number: int) -> str:
    with speaking("vi"):
        return rules.went_wrong(number)


async def _fail(hold: _Hold, sentence: str) -> None:
    await actions.end(hold.job.id, hold.owner, "failed", hold.now(), sentence)
