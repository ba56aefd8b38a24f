"""My work: what waits for this person on a day, most urgent first, each task once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.database import row, value
from tracker.tasks.queries.arms import arms
from tracker.tasks.queries.asked import with_asked
from tracker.tasks.queries.contributions import owed_by
from tracker.tasks.queries.figures import figures
from tracker.tasks.queries.narrowing import Filter, Where
from tracker.tasks.queries.parties import with_own
from tracker.tasks.queries.scope import SOON_DAYS as SOON_DAYS
from tracker.tasks.queries.scope import Scope as Scope
from tracker.tasks.queries.scope import Worker
from tracker.tasks.queries.selecting import select, select_arms
from tracker.tasks.rules import WORKING, Figures

MOST = 50  # rows a section shows; the rest is one link away
FIRST = 8
_OLDEST = "f.submitted_on, t.id"
# What is late or due soon, of what the agency leads and coordinates: apart, so that each walks one index.
_SOON = [
    Filter(part=part, due=due) for part in ("lead", "coordinating") for due in ("overdue", str(SOON_DAYS))
]


@dataclass(frozen=True)
class Waiting:
    """Tasks awaiting confirmation by age in days: the confirmer's own time."""

    total: int
    over_7: int
    over_30: int
    over_60: int
    median: int
    longest: int


async def of_agency(scope: Scope) -> list[dict[str, Any]]:
    """Open tasks that need a hand now: late, returned, to accept, to explain, or due within 30 days; and
    those to which a contribution is owed.

    What the agency leads first (``leads``), then what it coordinates, each by nearest deadline.
    """
    chosen = [await select_arms(scope.asked(wanted), MOST + 1, 0, detailed=True) for wanted in _SOON]
    where, origin = _asked_later(scope)
    later = await select(where, origin, "f.due_on, t.id", MOST + 1, 0, scope.as_of, detailed=True)
    found = [
        {**one, "leads": wanted.part == "lead"}
        for wanted, some in zip(_SOON, chosen, strict=True)
        for one in some
    ]
    found += [{**one, "leads": True} for one in later]
    where, origin = _owing_later(scope)
    asked_of = await select(where, origin, "f.due_on, t.id", MOST + 1, 0, scope.as_of, detailed=True)
    found += [{**one, "leads": False} for one in asked_of]
    if scope.as_of >= scope.today:  # parts have no past days of their own
        found += [{**one, "leads": True} for one in await _rows(scope, _to_explain(scope))]
        found += [{**one, "leads": False} for one in await _rows(scope, _owing_on_parts(scope))]
    found.sort(key=lambda one: (not one["leads"], one["due_on"] or date.min, one["id"]))
    asked = await with_asked(found[: MOST + 1], scope.as_of)
    return await with_own(asked, scope.worker.agency_id, scope.as_of, scope.as_of < scope.today)


async def _rows(scope: Scope, narrowed: tuple[Where, str]) -> list[dict[str, Any]]:
    where, origin = narrowed
    return await select(where, origin, "f.due_on, t.id", MOST + 1, 0, scope.as_of, detailed=True)


async def with_others(scope: Scope) -> list[dict[str, Any]]:
    """The agency's tasks that wait for the confirmer, longest first."""
    where, origin = scope.where(Filter(buckets=("awaiting",), part="lead"))
    return await select(where, origin, _OLDEST, MOST, 0, scope.as_of, detailed=False)


async def to_confirm(scope: Scope, limit: int = FIRST) -> list[dict[str, Any]]:
    """What the office has to confirm, longest waiting first."""
    where, origin = scope.where(Filter(buckets=("awaiting",)))
    where.add(f"(t.endorsed_at IS NULL OR hanoi_day(t.endorsed_at) > {where.arg(scope.as_of)})")
    return await select(where, origin, _OLDEST, limit, 0, scope.as_of, detailed=True)


async def with_superior(scope: Scope, limit: int = FIRST) -> list[dict[str, Any]]:
    """What the office has confirmed and the superior has not yet, longest since first."""
    where, origin = scope.where(Filter(buckets=("awaiting",)))
    where.add(f"hanoi_day(t.endorsed_at) <= {where.arg(scope.as_of)}")
    return await select(where, origin, "t.endorsed_at, t.id", limit, 0, scope.as_of, detailed=True)


async def extensions_to_decide(scope: Scope, limit: int = MOST) -> list[dict[str, Any]]:
    """Tasks in progress with an open request for an extension, nearest deadline first.

    A request lapses when its task is submitted or stopped, and waits again when that is taken back.
    """
    return await _with_request(scope, "extension", "requested_at", "decided_at", limit, WORKING)


async def unexplained(scope: Scope, limit: int = MOST) -> list[dict[str, Any]]:
    """Tasks whose lead agency still has to explain."""
    return await _with_request(scope, "explanation", "asked_at", "answered_at", limit)


async def not_accepted(scope: Scope, limit: int = MOST) -> list[dict[str, Any]]:
    """Tasks assigned but not accepted yet, oldest first."""
    where, origin = scope.where(Filter())
    where.add("f.state = 'assigned'")
    return await select(where, origin, "t.assigned_at, t.id", limit, 0, scope.as_of, detailed=True)


