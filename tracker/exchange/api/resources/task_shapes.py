"""A task as other systems get it: as a line of a list, and whole."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from tracker.exchange.api.resources.shapes import (
    Agency,
    Answer,
    Area,
    Bucket,
    Cause,
    Difficulty,
    Document,
    NextCursor,
    Percent,
    Precision,
    State,
    TaskCode,
    Version,
    Withdrawal,
    area_of,
    bucket_of,
    lead_of,
    there,
)
from tracker.tasks.queries.one import TaskPage


class TaskLine(Answer, frozen=True, kw_only=True):
    """One task as a list has it."""

    code: TaskCode
    title: Annotated[str, Meta(examples=["Hệ thống hóa văn bản quy phạm pháp luật của tỉnh kỳ 2019-2023"])]
    state: State
    bucket: Bucket
    lead_agency: Agency
    area: Area
    deadline_text: Annotated[str, Meta(description="As the document has it.", examples=["Quý II/2025"])]
    due_on: Annotated[date | None, Meta(description="The deadline in force; null: none.")]
    due_precision: Precision
    original_due_on: Annotated[date | None, Meta(description="Before it was moved; null: never moved.")]
    days_left: Annotated[
        int | None,
        Meta(description="From the day asked for to the deadline; below 0: passed. Null: none, or not open."),
    ]
    extension_count: Annotated[int, Meta(ge=0)]
    submitted_on: date | None
    percent: Percent
    progressed_on: Annotated[date | None, Meta(description="The day of the last report of progress.")]
    starred: Annotated[bool, Meta(description="Marked by the steering committee.")]
    withdrawal: Withdrawal | None
    version: Version


class TaskList(Answer, frozen=True, kw_only=True):
    """Some tasks of a list, in its order."""

    as_of: date
    total: Annotated[
        int | None,
        Meta(description="How many tasks the whole list has: on the first page, when that can be counted."),
    ]
    items: list[TaskLine]
    next_cursor: NextCursor


class Report(Answer, frozen=True, kw_only=True):
    """What was reported last."""

    text: str
    difficulty_kind: Difficulty
    difficulties: str
    cause_kind: Cause
    cause_text: str
    forecast: str
    proposal: str


class Contribution(Answer, frozen=True, kw_only=True):
    """A coordinating agency and its own part."""

    agency: Agency
    contribution: Literal["asked", "contributing", "contributed", "nothing"]
    text: str
    answer_by: date | None
    owed: Annotated[bool, Meta(description="Whether the lead agency waits for it.")]


class Task(TaskLine, frozen=True, kw_only=True):
    """Everything of one task on a day."""

    as_of: date
    expected_output: str
    priority: Annotated[str, Meta(description="normal, urgent or express.", examples=["normal"])]
    source_document: Document | None
    source_clause: str
    coordinators: list[Contribution]
    responsible: Annotated[str | None, Meta(description="The person in charge at the lead agency.")]
    assigned_at: datetime
    accepted_at: datetime | None
    submitted_at: datetime | None
    endorsed_at: Annotated[datetime | None, Meta(description="The first of two levels confirmed.")]
    confirmed_at: datetime | None
    result_document: Document | None
    confirmation_document: Annotated[Document | None, Meta(description="The superior's, of two levels.")]
    report: Report
    parent: Annotated[str | None, Meta(description="The task this one is a part of.")]
    parts: Annotated[list[TaskCode], Meta(description="Its milestones and occurrences.")]
    moves: Annotated[
        list[str],
        Meta(description="What the asker may do now; nothing on a past day.", examples=[["progress"]]),
    ]


def line(task: Mapping[str, Any]) -> TaskLine:
    """A task of a list."""
    return TaskLine(**_facts(task))


def whole(found: TaskPage, as_of: date) -> Task:
    """Everything of a task."""
    task = found.task
    source = (task["source_number"], task["source_date"], task["source_issuer"], task["source_title"])
    return Task(
        **{**_facts(task), "extension_count": _granted(found)},
        as_of=as_of,
        expected_output=task["expected_output"],
        priority=task["priority"],
        source_document=_document(*source) if task["source_number"] else None,
        source_clause=task["source_clause"],
        coordinators=[_contribution(one) for one in found.coordinators],
        responsible=task["responsible_name"],
        **_moments(task),
        result_document=_document(task["result_number"], task["result_date"], task["result_issuer"]),
        confirmation_document=_document(task["confirmation_number"], task["confirmation_date"]),
        report=Report(text=task["progress_note"], **{name: task[name] for name in _REPORTED}),
        parent=task["parent_code"],
        parts=[one["code"] for one in found.parts],
        moves=sorted(found.moves),
    )


_MOMENTS = ("assigned_at", "accepted_at", "submitted_at", "endorsed_at", "confirmed_at")
_REPORTED = ("difficulty_kind", "difficulties", "cause_kind", "cause_text", "forecast", "proposal")
_SAME = (
    "code", "title", "state", "deadline_text", "due_on", "due_precision", "original_due_on",
    "extension_count", "submitted_on", "percent", "progressed_on", "starred", "version",
)  # fmt: skip


def _facts(task: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: task[name] for name in _SAME},
        "bucket": bucket_of(task["bucket"]),
        "days_left": task["days_left"] if task["bucket"] in {"in_time", "overdue"} else None,
        "lead_agency": lead_of(task),
        "area": area_of(task),
        "withdrawal": _withdrawal(task.get("withdrawal")),
    }


def _moments(task: Mapping[str, Any]) -> dict[str, Any]:
    return {name: there(task[name]) if task[name] else None for name in _MOMENTS}


def _withdrawal(known: Mapping[str, Any] | None) -> Withdrawal | None:
    if known is None:
        return None
    return Withdrawal(on=known["on_day"], reason=known["reason"], number=known["number"], date=known["dated"])


def _document(
    number: str, day: date | None, issuer: str | None = None, title: str | None = None
) -> Document | None:
    return Document(number=number, date=day, issuer=issuer or None, title=title) if number else None


def _contribution(one: Mapping[str, Any]) -> Contribution:
    return Contribution(
        agency=Agency(code=one["code"], name=one["name"], short_name=one["short_name"]),
        contribution=one["contribution"],
        text=one["contribution_text"],
        answer_by=one["answer_by"],
        owed=one["owed"],
    )


def _granted(found: TaskPage) -> int:
    return sum(one["decision"] == "granted" for one in found.extensions)
