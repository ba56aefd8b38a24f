"""A deadline's cell: a real date as it stands, a text as forms read it; what is not certain is a problem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker.exchange.annex.model import Cell, Problem
from tracker.tasks.deadlines import Understood, understand
from tracker.words import _, dmy


@dataclass(frozen=True)
class Due:
    """A deadline as read, its problems without a column."""

    text: str = ""
    due_on: date | None = None
    precision: str = "none"
    problems: tuple[Problem, ...] = ()


FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)  # of what a task can be due on


class Deadlines:
    """Reads the deadlines of one document; the same text is read once.

    ``guessed``: the document's day is nobody's word, so that no deadline is called past because of it.
    """

    def __init__(
        self, day: date, read: Callable[[str, date], Understood] = understand, *, guessed: bool = False
    ) -> None:
        self._day, self._read, self._guessed = day, read, guessed
        self._known: dict[str, Due] = {}

    def due(self, cell: Cell) -> Due:
        """The day that a cell means."""
        if cell.day and not FIRST <= cell.day <= LAST:
            message = _("“%(text)s” is no day that a task can be due on: write another.", text=cell.text[:40])
            return Due(cell.text, None, "none", (Problem("", "deadline_unclear", message),))
        if cell.day:
            return Due(cell.text, cell.day, "day", self._past(cell.day) if cell.day < self._day else ())
        text = " ".join(cell.text.split())
        if text not in self._known:
            self._known[text] = self._due(text)
        return self._known[text]

    def _due(self, text: str) -> Due:
        found = self._read(text, self._day)
        return Due(text, found.due_on, found.precision, self._problems(text, found))

    def _problems(self, text: str, found: Understood) -> tuple[Problem, ...]:
        if found.kind == "unclear":
            meant = tuple(day.isoformat() for day in found.alternatives)
            parts = {"text": text, "why": found.problem}
            return (
                Problem(
                    "", "deadline_unclear", _("“%(text)s”: %(why)s Write a day.", **parts), choices=meant
                ),
            )
        if not text:
            return (
                Problem(
                    "", "deadline_missing", _("No deadline is written: the task gets none."), warning=True
                ),
            )
        if found.certain:
            return ()
        if found.due_on and found.due_on < self._day and self._written_so(text, found.due_on):
            return self._past(found.due_on)
        meant = tuple(day.isoformat() for day in (found.due_on, *found.alternatives) if day)
        if found.unknown:
            parts = {"text": text, "why": found.note}
            message = _("“%(text)s”: %(why)s Write a day.", **parts)
            return (Problem("", "deadline_unclear", message, choices=meant),)
        message = _("“%(text)s” may mean another day. %(note)s", text=text, note=found.note)
        doubt = len(meant) > 1
        return (Problem("", "deadline_doubtful", message, warning=not doubt, choices=meant if doubt else ()),)

    def _written_so(self, text: str, day: date) -> bool:
        """Whether the text alone names the day, so that nothing but its being past is odd."""
        earlier = self._read(text, day)
        return earlier.certain and earlier.due_on == day

    def _past(self, day: date) -> tuple[Problem, ...]:
        if self._guessed:
            return ()
        parts = {"day": dmy(day), "given": dmy(self._day)}
        message = _("The deadline %(day)s is before the document's day, %(given)s.", **parts)
        return (Problem("", "deadline_past", message, warning=True),)
