"""The rules of a programme, set by the office; which deadline is official moves every extended task's."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows, transaction, value
from tracker.history.actions import changed, record
from tracker.refusal import Conflict, NotThere
from tracker.tasks.actions.moving import Actor, found, move
from tracker.tasks.rules.programme import ProgrammeRules

_EXTENDED = """SELECT t.code, t.original_due_on,
        (SELECT e.granted_due_on FROM extension AS e WHERE e.task = t.id AND e.decision = 'granted'
         ORDER BY e.decided_at DESC, e.id DESC LIMIT 1) AS granted_due_on
    FROM task AS t WHERE t.programme = $1 AND t.original_due_on IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM recurrence AS r WHERE r.task = t.id) -- it follows its occurrences
    ORDER BY t.id"""


async def rule(actor: Actor, programme_id: int, version: int, wanted: ProgrammeRules, at: datetime) -> int:
    """Set a programme's rules; how many deadlines that moved. Raises Conflict when somebody was first."""
    if actor.role != "office":
        raise NotThere
    async with transaction():
        before = await row("SELECT * FROM programme WHERE id = $1 FOR UPDATE", programme_id)
        if before is None:
            raise NotThere
        if before["version"] != version:
            raise Conflict
        changes = changed(before, asdict(wanted))
        if not changes:
            return 0
        await _keep(programme_id, wanted)
        await record(
            "programme", programme_id, "edit", at, actor_id=actor.id, actor_name=actor.name,
            actor_agency=actor.agency_name, version=version + 1, changes=changes,
        )  # fmt: skip
        if "official_deadline" not in changes:
            return 0
        return await _judge_anew(actor, programme_id, wanted.official_deadline, at)


async def _keep(programme_id: int, wanted: ProgrammeRules) -> None:
    await value(
        """UPDATE programme SET confirmation_levels = $2, official_deadline = $3, refusal_days = $4,
                  explanation_days = $5, silent_days = $6, open_data = $7, version = version + 1
           WHERE id = $1 RETURNING id""",
        programme_id,
        *asdict(wanted).values(),
    )


async def _judge_anew(actor: Actor, programme_id: int, official: str, at: datetime) -> int:
    """From here on every extended task goes by that deadline; days that have passed stay as they were."""
    moved = 0
    for one in await rows(_EXTENDED, programme_id):
        due_on: date = one["original_due_on"] if official == "original" else one["granted_due_on"]
        task: dict[str, Any] = await found(actor, one["code"])
        if due_on is not None and due_on != task["due_on"]:
            later = max(at, task["changed_at"])
            await move(actor, task, "judge", later, version=None, changes={"due_on": due_on})
            moved += 1
    return moved
