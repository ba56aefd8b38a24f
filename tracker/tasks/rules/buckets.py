"""Buckets and figures: where a task stands on a day, and how many stand where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.words import mark

# The source's own order, used in prose and tables.
BUCKETS = ("in_time", "overdue", "awaiting", "done_on_time", "done_late")
# The order of a task's life, used in bars: what is late comes last.
LIFE_CYCLE = ("done_on_time", "done_late", "awaiting", "in_time", "overdue")

BUCKET_NAMES = {
    "in_time": mark("In progress, within deadline"),
    "overdue": mark("In progress, overdue"),
    "awaiting": mark("Completed, awaiting confirmation"),
    "done_on_time": mark("Completed on time"),
    "done_late": mark("Completed late"),
}

DUE_SOON_DAYS = 14  # one of the windows of queries.narrowing
AWAITING_LONG_DAYS = 7  # five working days

DIFFICULTY_KINDS = ("central_law", "provincial_rule", "resources", "coordination")
CAUSE_KINDS = ("objective", "subjective")


def bucket(state: str, due_on: date | None, submitted_on: date | None, day: date) -> str | None:
    """The bucket of a task on a Hanoi day, or None for a withdrawn one, which is outside the total.

    On time or late is judged by the submission that was accepted, never by the day of confirmation
    (fair clock). A task due on D turns overdue on D+1. Twin of ``bucket_on`` in the database; a test
    holds the two together.
    """
    if state == "withdrawn":
        return None
    if state == "submitted":
        return "awaiting"
    if state == "confirmed":
        late = due_on is not None and submitted_on is not None and submitted_on > due_on
        return "done_late" if late else "done_on_time"
    return "overdue" if due_on is not None and day > due_on else "in_time"


@dataclass(frozen=True)
class Figures:
    """How many tasks stand in each bucket on a day. The five always sum to the total."""

    in_time: int = 0
    overdue: int = 0
    awaiting: int = 0
    done_on_time: int = 0
    done_late: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Figures":
        """The figures of a mapping from bucket to count; missing buckets are empty."""
        return cls(**{name: int(counts.get(name, 0)) for name in BUCKETS})

    def count(self, bucket: str) -> int:
        """How many stand in one bucket."""
        return int(getattr(self, bucket))

    @property
    def counts(self) -> tuple[int, ...]:
        """The five counts in the order of a task's life, as bars want them."""
        return tuple(self.count(name) for name in LIFE_CYCLE)

    @property
    def total(self) -> int:
        """All tasks that are not withdrawn."""
        return sum(self.count(name) for name in BUCKETS)

    @property
    def open(self) -> int:
        """Tasks still being carried out."""
        return self.in_time + self.overdue

    @property
    def done(self) -> int:
        """Tasks confirmed as completed, on time or late."""
        return self.done_on_time + self.done_late

    @property
    def rate_all(self) -> Decimal | None:
        """Confirmed done over all tasks, in per cent."""
        return share(self.done, self.total)

    @property
    def rate_due(self) -> Decimal | None:
        """Confirmed done over confirmed done plus overdue, in per cent."""
        return share(self.done, self.done + self.overdue)

    @property
    def rate_on_time(self) -> Decimal | None:
        """Completed on time over confirmed done, in per cent."""
        return share(self.done_on_time, self.done)

    @property
    def rate_with_awaiting(self) -> Decimal | None:
        """Confirmed done plus awaiting over all tasks, in per cent."""
        return share(self.done + self.awaiting, self.total)


def share(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent, unrounded; None of nothing: a rate of nothing is not 0."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None


def silent_since(today: date, silent_days: int) -> date:
    """An open task whose last word is older than this day is silent."""
    return today - timedelta(days=silent_days)
