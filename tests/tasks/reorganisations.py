"""Reorganisations as tests need them: drafted, planned and carried out without a browser."""

from datetime import date, datetime, timedelta

from tests.given import Actor
from tracker.clock import at
from tracker.database import row, value
from tracker.tasks.reorganising import actions
from tracker.tasks.reorganising.grounds import Ground, ground
from tracker.tasks.reorganising.plans import Change, Choices, Decision, Newcomer
from tracker.tasks.reorganising.queries import Reorganised, reorganisation
from tracker.tasks.reorganising.rules import Outcome, seal

NOON = at(date(2024, 11, 6), 12)
MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)


async def the_office() -> Actor:
    """A coordinator of the office, with the agency of this moment."""
    found = await row(
        """SELECT p.id, p.full_name, p.agency, a.name FROM person AS p JOIN agency AS a ON a.id = p.agency
           WHERE p.username = 'vpub.dieuphoi1'"""
    )
    assert found is not None
    return Actor(found["id"], found["full_name"], "office", found["agency"], found["name"], False, True)


def decision(on_day: date) -> Decision:
    """A decision of the Provincial People's Council for a day."""
    return Decision(
        "12/NQ-HĐND", date(2024, 11, 1), "Hội đồng nhân dân tỉnh", "Về sắp xếp cơ quan chuyên môn", on_day
    )


async def drafted(on_day: date, *changes: Change, new: tuple[Newcomer, ...] = ()) -> int:
    """A draft with these changes, or with what the register says when none is given."""
    office = await the_office()
    number = await actions.next_number()
    await actions.start(office, number, decision(on_day), NOON)
    if not changes:
        await actions.take_register(office, number, 1, NOON)
    for n, change in enumerate(changes):
        await actions.put_part(office, number, n + 1, n, change, new, NOON)
    return number


async def choose(
    number: int,
    areas: dict[str, dict[str, str]] | None = None,
    tasks: dict[str, str] | None = None,
    people: dict[str, str] | None = None,
) -> None:
    """Keep these choices."""
    one = await reorganisation(number)
    said = Choices(areas or {}, tasks or {}, people or {})
    await actions.choose(await the_office(), number, one.version, said, NOON)


async def foreseen(number: int) -> tuple[Reorganised, Ground, Outcome]:
    """A reorganisation, what it stands on, and what it does."""
    one = await reorganisation(number)
    standing = await ground(one)
    return one, standing, standing.outcome(one.plan)


async def confirmed(number: int, moment: datetime = NOON) -> actions.Confirmed:
    """Confirm what the preview says at a moment."""
    one, _standing, found = await foreseen(number)
    return await actions.confirm(await the_office(), number, one.version, seal(one.plan, found), moment)


async def a_planned_reorganisation() -> int:
    """The reorganisation of 01/03/2025 as the register tells it, planned on 06/11/2024."""
    number = await drafted(MARCH)
    await confirmed(number)
    return number


async def unfinished_without_one_living_lead(day: date) -> int:
    """How many unfinished tasks, parts included, are led by an agency whose name is not valid on a day."""
    return int(
        await value(
            """SELECT count(*) FROM task AS t LEFT JOIN agency AS a ON a.id = t.lead_agency
                   AND a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to >= $1)
               WHERE t.state NOT IN ('confirmed', 'withdrawn') AND a.id IS NULL""",
            day,
        )
    )


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months from one day to another."""
    days, day = [], first.replace(day=1)
    while day <= last:
        day = (day + timedelta(days=31)).replace(day=1)
        days.append(day - timedelta(days=1))
    return [one for one in days if one <= last]
