"""Who takes what over: of a plan and the facts, each task's new lead and each person's new agency. Pure.

The preview of a reorganisation and its carrying out are this one rule.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.tasks.reorganising.plans import CLOSED, Plan


@dataclass(frozen=True)
class TaskFacts:
    """What of a task that is not finished decides where it goes."""

    id: int
    code: str
    area: str
    lead: str
    coordinators: tuple[str, ...] = ()
    responsible: str = ""  # a username
    parent: str = ""  # the task it is a part of, which it follows


@dataclass(frozen=True)
class PersonFacts:
    """Whose account follows an agency."""

    id: int
    username: str
    agency: str
    open: bool = True


@dataclass(frozen=True)
class TaskMove:
    """A task and its agencies afterwards; ``lead`` is CLOSED while nobody living is named.

    ``steps`` are its coordinators, before and afterwards; CLOSED for one that nobody succeeds.
    """

    task: TaskFacts
    lead: str
    steps: tuple[tuple[str, str], ...] = ()
    keeps_responsible: bool = True

    @property
    def leads_anew(self) -> bool:
        """Whether another agency leads it afterwards."""
        return self.lead != self.task.lead

    @property
    def coordinators(self) -> tuple[str, ...]:
        """Who coordinates it afterwards: no agency twice, never the one that leads."""
        after = dict.fromkeys(code for _before, code in self.steps)
        return tuple(code for code in after if code not in {CLOSED, self.lead})


@dataclass(frozen=True)
class PersonMove:
    """A person and the agency afterwards; CLOSED when the account ends."""

    person: PersonFacts
    agency: str


@dataclass(frozen=True)
class Outcome:
    """Everything that a reorganisation changes."""

    tasks: tuple[TaskMove, ...]
    people: tuple[PersonMove, ...]

    @property
    def without_lead(self) -> tuple[TaskMove, ...]:
        """Tasks that nobody living would lead: a reorganisation with any is not carried out."""
        return tuple(move for move in self.tasks if not move.lead)


def allowed(plan: Plan, old: str, living: Collection[str]) -> tuple[str, ...]:
    """Who may receive an agency's tasks: its successors; of one without any, whoever lives afterwards."""
    return tuple(code for code in plan.successors(old) or sorted(living) if code in living)


def outcome(
    plan: Plan, tasks: Iterable[TaskFacts], people: Iterable[PersonFacts], living: Collection[str]
) -> Outcome:
    """What a plan does to the tasks that are not finished and to the people of the agencies that end.

    ``living`` are the agencies that live on the plan's first day, after it. No agency leads and
    coordinates a task; several that coordinated it and became one do so once. Whoever was responsible
    stays so only in the agency that leads the task afterwards. A part goes where its task goes.
    """
    old = frozenset(plan.old)
    moved_people = {
        one.username: PersonMove(one, _agency(plan, one, living)) for one in people if one.agency in old
    }
    moves = [_moved(plan, task, old, moved_people, living) for task in tasks]
    changed = [move for move in moves if move.leads_anew or move.coordinators != move.task.coordinators]
    return Outcome(tuple(changed), tuple(moved_people.values()))


def _agency(plan: Plan, person: PersonFacts, living: Collection[str]) -> str:
    chosen = plan.people.get(person.username)
    if chosen is not None and (chosen == CLOSED or chosen in living):
        return chosen
    return next((code for code in plan.successors(person.agency) if code in living), CLOSED)


def _moved(
    plan: Plan,
    task: TaskFacts,
    old: frozenset[str],
    people: Mapping[str, PersonMove],
    living: Collection[str],
) -> TaskMove:
    lead = _lead(plan, task, living) if task.lead in old else task.lead
    steps = tuple(
        (code, _coordinator(plan, code, task, living) if code in old else code) for code in task.coordinators
    )
    carrier = people.get(task.responsible)
    return TaskMove(task, lead, steps, carrier is None or carrier.agency == lead)


def _lead(plan: Plan, task: TaskFacts, living: Collection[str]) -> str:
    may = allowed(plan, task.lead, living)
    wishes = (
        plan.tasks.get(task.code),
        plan.tasks.get(task.parent),
        plan.areas.get(task.lead, {}).get(task.area),
        next(iter(plan.successors(task.lead)), None),
    )
    return next((wish for wish in wishes if wish in may), CLOSED)


def _coordinator(plan: Plan, old: str, task: TaskFacts, living: Collection[str]) -> str:
    successors = [code for code in plan.successors(old) if code in living]
    wish = plan.areas.get(old, {}).get(task.area)
    return wish if wish in successors else next(iter(successors), CLOSED)


def applied(
    done: Outcome, tasks: Sequence[TaskFacts], people: Sequence[PersonFacts]
) -> tuple[list[TaskFacts], list[PersonFacts]]:
    """The facts after an earlier reorganisation, so that a later one is foreseen rightly."""
    moves = {move.task.id: move for move in done.tasks}
    homes = {move.person.id: move.agency for move in done.people}
    return (
        [
            replace(task, lead=moves[task.id].lead, coordinators=moves[task.id].coordinators)
            if task.id in moves
            else task
            for task in tasks
        ],
        [replace(one, agency=homes.get(one.id) or one.agency) for one in people],
    )


def seal(plan: Plan, found: Outcome) -> str:
    """What a preview said, as a short text: while it stays the same, nothing that was shown has changed."""
    said = (
        [(change.kind, change.old, change.to) for change in plan.changes],
        sorted(repr(one) for one in plan.newcomers.values()),
        sorted((m.task.code, m.lead, m.coordinators, m.keeps_responsible) for m in found.tasks),
        sorted((m.person.username, m.agency) for m in found.people),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def told(found: Outcome) -> str:
    """What a reorganisation did, as JSON: task codes and usernames from agency to agency."""
    tasks: dict[tuple[str, str], list[str]] = {}
    for move in found.tasks:
        if move.leads_anew:
            tasks.setdefault((move.task.lead, move.lead), []).append(move.task.code)
    return json.dumps(
        {
            "tasks": [[old, new, codes] for (old, new), codes in tasks.items()],
            "coordinating": sum(move.coordinators != move.task.coordinators for move in found.tasks),
            "people": [[m.person.username, m.person.agency, m.agency] for m in found.people],
        },
        ensure_ascii=False,
    )
