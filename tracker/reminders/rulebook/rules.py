"""What is true of the rules of reminding: their bounds, and which letters are a courtesy."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.words import mark

# Courtesy letters, which a person may decline; whether they come unless asked otherwise. Everything else is
# a duty: what asks for an act, the last reminder before a deadline, the week's overdue letter.
COURTESIES: Mapping[str, tuple[str, bool]] = {
    "before": (mark("Reminders before a deadline, except the last"), True),
    "news": (mark("News that asks nothing of you"), True),
    "committee": (mark("The committee's weekly summary of what is long overdue"), False),
}


@dataclass(frozen=True)
class Rulebook:
    """One version of the rules. All but ``version`` are days.

    ``before_days``: how long before a deadline it is told, the longest first; ``silent_days``: without a
    report; ``awaiting_days``: a submission waits for the office; ``head_days``, ``office_days``,
    ``committee_days``: overdue, until the agency's heads, the office, and the committee are told.
    """

    version: int = 1
    before_days: tuple[int, ...] = (7, 3, 1)
    silent_days: int = 30
    awaiting_days: int = 7
    head_days: int = 7
    office_days: int = 15
    committee_days: int = 30


def wants(choices: Mapping[tuple[int, str], bool], person: int, kind: str) -> bool:
    """Whether a person gets a kind of letter; what is no courtesy always comes."""
    if kind not in COURTESIES:
        return True
    return choices.get((person, kind), COURTESIES[kind][1])
