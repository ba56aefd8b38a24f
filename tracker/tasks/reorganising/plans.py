"""A plan: which agencies end, who succeeds them, what was chosen; and as it is kept, JSON by codes. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

KINDS = ("merge", "split", "rename", "abolish")
MOST_RECEIVERS = 5  # of one split
CLOSED = ""  # the new agency of somebody whose account is closed, and the new lead of a task without one


@dataclass(frozen=True)
class Change:
    """One part of a reorganisation: which agencies end, and who succeeds them. Agencies are codes."""

    kind: str
    old: tuple[str, ...]
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Newcomer:
    """An agency that the reorganisation makes."""

    code: str
    name: str
    short_name: str
    kind: str
    email: str = ""


@dataclass(frozen=True)
class Plan:
    """What was decided, and what was chosen where the decision leaves a choice.

    ``areas`` are receivers of an old agency's tasks by area, ``tasks`` receivers by task: the task's own
    goes first. ``people`` are new agencies by username, CLOSED for an account that ends.
    """

    changes: tuple[Change, ...] = ()
    newcomers: Mapping[str, Newcomer] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def old(self) -> tuple[str, ...]:
        """Every agency that ends."""
        return tuple(code for change in self.changes for code in change.old)

    @property
    def receivers(self) -> tuple[str, ...]:
        """Every agency that succeeds one, once."""
        return tuple(dict.fromkeys(code for change in self.changes for code in change.to))

    def successors(self, old: str) -> tuple[str, ...]:
        """Who succeeds an agency, the one that receives by default first."""
        return next((change.to for change in self.changes if old in change.old), ())

    def kind_of(self, old: str) -> str:
        """How an agency ends."""
        return next((change.kind for change in self.changes if old in change.old), "")

    @property
    def kind(self) -> str:
        """The kind of all its changes, or "several"."""
        kinds = {change.kind for change in self.changes}
        return kinds.pop() if len(kinds) == 1 else "several"


@dataclass(frozen=True)
class Decision:
    """The document that decides it, and the first day of the new arrangement."""

    number: str
    issued_on: date
    issuer: str
    title: str
    on_day: date


@dataclass(frozen=True)
class Choices:
    """What was chosen where the decision leaves a choice; see ``Plan``."""

    areas: Mapping[str, Mapping[str, str]]
    tasks: Mapping[str, str]
    people: Mapping[str, str]


def written(plan: Plan) -> str:
    """A plan as JSON."""
    return json.dumps(
        {
            "changes": [asdict(change) for change in plan.changes],
            "newcomers": [asdict(one) for one in plan.newcomers.values()],
            "areas": {old: dict(chosen) for old, chosen in plan.areas.items()},
            "tasks": dict(plan.tasks),
            "people": dict(plan.people),
        },
        ensure_ascii=False,
    )


def read(text: str) -> Plan:
    """The plan that a JSON text tells; an empty one is a plan of nothing."""
    told: dict[str, Any] = json.loads(text)
    newcomers = [Newcomer(**one) for one in told.get("newcomers", [])]
    return Plan(
        changes=tuple(
            Change(one["kind"], tuple(one["old"]), tuple(one["to"])) for one in told.get("changes", [])
        ),
        newcomers={one.code: one for one in newcomers},
        areas=told.get("areas", {}),
        tasks=told.get("tasks", {}),
        people=told.get("people", {}),
    )


def from_register(
    successors: Mapping[str, Sequence[str]], begins: Mapping[str, date], on_day: date
) -> tuple[Change, ...]:
    """The changes that a register of agencies tells: who ends on the eve of a day, with their successors.

    ``begins`` is each agency's first day: one to one with an agency that begins that day is a rename.
    """
    alone: dict[str, list[str]] = {}
    for old, to in successors.items():
        if len(to) == 1:
            alone.setdefault(to[0], []).append(old)
    found = [
        Change("rename" if len(olds) == 1 and begins[to] == on_day else "merge", tuple(olds), (to,))
        for to, olds in alone.items()
    ]
    found += [Change("split", (old,), tuple(to)) for old, to in successors.items() if len(to) > 1]
    ended = tuple(old for old, to in successors.items() if not to)
    return (*found, *([Change("abolish", ended)] if ended else []))


def last_day(on_day: date) -> date:
    """The last day of the agencies that end."""
    return on_day - timedelta(days=1)
