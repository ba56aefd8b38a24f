"""What other rules would change today: who is owed what under each, side by side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

SHOWN = 20  # tasks that differ, then their number


@dataclass(frozen=True)
class Owing:
    """One thing that one person would be told about one task, by its code."""

    kind: str
    person: int
    task: str
    title: str = field(default="", compare=False)


@dataclass(frozen=True)
class Count:
    """How many tasks a kind of reminder is about, and how many people it goes to."""

    tasks: int
    people: int


@dataclass(frozen=True)
class Line:
    """One kind under the rules in force and under those proposed."""

    kind: str
    now: Count
    then: Count


@dataclass(frozen=True)
class Differing:
    """A task about which something else would be said: the kinds that come, those that go, other people."""

    task: str
    title: str
    comes: tuple[str, ...]
    goes: tuple[str, ...]
    people_now: int
    people_then: int


@dataclass(frozen=True)
class Effect:
    """What proposed rules would change; ``differing`` is in the order of codes."""

    lines: list[Line]
    differing: list[Differing]

    @property
    def shown(self) -> list[Differing]:
        """The first tasks that differ."""
        return self.differing[:SHOWN]


def effect(now: Collection[Owing], then: Collection[Owing], kinds: Sequence[str]) -> Effect:
    """Two sets of what is owed, compared; ``kinds`` gives the order of the lines."""
    lines = [Line(kind, _count(now, kind), _count(then, kind)) for kind in kinds]
    before, after = _by_task(now), _by_task(then)
    changed = sorted(task for task in {*before, *after} if before.get(task) != after.get(task))
    return Effect(
        lines, [_differing(task, before.get(task, set()), after.get(task, set())) for task in changed]
    )


def _by_task(owed: Collection[Owing]) -> dict[str, set[Owing]]:
    found: dict[str, set[Owing]] = {}
    for one in owed:
        found.setdefault(one.task, set()).add(one)
    return found


def _count(owed: Collection[Owing], kind: str) -> Count:
    mine = [one for one in owed if one.kind == kind]
    return Count(len({one.task for one in mine}), len({one.person for one in mine}))


def _differing(task: str, before: set[Owing], after: set[Owing]) -> Differing:
    kinds_before, kinds_after = ({one.kind for one in owed} for owed in (before, after))
    return Differing(
        task,
        next(iter(before | after)).title,
        tuple(sorted(kinds_after - kinds_before)),
        tuple(sorted(kinds_before - kinds_after)),
        len({one.person for one in before}),
        len({one.person for one in after}),
    )
