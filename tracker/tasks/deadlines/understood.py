"""What was made of a deadline's text: the day, how exact it is, whether it comes back, how sure that is."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from tracker.tasks.deadlines.recurrence import Occurrence, Recurrence

_SHOWN = 4


@dataclass(frozen=True)
class Understood:
    """A deadline as understood, to be shown and corrected.

    ``kind`` is dated, periodic, open (none by its own words, or nothing written) or unclear. ``precision`` is
    day, month, quarter, year, periodic or none, and none exactly when there is no ``due_on``; of a periodic
    deadline ``due_on`` is the first one on or after the day of assignment. ``certain`` is False when the text
    may mean something else: ``alternatives`` are the other days it may mean. ``note`` says how it was read,
    ``problem`` why it could not be, both in the reader's language. ``unknown`` is what was passed over.
    """

    text: str
    kind: str
    due_on: date | None = None
    precision: str = "none"
    recurrence: Recurrence | None = None
    certain: bool = True
    note: str = ""
    problem: str = ""
    alternatives: tuple[date, ...] = ()
    unknown: str = ""

    @property
    def following(self) -> list[Occurrence]:
        """The first occurrences of a periodic deadline, as many as are worth showing."""
        if self.recurrence is None or self.due_on is None:
            return []
        return list(islice(self.recurrence.coming(self.due_on), _SHOWN))
