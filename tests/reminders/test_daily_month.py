"""Weeks of a province with moves by chance: one letter a day, each thing once, and nobody is missed."""

import random
from datetime import date, datetime, timedelta

import pytest

from tests.reminders.days import choose, leave, letters_a_day, morning, somebody
from tests.reminders.office import id_of
from tracker.clock import at, week_of
from tracker.database import execute, rows, value
from tracker.reminders.actions import withdraw_from_closed_accounts
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.queries import _owed
from tracker.tasks import actions

pytestmark = pytest.mark.usefixtures("province")
FIRST = date(2024, 11, 7)
WEEKS = 2


class Weeks:
    """What happens by chance, and what was told by letters that left."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.told: dict[tuple[int, str], int] = {}
        self.closed: dict[int, datetime] = {}

    async def moves(self, now: datetime) -> None:
        """What people and the office do in a day."""
        day = now.date()
        for code in await self._codes("state IN ('accepted', 'in_progress')", 4):
            await execute(
                "UPDATE task SET due_on = $2, due_precision = 'day', changed_at = $3 WHERE code = $1",
                code, day + timedelta(days=self.chance.randint(-20, 12)), now,
            )  # fmt: skip
        for code in await self._codes("state = 'in_progress'", 3):
            await execute("UPDATE task SET progressed_at = $2, changed_at = $2 WHERE code = $1", code, now)
        for code in await self._codes("state = 'in_progress'", 1):
            await execute(
                """UPDATE task SET responsible = NULL, changed_at = $2, lead_agency =
                       (SELECT agency FROM person WHERE role = 'lead' AND disabled_at IS NULL
                        ORDER BY hashtext(id::text || $1) LIMIT 1) WHERE code = $1""",
                code, now,
            )  # fmt: skip
        for code in await self._codes("state IN ('accepted', 'in_progress')", 8):
            await actions.ask_explanation(await somebody("bcd.truongban"), code, None, f"Câu hỏi {now}", now)
        for code in await self._codes("state = 'submitted'", 1):
            await actions.return_(await somebody("vpub.dieuphoi1"), code, None, "Bổ sung.", now)
        await self._people(day, now)

    async def _people(self, day: date, now: datetime) -> None:
        workers = await rows("SELECT id, agency, role FROM person WHERE role IN ('lead', 'staff')")
        one = self.chance.choice(workers)
        peers = [other["id"] for other in workers if other["agency"] == one["agency"] and other != one]
        if peers:
            await execute(
                """INSERT INTO person_absence (person, substitute, from_on, until_on, noted_by, noted_at)
                   VALUES ($1, $2, $3, $4, $1, $5)""",
                one["id"], self.chance.choice(peers), day, day + timedelta(days=self.chance.randint(0, 4)),
                now,
            )  # fmt: skip
        if self.chance.random() < 0.3:
            awaited = "SELECT min(person) FROM letter WHERE state = 'ready' AND kind = 'daily'"
            closed = await value(awaited) or one["id"]
            await execute(
                "UPDATE person SET disabled_at = coalesce(disabled_at, $2) WHERE id = $1", closed, now
            )
            self.closed.setdefault(closed, now)
        name = await value("SELECT username FROM person ORDER BY hashtext(username || $1) LIMIT 1", str(now))
        await choose(name, self.chance.choice(("before", "news")), self.chance.random() < 0.5)

    async def note(self) -> None:
        """Each thing that a letter told which has left: never by two letters."""
        for one in await rows(
            """SELECT s.person, s.key, s.letter FROM reminder_said AS s JOIN letter AS l ON l.id = s.letter
               WHERE l.sent_at IS NOT NULL"""
        ):
            assert self.told.setdefault((one["person"], one["key"]), one["letter"]) == one["letter"], one

    async def _codes(self, condition: str, n: int) -> list[str]:
        found = await rows(f"SELECT code FROM task WHERE {condition} AND part = '' ORDER BY code")
        return [one["code"] for one in self.chance.sample(found, min(n, len(found)))]


@pytest.mark.parametrize("seed", [4, 8])
async def test_weeks_by_chance(seed: int) -> None:
    """The relay is down on some days, the worker asleep on others; who lost their post hears nothing."""
    weeks = Weeks(seed)
    await make_daily(at(FIRST - timedelta(days=1), 23))
    await leave(at(FIRST - timedelta(days=1), 23))
    for n in range(7 * WEEKS):
        day = FIRST + timedelta(days=n)
        if weeks.chance.random() < 0.85:
            await morning(day, weeks.chance.choice((7, 7, 7, 11)), sent=False)
        if weeks.chance.random() < 0.5:
            await withdraw_from_closed_accounts()
            await leave(at(day, 12))
        await weeks.note()
        await weeks.moves(at(day, 15))
    await _nobody_is_missed(FIRST + timedelta(days=7 * WEEKS), weeks)
    await _letters_are_few(weeks)


async def _nobody_is_missed(day: date, weeks: Weeks) -> None:
    """After mornings on which all works, whatever is so was in a letter that left, or was not wanted."""
    for n in range(5):
        await withdraw_from_closed_accounts()
        await morning(day + timedelta(days=n))
    await weeks.note()
    so = await _owed(at(day + timedelta(days=4), 7))
    declined = await rows("SELECT person, key FROM reminder_said WHERE outcome = 'not_wanted'")
    heard = {*weeks.told, *((one["person"], one["key"]) for one in declined)}
    assert [one for one in so.true if (one[0], one[1].key) not in heard] == []
    assert await value("SELECT count(*) FROM letter WHERE state = 'ready'") == 0


async def _letters_are_few(weeks: Weeks) -> None:
    """One a day and one of the week for anybody; none to closed accounts; not a quiet time either."""
    found = await letters_a_day()
    assert [who for who, letters in found.items() if len(letters) > 1] == []
    overdue = [(who, week_of(day)) for (who, day), letters in found.items() for one in letters
               if one["kind"] == "overdue"]  # fmt: skip
    assert len(overdue) == len(set(overdue))
    late = [who for (who, day), _ in found.items() if who in weeks.closed and at(day, 11) > weeks.closed[who]]
    assert late == []
    assert len(weeks.told) > 150
    assert await id_of("vpub.dieuphoi1") in {who for who, _ in found}
