"""What a row of a book that came back means: untouched, to be saved, in conflict, or wrong."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.exchange.annex.cells import clean

# In the order of the book's columns. All but "text" are restated in every report and stand in the book.
FIELDS = (
    "percent", "text", "difficulty_kind", "difficulties", "cause_kind", "cause_text", "forecast", "proposal",
)  # fmt: skip
FIRST = "G"  # the column of the first of them
PLACES = {name: chr(ord(FIRST) + n) for n, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class Filled:
    """A row as it came back: which task it says it is, at which version; what was typed; what is wrong.

    ``base`` is what the task had of these fields when the book was taken along; empty when that is not known.
    """

    row: int
    code: str
    version: int
    base: Mapping[str, str]
    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> bool:
        """Whether anything was typed in the row."""
        return bool(self.wrong) or any(self.typed(name) for name in FIELDS)

    def typed(self, name: str) -> bool:
        """Whether a field was typed over; of a report's own words, which stand in no book: typed at all."""
        return clean(self.values[name]) != clean("" if name == "text" else self.base[name])


@dataclass(frozen=True)
class Judged:
    """A row beside its task as it is now: "same", "update", "conflict" or "error".

    ``changes`` are the fields that would change: as the system has them, as typed. ``both`` are those of them
    that the system has changed too since the book was taken along.
    """

    filled: Filled
    outcome: str
    task: Mapping[str, Any] | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    both: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """Its number in the book, as Excel shows it."""
        return self.filled.row

    @property
    def version(self) -> int:
        """The task's version now; 0 without a task."""
        return int(self.task["version"]) if self.task else 0


def facts(task: Mapping[str, Any]) -> dict[str, str]:
    """What a task has of the fields of a report, as texts."""
    return {name: str(task["progress_note" if name == "text" else name]) for name in FIELDS}


def changed(values: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The fields that saving would change; a report's own words always, where there are any."""
    return {
        name: (now[name], values[name])
        for name in FIELDS
        if clean(values[name]) != clean(now[name]) and (values[name] or name != "text")
    }


def merged(filled: Filled, now: Mapping[str, str]) -> dict[str, str]:
    """Three ways: what was typed stands, every other field is as the system has it now.

    Where what was typed differs from the system in blanks alone, the system's stands. A report's own words
    are always those typed: no report says another's once more by itself.
    """
    return {
        name: filled.values[name]
        if name == "text" or (filled.typed(name) and clean(filled.values[name]) != clean(now[name]))
        else now[name]
        for name in FIELDS
    }


def both_changed(filled: Filled, now: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that were typed over and that the system changed meanwhile, to something else."""
    return tuple(
        name
        for name in FIELDS
        if filled.typed(name)
        and clean(now[name]) != clean(filled.base[name])
        and clean(now[name]) != clean(filled.values[name])
    )


def same_report(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two reports say the same in every field."""
    return all(clean(one[name]) == clean(other[name]) for name in FIELDS)


def state_of(judged: Iterable[Judged]) -> str:
    """What somebody saw of all rows: when this changes, it is to be looked at again."""
    seen = [(one.row, one.outcome, one.version, sorted(one.values.items())) for one in judged]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def chosen(judged: Iterable[Judged], mine: Collection[int]) -> list[Judged]:
    """The rows to be saved: the updates, and of the conflicts those decided for what was typed."""
    return [
        one for one in judged if one.outcome == "update" or (one.outcome == "conflict" and one.row in mine)
    ]
