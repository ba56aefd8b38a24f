"""A task's page in words: what happened to it, what comes next, what a decision would mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.tasks import rules
from tracker.tasks.queries.one import Event
from tracker.tasks.routes.beside_view import beside
from tracker.tasks.routes.voices_view import told
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
    "hand_over": ("hand", mark("Person responsible changed")),
    "refuse": ("x", mark("Task refused")),
    "reassign": ("swap", mark("Given to another agency")),
    "transfer": ("swap", mark("Handed over to the succeeding agency")),
    "endorse": ("check", mark("Confirmed by the office, sent to the superior")),
    "extend": ("plus", mark("New deadline by the superior's document")),
    "ask_contribution": ("hand", mark("Contribution asked")),
    "contribute": ("hand", mark("Contribution")),
    "suspend": ("clock", mark("Task suspended")),
    "resume": ("back", mark("Task resumed")),
    "withdraw": ("x", mark("Task withdrawn")),
    "restore": ("back", mark("Withdrawal taken back")),
    "edit": ("edit", mark("Facts of the task changed")),
    "split": ("plus", mark("Milestone added")),
    "repeat": ("clock", mark("Recurrence set")),
    "judge": ("clock", mark("Official deadline changed")),
    "star": ("star", mark("Starred")),
    "unstar": ("star", mark("Star taken away")),
    "attach": ("doc", mark("File attached")),
    "detach": ("doc", mark("File taken away")),
    "undo": ("back", mark("Taken back")),
    "follow": ("clock", mark("Present occurrence changed")),
    "overdue": ("overdue", mark("The task became overdue")),
}
FIELD_NAMES: Mapping[str, str] = {
    "percent": mark("Progress"),
    "due_on": mark("Deadline"),
    "text": mark("What has been done"),
    "result_number": mark("Result document"),
    "result_date": mark("Day of the result document"),
    "result_issuer": mark("Issued by"),
    "confirmation_number": mark("Number of the superior's document"),
    "confirmation_date": mark("Day of the superior's document"),
    "difficulty_kind": mark("Kind of difficulty"),
    "difficulties": mark("Difficulties"),
    "cause_kind": mark("Kind of cause"),
    "cause_text": mark("Cause"),
    "forecast": mark("Forecast"),
    "proposal": mark("Proposal"),
    "reason": mark("Opinion"),
    "decision": mark("Decision"),
    "proposed_due_on": mark("Day proposed"),
    "extension_reason": mark("Reason for the extension"),
    "new_due_on": mark("New deadline"),
    "document_number": mark("Number of the deciding document"),
    "document_date": mark("Day of the deciding document"),
    "decision_text": mark("Opinion"),
    "comment": mark("Comment"),
    "question": mark("What is to be explained"),
    "answer_by": mark("Answer by"),
    "request_number": mark("Request to explain, number"),
    "answer": mark("Explanation"),
    "why": mark("Reason"),
    "agency": mark("Agency"),
    "stays": mark("The old lead agency coordinates"),
    "responsible": mark("Person responsible"),
    "note": mark("Note"),
    "asked": mark("What is asked of the agency"),
    "contribution": mark("How far the contribution is"),
    "contribution_text": mark("What the agency contributes"),
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
    "grant_extension": mark("Grant the extension"),
    "refuse_extension": mark("Refuse the extension"),
    "contributing": mark("Still contributing"),
    "contributed": mark("Contributed in full"),
    "nothing": mark("Nothing to contribute"),
}
COLOURED = frozenset({"overdue", "done_on_time"})  # icons of a state, in its colour
SHOWN = ("percent", "due_on")
SAID = frozenset({"comment", "ask_explanation", "explain"})
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


def entries(events: Iterable[Event], *, words_only: bool = False) -> list[Entry]:
    """The timeline in words, in the order given; or only what people said to each other."""
    return [_entry(event) for event in events if not words_only or event.verb in SAID]


def title_of(verb: str) -> str:
    """What happened, by a line's verb."""
    return _(VERBS.get(verb, ("", mark("Task changed")))[1])


def _entry(event: Event) -> Entry:
    symbol, title = VERBS.get(event.verb, ("edit", mark("Task changed")))
    who = ", ".join(filter(None, (event.actor_name, event.actor_agency)))
    diffs = [_diff(name, event.changes[name]) for name in SHOWN if _moved(event, name)]
    if event.changes.get("result_number", ["", ""])[1]:
        diffs.append((_("Result document"), "", _document(event.changes, "result")))
    if event.changes.get("confirmation_number", ["", ""])[1]:
        diffs.append((_("Superior's confirmation"), "", _document(event.changes, "confirmation")))
    diffs += beside(event.changes) + told(event.changes)
    notes = [
        (_(FIELD_NAMES[name]), event.changes[name][1])
        for name in NOTED
        if event.verb != "assign" and event.changes.get(name, ["", ""])[1]
    ]
    colour = f"c-{symbol}" if symbol in COLOURED else ""
    text = event.text or _undone(event)
    return Entry(symbol, colour, _(title), who or _("System"), event.at, text, diffs, notes)


def _undone(event: Event) -> str:
    """The move that was taken back, by its name."""
    return title_of(event.changes["undone"][1]["verb"]) if "undone" in event.changes else ""


def _moved(event: Event, name: str) -> bool:
    return event.verb != "assign" and name in event.changes


def _diff(name: str, change: list[Any]) -> tuple[str, str, str]:
    before, after = (said(name, value) for value in change)
    return _(FIELD_NAMES[name]), before, after


def _document(changes: Mapping[str, Any], which: str) -> str:
    number, day = changes[f"{which}_number"][1], changes.get(f"{which}_date", [None, None])[1]
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
    if name in {"difficulty_kind", "cause_kind", "decision", "contribution"}:
        return _(VALUE_NAMES.get(str(value), str(value)))
    return str(value)


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
