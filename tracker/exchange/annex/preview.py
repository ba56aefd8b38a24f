"""What carrying out an import would do, sorted for reading, with what it sets off."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.exchange.annex import cautions, view
from tracker.exchange.annex.model import Outcome
from tracker.words import ngettext, number

UNWRITTEN = frozenset({"not_kept", cautions.EMPTIED})  # what the file says, or leaves out, beside
_SHOWN_DAY = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")


@dataclass(frozen=True)
class Preview:
    """What carrying out would do, sorted for reading."""

    outcomes: Sequence[Outcome]
    names: Mapping[str, str]  # code of an agency -> its name on the day
    areas: Mapping[str, str]  # code of an area -> its name
    left: frozenset[str] = frozenset()  # changed rows that shall stay as they are
    before: int = 0  # tasks of the programme now
    of: Mapping[str, list[Outcome]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Outcome]] = {name: [] for name in (*view.OUTCOMES, "warning")}
        for one in self.outcomes:
            found[one.outcome].append(one)
            if one.outcome in {"new", "changed"} and one.read.problems:
                found["warning"].append(one)
            elif one.outcome == "same" and any(problem.kind in UNWRITTEN for problem in one.read.problems):
                found["warning"].append(
                    one
                )  # nothing is written: what the file says beside is not lost unsaid
        object.__setattr__(self, "of", found)

    def count(self, kind: str) -> int:
        """How many rows came to this."""
        return len(self.of[kind])

    @property
    def ticked(self) -> list[Outcome]:
        """The changed rows that shall be written."""
        return [one for one in self.of["changed"] if view.key_of(one.read) not in self.left]

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.count("new") + len(self.ticked)

    @property
    def closed(self) -> int:
        """How many rows stay out because they are closed in the system they come from."""
        return cautions.closed(self.of["error"])

    @property
    def after(self) -> int:
        """The tasks of the programme when it is done."""
        return self.before + self.count("new")

    def agency(self, code: str) -> str:
        """An agency by its code, in words."""
        return self.names.get(code, code)

    def skipped(self) -> list[tuple[str, int]]:
        """Why rows are no tasks, and how many there are of each kind."""
        return [
            (view.reason_of(why), n)
            for why, n in Counter(one.read.skipped for one in self.of["skipped"]).most_common()
        ]

    def effects(self) -> list[str]:
        """What writing sets off beside the rows, a sentence each."""
        told = []
        if new := self.of["new"]:
            leads = len({one.read.lead for one in new})
            told.append(
                ngettext(
                    "%(n)s lead agency is told of its new tasks by letter.",
                    "%(n)s lead agencies are told of their new tasks by letter.",
                    leads,
                )
                % {"n": number(leads)}
            )
        if n := sum(1 for one in self.ticked if earlier(one)):
            told.append(
                ngettext(
                    "%(n)s deadline becomes earlier: the lead agency is told.",
                    "%(n)s deadlines become earlier: the lead agencies are told.",
                    n,
                )
                % {"n": number(n)}
            )
        if n := sum(1 for one in self.ticked if {"lead", "lead_agency"} & set(one.diff)):
            told.append(
                ngettext(
                    "%(n)s task gets another lead agency, which has yet to accept it.",
                    "%(n)s tasks get another lead agency, which has yet to accept them.",
                    n,
                )
                % {"n": number(n)}
            )
        return told


def earlier(one: Outcome) -> bool:
    """Whether a deadline becomes earlier by a row."""
    for name in ("due_on", "deadline"):
        if name in one.diff:
            now, then = (_days_in(text) for text in one.diff[name])
            return bool(now and then and then[-1] < now[-1]) or bool(then and not now)
    return False


def _days_in(text: str) -> list[date]:
    found = []
    for day, month, year in _SHOWN_DAY.findall(text):
        found.append(date(int(year), int(month), int(day)))
    return found
