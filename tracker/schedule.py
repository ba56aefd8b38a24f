"""Contents 2: what happens by itself, and when (Hanoi time)."""

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog

from tracker import clock, settings
from tracker.database import execute
from tracker.evidence import sweep
from tracker.exchange import forgetting
from tracker.exchange.hooks import queries as hooks
from tracker.exchange.hooks import telling
from tracker.exchange.hooks.calling import Caller
from tracker.exchange.hooks.delivery import deliver_all as call_all
from tracker.history.anchoring import anchor_day
from tracker.history.nightly import check_all
from tracker.mail.bounces.reading import LOOKOUT
from tracker.mail.delivery import deliver_all
from tracker.mail.queries import anything_due
from tracker.mail.relay import Relay
from tracker.people.sign_in import FORGET_AFTER
from tracker.reminders.actions import make_run
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.queries import due_daily
from tracker.reminders.jobs import take_turn
from tracker.reminders.ledger.alarm import ripe
from tracker.reminders.ledger.sounding import sound
from tracker.reminders.precedence import DAILY_JOB, WEEKLY_JOB, week_due, week_goes_first
from tracker.reminders.rules import RUN_HOUR
from tracker.reminders.waiting import judge_waiting
from tracker.reports.jobs import actions as making
from tracker.reports.jobs.making import turn as make
from tracker.reports.regimes.worker import turn
from tracker.tasks.actions.recurring import make_ahead, open_due
from tracker.tasks.reorganising.actions import carry_out_due
from tracker.tasks.reorganising.queries import due as due_reorganisations
from tracker.ticks import Entry, Worker
from tracker.web import form_keys

HANDFUL = 200  # letters tried before a worker looks at the clock again
CLEANING = 2, 30
ANCHOR = 23, 55
HISTORY_CHECK = 3, 15
FILES_CHECK = 3, 45
NEW_DAY_MINUTE = 5  # past midnight: agencies change before anybody works

log = structlog.get_logger(__name__)


async def write_overdue_letters(worker: Worker) -> None:
    """Put the week's letters in the outbox, once, however many workers look."""
    now = clock.now()
    due_at = await week_due(now)
    if due_at is None:
        return

    async def work() -> str:
        made = await make_run(clock.day_of(now), now)
        if made is None:
            return "another worker made it"
        log.info("run_made", **asdict(made))
        return f"{made.letters} letters, {made.no_address} without address, {made.nothing_due} owed nothing"

    await take_turn(WEEKLY_JOB, due_at, worker.owner, now, work)


async def write_daily_letters(worker: Worker) -> None:
    """Put the day's letters in the outbox, once; after the week's, unless making that fails."""
    now = clock.now()
    if not await due_daily(now) or await week_goes_first(now):
        return

    async def work() -> str:
        made = await make_daily(now)
        if made is None:
            return "another worker made it"
        log.info("run_made", **asdict(made))
        return f"{made.letters} letters, {made.no_address} without address"

    await take_turn(DAILY_JOB, clock.at(clock.day_of(now), RUN_HOUR), worker.owner, now, work)


async def alarm_of_letters(worker: Worker) -> None:
    """Tell the administrators of whoever was not served by noon of the day of the week's letters; once."""
    now = clock.now()
    noon = await ripe(now)
    if noon is not None:
        await take_turn("letters_alarm", noon, worker.owner, now, lambda: sound(now))


async def deliver_letters(worker: Worker) -> None:
    """Hand what is due to the relay, a handful at a time, until nothing is due or the relay is in trouble."""
    await judge_waiting(clock.now())
    kept, halt = settings.current(), lambda: worker.stopping
    while not worker.stopping and await anything_due(clock.now()):
        done = await deliver_all(Relay.of(kept), worker.owner, clock.now(), HANDFUL, kept.smtp_lines, halt)
        log.info("letters_tried", sent=done.sent, later=done.later, failed=done.failed, trouble=done.trouble)
        if done.trouble or done.sent + done.later + done.failed == 0:
            return


async def read_bounces(worker: Worker) -> None:
    """Take in letters that came back; two workers at it count nothing twice."""
    await LOOKOUT.look(clock.now())


async def clean(worker: Worker) -> None:
    """Forget sessions that ended, forms sent long ago and old wrong guesses; the last night's, once."""
    now = clock.now()

    async def work() -> str:
        sessions = await execute("DELETE FROM session WHERE expires_at <= $1", now)
        guesses = await execute("DELETE FROM sign_in_attempt WHERE at < $1", now - FORGET_AFTER)
        forms = await form_keys.forget(now - timedelta(days=form_keys.KEPT_DAYS))
        left = await forgetting.forget(now) + await making.forget(now)
        return f"{sessions} sessions, {guesses} guesses, {forms} forms, {left} half done"

    await take_turn("cleaning", _last(now, *CLEANING), worker.owner, now, work)


