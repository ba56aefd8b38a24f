"""How a file was read, for the eye: each column with examples, and where every row of its sheets went."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.exchange.annex import view
from tracker.exchange.annex.model import Column, Read, Table
from tracker.words import _, dmy, ngettext, number

LONGEST_EXAMPLE = 160


@dataclass(frozen=True)
class SeenColumn:
    """One column: examples beside what they were taken for, and how many rows were read."""

    letter: str
    heading: str
    hidden: bool
    certain: bool
    examples: Sequence[tuple[str, str]]
    result: str
    bad: bool


@dataclass(frozen=True)
class SeenTable:
    """One table of the file."""

    title: str
    columns: Sequence[SeenColumn]
    remembered: bool
    several: bool  # whether the file has tables on several sheets, to choose from
    first_of_sheet: bool

    @property
    def doubtful(self) -> int:
        """How many columns have rows to look at."""
        return sum(one.bad for one in self.columns)


@dataclass(frozen=True)
class Seen:
    """A whole file as it was read."""

    tasks: int
    facts: Sequence[tuple[int, str]]
    tables: Sequence[SeenTable]
    told: str
    sum: str
    aside: Sequence[str]
    by_hand: bool = False  # no head was known: somebody says which row it is


def seen(
    tables: Sequence[Table],
    taken: Iterable[int],
    reads: Sequence[Read],
    names: Mapping[str, str],
    remembered: Iterable[int] = (),
    told: str = "",
) -> Seen:
    """The file for the eye; ``taken`` and ``remembered`` are places of tables."""
    chosen, kept = set(taken), set(remembered)
    own = [one for n, one in enumerate(tables) if n in chosen]
    rows = _by_table(tables, reads)
    sheets = [one.sheet for one in tables]
    shown = [
        SeenTable(
            _title(table),
            [_column(one, rows[n], names) for one in table.columns],
            n in kept,
            len(set(sheets)) > 1,
            sheets.index(table.sheet) == n,
        )
        for n, table in enumerate(tables)
    ]
    tasks = sum(not one.skipped for one in reads)
    return Seen(tasks, _facts(tables, chosen, reads), shown, told, summed(own, reads), _aside(own, reads))


def summed(tables: Sequence[Table], reads: Sequence[Read]) -> str:
    """A sentence in which every row of the file is counted once."""
    sheets = {one.sheet for one in tables}
    aside = sum(one.sheet not in sheets for one in reads)
    tasks = sum(not one.skipped for one in reads)
    parts = {
        "rows": number(len(reads)),
        "tasks": number(tasks),
        "skipped": number(len(reads) - tasks - aside),
    }
    if aside:
        parts["aside"] = number(aside)
        return _(
            "%(rows)s rows of the file: %(tasks)s tasks, %(skipped)s that are none, "
            "%(aside)s on sheets not taken.",
            **parts,
        )
    return _("%(rows)s rows of the file: %(tasks)s tasks, %(skipped)s rows that are none.", **parts)


def _title(table: Table) -> str:
    if not table.last:
        return _("Sheet “%(sheet)s”: no head, %(n)s columns", sheet=table.sheet, n=number(len(table.columns)))
    return _(
        "Sheet “%(sheet)s”: head in row %(first)s, %(n)s columns",
        sheet=table.sheet,
        first=number(table.first)
        if table.first == table.last
        else f"{number(table.first)}–{number(table.last)}",
        n=number(len(table.columns)),
    )


def _facts(tables: Sequence[Table], taken: set[int], reads: Sequence[Read]) -> list[tuple[int, str]]:
    skipped = Counter(one.skipped for one in reads if one.skipped)
    tasks = sum(not one.skipped for one in reads)
    good = sum(one.good for one in reads)
    facts = [
        (len(taken), _("tables taken, of %(n)s in the file", n=number(len(tables)))),
        (tasks, _("rows with a task")),
        (tasks - good, _("of them with errors")),
    ]
    return facts + [(n, view.reason_of(why)) for why, n in skipped.most_common()]


def _aside(tables: Sequence[Table], reads: Sequence[Read]) -> list[str]:
    taken = {one.sheet for one in tables}
    rows = Counter(one.sheet for one in reads if one.sheet not in taken)
    return [
        ngettext("“%(sheet)s” (%(n)s row)", "“%(sheet)s” (%(n)s rows)", n) % {"sheet": sheet, "n": number(n)}
        for sheet, n in rows.items()
    ]


def _by_table(tables: Sequence[Table], reads: Sequence[Read]) -> list[list[Read]]:
    """The task rows of each table: a row belongs to the last head above it."""
    found: list[list[Read]] = [[] for _table in tables]
    for read in reads:
        above = [n for n, one in enumerate(tables) if one.sheet == read.sheet and one.last < read.row]
        if above and not read.skipped:
            found[above[-1]].append(read)
    return found


def _column(column: Column, reads: Sequence[Read], names: Mapping[str, str]) -> SeenColumn:
    filled = [one for one in reads if one.typed.get(column.letter)]
    wrong = sum(
        any(problem.column == column.letter and not problem.warning for problem in one.problems)
        for one in filled
    )
    return SeenColumn(
        column.letter,
        column.heading,
        column.hidden,
        column.certain,
        [_example(text, column, filled, names) for text in column.examples],
        _result(column, len(filled), wrong),
        bool(wrong),
    )


def _example(text: str, column: Column, reads: Sequence[Read], names: Mapping[str, str]) -> tuple[str, str]:
    shown = text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"
    row = next((one for one in reads if one.typed[column.letter].startswith(text)), None)
    return shown, view.understood(column, row, names) if row else ""


def _result(column: Column, filled: int, wrong: int) -> str:
    if not column.field:
        return _("left aside")
    if not filled:
        return _("no row has a value")
    return _("%(good)s of %(all)s", good=number(filled - wrong), all=number(filled))


def shown_day(value: str) -> str:
    """A chosen day in words."""
    return dmy(date.fromisoformat(value))
