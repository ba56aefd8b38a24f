"""What a plan stands on: agencies, unfinished tasks and people, foreseen through the plans before it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.database import rows
from tracker.tasks.reorganising.plans import Plan, last_day
from tracker.tasks.reorganising.queries import Reorganised, before, others
from tracker.tasks.reorganising.rules import Outcome, PersonFacts, TaskFacts, applied, outcome
from tracker.tasks.rules import LIVE

_TASKS = """SELECT t.id, t.code, t.title, t.part, t.state, t.due_on, r.code AS area, r.name AS area_name,
        a.code AS lead, coalesce(p.username, '') AS responsible, coalesce(u.code, '') AS parent,
        ARRAY(SELECT g.code FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
              WHERE c.task = t.id AND c.until_on = 'infinity' ORDER BY g.sort_order, g.id) AS coordinators
    FROM task AS t JOIN agency AS a ON a.id = t.lead_agency JOIN area AS r ON r.id = t.area
    LEFT JOIN person AS p ON p.id = t.responsible LEFT JOIN task AS u ON u.id = t.parent
    WHERE t.state = ANY ($2) AND (a.code = ANY ($1) OR t.id IN (
        SELECT c.task FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
        WHERE g.code = ANY ($1) AND c.until_on = 'infinity'))
    ORDER BY t.code"""
_PEOPLE = """SELECT p.id, p.username, p.full_name, p.title, p.role, a.code AS agency,
        p.disabled_at IS NULL AS open
    FROM person AS p JOIN agency AS a ON a.id = p.agency WHERE a.code = ANY ($1)
    ORDER BY a.sort_order, a.id, p.role <> 'lead', p.username"""
_AGENCIES = """SELECT a.id, a.code, a.name, a.short_name, a.kind, a.valid_from AS first, a.valid_to AS last,
        (SELECT count(*) FROM task AS t WHERE t.lead_agency = a.id AND t.state = ANY ($1)) AS unfinished
    FROM agency AS a ORDER BY a.sort_order, a.id"""


@dataclass(frozen=True)
class Body:
    """An agency as a plan sees it. ``id`` is 0 while it is only planned."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    first: date
    last: date | None
    unfinished: int = 0  # tasks not finished that it leads now

    def lives(self, day: date) -> bool:
        """Whether its name is valid on a day."""
        return self.first <= day and (self.last is None or self.last >= day)


@dataclass(frozen=True)
class Ground:
    """Everything that a plan of a day stands on, as foreseen through the plans before it."""

    bodies: dict[str, Body]
    tasks: list[TaskFacts]
    people: list[PersonFacts]
    living: frozenset[str]  # on the day, after the plan
    taken: frozenset[str]  # agencies that another plan ends
    on_day: date
    titles: dict[str, dict[str, Any]]  # of tasks, by code
    accounts: dict[str, dict[str, Any]]  # by username

    def outcome(self, plan: Plan) -> Outcome:
        """What the plan does."""
        return outcome(plan, self.tasks, self.people, self.living)

    def may_end(self, code: str) -> bool:
        """Whether a plan of this day may name the agency as one that ends.

        It lived on the eve and no other plan ends it; or its name ended long ago and tasks were left to it.
        """
        body = self.bodies.get(code)
        if body is None or body.first >= self.on_day:
            return False
        return body.unfinished > 0 or (body.lives(last_day(self.on_day)) and code not in self.taken)


async def ground(one: Reorganised) -> Ground:
    """What a reorganisation stands on."""
    rivals = await others(one)
    earlier = before(one, rivals)
    codes = sorted({code for each in (one, *earlier) for code in each.plan.old})
    bodies = {one["code"]: Body(**one) for one in await rows(_AGENCIES, list(LIVE))}
    found = await rows(_TASKS, codes, list(LIVE))
    accounts = await rows(_PEOPLE, codes)
    tasks = [_task(one) for one in found]
    people = [PersonFacts(one["id"], one["username"], one["agency"], one["open"]) for one in accounts]
    for each in earlier:
        bodies = rearranged(bodies, each.plan, each.on_day)
        done = outcome(each.plan, tasks, people, _living(bodies.values(), each.on_day))
        tasks, people = applied(done, tasks, people)
    return Ground(
        bodies=bodies,
        tasks=tasks,
        people=people,
        living=_living(rearranged(bodies, one.plan, one.on_day).values(), one.on_day),
        taken=frozenset(code for each in rivals for code in each.plan.old),
        on_day=one.on_day,
        titles={one["code"]: one for one in found},
        accounts={one["username"]: one for one in accounts},
    )


def _task(one: dict[str, Any]) -> TaskFacts:
    return TaskFacts(
        one["id"], one["code"], one["area"], one["lead"], tuple(one["coordinators"]), one["responsible"],
        one["parent"],
    )  # fmt: skip


def rearranged(bodies: dict[str, Body], plan: Plan, on_day: date) -> dict[str, Body]:
    """The agencies after a plan: the old ones end on the eve, the new ones begin on the day."""
    made = dict(bodies)
    for code in plan.old:
        if code in made:
            ends = min(made[code].last or date.max, last_day(on_day))
            made[code] = replace(made[code], last=ends, unfinished=0)
    for new in plan.newcomers.values():
        if new.code not in made:
            made[new.code] = Body(0, new.code, new.name, new.short_name, new.kind, on_day, None)
    return made


def _living(bodies: Iterable[Body], day: date) -> frozenset[str]:
    return frozenset(body.code for body in bodies if body.lives(day))
