"""What is done about news: the day's run is made, once, with every letter it holds."""

from datetime import datetime

import structlog
from asyncpg import SerializationError

from tracker import settings
from tracker.clock import day_of
from tracker.database import execute, transaction, value
from tracker.database.engine import execute_many
from tracker.mail.actions import enqueue
from tracker.mail.rules import Unmailable, is_address
from tracker.reminders.actions import TRIES, Made
from tracker.reminders.news.letters import news_letter
from tracker.reminders.news.queries import KIND, News, news_until, run_key
from tracker.reminders.queries import Person

_KEEP = """
    INSERT INTO reminder_news_line (run, person, line, outcome, letter) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (person, line) DO UPDATE
        SET run = excluded.run, outcome = excluded.outcome, letter = excluded.letter"""

log = structlog.get_logger(__name__)


async def make_news(at: datetime) -> Made | None:
    """Make the run of a moment's day; None when the day has one already.

    One transaction on one snapshot under the run's unique key, like the week's run: two workers make it
    once, and no line is told twice. A news letter that has not left is superseded by the new one, which
    tells its lines too.
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
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run = await value(
            """INSERT INTO reminder_run (key, kind, on_day, made_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (key) DO NOTHING RETURNING id""",
            key, KIND, day_of(at), at,
        )  # fmt: skip
        if run is None:
            return None
        news = await news_until(at)
        letters = {person: await _say(news, key, news.people[person], at) for person in news.owed}
        await _record(run, news, letters)
    told = [letter for letter in letters.values() if letter is not None]
    return Made(key, len(told), len(letters) - len(told), 0)


async def _say(news: News, key: str, person: Person, at: datetime) -> int | None:
    """The letter's id, or None for somebody who cannot be written to."""
    if not is_address(person.email):
        return None
    words = news_letter(person, news.owed[person.id], day_of(at), settings.current().base_url)
    try:
        return await enqueue(
            key=f"{key}/{person.id}", kind=KIND, person_id=person.id, to_name=person.name,
            to_address=person.email, words=words, at=at,
        )  # fmt: skip
    except Unmailable as why:  # a name that cannot stand in a header must not hold up the others
        log.warning("letter_not_written", person=person.id, why=str(why))
        return None


async def _record(run: int, news: News, letters: dict[int, int | None]) -> None:
    kept: list[tuple[int, int, int, str, int | None]] = [
        (run, person, line, "gone", None) for person, line in news.gone
    ]
    for person, letter in letters.items():
        outcome = "letter" if letter is not None else "no_address"
        kept += [(run, person, one["line"], outcome, letter) for one in news.owed[person]]
    if kept:
        await execute_many(_KEEP, kept)
