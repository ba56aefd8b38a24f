"""What waits for the office's decision, for deciding many at once: the queue, its filter, the files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.database import rows
from tracker.evidence import queries as files
from tracker.tasks.queries.narrowing import Filter
from tracker.tasks.queries.selecting import select
from tracker.tasks.queries.work import Scope

AT_ONCE = 25  # submissions that one page of the office holds
BANDS = (7, 30, 60)  # more than so many days
# What waits for the superior comes after what waits for the office itself.
_ORDER = "(t.endorsed_at IS NOT NULL), f.submitted_on, t.id"
SHOWN_AS_PICTURES = frozenset({"pdf", "jpg", "png"})


@dataclass(frozen=True)
class Narrowed:
    """The part of the queue that is asked for: an agency's, by code, and what waits for over so many days."""

    agency: str = ""
    waiting: int = 0
    page: int = 1

    @property
    def params(self) -> dict[str, object]:
        """As its address says it."""
        page = self.page if self.page > 1 else None
        return {"agency": self.agency or None, "waiting": self.waiting or None, "page": page}


@dataclass(frozen=True)
class Waiters:
    """An agency that submissions of wait, and how many by age."""

    id: int
    code: str
    name: str
    over_0: int
    over_7: int
    over_30: int
    over_60: int

    def over(self, days: int) -> int:
        """How many wait for more than so many days; 0 asks for all."""
        return int(getattr(self, f"over_{days}"))


# A task that comes back is confirmed by its occurrence, on that one's page.
_ITSELF = "NOT EXISTS (SELECT 1 FROM recurrence AS r WHERE r.task = t.id)"


async def waiters(scope: Scope) -> list[Waiters]:
    """The agencies whose submissions wait, in the province's order."""
    where, origin = scope.where(Filter(buckets=("awaiting",)))
    where.add(_ITSELF)
    age = f"{where.arg(scope.as_of)}::date - f.submitted_on"
    bands = ", ".join(f"count(*) FILTER (WHERE {age} > {n}) AS over_{n}" for n in BANDS)
    found = await rows(
        f"""SELECT a.id, a.code, a.short_name AS name, count(*) AS over_0, {bands}
            FROM {origin} JOIN agency AS a ON a.id = f.lead_agency WHERE {where}
            GROUP BY a.id ORDER BY a.sort_order, a.id""",
        *where.args,
    )
    return [Waiters(**one) for one in found]


async def queue(scope: Scope, lead: int, wanted: Narrowed) -> list[dict[str, Any]]:
    """A page of submissions, longest waiting first, with the facts that a decision on them needs."""
    where, origin = scope.where(Filter(buckets=("awaiting",), lead=lead, waiting_days=wanted.waiting))
    where.add(_ITSELF)
    start = (wanted.page - 1) * AT_ONCE
    found = await select(where, origin, _ORDER, AT_ONCE, start, scope.as_of, detailed=True)
    facts = await tasks_of(one["id"] for one in found)
    return [{**one, **facts[one["id"]], "version": one["version"]} for one in found if one["id"] in facts]


async def tasks_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Tasks by id, as a decision on their submission needs them, whether or not they still wait."""
    found = await rows(
        """SELECT t.id, t.code, t.title, t.state, t.due_on, hanoi_day(t.submitted_at) AS submitted_on,
                  t.submitted_by, t.endorsed_at, t.result_issuer, t.changed_at, g.confirmation_levels
           FROM task AS t JOIN programme AS g ON g.id = t.programme WHERE t.id = ANY ($1::integer[])
           ORDER BY t.submitted_at, t.id""",
        list(ids),
    )
    return {one["id"]: one for one in found}


async def files_to_read(task_id: int) -> list[dict[str, Any]]:
    """The files of a task, the result's first and those that have pictures before others."""
    found = await files.of_task(task_id)
    return sorted(found, key=lambda one: (one["purpose"] != "result", one["kind"] not in SHOWN_AS_PICTURES))
