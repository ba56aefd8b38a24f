"""What is true of the rules of reminding: their bounds, and which letters are a courtesy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.words import mark

MOST_BEFORE, LONGEST_BEFORE = 5, 90  # how many reminders before a deadline, and the earliest, in days
# Days that the other rules may name: first, last. The schema holds them too.
DAYS: Mapping[str, tuple[int, int]] = {
    "silent_days": (7, 365),
    "awaiting_days": (1, 365),
    "head_days": (1, 365),
    "office_days": (1, 365),
    "committee_days": (1, 365),
}
LONGEST_NOTE = 500
LONGEST_AWAY = 366  # days; who is away for longer hands their tasks over

_WORKERS = frozenset({"office", "lead", "staff"})
# Courtesy letters, which a person may decline; whether they come unless asked otherwise. Everything else is
# a duty: what asks for an act, the last reminder before a deadline, the week's overdue letter.
COURTESIES: Mapping[str, tuple[str, bool]] = {
    "before": (mark("Reminders before a deadline, except the last"), True),
    "news": (mark("News that asks nothing of you"), True),
    "committee": (mark("The committee's weekly summary of what is long overdue"), False),
}
# To whom each is offered; others are never owed it.
_OFFERED: Mapping[str, frozenset[str]] = {
    "before": _WORKERS,
    "news": _WORKERS | {"member"},
    "committee": frozenset({"member"}),
}
# The floor: what always comes, and to whom.
_DUTIES: tuple[tuple[str, frozenset[str]], ...] = (
    (mark("The week's letter on overdue tasks"), _WORKERS),
    (mark("The last reminder before a deadline"), frozenset({"lead", "staff"})),
    (
        mark("What asks for an act: assigned, returned, to explain, to contribute"),
        frozenset({"lead", "staff"}),
    ),
    (mark("Submissions, requests and refusals that wait for the office"), frozenset({"office"})),
)
# Who is written to in whose place: the office's letters hold the whole province, so they stay in the office.
_PEERS: tuple[frozenset[str], ...] = (frozenset({"office"}), frozenset({"lead", "staff"}))


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


def offered(role: str) -> list[str]:
    """The kinds of courtesy letters that a role may choose."""
    return [kind for kind, roles in _OFFERED.items() if role in roles]


def duties(role: str) -> list[str]:
    """What always comes to a role, as sentences to be translated."""
    return [sentence for sentence, roles in _DUTIES if role in roles]


def peers(role: str) -> frozenset[str]:
    """The roles that may stand in for a role while it is away; none for roles without duty letters."""
    return next((roles for roles in _PEERS if role in roles), frozenset())


def before_days(typed: str) -> tuple[int, ...] | None:
    """Days before a deadline as typed, such as "7, 3, 1": the longest first; None when they will not do."""
    found = re.findall(r"[^\s,;]+", typed)
    if not all(re.fullmatch(r"[0-9]{1,3}", one) for one in found):
        return None
    days = sorted({int(one) for one in found}, reverse=True)
    whole = 1 <= len(days) <= MOST_BEFORE and days[-1] >= 1 and days[0] <= LONGEST_BEFORE
    return tuple(days) if whole else None
