"""What became of the rows of an import, for whoever typed the command: as JSON, or a table."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.exchange.annex.actions import Import
from tracker.exchange.annex.model import Outcome, Problem
from tracker.exchange.annex.outcome import key_of
from tracker.words import dmy

KINDS = ("new", "changed", "same", "error", "skipped")
LONGEST_TITLE = 60


def as_json(outcomes: Sequence[Outcome], record: Import | None) -> str:
    """Every row of every sheet, and how many came to what. The first sheet goes without saying."""
    first = outcomes[0].read.sheet if outcomes else ""
    codes = record.codes if record else {}
    rows = [_row(one, codes, first) for one in outcomes]
    return json.dumps({"rows": rows, "totals": _totals(outcomes)}, ensure_ascii=False, indent=1)


def _row(one: Outcome, codes: Mapping[str, str], first: str) -> dict[str, Any]:
    read = one.read
    return {
        **({"sheet": read.sheet} if read.sheet != first else {}),
        "row": read.row,
        "outcome": one.outcome,
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
    return {"rows": len(outcomes), **{kind: found[kind] for kind in KINDS}}


def as_text(outcomes: Sequence[Outcome], record: Import | None) -> str:
    """A line for each task, what changes and what is wrong below it, and the sum."""
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
    said = [lines[0]]
    for one, line in zip(tasks, lines[1:], strict=True):
        said += [line, *_below(one)]
    return "\n".join([*said, "", *_sum(outcomes, record)])


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
    lines = [f"{totals['rows']} rows: {totals['rows'] - totals['skipped']} tasks, {none}.", f"{came}."]
    if record is None:
        return [*lines, "Dry run: nothing is written."]
    if record.repeated:
        return [*lines, f"This file was carried out before, as import {record.number}: nothing changed."]
    return [*lines, f"{record.written} rows written, as import {record.number}. Rows with errors stay out."]
