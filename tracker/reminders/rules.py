"""What is true of reminders: who is owed what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

Task = Mapping[str, Any]  # an overdue task: id, code, due_on, lead, responsible and more

RUN_HOUR = 7
HEAD_AFTER_DAYS = 7  # twin of the lowest step of rows.LADDER; one test holds them together
ANSWERABLE = frozenset({"lead", "staff", "office"})  # roles that carry out tasks for their agency


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


def owed(tasks: Sequence[Task], people: Iterable[Someone], day: date) -> dict[int, list[Task]]:
    """Which overdue tasks each person is owed a letter about, worst first.

    A task goes to whoever answers for it, and to the heads of its agency when nobody does, when that
    person cannot be written to, or when it is a week late or more. The coordinating office is owed
    everything; it gets one letter like anybody.
    """
    known = {person.id: person for person in people if person.active}
    office = [person.id for person in known.values() if person.role == "office"]
    heads: dict[int, list[int]] = {}
    for person in known.values():
        if person.role == "lead":
            heads.setdefault(person.agency_id, []).append(person.id)
    found: dict[int, list[Task]] = {}
    for task in sorted(tasks, key=lambda task: (task["due_on"], task["code"])):
        told = set(office)
        responsible = known.get(task["responsible"])
        answering = answers_for(responsible, task)
        if answering:
            told.add(task["responsible"])
        # Somebody without an address hears nothing: then the heads must.
        heard = answering and responsible is not None and responsible.reachable
        if not heard or days_late(task, day) >= HEAD_AFTER_DAYS:
            told.update(heads.get(task["lead"], ()))
        for person_id in told:
            found.setdefault(person_id, []).append(task)
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
