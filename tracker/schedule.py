"""Contents 2: what happens by itself, and when (Hanoi time)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tracker import clock, settings
from tracker.database import execute
from tracker.mail.delivery import deliver_all
from tracker.mail.queries import anything_due
from tracker.mail.relay import Relay
from tracker.people.sign_in import FORGET_AFTER
from tracker.reminders.actions import make_run, withdraw_from_closed_accounts
from tracker.reminders.calendar import run_moment
from tracker.reminders.jobs import take_turn
from tracker.reminders.queries import due_run
from tracker.web import form_keys

HANDFUL = 10  # letters sent before a worker looks up: whether it is to stop, what the clock says
CLEANING_HOUR, CLEANING_MINUTE = 2, 30
STOP_SECONDS = 45.0  # longer than one letter may take

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """A line of the timetable. Every few ``seconds`` the work decides from the clock if it is due."""

    name: str
    when: str
    seconds: int
    work: Callable[["Worker"], Awaitable[None]]


class Worker:
    """Goes through the timetable until told to stop; any number of workers may.

    The scheduler is a mere tick: it knows neither hours nor weeks, and may run late. What is due is
    decided from the database and the (possibly shifted) clock each time.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.stopping = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._looked_at = time.monotonic()
        # The library tells of each tick that found its work still going on: that is how it should be.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._ticks = AsyncIOScheduler(
            timezone=clock.HANOI,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, timetable: tuple[Entry, ...]) -> None:
        """Begin; every entry looks at the clock at once."""
        for entry in timetable:
            self._ticks.add_job(
                self._tick, "interval", args=[entry], id=entry.name, seconds=entry.seconds,
                next_run_time=datetime.now(clock.HANOI),
            )  # fmt: skip
        self._ticks.start()

    def wake(self, after_seconds: float) -> bool:
        """Start the ticks anew when there was none for so long; whether that was needed.

        The library waits for a time of day: when the machine's clock is set back a day, it would
        sleep for a day.
        """
        if time.monotonic() - self._looked_at < after_seconds:
            return False
        for job in self._ticks.get_jobs():
            job.modify(next_run_time=datetime.now(clock.HANOI))
        self._ticks.wakeup()
        return True

    async def stop(self, grace_seconds: float = STOP_SECONDS) -> None:
        """Begin nothing more, let what is under way end, and only then leave."""
        self.stopping = True
        self._ticks.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace_seconds)
        left = [work for work in self._under_way if work.cancel()]
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)  # the ticks that waited for the work end first
        self._ticks.shutdown(wait=False)
        await asyncio.sleep(0)

    async def _tick(self, entry: Entry) -> None:
        self._looked_at = time.monotonic()
        if self.stopping:
            return
        # An empty context: a transaction left behind by one tick can never reach the next.
        work = asyncio.create_task(self._safely(entry), context=Context())
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        await asyncio.wait([work])

    async def _safely(self, entry: Entry) -> None:
        try:
            await entry.work(self)
        except Exception:
            log.exception("entry_failed", entry=entry.name, owner=self.owner)


async def write_overdue_letters(worker: Worker) -> None:
    """Put the week's letters in the outbox, once, however many workers look."""
    now = clock.now()
    today = clock.day_of(now)
    due_at = await run_moment(today)
    if due_at is None or await due_run(now) is None:
        return

    async def work() -> str:
        made = await make_run(today, now)
        if made is None:
            return "another worker made it"
        log.info("run_made", **asdict(made))
        return f"{made.letters} letters, {made.no_address} without address, {made.nothing_due} owed nothing"

    await take_turn("overdue_letters", due_at, worker.owner, now, work)


async def deliver_letters(worker: Worker) -> None:
    """Hand what is due to the relay, a handful at a time, until nothing is due or the relay is in trouble."""
    if not await anything_due(clock.now()):
        return
    await withdraw_from_closed_accounts()
    while not worker.stopping and await anything_due(clock.now()):
        done = await deliver_all(Relay.of(settings.current()), worker.owner, clock.now(), limit=HANDFUL)
        log.info("letters_tried", sent=done.sent, later=done.later, failed=done.failed, trouble=done.trouble)
        if done.trouble or done.sent + done.later + done.failed == 0:
            return


async def clean(worker: Worker) -> None:
    """Forget sessions that ended, forms sent long ago and old wrong guesses; the last night's, once."""
    now = clock.now()

    async def work() -> str:
        sessions = await execute("DELETE FROM session WHERE expires_at <= $1", now)
        guesses = await execute("DELETE FROM sign_in_attempt WHERE at < $1", now - FORGET_AFTER)
        forms = await form_keys.forget(now - timedelta(days=form_keys.KEPT_DAYS))
        return f"{sessions} sessions, {guesses} guesses, {forms} forms"

    await take_turn("cleaning", _last_night(now), worker.owner, now, work)


def _last_night(now: datetime) -> datetime:
    tonight = clock.at(clock.day_of(now), CLEANING_HOUR, CLEANING_MINUTE)
    return tonight if now >= tonight else tonight - timedelta(days=1)


TIMETABLE = (
    Entry(
        "overdue_letters",
        "Mondays at 07:00, or the next working day of the week; later in the week if nobody was awake",
        15,
        write_overdue_letters,
    ),
    Entry("delivery", "every 5 seconds, whatever is due", 5, deliver_letters),
    Entry("cleaning", "every day at 02:30, or later that day", 20, clean),
)
