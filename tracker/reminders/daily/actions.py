"""What is done about the day's letters: the day's run is made, once, with every letter it holds."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from asyncpg import SerializationError

from tracker import settings
from tracker.clock import day_of
from tracker.database import transaction
from tracker.mail.outbox import Draft, enqueue_all
from tracker.reminders import said
from tracker.reminders.actions import TRIES, Made
from tracker.reminders.daily.letters import courtesy_only, daily_letter
from tracker.reminders.daily.queries import KIND, Daily, daily_plan, run_key
from tracker.reminders.opening import open_run, supersede_daily
from tracker.reminders.rulebook.stopping import stop_url
from tracker.reminders.said import Mark


async def make_daily(at: datetime) -> Made | None:
    """Make the run of a moment's day; None when the day has one already.

    One transaction on one snapshot under the run's unique key, like the week's run: two workers make it
    once, and nothing is told twice. A daily letter that has not left is superseded: its things are told
    anew, or noted as gone. Raises Held.
    """
    for _ in range(TRIES - 1):
        try:
            return await _make(at)
        except SerializationError:  # somebody else made it, or a letter left, at this very moment
            continue
    return await _make(at)


async def _make(at: datetime) -> Made | None:
    key = run_key(at)
    async with transaction():
        run = await open_run(key, KIND, day_of(at), at)
        if run is None:
            return None
        await supersede_daily()
        plan = await daily_plan(at)
        letters = await enqueue_all(KIND, _drafts(plan, key), at)
        await said.keep(run, _marks(plan, letters))
    without = {one.person for one in plan.left_out if one.why == "no_address"}
    return Made(key, len(letters), len(without) + len(plan.letters) - len(letters), 0)


def _drafts(plan: Daily, key: str) -> Iterator[Draft]:
    base_url, today = settings.current().base_url, day_of(plan.at)
    for reader, things in plan.letters.items():
        person = plan.people[reader]
        yield Draft(
            f"{key}/{reader}", reader, person.name, person.email,
            daily_letter(person, things, today, base_url),
            unsubscribe=stop_url(reader, base_url) if courtesy_only(things) else None,
        )  # fmt: skip


def _marks(plan: Daily, letters: Mapping[int, int]) -> Iterator[Mark]:
    yield from plan.gone
    for one in plan.left_out:
        if one.why != "letter_today":
            yield Mark(one.person, one.thing.key, one.thing.kind, one.thing.task, one.why)
    for person, things in plan.owed.items():
        letter = letters.get(reader := plan.readers[person])
        for thing in things:
            told = (reader, letter) if letter else (None, None)
            yield Mark(person, thing.key, thing.kind, thing.task, "letter" if letter else "no_address", *told)
