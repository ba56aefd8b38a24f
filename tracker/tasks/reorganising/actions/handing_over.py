"""Tasks change hands, thousands at once: each with its version raised and its line of history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, rows
from tracker.refusal import Conflict
from tracker.tasks.actions.moving import Actor
from tracker.tasks.reorganising.actions.coordinating import follow
from tracker.tasks.reorganising.actions.telling import Line, tell
from tracker.tasks.reorganising.rules import TaskMove
from tracker.tasks.rules import MOVES
from tracker.words import _, dmy

BATCH = 500  # tasks a statement: each stays far below the longest that one may take


async def hand_over(actor: Actor, moves: Sequence[TaskMove], last: date, by: str, at: datetime) -> None:
    """Give each task its new lead, its coordinators theirs. ``last`` is the last day of the old agencies.

    The rows are held by the caller: nobody can have been first. Standings begin on the day of ``at``,
    whatever the day of the decision: a past day never changes.
    """
    agencies = {found["code"]: found for found in await rows("SELECT id, code, name FROM agency")}
    ids = {code: found["id"] for code, found in agencies.items()}
    await execute("SELECT tally_hold()")
    for start in range(0, len(moves), BATCH):
        some = moves[start : start + BATCH]
        before = {task["id"]: task for task in await _before(some)}
        after = {task["id"]: task for task in await _swapped(some, ids, at)}
        if len(after) != len(some):
            raise Conflict
        lines = [_line(move, before[move.task.id], after[move.task.id], agencies, last, by) for move in some]
        await tell(actor, "task", "transfer", lines)
    await execute("SELECT tally_settle()")
    await follow(moves, ids, day_of(at))


async def _before(moves: Sequence[TaskMove]) -> list[dict[str, Any]]:
    return await rows(
        """SELECT id, lead_agency, responsible, given_at FROM task
           WHERE id = ANY ($1) AND state = ANY ($2)""",
        [move.task.id for move in moves],
        list(MOVES["transfer"].from_states),
    )


async def _swapped(moves: Sequence[TaskMove], ids: Mapping[str, int], at: datetime) -> list[dict[str, Any]]:
    return await rows(
        """UPDATE task AS t SET lead_agency = m.lead,
                  given_at = CASE WHEN t.lead_agency = m.lead THEN t.given_at
                                  ELSE greatest(t.changed_at, $4) END,
                  responsible = CASE WHEN m.keeps THEN t.responsible END,
                  changed_at = greatest(t.changed_at, $4), version = t.version + 1
           FROM unnest($1::integer[], $2::integer[], $3::boolean[]) AS m (id, lead, keeps)
           WHERE t.id = m.id AND t.state = ANY ($5)
           RETURNING t.id, t.lead_agency, t.responsible, t.given_at, t.changed_at, t.version""",
        [move.task.id for move in moves],
        [ids[move.lead] for move in moves],
        [move.keeps_responsible for move in moves],
        at,
        list(MOVES["transfer"].from_states),
    )


def _line(
    move: TaskMove,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    agencies: Mapping[str, Mapping[str, Any]],
    last: date,
    by: str,
) -> Line:
    changes: dict[str, tuple[Any, Any]] = {
        name: (before[name], after[name])
        for name in ("lead_agency", "given_at", "responsible")
        if before[name] != after[name]
    }
    if move.coordinators != move.task.coordinators:
        changes["coordinators"] = (
            [agencies[code]["id"] for code in move.task.coordinators],
            [agencies[code]["id"] for code in move.coordinators],
        )
    return Line(after["id"], after["changed_at"], _said(move, agencies, last, by), changes, after["version"])


def _said(move: TaskMove, agencies: Mapping[str, Mapping[str, Any]], last: date, by: str) -> str:
    if not move.leads_anew:
        return _("Coordinating agencies changed, %(by)s.", by=by)
    old = _("%(agency)s (until %(day)s)", agency=agencies[move.task.lead]["name"], day=dmy(last))
    return _("From %(old)s to %(new)s, %(by)s.", old=old, new=agencies[move.lead]["name"], by=by)
