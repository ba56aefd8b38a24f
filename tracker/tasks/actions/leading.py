"""Parts go where their task goes: given to its new lead, stopped and let go on with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from tracker.database import execute, rows
from tracker.history.actions import changed, record
from tracker.tasks.rules import MOVES

LED = frozenset({"hand_over", "reassign", "suspend", "resume", "withdraw", "restore"})
_STOP = ("stop_number", "stop_date", "stop_reason")
_SUBMISSION = ("submitted_at", "submitted_by", "endorsed_at", "endorsed_by")
_GIVEN = ("lead_agency", "given_at", "accepted_at", "responsible")


class Mover(Protocol):
    """Who made the move of the task."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def agency_name(self) -> str: ...


async def follow(
    actor: Mover, task: Mapping[str, Any], verb: str, changes: Mapping[str, Any], at: datetime
) -> int:
    """Let the open parts of a task make the move that it made; how many did.

    ``task`` are the facts before the move, ``changes`` those it set. Call it inside the transaction of a
    move of ``LED``. A part that is confirmed, or was stopped by a paper of its own, stays as it is.
    """
    asked = "SELECT * FROM task WHERE parent = $1 AND state = ANY ($2) ORDER BY id FOR UPDATE"
    made = 0
    for part in await rows(asked, task["id"], list(MOVES[verb].from_states)):
        if verb == "hand_over" and not _goes_along(part, task):
            continue
        if verb in {"resume", "restore"} and any(part[name] != task[name] for name in _STOP):
            continue
        await _move(actor, part, verb, _after(part, verb, changes), at)
        made += 1
    return made


def _goes_along(part: Mapping[str, Any], task: Mapping[str, Any]) -> bool:
    """Whether a part is handed over with its task: a milestone may well be somebody else's, and an occurrence
    that was given to another agency is that one's."""
    return part["part"] == "occurrence" and bool(part["lead_agency"] == task["lead_agency"])


def _after(part: Mapping[str, Any], verb: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    stop = {name: changes[name] for name in _STOP if name in changes}
    if verb == "hand_over":
        return {"responsible": changes["responsible"]}
    if verb == "reassign":
        return {**{name: changes[name] for name in _GIVEN if name in changes}, "state": "assigned"}
    if verb in {"resume", "restore"}:
        return {**stop, "state": part["resumes_to"], "resumes_to": ""}
    if verb == "withdraw" and part["state"] == "submitted":  # as its task: to be submitted anew
        return {**stop, **dict.fromkeys(_SUBMISSION), "state": "withdrawn", "resumes_to": "in_progress"}
    return {**stop, "state": MOVES[verb].to, "resumes_to": part["resumes_to"] or part["state"]}


async def _move(
    actor: Mover, part: Mapping[str, Any], verb: str, after: Mapping[str, Any], at: datetime
) -> None:
    moment = max(at, part["changed_at"])
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(after, 3))
    sql = f"UPDATE task SET {places}, changed_at = $2, version = version + 1 WHERE id = $1"
    await execute(sql, part["id"], moment, *after.values())
    await record(
        "task", part["id"], verb, moment, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, version=part["version"] + 1, changes=changed(part, after),
    )  # fmt: skip
