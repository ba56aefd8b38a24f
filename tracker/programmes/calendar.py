"""The office's calendar as it is kept: days off, weekend days that are worked, and who set them."""

from dataclasses import dataclass
from datetime import date

from tracker.database import row, rows
from tracker.programmes.working_days import OFF, USUAL, WORKS, WorkingDays

_DAY = "SELECT id, on_day, works, name, seeded, version FROM holiday"


@dataclass(frozen=True)
class Day:
    """A day that the calendar says something about; ``version`` 0 when it does not yet."""

    on_day: date
    works: str = USUAL  # off | works | usual: struck out, as any other day of the week
    name: str = ""
    seeded: bool = False
    version: int = 0
    id: int = 0


async def working_days(first: date = date.min, last: date = date.max) -> WorkingDays:
    """The calendar to count with, whole or of some days, both ends included."""
    found = await rows("SELECT on_day, works FROM holiday WHERE on_day BETWEEN $1 AND $2", first, last)
    kinds = {kind: frozenset(one["on_day"] for one in found if one["works"] == kind) for kind in (OFF, WORKS)}
    return WorkingDays(kinds[OFF], kinds[WORKS])


async def days_of(year: int) -> list[Day]:
    """What the calendar says about a year, in the order of days, struck-out days of the seed included."""
    found = await rows(
        f"{_DAY} WHERE on_day BETWEEN $1 AND $2 AND (seeded OR works <> 'usual') ORDER BY on_day",
        date(year, 1, 1),
        date(year, 12, 31),
    )
    return [Day(**one) for one in found]


async def calendar_day(on_day: date) -> Day:
    """What the calendar says about one day."""
    found = await row(f"{_DAY} WHERE on_day = $1", on_day)
    return Day(**found) if found else Day(on_day)
