"""Tasks that come back: the rule is set, occurrences are made ahead by it, and turn up on their day."""

from datetime import date, datetime

from tracker.clock import day_of
from tracker.database import execute, row, rows, transaction, value
from tracker.refusal import Refused
from tracker.tasks.actions.following import follow
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.tasks.actions.occurrences import Nobody, first, lay_out, occurrences_of, whole
from tracker.tasks.deadlines import Recurrence
from tracker.words import _, speaking


async def repeat(actor: Actor, code: str, version: int | None, rule: Recurrence, at: datetime) -> Moved:
    """Let a task come back by a rule, or by another than before.

    At first its present facts become its first occurrence: no figure moves, unless it is done and a later
    period has begun. Occurrences that have not opened yet are laid out anew; those that have, stay.
    """
    async with transaction():
        task = await found(actor, code)
        if task["due_on"] is None:
            raise Refused(_("A task that comes back needs a deadline"), "every")
        if await value("SELECT 1 FROM extension WHERE task = $1 AND decision = ''", task["id"]):
            # From here on only occurrences are decided on.
            raise Refused(_("A request for an extension is already waiting for its decision."), "every")
        with speaking("vi"):  # the record's language, whoever writes it
            text = rule.said(day_of(at))
        moved = await move(actor, task, "repeat", at, version=version, text=text)
        await _keep(task["id"], rule, day_of(at))
        if not await occurrences_of(task["id"]):
            await first(actor, task, rule, at)
        await lay_out(actor, await whole(task["id"]), rule, at)
        await follow(task["id"], at)
        return Moved(task["id"], code, int(await value("SELECT version FROM task WHERE id = $1", moved.id)))


async def rule_of(task: int) -> Recurrence | None:
    """The rule by which a task comes back."""
    kept = await row("SELECT * FROM recurrence WHERE task = $1", task)
    if kept is None:
        return None
    return Recurrence(kept["every"], kept["due_month"], kept["due_day"], kept["from_on"], kept["until_on"])


async def make_ahead(today: date, at: datetime) -> int:
    """Make what rules ask for within the days ahead; how many occurrences that was. For the worker."""
    made = 0
    for one in await rows("SELECT task FROM recurrence WHERE until_on IS NULL OR until_on >= $1", today):
        async with transaction():
            rule, parent = await rule_of(one["task"]), await whole(one["task"])
            if rule is not None and parent["state"] != "withdrawn":
                made += await lay_out(Nobody(), parent, rule, at)
    return made


async def open_due(today: date, at: datetime) -> int:
    """Turn every task to the occurrence that has become its present one; how many turned. For the worker."""
    turned = 0
    for one in await rows(_TO_TURN, today):
        async with transaction():
            turned += await follow(one["id"], at)
    return turned


# Tasks that stand elsewhere than their present occurrence.
_TO_TURN = """
    SELECT p.id FROM recurrence AS r JOIN task AS p ON p.id = r.task AND p.state <> 'withdrawn'
    CROSS JOIN LATERAL (SELECT o.state, o.due_on FROM task AS o
        WHERE o.parent = p.id AND o.part = 'occurrence' AND o.opens_on <= $1 AND o.state <> 'withdrawn'
        ORDER BY o.state = 'confirmed', CASE WHEN o.state <> 'confirmed' THEN o.due_on END,
                 o.due_on DESC, o.id LIMIT 1) AS o
    WHERE (p.state, p.due_on) IS DISTINCT FROM (o.state, o.due_on) ORDER BY p.id"""


async def _keep(task: int, rule: Recurrence, today: date) -> None:
    await execute(
        """INSERT INTO recurrence (task, every, due_month, due_day, from_on, until_on)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (task) DO UPDATE SET every = excluded.every,
           due_month = excluded.due_month, due_day = excluded.due_day, from_on = excluded.from_on,
           until_on = excluded.until_on""",
        task, rule.every, rule.month, rule.day, rule.from_on or today, rule.until_on,
    )  # fmt: skip
