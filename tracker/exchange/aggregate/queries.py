"""What is asked for the figures of a day that are handed out."""

from datetime import date, datetime

from tracker import clock
from tracker.database import execute, transaction, value
from tracker.exchange.aggregate.rules import Aggregate, Group
from tracker.programmes.queries import ProgrammeFacts
from tracker.tasks.queries.figures import figures, figures_by_agency


async def aggregate(about: ProgrammeFacts, as_of: date, at: datetime) -> Aggregate:
    """The figures of a programme at the end of a day, the agencies by name: one look at the database."""
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        whole = await figures(about.id, as_of)
        found = await figures_by_agency(about.id, as_of)
    agencies = [Group(one.code, one.name, one.short_name, one.figures) for one in found]
    return Aggregate(about.code, about.name, as_of, at.astimezone(clock.HANOI), whole, agencies)


async def is_open(programme_id: int) -> bool:
    """Whether the office published the figures for everybody."""
    return bool(await value("SELECT open_data = 'on' FROM programme WHERE id = $1", programme_id))
