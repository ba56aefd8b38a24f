"""What a day owes: things that follow from the facts and the rules, each under a key that names it.

A thing is told to a person once. Its key holds what would make it another thing, so a changed deadline or a
new report arms it again. Pure: facts, day and rules come in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracker.reminders.daily.rules import CONCERNS, REACH, Line, hearers, still
from tracker.reminders.rulebook.rules import Rulebook
from tracker.reminders.rules import Cast, Task, days_late
from tracker.words import mark

# Kinds of things. "before" and "news" are courtesies, see rulebook.rules; the others always come.
BEFORE, NEWS, ACT, DEADLINE, SILENT, AWAITING, LATE = (
    "before", "news", "act", "deadline", "silent", "awaiting", "late",
)  # fmt: skip
KINDS = (LATE, DEADLINE, ACT, AWAITING, SILENT, BEFORE, NEWS)

REPORT = mark("Report progress, or submit the result")
WORKING = frozenset({"accepted", "in_progress", "returned"})


@dataclass(frozen=True)
class Thing:
    """One thing to tell one person. ``todo`` is what it asks for; empty: it is to know.

    ``days`` counts what ``kind`` is about: until the deadline, late, without a report, awaiting. ``what``
    is a move's name, for the others empty. ``behalf``: the colleague in whose place the reader is told.
    """

    key: str
    kind: str
    task: int
    code: str
    title: str
    due_on: date | None
    todo: str = ""
    days: int = 0
    what: str = ""
    who: tuple[str, ...] = ()
    said: str = ""
    at: datetime | None = None
    behalf: str = field(default="", compare=False)


@dataclass(frozen=True)
class Facts:
    """What the day's things follow from; see daily.facts."""

    tasks: Sequence[Task] = ()  # being carried out, with a deadline or a silence that may matter
    submissions: Sequence[Task] = ()  # that the office may confirm
    contributions: Sequence[Task] = ()  # asked and open: ``lead`` is who was asked, ``due_on`` by when


Owing = tuple[int, Thing]  # a person, and what they are to be told


def of_lines(lines: Sequence[Line], cast: Cast) -> tuple[list[Owing], list[Owing]]:
    """What lines of history say to whom; then what is settled, so that it need not be told."""
    true: list[Owing] = []
    settled: list[Owing] = []
    for line in lines:
        concern = CONCERNS[line["verb"]]
        thing = Thing(
            key=f"line/{line['line']}", kind=ACT if concern.todo else NEWS, task=line["task"],
            code=line["code"], title=line["title"], due_on=line["answer_by"] or line["due_on"],
            todo=concern.todo,
            what=concern.what, who=(line["actor_name"], line["actor_agency"]), said=line["text"],
            at=line["at"],
        )  # fmt: skip
        found = true if still(line) else settled
        found += [(person, thing) for person in sorted(hearers(line, cast))]
    return true, settled


def of_day(
    facts: Facts, cast: Cast, day: date, after: date, rules: Rulebook
) -> tuple[list[Owing], list[Owing]]:
    """What follows from the day itself; then steps that passed untold. ``after``: the next working day."""
    true: list[Owing] = []
    passed: list[Owing] = []
    for task in facts.tasks:
        told, missed = before(task, day, after, rules)
        for person in sorted(cast.answering(task)) if told else ():
            true += [(person, told)] if told else []
            passed += [(person, one) for one in missed]
        true += [*silent(task, cast, day, rules), *late(task, cast, day, rules)]
    for asked in facts.contributions:
        told, missed = before(asked, day, after, rules, mark("Contribute"), "contribute")
        for person in cast.heads_of(asked["lead"]) if told else ():
            true += [(person, told)] if told else []
            passed += [(person, one) for one in missed]
    for task in facts.submissions:
        true += awaiting(task, cast, day, rules)
    return true, passed


def before(
    task: Task, day: date, after: date, rules: Rulebook, todo: str = REPORT, name: str = "before"
) -> tuple[Thing | None, list[Thing]]:
    """The step before a deadline that is told on a working day, and the larger ones that it takes along.

    A step falls on the last working day on or before it, so that none is lost in days off: with ``after``
    as the next working day, whatever falls before that day is due.
    """
    due: date | None = task["due_on"]
    if due is None or due < day:
        return None, []
    reached = sorted(step for step in rules.before_days if due - timedelta(days=step) < after)
    found = [
        _thing(
            f"{name}/{task['id']}/{due}/{step}",
            DEADLINE if step == min(rules.before_days) else BEFORE,
            task, (due - day).days, todo,
        )
        for step in reached
    ]  # fmt: skip
    return (found[0], found[1:]) if found else (None, [])


def silent(task: Task, cast: Cast, day: date, rules: Rulebook) -> Iterator[Owing]:
    """No report for longer than the rules say, once for each such period; as the progress page counts."""
    days = (day - task["heard_on"]).days
    n = (days - 1) // rules.silent_days
    if n < 1 or task["state"] not in WORKING or task["part"]:
        return
    # The period in days, not its number: under other rules the second one is another one.
    key = f"silent/{task['id']}/{task['heard_on']}/{n * rules.silent_days}"
    thing = _thing(key, SILENT, task, days, REPORT)
    for person in sorted(cast.answering(task).union(cast.heads_of(task["lead"]))):
        yield person, thing


def late(task: Task, cast: Cast, day: date, rules: Rulebook) -> Iterator[Owing]:
    """Overdue for so long that others are told: the heads who do not answer for it anyway, the office.

    A step is caught up with for two weeks; the week's letter names everything overdue meanwhile. The
    committee's step is told by its weekly summary alone.
    """
    if task["due_on"] is None or task["part"]:
        return
    days, answering = days_late(task, day), cast.answering(task)
    heads = [one for one in cast.heads_of(task["lead"]) if one not in answering]
    office = [one for one in cast.office if one not in answering]
    # Keyed by the rung, not by its days: moved by a change of the rules, it is the same rung.
    for rung, step, told in (("head", rules.head_days, heads), ("office", rules.office_days, office)):
        if step <= days < step + REACH.days:
            thing = _thing(f"late/{task['id']}/{task['due_on']}/{rung}", LATE, task, days, mark("Intervene"))
            yield from ((person, thing) for person in told)


def awaiting(task: Task, cast: Cast, day: date, rules: Rulebook) -> Iterator[Owing]:
    """A submission that waits for the office longer than the rules say; never to whoever submitted it."""
    submitted: date = task["submitted_on"]
    days = (day - submitted).days
    n = (days - 1) // rules.awaiting_days
    if n < 1:
        return
    key = f"awaiting/{task['id']}/{submitted}/{n * rules.awaiting_days}"
    thing = _thing(key, AWAITING, task, days, mark("Confirm or return"))
    yield from ((person, thing) for person in cast.office if person != task["submitted_by"])


def _thing(key: str, kind: str, task: Task, days: int, todo: str) -> Thing:
    return Thing(
        key=key, kind=kind, task=task["id"], code=task["code"], title=task["title"], due_on=task["due_on"],
        todo=todo, days=days, who=(task["lead_name"],),
    )  # fmt: skip
