"""A progress summary made from the demonstration's files alone, so that layout needs no database."""

import csv
import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from tracker.reports.content import Content, Group, Office, Scope
from tracker.reports.rules import SIGNER, letterhead, recipients, subject
from tracker.reports.summary import ProgressSummary, Row
from tracker.settings import ROOT
from tracker.tasks.rules import Figures, bucket

DAY = date(2024, 11, 6)


def lines(name: str) -> list[dict[str, str]]:
    """The rows of one file of the demonstration."""
    with (ROOT / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def task_titles() -> dict[str, str]:
    """The title of each task, by code."""
    return {line["code"]: line["title"] for line in lines("tasks.csv")}


@cache
def summary(**changes: Any) -> ProgressSummary:
    """The summary of 6 November 2024, with ``changes``."""
    rows = [_row(line) for line in lines("tasks.csv")]
    agencies = sorted(lines("agencies.csv"), key=lambda line: int(line["sort_order"]))
    whole = ProgressSummary(
        as_of=DAY,
        programme=lines("programmes.csv")[0]["name"],
        total=figures(rows),
        by_agency=_groups(rows, agencies, "lead_code"),
        by_area=_groups(rows, lines("areas.csv"), "area_code"),
        rows=rows,
    )
    return dataclasses.replace(whole, **changes)


def content(found: ProgressSummary | None = None, **changes: Any) -> Content:
    """A report of the sample, official unless ``changes`` say otherwise."""
    told, head = found or summary(), letterhead("Tỉnh Tây Ninh")
    scope = changes.pop("scope", Scope())
    office = Office("Tỉnh Tây Ninh", SIGNER, "", recipients(head))
    kind = "official" if scope.whole else "scoped"
    title = subject(scope.kind, scope.name, told.programme)
    return dataclasses.replace(Content(kind, title, scope, told, office), **changes)


def figures(rows: list[Row]) -> Figures:
    """The figures of a list of tasks."""
    return Figures.of(Counter(row["bucket"] for row in rows))


def only(wanted: Callable[[Row], bool]) -> ProgressSummary:
    """A summary of the tasks wanted, its figures counted anew."""
    whole = summary()
    rows = [row for row in whole.rows if wanted(row)]
    agencies = sorted(lines("agencies.csv"), key=lambda line: int(line["sort_order"]))
    return dataclasses.replace(
        whole,
        rows=rows,
        total=figures(rows),
        by_agency=_groups(rows, agencies, "lead_code"),
        by_area=_groups(rows, lines("areas.csv"), "area_code"),
    )


def _groups(rows: list[Row], named: list[dict[str, str]], key: str) -> list[Group]:
    found = [
        (n["code"], n["name"], n.get("short_name", n["name"]), [r for r in rows if r[key] == n["code"]])
        for n in named
    ]
    return [Group(code, name, short, figures(own)) for code, name, short, own in found if own]


@cache
def _agencies() -> dict[str, dict[str, str]]:
    return {line["code"]: line for line in lines("agencies.csv")}


def _row(line: dict[str, str]) -> Row:
    days = {name: _day(line[name]) for name in DAYS}
    state = "confirmed" if line["confirmed_on"] else "submitted" if line["submitted_on"] else "in_progress"
    helpers = [_agencies()[code]["short_name"] for code in line["coordinator_codes"].split(";") if code]
    return {
        **{name: line[name] for name in COPIED},
        **days,
        "bucket": bucket(state, days["due_on"], days["submitted_on"], DAY),
        "percent": int(line["percent"] or 0),
        "extension_count": int(bool(line["original_due_on"])),
        "extended_to": days["due_on"] if line["original_due_on"] else None,
        "starred": line["starred"] == "1",
        "lead_name": _agencies()[line["lead_code"]]["name"],
        "lead_short": _agencies()[line["lead_code"]]["short_name"],
        "coordinators": "; ".join(helpers),
        "progressed_on": _spoken().get(line["code"]),
        "assigned_on": _day(line["assigned_on"]),
        "forecast": "",
        "difficulties": line["difficulties"],
        "difficulty_kind": "",
    }


DAYS = ("due_on", "original_due_on", "submitted_on", "confirmed_on", "source_date")
COPIED = (
    "code", "title", "area_code", "lead_code", "deadline_text", "source_number",
    "result_number", "cause_kind", "cause_text", "proposal",
)  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _spoken() -> dict[str, date]:
    """The last day on which each task's lead agency said something."""
    said = [e for e in lines("events.csv") if e["kind"] in ("progress", "submit", "resubmit")]
    return {event["code"]: date.fromisoformat(event["at"][:10]) for event in said}
