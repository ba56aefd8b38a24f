"""The form that asks for the letters of a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tracker.tasks.forms.fields import BOXES, Sheet
from tracker.web.asof import FIRST_DAY
from tracker.web.form_keys import digest, new_key
from tracker.words import _, dmy

DAYS = tuple(f"as_of_{box}" for box in BOXES)


@dataclass
class LettersForm:
    """The day that letters are asked of, as it begins or as typed."""

    values: dict[str, str]
    as_of: date
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def beginning(today: date) -> LettersForm:
    """The form as it opens: today."""
    return LettersForm(
        dict(zip(DAYS, (str(today.day), str(today.month), str(today.year)), strict=True)), today
    )


def letters(sent: Iterable[tuple[str, object]], today: date) -> LettersForm:
    """The form as sent. A day to come has no figures yet."""
    pairs = [(name, text) for name, text in sent if isinstance(text, str)]
    sheet = Sheet(pairs, DAYS)
    day = sheet.day("as_of", _("Enter the day of the figures"))
    if day and not FIRST_DAY <= day <= today:
        between = {"first": dmy(FIRST_DAY), "last": dmy(today)}
        sheet.problem("as_of", _("Enter a day from %(first)s to %(last)s", **between))
    key = sheet.hidden.get("form_key", "")
    return LettersForm(sheet.values, day or today, key, digest(pairs), sheet.problems)
