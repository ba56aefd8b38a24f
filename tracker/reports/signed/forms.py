"""The form that brings a signed copy: its number and its day; the file comes beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tracker.refusal import Refused
from tracker.reports.signed import rules
from tracker.tasks.forms.fields import BOXES, Sheet
from tracker.web.form_keys import new_key
from tracker.words import _

DAYS = tuple(f"signed_on_{box}" for box in BOXES)
FIELDS = ("signed_number", *DAYS)


@dataclass
class SignedForm:
    """The form as it begins or as typed."""

    values: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    key: str = field(default_factory=new_key)
    problems: dict[str, str] = field(default_factory=dict)
    number: str = ""
    signed_on: date = date.min


def signed(sent: Iterable[tuple[str, object]], today: date) -> SignedForm:
    """The form as sent, every problem found at once. Raises Refused when it is not whole."""
    sheet = Sheet(sent, FIELDS)
    form = SignedForm(sheet.values, sheet.hidden.get("form_key", ""))
    needed = _("Enter the number of the signed document, such as 125/BC-UBND")
    form.number = " ".join(sheet.text("signed_number", needed, rules.LONGEST_NUMBER).split())
    found = sheet.day("signed_on", _("Enter the day of signing"))
    if found:
        form.signed_on = found
        try:
            rules.check_day(found, today)
        except Refused as refused:
            sheet.problem(refused.field, refused.sentence)
    form.problems = sheet.problems
    return form