async def waiting(scope: Scope) -> Waiting:
    """How long submissions have been waiting, in days."""
    where, origin = scope.where(Filter(buckets=("awaiting",)))
    day = where.arg(scope.as_of)
    found = await row(
        f"""SELECT count(*) AS total, count(*) FILTER (WHERE age > 7) AS over_7,
                  count(*) FILTER (WHERE age > 30) AS over_30, count(*) FILTER (WHERE age > 60) AS over_60,
                  coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY age), 0) AS median,
                  coalesce(max(age), 0) AS longest
           FROM (SELECT {day}::date - f.submitted_on AS age FROM {origin} WHERE {where}) AS ages""",
        *where.args,
    )
    assert found is not None
    return Waiting(**found)


async def todo(worker: Worker, programme_id: int, today: date, known: Figures | None = None) -> int:
    """The number beside "My work": for the office what it has to decide, else the rows of the page.

    ``known`` are today's figures of the whole programme, where a page has them already.
    """
    if worker.role == "office":
        awaiting = (known or await figures(programme_id, today)).awaiting
        asked = """SELECT count(*) FROM extension AS e JOIN task AS t ON t.id = e.task
                   WHERE e.decision = '' AND t.programme = $1
                     AND t.state IN ('accepted', 'in_progress', 'returned')"""
        refused = "SELECT count(*) FROM task WHERE programme = $1 AND state = 'refused'"
        return awaiting + int(await value(f"SELECT ({asked}) + ({refused})", programme_id))
    if worker.role not in {"lead", "staff"}:
        return 0
    scope = Scope(worker, programme_id, today, today)
    where, origin = _asked_later(scope)
    counts = [f"(SELECT count(*) FROM {origin} WHERE {where})"]
    asked_of, coordinated = _owing_later(scope)
    counts.append(f"(SELECT count(*) FROM {coordinated} WHERE {asked_of})")
    for more, there in (_to_explain(scope), _owing_on_parts(scope)):
        counts.append(f"(SELECT count(*) FROM {there} WHERE {more})")
    for wanted in _SOON:
        counts += [
            f"(SELECT count(*) FROM {arm.origin} WHERE {arm.where})"
            for arm in arms(scope.asked(wanted), where.args)
        ]
    return int(await value(f"SELECT {' + '.join(counts)}", *where.args))


def _asked_later(scope: Scope) -> tuple[Where, str]:
    """What the agency leads that is due later or never, but to accept, returned or to explain."""
    where, origin = scope.where(Filter(buckets=("in_time", "overdue"), part="lead"))
    asked = _open_request(where, scope, "explanation", "asked_at", "answered_at")
    where.add(f"f.due_key > {where.arg(scope.as_of)}::date + {SOON_DAYS}")
    where.add(f"(f.state IN ('assigned', 'returned') OR {asked})")
    if scope.as_of >= scope.today:  # both are few, and found through indexes of their own
        own = where.arg(scope.worker.agency_id)
        where.add(f"""t.id = ANY (ARRAY(
            SELECT k.id FROM task AS k WHERE k.lead_agency = {own} AND k.state IN ('assigned', 'returned')
            UNION SELECT e.task FROM explanation AS e WHERE e.answered_at IS NULL))""")
    return where, origin


def _to_explain(scope: Scope) -> tuple[Where, str]:
    """What the agency leads and must explain, though it waits, is done, or is a part of a task."""
    where, origin = scope.everywhere()
    where.add(f"f.lead_agency = {where.arg(scope.worker.agency_id)} AND f.urgency IN (1, 2, 9)")
    where.add(_open_request(where, scope, "explanation", "asked_at", "answered_at"))
    return where, origin


def _owing_on_parts(scope: Scope) -> tuple[Where, str]:
    """Parts of tasks to which the agency owes a contribution."""
    where, origin = scope.everywhere()
    where.add("f.urgency = 9 AND f.state NOT IN ('confirmed', 'withdrawn')")
    where.add(owed_by(scope.worker.agency_id, where.arg(scope.as_of), False))
    return where, origin


def _owing_later(scope: Scope) -> tuple[Where, str]:
    """What the agency coordinates that is due later or never, but to which it owes a contribution."""
    where, origin = scope.where(Filter(buckets=("in_time", "overdue"), part="coordinating"))
    day = where.arg(scope.as_of)
    where.add(f"f.due_key > {day} + {SOON_DAYS}")
    where.add(owed_by(scope.worker.agency_id, day, scope.as_of < scope.today))
    return where, origin


async def _with_request(
    scope: Scope, table: str, asked: str, answered: str, limit: int, states: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    where, origin = scope.everywhere()
    if states:
        where.add(f"f.state IN ({', '.join(map(repr, states))})")
    where.add(_open_request(where, scope, table, asked, answered))
    found = await select(where, origin, "f.due_on, t.id", limit, 0, scope.as_of, detailed=True)
    return await with_asked(found, scope.as_of)


def _open_request(where: Where, scope: Scope, table: str, asked: str, answered: str) -> str:
    still = f"e.{answered} IS NULL"
    if scope.as_of < scope.today:
        day = where.arg(scope.as_of)
        still = f"hanoi_day(e.{asked}) <= {day} AND ({still} OR hanoi_day(e.{answered}) > {day})"
    return f"t.id IN (SELECT e.task FROM {table} AS e WHERE {still})"
