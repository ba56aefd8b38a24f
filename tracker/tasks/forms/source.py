"""The document that assigns a task, as a form names it: one there is, or a new one entered in full."""

from datetime import date

from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.tasks.forms.kinds import LONGEST_NUMBER
from tracker.tasks.queries.desk import Desk, Document
from tracker.words import _

FIELDS = ("source", "source_number", "source_kind", "source_issuer", "source_title", "source_signer")
NEW = "new"
LONGEST_ISSUER = 200
LONGEST_KIND = 60
LONGEST_SIGNER = 120


def source(sheet: Sheet, desk: Desk, today: date) -> tuple[int | None, Document | None]:
    """The id of the document chosen, or the one entered; neither where none is named."""
    choice = sheet.values["source"]
    if choice == NEW or (not choice and sheet.values["source_number"]):
        sheet.values["source"] = NEW
        return None, _entered(sheet, desk, today)
    if choice and whole(choice) not in {one["id"] for one in desk.sources}:
        sheet.problem("source", _("Choose one of the values listed"))
    return whole(choice), None


def _entered(sheet: Sheet, desk: Desk, today: date) -> Document | None:
    number = sheet.text("source_number", _("Enter the number of the document"), LONGEST_NUMBER)
    typed = any(sheet.values[f"source_issued_on_{box}"] for box in BOXES)
    issued_on = sheet.day("source_issued_on", _("Enter the day of the document")) if typed or number else None
    if issued_on and issued_on > today:
        sheet.problem("source_issued_on", _("The date cannot be after today"))
    known = any((one["number"], one["issued_on"]) == (number, issued_on) for one in desk.sources)
    needed = "" if known else _("Enter who issued the document"), "" if known else _("Enter what it is about")
    issuer = sheet.text("source_issuer", needed[0], LONGEST_ISSUER)
    title = sheet.text("source_title", needed[1])
    kind = sheet.text("source_kind", most=LONGEST_KIND)
    signer = sheet.text("source_signer", most=LONGEST_SIGNER)
    return Document(number, kind, issuer, issued_on, title, signer) if number and issued_on else None
