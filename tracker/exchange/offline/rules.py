"""What a row of a book that came back means: untouched, to be saved, in conflict, or wrong."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.exchange.annex.cells import clean

# What is restated in every report, and stood in the book when it was taken along.
KEPT = ("percent", "difficulty_kind", "difficulties", "cause_kind", "cause_text", "forecast", "proposal")
FIELDS = ("percent", "text", *KEPT[1:])  # in the order of the book's columns
FIRST = "G"  # the column of the first of them
PLACES = {name: chr(ord(FIRST) + n) for n, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class Filled:
    """A row as it came back: which task it says it is, at which version; what was typed; what is wrong.

    ``base`` is the digest of what stood in the row when the book was taken along.
    """

    row: int
    code: str
    version: int
    base: str
    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> bool:
        """Whether anything was typed in the row."""
        return bool(self.values["text"] or self.wrong) or digest(self.values) != self.base


@dataclass(frozen=True)
class Judged:
    """A row beside its task as it is now: "same", "update", "conflict" or "error".

    ``changes`` are the fields that would change: as the system has them, as typed.
    """

    filled: Filled
    outcome: str
    task: Mapping[str, Any] | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """Its number in the book, as Excel shows it."""
        return self.filled.row

    @property
    def version(self) -> int:
        """The task's version now; 0 without a task."""
        return int(self.task["version"]) if self.task else 0


def digest(values: Mapping[str, str]) -> str:
    """What was restated, as a short text that any change of it changes."""
    said = json.dumps([clean(values[name]) for name in KEPT], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


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


def settled(values: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What was typed; where it differs in blanks alone, what the system has."""
    return {name: now[name] if clean(values[name]) == clean(now[name]) else values[name] for name in FIELDS}


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
