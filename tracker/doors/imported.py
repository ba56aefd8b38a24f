"""What became of the rows of an import, for whoever typed the command: as JSON, or a table."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.clock import day_of
from tracker.exchange.annex import cautions
from tracker.exchange.annex.actions import Import
from tracker.exchange.annex.model import Outcome, Problem, Table
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.repeats import Before
from tracker.words import dmy

KINDS = ("new", "changed", "same", "error", "skipped")
LONGEST_TITLE = 60


def as_json(
    outcomes: Sequence[Outcome],
    record: Import | None,
    tables: Sequence[Table] = (),
    before: Before | None = None,
) -> str:
    """Every row of every sheet, how many came to what, and which columns nobody reads.

    A single sheet goes without saying. ``before``: the import that this very file was already.
    """
    several = len({one.read.sheet for one in outcomes}) > 1
    codes = record.codes if record else {}
    rows = [_row(one, codes, several) for one in outcomes]
    totals = {**_totals(outcomes), "columns_unread": _unread(tables)}
    told = {"imported_before": _before(before)} if before else {}
    return json.dumps({**told, "rows": rows, "totals": totals}, ensure_ascii=False, indent=1)


def _unread(tables: Sequence[Table]) -> list[dict[str, str]]:
    several = len({one.sheet for one in tables}) > 1
    return [
        {**({"sheet": table.sheet} if several else {}), "column": one.letter, "heading": one.heading}
        for table in tables
        for one in table.columns
        if not one.field
    ]


def _before(before: Before) -> dict[str, Any]:
    return {"import": before.number, "at": before.at.isoformat(), "document": before.document}


def _row(one: Outcome, codes: Mapping[str, str], several: bool) -> dict[str, Any]:
    read = one.read
    return {
        **({"sheet": read.sheet} if several else {}),
        "row": read.row,
        "outcome": one.outcome,
        **({"reason": read.skipped} if read.skipped else {}),
        "code": codes.get(key_of(read), read.code),
        "title": read.title,
        "lead": read.lead,
        "coordinators": list(read.coordinators),
        "due_on": read.due_on.isoformat() if read.due_on else None,
        "precision": read.precision,
        "problems": [_problem(problem) for problem in read.problems],
    }


def _problem(one: Problem) -> dict[str, Any]:
    said: dict[str, Any] = {"column": one.column, "kind": one.kind, "message": one.message}
    return {**said, "warning": True} if one.warning else said


def _totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    found = Counter(one.outcome for one in outcomes)
    closed = cautions.closed(outcomes)  # of the errors
    named = {kind: found[kind] for kind in KINDS}
    return {"rows": len(outcomes), **named, **({"closed": closed} if closed else {})}


def _aside(outcomes: Sequence[Outcome]) -> list[str]:
    """Rows that stay out for a reason of their own, so that no sum hides them."""
    told = []
    if n := cautions.closed(outcomes):
        told.append(f"{n} of the errors are closed in the system they come from: they are no open tasks.")
    if n := sum(map(cautions.left_first, outcomes)):
        told.append(f"{n} of the changed would lose their deadline and stay so: tick them on the page.")
    return told


def as_text(
    outcomes: Sequence[Outcome],
    record: Import | None,
    tables: Sequence[Table] = (),
    before: Before | None = None,
) -> str:
    """A line for each task, what changes and what is wrong below it, and the sum.

    ``before``: the import that this very file was already; it is told above all.
    """
    codes = record.codes if record else {}
    tasks = [one for one in outcomes if one.outcome != "skipped"]
    table = [("row", "outcome", "code", "lead", "due", "title")]
    table += [
        (str(one.read.row), one.outcome, codes.get(key_of(one.read), one.read.code), one.read.lead,
         dmy(one.read.due_on), _short(one.read.title))
        for one in tasks
    ]  # fmt: skip
    widths = [max(len(line[n]) for line in table) for n in range(len(table[0]))]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in table]
    said = [f"Look at this first: {again(before)}", "", lines[0]] if before else [lines[0]]
    for one, line in zip(tasks, lines[1:], strict=True):
        said += [line, *_below(one)]
    return "\n".join([*said, "", *_aside_columns(tables), *_sum(outcomes, record)])


def again(before: Before) -> str:
    """That this very file was imported already, as tasks of another document."""
    of = f", as tasks of document {before.document}" if before.document else ""
    return f"this file was imported on {dmy(day_of(before.at))} as import {before.number}{of}."


def _aside_columns(tables: Sequence[Table]) -> list[str]:
    names = [
        " ".join(filter(None, (one.get("sheet"), one["column"], f"“{one['heading']}”")))
        for one in _unread(tables)
    ]
    return [f"Columns that are not read: {', '.join(names)}."] if names else []


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _below(one: Outcome) -> list[str]:
    changes = [f"      {name}: “{now}” -> “{then}”" for name, (now, then) in one.diff.items()]
    return changes + [_said(problem, one.read.row) for problem in one.read.problems]


def _said(problem: Problem, row: int) -> str:
    where = f"{problem.column or 'row '}{row}"
    return f"      {'look at' if problem.warning else 'error in'} {where}: {problem.message}"


def _sum(outcomes: Sequence[Outcome], record: Import | None) -> list[str]:
    totals = _totals(outcomes)
    why = Counter(one.read.skipped for one in outcomes if one.outcome == "skipped")
    reasons = ", ".join(f"{kind} {n}" for kind, n in why.most_common())
    none = f"{totals['skipped']} that are none ({reasons})" if reasons else "none that is no task"
    came = ", ".join(f"{totals[kind]} {kind}" for kind in ("new", "changed", "same", "error"))
    tasks = totals["rows"] - totals["skipped"]
    lines = [f"{totals['rows']} rows: {tasks} tasks, {none}.", f"{came}.", *_aside(outcomes)]
    if record is None:
        return [*lines, "Dry run: nothing is written."]
    if record.repeated:
        return [*lines, f"This file was carried out before, as import {record.number}: nothing changed."]
    return [*lines, f"{record.written} rows written, as import {record.number}. Rows with errors stay out."]
