"""The rows of a book in words: what is wrong and where, what would change, what was said twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.exchange.offline.rules import PLACES, Judged, state_of
from tracker.tasks.routes.task_view import FIELD_NAMES, said
from tracker.words import _


@dataclass(frozen=True)
class View:
    """All rows, by what becomes of them."""

    rows: list[Judged]

    def of(self, outcome: str) -> list[Judged]:
        """The rows with one outcome, in the order of the book."""
        return [one for one in self.rows if one.outcome == outcome]

    @property
    def state(self) -> str:
        """What was shown, for the form."""
        return state_of(self.rows)

    @property
    def to_save(self) -> bool:
        """Whether there is anything that could be saved."""
        return any(one.outcome in {"update", "conflict"} for one in self.rows)


def troubles(one: Judged) -> Iterable[tuple[str, str, str]]:
    """What is wrong in a row, cell by cell: its address, what was typed there, what to do."""
    for name in sorted(one.wrong, key=lambda name: PLACES.get(name, "")):
        place = f"{PLACES[name]}{one.row}" if name else ""
        yield place, _shown(name, one.filled.values[name]) if name else "", one.wrong[name]


def changes(one: Judged) -> Iterable[tuple[str, str, str]]:
    """What would change: the field, what the system has, what was typed."""
    for name, (before, after) in one.changes.items():
        yield _(FIELD_NAMES[name]), said(name, before), said(name, after)


def both(one: Judged) -> set[str]:
    """The fields, in words, that changed on both sides."""
    return {_(FIELD_NAMES[name]) for name in one.both}


def _shown(name: str, text: str) -> str:
    found = text if name == "percent" else said(name, text)
    return found if len(found) <= 120 else f"{found[:119]}…"