async def note_head(worker: Worker) -> None:
    """Note the head of history for the day, and outside the database where a file is named."""
    now = clock.now()
    due_at = _last(now, *ANCHOR)

    async def work() -> str:
        made = await anchor_day(clock.day_of(due_at), due_at, now, settings.current().anchor_file)
        return str(made) if made else "no history yet"

    await take_turn("anchor", due_at, worker.owner, now, work)


async def check_history(worker: Worker) -> None:
    """Check the whole chain of history and replay it to today's tasks; trouble is an error in the log."""
    now = clock.now()
    due_at = _last(now, *HISTORY_CHECK)
    await take_turn("history_check", due_at, worker.owner, now, lambda: check_all(now))


async def check_files(worker: Worker) -> None:
    """Sweep the store of files, and compare with their names those that were not read for the longest."""
    now = clock.now()
    due_at = _last(now, *FILES_CHECK)
    await take_turn("evidence", due_at, worker.owner, now, lambda: sweep.nightly(now))


async def call_hooks(worker: Worker) -> None:
    """Tell other systems what moved and, every morning, what is overdue; nothing to do while there are none.

    The batch goes out on days off too: what is overdue changes at midnight, not with office hours.
    """
    if not await hooks.any_hook():
        return
    now = clock.now()
    await telling.tell_moves(now)
    today = clock.day_of(now)
    due_at = clock.at(today, RUN_HOUR)

    async def work() -> str:
        made, gone = await telling.tell_overdue(today, due_at, now), await telling.forget(now)
        return f"{made} messages made, {gone} forgotten"

    if now >= due_at:
        await take_turn("hook_batch", due_at, worker.owner, now, work)
    if await hooks.anything_due(now):
        done = await call_all(Caller.of(settings.current()), worker.owner, clock.now, lambda: worker.stopping)
        log.info("hooks_called", sent=done.sent, later=done.later, failed=done.failed)


async def reorganise(worker: Worker) -> None:
    """Carry out the reorganisations whose day has come, in their order, once each."""
    now = clock.now()
    for one in await due_reorganisations(clock.day_of(now)):
        moment = clock.at(one.on_day, 0, NEW_DAY_MINUTE)
        if now < moment:
            continue

        async def work(number: int = one.id) -> str:
            outcome = await carry_out_due(number, now)
            log.info("reorganised", number=number, outcome=outcome)
            return outcome

        await take_turn(f"reorganisation {one.id}/{one.version}", moment, worker.owner, now, work)


async def turn_occurrences(worker: Worker) -> None:
    """Make the occurrences of tasks that come back, and turn tasks to those that open today; once a day."""
    now = clock.now()
    today = clock.day_of(now)

    async def work() -> str:
        made, turned = await make_ahead(today, now), await open_due(today, now)
        return f"{made} occurrences made, {turned} tasks turned"

    await take_turn("occurrences", clock.at(today, 0), worker.owner, now, work)


def _last(now: datetime, hour: int, minute: int) -> datetime:
    """The last time that the clock showed this hour."""
    today = clock.at(clock.day_of(now), hour, minute)
    return today if now >= today else today - timedelta(days=1)


TIMETABLE = (
    Entry("occurrences", "every day at midnight, or when somebody wakes", 20, turn_occurrences),
    Entry("anchor", "every day at 23:55, or when somebody wakes", 20, note_head),
    Entry("overdue_letters", "Mondays at 07:00, or the next working day or so", 15, write_overdue_letters),
    Entry("daily_letters", "working days at 07:00, or later that day", 15, write_daily_letters),
    Entry("letters_alarm", "at 12:00 of the day of the week's letters, or later", 20, alarm_of_letters),
    Entry("delivery", "every 5 seconds, whatever is due", 5, deliver_letters),
    Entry("hooks", "every 10 seconds, what moved; every day at 07:00, what is overdue", 10, call_hooks),
    Entry("bounces", "every 5 minutes, where a folder or a mailbox is set", 20, read_bounces),
    Entry("reorganisations", "every day at 00:05, those planned for that day or before", 20, reorganise),
    Entry("reports", "at 07:00 of a cut-off day; what was frozen, at once", 20, lambda _: turn(clock.now())),
    Entry("making", "every 2 seconds, what people asked for", 2, lambda worker: make(worker, clock.now)),
    Entry("cleaning", "every day at 02:30, or later that day", 20, clean),
    Entry("history_check", "every day at 03:15, or later that day", 20, check_history),
    Entry("evidence", "every day at 03:45, or later that day", 20, check_files),
)
