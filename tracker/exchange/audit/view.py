"""A line of history in words: what was done to what, and which facts it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.exchange.hooks.view import VERBS as HOOK_VERBS
from tracker.indicators.view import VERBS as INDICATOR_VERBS
from tracker.tasks.routes.task_view import FIELD_NAMES, VERBS, said
from tracker.words import _, mark, moment

# What is done to other things than tasks.
OTHER_VERBS: Mapping[str, str] = {
    "add": mark("Account made"),
    "reset": mark("New first password"),
    "disable": mark("Account closed"),
    "export": mark("History exported"),
    **HOOK_VERBS,
    **INDICATOR_VERBS,
    "make_regime": mark("Report regime made"),
    "change_regime": mark("Report regime changed"),
    "begin_report": mark("Draft of a report begun"),
    "edit_report": mark("Draft of a report edited"),
    "freeze_report": mark("Report frozen"),
    "supersede_report": mark("Report replaced by a new version"),
    "cancel_report": mark("Draft of a report given up"),
    "keep_signed_report": mark("Signed copy of a report kept"),
    "permit": mark("Submitting allowed or not"),
    "choose_letters": mark("Letters chosen"),
    "stop_letters": mark("Letters stopped by the link in a letter"),
    "away": mark("Absence noted"),
    "back": mark("Absence taken back"),
    "rule": mark("Rules of reminding changed"),
    "scoring": mark("Rules of the scorecard changed"),
    "hold": mark("Run held back"),
    "release": mark("Run released"),
    "resend": mark("Letter sent again"),
    "settle_bounces": mark("Letters that came back settled"),
    "make_feed": mark("Calendar address made"),
    "renew_feed": mark("Calendar address renewed"),
    "revoke_feed": mark("Calendar address taken back"),
    "answer": mark("Answer to the sender"),
    "make_token": mark("Token for programs made"),
    "revoke_token": mark("Token for programs revoked"),
}
KINDS: Mapping[str, str] = {
    "person": mark("Account"),
    "agency": mark("Agency"),
    "history": mark("History"),
    "indicator": mark("Indicator"),
    "regime": mark("Report regimes"),
    "report": mark("Report"),
    "hook": mark("Web hook"),
    "edxml": mark("Document in edXML"),
    "programme": mark("Programme"),
    "reminder_rules": mark("Rules of reminding"),
    "scorecard_rules": mark("Rules of the scorecard"),
    "letter": mark("Letter"),
    "reminder_hold": mark("Run of letters"),
}
# Facts by the names they are kept under.
FACTS: Mapping[str, str] = {
    **FIELD_NAMES,
    "accepted_at": mark("Moment of acceptance"),
    "agency": mark("Agency"),
    "area": mark("Area"),
    "bounces": mark("Letters that came back"),
    "away_from": mark("First day away"),
    "away_until": mark("Last day away"),
    "awaiting_days": mark("A submission waits for the office, days"),
    "before": mark("Reminders before a deadline, except the last"),
    "before_days": mark("Before the deadline, days"),
    "committee": mark("The committee's weekly summary of what is long overdue"),
    "committee_days": mark("Overdue until reported to the steering committee, days"),
    "assigned_at": mark("Moment of assignment"),
    "confirmed_at": mark("Moment of confirmation"),
    "coordinators": mark("Coordinating agencies"),
    "deadline_text": mark("Deadline as written"),
    "due_precision": mark("Precision of the deadline"),
    "expected_output": mark("Expected output"),
    "expires_at": mark("Good until"),
    "extension_count": mark("Number of extensions"),
    "lead_agency": mark("Lead agency"),
    "leader": mark("Leader in charge"),
    "monitor": mark("Monitoring officer"),
    "head_days": mark("Overdue until the head of the agency is told, days"),
    "news": mark("News that asks nothing of you"),
    "office_days": mark("Overdue until reported to the coordinating office, days"),
    "original_due_on": mark("Original deadline"),
    "priority": mark("Priority"),
    "programme": mark("Programme of the task"),
    "progress_note": mark("Latest progress"),
    "progressed_at": mark("Moment of the progress report"),
    "recipient": mark("Recipient"),
    "responsible": mark("Person responsible"),
    "role": mark("Role"),
    "ladder": mark("Grades of the scorecard"),
    "ranked_from": mark("Ranked from, tasks finished or overdue"),
    "run_key": mark("Key of the run"),
    "scopes": mark("Scopes of the token"),
    "signed_on": mark("Day of signing"),
    "silent_days": mark("Without a report, days"),
    "source_clause": mark("Clause"),
    "source_document": mark("Assigned by"),
    "starred": mark("Starred"),
    "state": mark("State"),
    "submitted_at": mark("Moment of submission"),
    "submitted_by": mark("Person who submitted"),
    "substitute": mark("Who stands in"),
    "system": mark("System that acts"),
    "title": mark("Title of the task"),
    "update_days": mark("Updated means within, days"),
    "weight_awaiting": mark("Weight of submissions answered in time"),
    "weight_extensions": mark("Weight of tasks never extended"),
    "weight_indicators": mark("Weight of indicators"),
    "weight_on_time": mark("Weight of tasks completed on time"),
    "weight_overdue": mark("Weight of open tasks not overdue"),
    "weight_silence": mark("Weight of open tasks not silent"),
    "weight_updated": mark("Weight of open tasks updated"),
}


@dataclass(frozen=True)
class Shown:
    """One line, ready to be shown. ``code`` is of a task, which has a page."""

    seq: int | None
    at: datetime
    title: str
    code: str
    about: str
    who: str
    agency: str
    text: str
    diffs: list[tuple[str, str, str]]  # what, before, after


def verb_name(verb: str) -> str:
    """What was done, in words; a verb without a name as it is kept."""
    if verb in VERBS:
        return _(VERBS[verb][1])
    return _(OTHER_VERBS[verb]) if verb in OTHER_VERBS else verb


def shown(lines: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Lines in words, in the order given."""
    return [_shown(line) for line in lines]


def _shown(line: Mapping[str, Any]) -> Shown:
    is_task = line["kind"] == "task"
    changes = line["changes"] if isinstance(line["changes"], dict) else {"": line["changes"]}
    about = "" if is_task else " ".join(filter(None, (_kind(line["kind"]), line["name"])))
    return Shown(
        seq=line["seq"],
        at=line["at"],
        title=verb_name(line["verb"]),
        code=line["name"] if is_task else "",
        about=about,
        who=line["actor_name"] or _("System"),
        agency=line["actor_agency"],
        text=line["text"],
        diffs=[_diff(name, change) for name, change in changes.items()],
    )


def _kind(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


def _diff(name: str, change: Any) -> tuple[str, str, str]:
    before, after = change if isinstance(change, list) and len(change) == 2 else ("", change)
    return _(FACTS[name]) if name in FACTS else name, _fact(name, before), _fact(name, after)


def _fact(name: str, value: Any) -> str:
    """A fact as text; what somebody made unreadable is shown as it is kept."""
    try:
        return moment(datetime.fromisoformat(value)) if value and name.endswith("_at") else said(name, value)
    except (TypeError, ValueError):
        return str(value)
