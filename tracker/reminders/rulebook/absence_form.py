"""The form of an absence: who, from when to when, who stands in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.reminders.rulebook.absences import Absence
from tracker.reminders.rulebook.rules import LONGEST_AWAY
from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

DAYS = ("from_on", "until_on")
FIELDS = ("person", "substitute", *(f"{day}_{box}" for day in DAYS for box in BOXES))
IDS = {"from_on": "from_on_day", "until_on": "until_on_day"}  # the first box of each


@dataclass
class AbsenceForm:
    """An absence as typed; ``absence`` once nothing is wrong with it."""

    values: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    absence: Absence | None = None


def read(sent: Iterable[tuple[str, object]], person: int, today: date) -> AbsenceForm:
    """The form as sent; ``person`` is who is meant where the form asks nobody."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    first = sheet.day("from_on", _("Enter the first day away"))
    last = sheet.day("until_on", _("Enter the last day away"))
    substitute = whole(sheet.values["substitute"])
    if not substitute:
        sheet.problem("substitute", _("Choose who stands in"))
    who = whole(sheet.values["person"]) if sheet.values["person"] else person
    if who is not None and substitute == who:
        sheet.problem("substitute", _("Choose somebody else: nobody stands in for themselves"))
    _check_days(sheet, first, last, today)
    form = AbsenceForm(sheet.values, sheet.hidden.get("form_key", ""), problems=sheet.problems)
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    if first and last and substitute and not form.problems:
        form.absence = Absence(who or 0, substitute, first, last)
    return form


def _check_days(sheet: Sheet, first: date | None, last: date | None, today: date) -> None:
    if last is None:
        return
    if last < today:
        sheet.problem("until_on", _("Enter a last day that is not over"))
    elif first and last < first:
        sheet.problem("until_on", _("Enter a last day that is not before the first"))
    elif first and last - first >= timedelta(days=LONGEST_AWAY):
        sheet.problem(
            "until_on", _("Enter at most %(n)s days; for longer, hand the tasks over", n=LONGEST_AWAY)
        )
