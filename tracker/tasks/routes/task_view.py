"""A task's page in words: what happened to it, what comes next, what a decision would mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.tasks import rules
from tracker.tasks.forms.moves import MoveForm, blank
from tracker.tasks.queries.one import Event, TaskPage
from tracker.words import _, dmy, mark

# verb: icon, words
VERBS: Mapping[str, tuple[str, str]] = {
    "assign": ("flag", mark("Task assigned")),
    "accept": ("check", mark("Task accepted")),
    "progress": ("edit", mark("Progress reported")),
    "submit": ("send", mark("Submitted for confirmation")),
    "confirm": ("done_on_time", mark("Completion confirmed")),
    "return": ("back", mark("Returned to be completed")),
    "request_extension": ("plus", mark("Extension requested")),
    "grant_extension": ("plus", mark("Extension granted")),
    "refuse_extension": ("x", mark("Extension refused")),
    "ask_explanation": ("say", mark("Explanation requested")),
    "explain": ("say", mark("Explanation given")),
    "comment": ("comment", mark("Comment")),
    "hand_over": ("swap", mark("Handed over")),
    "withdraw": ("x", mark("Task withdrawn")),
    "overdue": ("overdue", mark("The task became overdue")),
}
FIELD_NAMES: Mapping[str, str] = {
    "percent": mark("Progress"),
    "due_on": mark("Deadline"),
    "text": mark("What has been done"),
    "result_number": mark("Result document"),
    "result_date": mark("Day of the result document"),
    "difficulty_kind": mark("Kind of difficulty"),
    "difficulties": mark("Difficulties"),
    "cause_kind": mark("Kind of cause"),
    "cause_text": mark("Cause"),
    "forecast": mark("Forecast"),
    "proposal": mark("Proposal"),
    "reason": mark("Opinion"),
    "decision": mark("Decision"),
}
VALUE_NAMES: Mapping[str, str] = {
    "central_law": mark("Rules of the centre"),
    "provincial_rule": mark("Rules of the province"),
    "resources": mark("Resources"),
    "coordination": mark("Coordination"),
    "objective": mark("Objective"),
    "subjective": mark("Subjective"),
    "confirm": mark("Confirm completion"),
    "return": mark("Return to be completed"),
}
COLOURED = frozenset({"overdue", "done_on_time"})  # icons of a state, in its colour
SHOWN = ("percent", "due_on")
NOTED = ("difficulties", "cause_text", "forecast", "proposal")


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline, ready to be shown."""

    symbol: str
    colour: str
    title: str
    who: str
    at: datetime
    text: str
    diffs: list[tuple[str, str, str]]  # what, before, after
    notes: list[tuple[str, str]]


def entries(events: Iterable[Event]) -> list[Entry]:
    """The timeline in words, in the order given."""
    return [_entry(event) for event in events]


def _entry(event: Event) -> Entry:
    symbol, title = VERBS.get(event.verb, ("edit", mark("Task changed")))
    who = ", ".join(filter(None, (event.actor_name, event.actor_agency)))
    diffs = [_diff(name, event.changes[name]) for name in SHOWN if _moved(event, name)]
    if event.changes.get("result_number", ["", ""])[1]:
        diffs.append((_("Result document"), "", _document(event.changes)))
    notes = [
        (_(FIELD_NAMES[name]), event.changes[name][1])
        for name in NOTED
        if event.verb != "assign" and event.changes.get(name, ["", ""])[1]
    ]
    colour = f"c-{symbol}" if symbol in COLOURED else ""
    return Entry(symbol, colour, _(title), who or _("System"), event.at, event.text, diffs, notes)


def _moved(event: Event, name: str) -> bool:
    return event.verb != "assign" and name in event.changes


def _diff(name: str, change: list[Any]) -> tuple[str, str, str]:
    before, after = (said(name, value) for value in change)
    return _(FIELD_NAMES[name]), before, after


def _document(changes: Mapping[str, Any]) -> str:
    number, day = changes["result_number"][1], changes.get("result_date", [None, None])[1]
    if not day:
        return str(number)
    return _("%(number)s of %(day)s", number=number, day=dmy(date.fromisoformat(day)))


def said(name: str, value: Any) -> str:
    """A fact of a task as text, whatever it was kept as."""
    if value is None or value == "":
        return ""
    if name == "percent":
        return f"{value}%"
    if name in {"due_on", "original_due_on"} and isinstance(value, str):
        return dmy(date.fromisoformat(value))
    if name in {"difficulty_kind", "cause_kind", "decision"}:
        return _(VALUE_NAMES.get(str(value), str(value)))
    return str(value)


def forms(found: TaskPage) -> dict[str, MoveForm]:
    """The forms this reader may use now, the next action first."""
    task, moves = found.task, found.moves
    ready = task["state"] == "returned" or task["percent"] == 100
    order = ("accept", "submit", "progress") if ready else ("accept", "progress", "submit")
    verbs = [verb for verb in order if verb in moves]
    if "confirm" in moves:
        verbs.append("decide")
    return {verb: blank(verb, task) for verb in verbs}


def verdict(task: Mapping[str, Any], today: date) -> tuple[str, str]:
    """What confirming would make of a task (fair clock), as its bucket and in words."""
    due, on = task["due_on"], task["submitted_on"]
    bucket = rules.bucket("confirmed", due, on, today) or ""
    if due is None:
        return bucket, _("It will count as completed on time: it has no deadline.")
    parts = {"on": dmy(on), "due": dmy(due)}
    if bucket == "done_late":
        return bucket, _("It will count as completed late: submitted %(on)s, deadline %(due)s.", **parts)
    return bucket, _("It will count as completed on time: submitted %(on)s, deadline %(due)s.", **parts)


def after_return(task: Mapping[str, Any], today: date) -> str:
    """What returning would make of a task: the clock was never stopped."""
    due = task["due_on"]
    if due is None:
        return _("The task goes back to the lead agency as in progress.")
    parts = {"due": dmy(due), "n": (today - due).days}
    if due < today:
        return _("The task goes back to the lead agency as overdue by %(n)s days (%(due)s).", **parts)
    return _("The task goes back to the lead agency as in progress; its deadline stays %(due)s.", **parts)
