"""What happened to a task, line by line, the oldest first: what is new is at the end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from litestar import get
from litestar.params import FromPath
from msgspec import Meta

from tracker.database import rows
from tracker.exchange.api import cursors
from tracker.exchange.api.resources.asking import (
    ROOT,
    USUAL,
    Asked,
    Cursor,
    Day,
    Limit,
    PathCode,
    Query,
    day_of,
    query,
)
from tracker.exchange.api.resources.shapes import Answer, NextCursor, TaskCode, there
from tracker.exchange.api.resources.tasks import READS, found_task
from tracker.tasks.queries.one import Event
from tracker.tasks.routes.task_view import title_of
from tracker.words import mark

# Facts of a task that a line tells as they are; numbers of records are told by code or left out.
TOLD = (
    "title", "state", "due_on", "original_due_on", "due_precision", "deadline_text", "expected_output",
    "source_clause", "priority", "starred", "percent", "result_number", "result_date", "result_issuer",
    "confirmation_number", "confirmation_date", "difficulty_kind", "difficulties", "cause_kind", "cause_text",
    "forecast", "proposal", "stop_number", "stop_date", "stop_reason",
)  # fmt: skip
LEAD = "lead_agency"


class Change(Answer, frozen=True, kw_only=True):
    """One fact before and after."""

    field: Annotated[str, Meta(description="The fact's name, as in a task.", examples=["percent"])]
    before: str | int | bool | None
    after: str | int | bool | None


class Line(Answer, frozen=True, kw_only=True):
    """One line of a task's history."""

    at: datetime
    verb: Annotated[str, Meta(description="The move; `overdue`: the deadline passed.", examples=["progress"])]
    name: Annotated[str, Meta(description="The move in words.", examples=["Cập nhật tiến độ"])]
    actor: Annotated[str | None, Meta(description="Who did it, under the name of that day.")]
    actor_agency: str | None
    version: Annotated[int | None, Meta(description="The version it made; null: nobody's move.")]
    text: str
    changes: list[Change]


class History(Answer, frozen=True, kw_only=True):
    """Lines of a task's history, the oldest first."""

    task: TaskCode
    total: int
    items: list[Line]
    next_cursor: NextCursor


class OfHistory(Query, frozen=True, kw_only=True):
    """Until which day, how many lines, from where."""

    as_of: Day = None
    limit: Limit = USUAL
    cursor: Cursor = ""


@get(
    f"{ROOT}/tasks/{{code:str}}/history",
    opt={**READS, "path": {"code": PathCode}, "asks": OfHistory, "answers": History},
    summary=mark("History of a task"),
    description=mark("What happened to a task, the oldest first: lines are only ever added."),
)
async def api_history(request: Asked, code: FromPath[str]) -> History:
    asked = query(request, OfHistory)
    found = await found_task(request, code, day_of(request, asked.as_of))
    events, name = found.timeline[::-1], f"history {code}"
    skipped = int(cursors.decode(name, asked.cursor)[0]) if asked.cursor else 0
    end = skipped + asked.limit
    shown = events[skipped:end]
    codes = await _codes(shown)
    return History(
        task=code,
        total=len(events),
        items=[_line(event, codes) for event in shown],
        next_cursor=cursors.encode(name, [end]) if len(events) > end else None,
    )


async def _codes(events: list[Event]) -> dict[int, str]:
    """The codes of the agencies that events name by number."""
    ids = {one for event in events for one in event.changes.get(LEAD, ()) if one is not None}
    found = await rows("SELECT id, code FROM agency WHERE id = ANY ($1::integer[])", list(ids)) if ids else []
    return {one["id"]: one["code"] for one in found}


def _line(event: Event, codes: Mapping[int, str]) -> Line:
    return Line(
        at=there(event.at),
        verb=event.verb,
        name=title_of(event.verb),
        actor=event.actor_name or None,
        actor_agency=event.actor_agency or None,
        version=event.version or None,
        text=event.text,
        changes=_changes(event.changes, codes),
    )


def _changes(told: Mapping[str, Any], codes: Mapping[int, str]) -> list[Change]:
    found = [Change(field=name, before=told[name][0], after=told[name][1]) for name in TOLD if name in told]
    if LEAD in told:
        before, after = (None if one is None else codes.get(one) for one in told[LEAD])
        found.append(Change(field=LEAD, before=before, after=after))
    return found


HANDLERS = [api_history]
