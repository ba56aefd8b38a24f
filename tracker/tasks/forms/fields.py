"""How what was typed becomes values: put in one form, held to its limits, every problem beside its field."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from unicodedata import normalize

from tracker.refusal import Refused
from tracker.words import _, number

LONGEST_TEXT = 2_000
HIDDEN = frozenset({"csrf_token", "form_key", "version"})
BOXES = ("day", "month", "year")

# Signs that no keyboard types and no database text may hold; line ends and tabs stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def tidy(text: str) -> str:
    """A text as it is kept: composed letters, plain line ends, no blank at either end."""
    plain = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", plain).strip()


class Sheet:
    """One form as sent. Values are kept as typed; problems are collected, field by field."""

    def __init__(self, sent: Iterable[tuple[str, object]], known: Collection[str]) -> None:
        """Raises Refused for what our own forms never send: a field unknown, doubled, or a file."""
        self.values: dict[str, str] = dict.fromkeys(known, "")
        self.problems: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        for name, value in sent:
            if not isinstance(value, str) or name in self.hidden or name not in {*known, *HIDDEN}:
                raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
            self.hidden[name] = value
            if name in self.values:
                self.values[name] = tidy(value)

    def version(self) -> int:
        """The version of the task that the form was made for. Raises Refused when it is no number."""
        found = whole(self.hidden.get("version", ""))
        if found is None:
            raise Refused(_("This form has expired. Open the page again; nothing was saved."))
        return found

    def problem(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first sentence stands."""
        self.problems.setdefault(name, sentence)

    def text(self, name: str, needed: str = "", most: int = LONGEST_TEXT) -> str:
        """A text of at most so many characters; ``needed`` is what to say when it is empty."""
        found = self.values[name]
        if needed and not found:
            self.problem(name, needed)
        elif len(found) > most:
            over = number(len(found) - most)
            self.problem(name, _("Shorten by %(n)s characters: at most %(most)s", n=over, most=number(most)))
        return found

    def one_of(self, name: str, allowed: Collection[str], sentence: str) -> str:
        """One of the values offered."""
        found = self.values[name]
        if found not in allowed:
            self.problem(name, sentence)
        return found

    def share(self, name: str) -> int:
        """A whole number of per cent."""
        found = whole(self.values[name].removesuffix("%").strip())
        if found is None or found > 100:
            self.problem(name, _("Enter a whole number from 0 to 100"))
            return 0
        self.values[name] = str(found)
        return found

    def day(self, name: str, needed: str) -> date | None:
        """A day typed into three boxes; ``needed`` is what to say when it is empty, if it may not be."""
        typed = [self.values[f"{name}_{box}"] for box in BOXES]
        if not any(typed):
            if needed:
                self.problem(name, needed)
            return None
        found = real_day(typed)
        if found is None:
            self.problem(name, _("Enter a real day, such as 30 06 2023"))
        return found


def whole(text: str) -> int | None:
    """A number of at most nine digits, nothing else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def real_day(typed: Iterable[str]) -> date | None:
    """The day that three boxes name, if there is such a day."""
    day, month, year = (whole(one) for one in typed)
    if day is None or month is None or year is None or not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
