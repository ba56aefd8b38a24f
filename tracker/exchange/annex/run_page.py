"""The page of a dry run put together: what of each list is shown, and what a fingerprint of all of it is."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.exchange.annex import view
from tracker.exchange.annex.model import Outcome, Problem, Read, Table
from tracker.exchange.annex.preview import Preview
from tracker.exchange.annex.view import key_of
from tracker.words import _

FEW, MANY = 25, 100  # rows of a list on the page of all lists, and on its own
KINDS = ("error", "warning", "new", "changed", "same", "skipped")


@dataclass(frozen=True)
class Part:
    """One list of the page: the items of its page."""

    items: Sequence[Any]
    total: int
    page: int = 1
    size: int = MANY

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Item:
    """One problem of one row, with what can be chosen."""

    id: str
    read: Read
    column: str
    typed: str
    message: str
    kind: str  # agency, area, day or ""
    about: str
    where: str
    choices: Sequence[tuple[str, str]]
    typed_boxes: tuple[str, str, str] = ("", "", "")
    diff: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # what a rule forbids to change

    @property
    def cell(self) -> str:
        """The cell as Excel names it."""
        return f"{self.column}{self.read.row}"


def parts(run: Preview, tables: Sequence[Table], show: str, number: int) -> dict[str, Part]:
    """The lists to show: all of them with their first rows, or a page of the one asked for."""
    fields = [(one, {column.letter: column.field for column in one.columns}) for one in tables]
    found: dict[str, Part] = {}
    for kind in KINDS:
        rows = run.of[kind]
        if not rows or (show and show != kind):
            continue
        size = MANY if show else FEW
        pages = -(-len(rows) // size)
        at = min(max(number, 1), pages) if show else 1
        some: Sequence[Any] = rows[(at - 1) * size : at * size]
        if kind in {"error", "warning"}:
            pairs = view.only(some, kind == "warning")
            some = [_item(n, one, problem, fields, run, kind) for n, (one, problem) in enumerate(pairs)]
        found[kind] = Part(some, len(rows), at, size)
    return found


def _item(
    n: int,
    one: Outcome,
    problem: Problem,
    fields: Sequence[tuple[Table, Mapping[str, str]]],
    run: Preview,
    kind: str,
) -> Item:
    read = one.read
    meaning = meanings_of(read, fields)
    typed = read.typed.get(problem.column, "")
    choice: str = ""
    choices: Sequence[tuple[str, str]] = ()
    if kind == "error":
        choice, choices = view.choices_of(problem, meaning.get(problem.column, ""), run.names, run.areas)
    where = f"{read.sheet}!{problem.column}{read.row}"
    return Item(
        f"p-{kind}-{n}",
        read,
        problem.column,
        typed,
        problem.message,
        choice,
        problem.about or _quoted(problem.message) or typed,
        where,
        choices,
        diff=one.diff if problem.beside else {},
    )


def _quoted(message: str) -> str:
    """What a problem speaks of: of several names in a cell the one it quotes."""
    return message.partition("“")[2].partition("”")[0]


def meanings_of(read: Read, fields: Sequence[tuple[Table, Mapping[str, str]]]) -> Mapping[str, str]:
    """What the columns above a row mean: letter -> field."""
    above = [one for table, one in fields if table.sheet == read.sheet and table.last < read.row]
    return above[-1] if above else {}


def tabs(run: Preview, path: str, show: str) -> list[tuple[str, str, int | None, bool]]:
    """The lists there are, each a link to the page of its own."""
    words = {"error": _("Errors"), "warning": _("To look at"), "new": _("New"), "changed": _("Changed"),
             "same": _("Same as now"), "skipped": _("No tasks")}  # fmt: skip
    every: list[tuple[str, str, int | None, bool]] = [(_("All"), path, len(run.outcomes), not show)]
    return every + [
        (words[kind], f"{path}?show={kind}", run.count(kind), show == kind)
        for kind in KINDS
        if run.count(kind) or kind == "error"
    ]


def fingerprint(outcomes: Sequence[Outcome]) -> str:
    """A digest of everything a dry run says: the same rows with the same effect have the same one."""
    made = hashlib.sha256()
    for one in outcomes:
        read = one.read
        compared = (key_of(read), one.outcome, one.task, one.version, sorted(one.diff.items()))
        told = (compared, read.code, read.title, read.lead, read.coordinators, read.due_on, read.precision)
        made.update(repr(told).encode())
    return made.hexdigest()


def boxes(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """The name of each row's box -> the row's key; sheets are counted, since names of sheets are anything."""
    sheets = {name: n for n, name in enumerate(dict.fromkeys(one.read.sheet for one in outcomes))}
    return {f"{sheets[one.read.sheet]}_{one.read.row}": key_of(one.read) for one in outcomes}
