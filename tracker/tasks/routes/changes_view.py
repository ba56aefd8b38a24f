"""What stands on the page of changes: its tabs, its table, a card for each kind of change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.tasks.forms.changes import Asked, starts
from tracker.tasks.queries.changes import GROUPS, MOVES, Changes
from tracker.tasks.routes.changes_words import nothing_of, sentence, title, totals
from tracker.tasks.rules import LIFE_CYCLE, Figures
from tracker.web.places import url
from tracker.words import _, dmy, mark

PATH = "/changes"
START_NAMES = {
    "week": mark("7 days, from %(day)s"),
    "month": mark("One month, from %(day)s"),
    "quarter": mark("This quarter, from %(day)s"),
    "year": mark("This year, from %(day)s"),
}


@dataclass(frozen=True)
class Line:
    """One line of the table: before − out + into = after. Without a bucket it is the total."""

    bucket: str
    before: int
    out: int
    into: int
    after: int


@dataclass(frozen=True)
class Card:
    """One kind of change: how many tasks, the first of them, and the buckets they all left and entered."""

    kind: str
    title: str
    count: int
    tasks: list[dict[str, Any]]
    was: str = ""
    now: str = ""

    @property
    def moves(self) -> bool:
        """Whether each of its tasks went from one bucket to another."""
        return self.kind in MOVES or self.kind in GROUPS

    @property
    def noted(self) -> bool:
        """Whether each of its tasks says when, and in which words, it was done."""
        return not self.moves and self.kind not in {"added", "view"}

    @property
    def mixed(self) -> bool:
        """Whether each task has to say where it went."""
        return self.kind in GROUPS


@dataclass(frozen=True)
class ChangesView:
    """The words and addresses around the changes between two days."""

    asked: Asked
    before: Figures
    found: Changes

    @property
    def params(self) -> dict[str, Any]:
        """The query of this page, for its own links."""
        return {**self.asked.params, "kind": self.asked.kind}

    def link(self, **query: Any) -> str:
        """An address of the whole comparison, or with ``kind`` of one list of it."""
        return url(PATH, self.asked.params, **query)

    def tabs(self) -> list[tuple[str, str, None, bool]]:
        """The usual days to compare with; of two names of one day the first."""
        names: dict[date, str] = {}
        for name, day in starts(self.asked.last.day).items():
            names.setdefault(day, name)
        return [
            (
                _(START_NAMES[name], day=dmy(day) if name == "year" else f"{day:%d/%m}"),
                self.link(**{"from": day.isoformat()}),
                None,
                day == self.asked.first.day,
            )
            for day, name in names.items()
        ]

    def lines(self) -> list[Line]:
        """A line for each bucket, in the order of a task's life, and the total."""
        before, found, after = self.before, self.found, self.found.after(self.before)
        lines = [
            Line(name, before.count(name), found.out(name), found.into(name), after.count(name))
            for name in LIFE_CYCLE
        ]
        out, into = sum(line.out for line in lines), sum(line.into for line in lines)
        return [*lines, Line("", self.before.total, out, into, after.total)]

    def card(self, kind: str, tasks: list[dict[str, Any]]) -> Card:
        """One kind of change with some of its tasks."""
        n = self.found.count(kind)
        was, now = MOVES.get(kind, (("",), ("",)))
        return Card(kind, title(kind, n), n, tasks, was[0], now[0])

    @property
    def sentence(self) -> str:
        """Everything that happened, in one sentence."""
        return sentence(self.found, self.asked.days)

    @property
    def totals(self) -> str:
        """How many entered and left the total, and how."""
        return totals(self.found)

    @property
    def nothing_of(self) -> str:
        """What did not happen."""
        return nothing_of(self.found)
