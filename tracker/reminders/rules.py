"""What is true of reminders: who is owed what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tracker.reminders.rulebook.rules import Rulebook

Task = Mapping[str, Any]  # an overdue task: id, code, due_on, lead, responsible and more

RUN_HOUR = 7
ANSWERABLE = frozenset({"lead", "staff", "office"})  # roles that carry out tasks for their agency
FIRST_RULES = Rulebook()  # those that came with the system


class Someone(Protocol):
    """Who may be owed a letter."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def active(self) -> bool: ...
    @property
    def carries(self) -> bool: ...
    @property
    def reachable(self) -> bool: ...


@dataclass(frozen=True)
class Cast:
    """Whoever is active, by what they are asked for; the office in the order given."""

    people: Mapping[int, Someone]
    heads: Mapping[int, Sequence[int]]  # by agency
    office: Sequence[int]

    @classmethod
    def of(cls, people: Iterable[Someone]) -> "Cast":
        """Closed accounts are nobody."""
        known = {one.id: one for one in people if one.active}
        heads: dict[int, list[int]] = {}
        for one in known.values():
            if one.role == "lead":
                heads.setdefault(one.agency_id, []).append(one.id)
        return cls(known, heads, [one.id for one in known.values() if one.role == "office"])

    def heads_of(self, agency: int) -> Sequence[int]:
        """The heads of an agency; nobody where it has none."""
        return self.heads.get(agency, ())

    def answering(self, task: Task) -> set[int]:
        """Who answers for a task: whoever is responsible, the heads of its agency when nobody is.

        Somebody without an address hears nothing: then the heads must too.
        """
        responsible = self.people.get(task["responsible"])
        if responsible is None or not answers_for(responsible, task):
            return set(self.heads_of(task["lead"]))
        found = {responsible.id}
        return found if responsible.reachable else found | set(self.heads_of(task["lead"]))


def days_late(task: Task, day: date) -> int:
    """Whole days since the deadline."""
    return int((day - task["due_on"]).days)


def answers_for(person: Someone | None, task: Task) -> bool:
    """Whether somebody still answers for a task: active, and of the agency that leads it now."""
    return (
        person is not None
        and person.active
        and person.role in ANSWERABLE
        and person.agency_id == task["lead"]
    )


def owed(
    tasks: Sequence[Task],
    people: Iterable[Someone],
    day: date,
    rules: Rulebook = FIRST_RULES,
    committee: Collection[int] = (),
) -> dict[int, list[Task]]:
    """Which overdue tasks each person is owed a letter about, worst first.

    A task goes to whoever answers for it, and to the heads of its agency when it is as late as the rules
    say. The coordinating office is owed everything; it gets one letter like anybody. ``committee``: the
    members who asked for what is long overdue.
    """
    cast = Cast.of(people)
    members = [one for one in committee if one in cast.people and cast.people[one].role == "member"]
    found: dict[int, list[Task]] = {}
    for task in sorted(tasks, key=lambda task: (task["due_on"], task["code"])):
        late = days_late(task, day)
        told = cast.answering(task).union(cast.office)
        if late >= rules.head_days:
            told.update(cast.heads_of(task["lead"]))
        if late >= rules.committee_days:
            told.update(members)
        for person in told:
            found.setdefault(person, []).append(task)
    return found


def could_be_owed(person: Someone) -> bool:
    """Whether a week without a letter is worth recording: the office, heads, and who carries open tasks."""
    return person.active and (
        person.role in {"lead", "office"} or (person.role in ANSWERABLE and person.carries)
    )


def unheard(
    tasks: Sequence[Task], told: Mapping[int, Sequence[Task]], people: Iterable[Someone]
) -> list[Task]:
    """Overdue tasks of which nobody at the agency that leads them is told."""
    agency = {person.id: person.agency_id for person in people if person.reachable}
    heard = {task["id"] for who, theirs in told.items() for task in theirs if agency.get(who) == task["lead"]}
    return [task for task in tasks if task["id"] not in heard]
