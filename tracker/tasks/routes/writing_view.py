"""What stands in the form of a task, in words: names of its fields, of what its selects chose."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.tasks.deadlines import Understood, understand
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.writing import PRECISIONS, PRIORITIES, WITH
from tracker.tasks.queries.desk import Desk, Row
from tracker.words import _, dmy, mark

FIELD_NAMES: Mapping[str, str] = {
    "code": mark("Code"),
    "title": mark("Task"),
    "area": mark("Area"),
    "lead": mark("Lead agency"),
    "source": mark("Assigned by"),
    "source_number": mark("Number of the document"),
    "source_kind": mark("Kind of document"),
    "source_issuer": mark("Issued by"),
    "source_issued_on": mark("Day of the document"),
    "source_title": mark("What it is about"),
    "source_signer": mark("Signed by"),
    "source_clause": mark("Clause"),
    "responsible": mark("Person responsible"),
    "monitor": mark("Followed by"),
    "leader": mark("Leader in charge"),
    "expected_output": mark("Expected output"),
    "deadline_text": mark("Deadline as written"),
    "due_on": mark("Deadline"),
    "due_precision": mark("How exact"),
    "priority": mark("Priority"),
    "starred": mark("Starred"),
    "coordinators": mark("Coordinating agencies"),
}
PRIORITY_NAMES = dict(zip(PRIORITIES, (mark("Normal"), mark("Urgent"), mark("Express")), strict=True))
PRECISION_NAMES = dict(
    zip(
        PRECISIONS,
        (mark("To the day"), mark("To the month"), mark("To the quarter"), mark("To the year"),
         mark("Periodic, this time"), mark("No deadline")),
        strict=True,
    )
)  # fmt: skip


def context(desk: Desk, form: MoveForm, given_on: date) -> dict[str, Any]:
    """What every page with the form of a task needs."""
    return {
        "desk": desk,
        "form": form,
        "problems": form.problems,
        "ids": {**form.ids, "coordinators": f"{form.name}-coordinators"},
        "understood": understood(desk, form, given_on),
        "given_on": given_on,
        "priorities": [(value, _(text)) for value, text in PRIORITY_NAMES.items()],
        "precisions": [(value, _(text)) for value, text in PRECISION_NAMES.items()],
    }


def understood(desk: Desk, form: MoveForm, given_on: date) -> Understood | None:
    """How the deadline in a form is understood."""
    text = form.values["deadline_text"]
    return understand(text, given_on, desk.calendar) if text.strip() else None


def name_of(field: str, desk: Desk) -> str:
    """What a field is called; a coordinating agency's box by the agency."""
    if field.startswith(WITH):
        code = field.removeprefix(WITH)
        agency = next((one["name"] for one in desk.agencies if one["code"] == code), code)
        return _("%(agency)s coordinates", agency=agency)
    return _(FIELD_NAMES.get(field, field))


def said(desk: Desk, field: str, text: str) -> str:
    """What stands in a field, as people read it."""
    if not text:
        return ""
    if field.startswith(WITH) or field == "starred":
        return _("Yes")
    if field == "priority":
        return _(PRIORITY_NAMES.get(text, text))
    if field == "due_precision":
        return _(PRECISION_NAMES.get(text, text))
    if field in {"responsible", "monitor", "leader"}:
        return _found(desk.people, text, "full_name")
    if field == "lead":
        return _found(desk.agencies, text, "name")
    if field == "area":
        return _found(desk.areas, text, "name")
    if field == "source":
        found = next((one for one in desk.sources if str(one["id"]) == text), None)
        return cited(found) if found else _("A new document")
    return text


def cited(document: Row) -> str:
    """A document that assigns tasks, as it is cited."""
    return _("%(number)s of %(day)s", number=document["number"], day=dmy(document["issued_on"]))


def _found(offered: Iterable[Row], text: str, column: str) -> str:
    return next((str(one[column]) for one in offered if str(one["id"]) == text), text)


def differences(desk: Desk, form: MoveForm, kept: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Where a form differs from what somebody else kept: field, theirs, this one's."""
    found = []
    for name, text in form.values.items():
        if name != "do" and text != kept.get(name, ""):
            theirs = said(desk, name, kept.get(name, ""))
            found.append((name_of(name.rpartition("_on_")[0] + "_on" if "_on_" in name else name, desk),
                          theirs, said(desk, name, text)))  # fmt: skip
    return found
