"""What is overdue on a day, and the figures that it stands among."""

from datetime import date

from tracker.database import rows
from tracker.reminders.rules import Task
from tracker.tasks.queries import figures, figures_by_agency
from tracker.tasks.queries.narrowing import OPEN, Where, source
from tracker.tasks.rules import BUCKETS, Figures

# On a past day whoever was made responsible last until then; today the task says it.
_RESPONSIBLE_THEN = """(SELECT (h.changes -> 'responsible' ->> 1)::integer FROM history AS h
     WHERE h.kind = 'task' AND h.object_id = t.id AND hanoi_day(h.at) <= {day} AND h.changes ? 'responsible'
     ORDER BY h.id DESC LIMIT 1)"""


async def overdue_on(day: date, today: date) -> list[Task]:
    """The tasks that are overdue on a day, worst first: of a past day as it was, of a coming one as it is."""
    where = Where()
    then = f"{where.arg(day)}::date"
    origin = source(where, day, today)
    where.add(f"{OPEN} AND f.due_on < {then} AND t.part = ''")  # a part shows in its task
    responsible = _RESPONSIBLE_THEN.format(day=then) if day < today else "t.responsible"
    found = await rows(
        f"""SELECT t.id, t.code, t.title, f.due_on, f.percent, f.lead_agency AS lead,
                   {responsible} AS responsible, a.code AS lead_code, a.name AS lead_name
            FROM {origin} JOIN agency AS a ON a.id = f.lead_agency
            WHERE {where} ORDER BY f.due_on, t.code""",
        *where.args,
    )
    return list(found)


async def figures_on(day: date) -> tuple[Figures, dict[int, Figures]]:
    """The province's figures of a day, and those of each agency by its number, over all programmes."""
    total, agencies = Figures(), dict[int, Figures]()
    for programme in await rows("SELECT id FROM programme ORDER BY id"):
        total = _sum(total, await figures(programme["id"], day))
        for group in await figures_by_agency(programme["id"], day):
            agencies[group.id] = _sum(agencies.get(group.id, Figures()), group.figures)
    return total, agencies


def _sum(one: Figures, other: Figures) -> Figures:
    return Figures.of({name: one.count(name) + other.count(name) for name in BUCKETS})
