"""Letters of the week that wait are judged anew before they leave: what they say must still be owed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from asyncpg import SerializationError

from tracker.clock import day_of, week_of
from tracker.database import execute, row, rows, transaction, value
from tracker.mail.delivery import UNSURE
from tracker.mail.outbox import enqueue_all
from tracker.reminders import said
from tracker.reminders.actions import (
    TRIES,
    drafts,
    outcome_of,
    record,
    told,
    withdraw_from_closed_accounts,
)
from tracker.reminders.judging import JUDGED, WEEK_OVER, Now, Unsent, anew, why
from tracker.reminders.opening import read_today, supersede_daily
from tracker.reminders.queries import KIND, Plan, filled, owing, run_key

# Letters of a run that wait, and those that will not leave and were not judged since: withdrawn, or failed at
# an address that was corrected. What the relay may have taken is left alone, and what was sent again by hand.
_UNSENT = f"""
    FROM reminder_owed AS o JOIN letter AS l ON l.id = o.letter JOIN person AS q ON q.id = l.person
    WHERE o.run = $1 AND (
        l.state = 'ready' AND NOT starts_with(l.trouble, '{UNSURE}')
        OR (l.state = 'superseded' AND l.trouble <> ALL ($2)
                AND NOT (o.person = l.person AND starts_with(l.trouble, '{UNSURE}'))
            OR l.state = 'failed' AND q.email <> l.recipient AND q.disabled_at IS NULL)
        AND NOT EXISTS (SELECT FROM letter AS c
                        WHERE c.resends = l.id AND c.state IN ('ready', 'sending', 'sent')))"""
_GONE_OUT = f"""
    (l.state IN ('sending', 'sent')
     OR l.state IN ('ready', 'superseded') AND starts_with(l.trouble, '{UNSURE}')
     OR l.state = 'failed' AND q.email = l.recipient)"""
# To whom a letter of the week went, or may have, and for whom it was.
_SERVED = f"""
    SELECT l.person FROM letter AS l JOIN person AS q ON q.id = l.person
    WHERE l.kind = $1 AND l.created_at >= $2 AND split_part(l.key, '/', 2) = $3 AND {_GONE_OUT}
    UNION SELECT o.person FROM reminder_owed AS o JOIN letter AS f ON f.id = o.letter
    JOIN letter AS l ON l.id = f.id OR l.resends = f.id JOIN person AS q ON q.id = l.person
    WHERE o.run = $4 AND {_GONE_OUT} AND NOT (l.state = 'superseded' AND o.person <> l.person)"""
_MOVED = """
    SELECT t.code, max(h.at) AS at FROM history AS h JOIN task AS t ON t.id = h.object_id
    WHERE h.kind = 'task' AND h.at > $1 AND h.at <= $2 AND h.changes ?| ARRAY['lead_agency', 'due_on']
    GROUP BY t.code"""
# Letters with something beside the overdue tasks that has moved on since they were written: the task itself,
# or what a line of history (d) asked for.
_OUTDATED = """
    SELECT DISTINCT l.id FROM history AS h JOIN reminder_said AS s ON s.task = h.object_id
    JOIN letter AS l ON l.id = s.letter
    LEFT JOIN history AS d ON d.id = CASE WHEN s.key LIKE 'line/%' THEN substr(s.key, 6)::bigint END
    WHERE h.kind = 'task' AND h.at > $1 AND h.at <= $2 AND h.at > l.created_at AND l.id = ANY ($3)
        AND (h.changes ?| ARRAY['state', 'lead_agency', 'due_on', 'responsible'] OR h.verb = 'undo'
             OR (d.verb, h.verb) IN (('ask_explanation', 'explain'), ('ask_contribution', 'contribute'),
                                     ('request_extension', 'refuse_extension')))"""
_TURNS = """
    SELECT person, count(*) + 1 AS n FROM letter
    WHERE kind = $1 AND created_at >= $2 AND split_part(key, '/', 2) = $3 AND resends IS NULL
    GROUP BY person"""


async def judge_waiting(at: datetime) -> int:
    """Judge the letters that wait before they leave; how many letters were written anew.

    Letters to people who lost their post are withdrawn, and those of a week that is over. A letter of this
    week whose tasks were handed over, submitted or put off, whose reader has another address, or whose
    substitute is none any more, gives way: within the same run its people are told what they are owed now,
    in a letter with an id of its own, or the ledger says why nobody is. Nobody gets two in a week: whoever
    had theirs is left alone, and so is a letter that the relay may have taken.
    """
    await withdraw_from_closed_accounts()
    await _end_of_week(at)
    run = await row(
        "SELECT id, key, made_at FROM reminder_run WHERE key = $1 AND made_at <= $2", run_key(day_of(at)), at
    )
    if run is None or not await value(f"SELECT EXISTS (SELECT {_UNSENT})", run["id"], list(JUDGED)):
        return 0
    for _ in range(TRIES - 1):
        try:
            return await _judge(run, at)
        except SerializationError:  # a letter left, or somebody else judged it, at this very moment
            continue
    return await _judge(run, at)


async def _end_of_week(at: datetime) -> None:
    """What did not leave in its week does not leave: with the next week's letter it would be two in one."""
    await execute(
        """UPDATE letter SET state = 'superseded', trouble = $3
           WHERE state = 'ready' AND kind = $1 AND split_part(key, '/', 2) < $2""",
        KIND, week_of(day_of(at)), WEEK_OVER,
    )  # fmt: skip


async def _judge(run: Mapping[str, Any], at: datetime) -> int:
    today = day_of(at)
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        letters = await _unsent(run["id"])
        plan, now = await _as_things_stand(run, letters, at)
        wrong, people = anew(letters, now)
        if not wrong:
            return 0
        await _give_way(wrong, now, people, {task["code"] for task in plan.overdue})
        plan = replace(plan, among=people)
        if not plan.owed:
            return 0
        plan = await filled(plan, today, at)
        turns = {one["person"]: one["n"] for one in await rows(_TURNS, *_week_of(run))}
        written = await enqueue_all(KIND, drafts(plan, run["key"], await read_today(at), turns), at)
        await supersede_daily(written)
        await record(run["id"], [outcome_of(plan, plan.known[one], written) for one in plan.owed])
        await said.keep(run["id"], told(plan, written))
    return len(written)


async def _unsent(run: int) -> list[Unsent]:
    found: dict[int, Unsent] = {}
    for one in await rows(
        f"""SELECT o.person, o.tasks, l.id, l.person AS reader, l.recipient, l.created_at,
                   l.state = 'ready' AS waits {_UNSENT} ORDER BY l.id""",
        run, list(JUDGED),
    ):  # fmt: skip
        letter = found.setdefault(
            one["id"], Unsent(one["id"], one["reader"], one["recipient"], one["created_at"], one["waits"])
        )
        letter.told[one["person"]] = frozenset(json.loads(one["tasks"]))
    return list(found.values())


async def _as_things_stand(
    run: Mapping[str, Any], letters: Sequence[Unsent], at: datetime
) -> tuple[Plan, Now]:
    """Who is owed what now; a substitute who was served already reads nothing more this week."""
    served = {one["person"] for one in await rows(_SERVED, *_week_of(run), run["id"])}
    plan = await owing(day_of(at), day_of(at), at)
    plan = replace(plan, away={who: other for who, other in plan.away.items() if other not in served})
    first = min(one.written for one in letters)
    moved = {one["code"]: one["at"] for one in await rows(_MOVED, first, at)}
    outdated = await rows(_OUTDATED, first, at, [one.id for one in letters if one.waits])
    return plan, Now(
        {who: [task["code"] for task in theirs] for who, theirs in plan.owed.items()},
        plan.readers,
        {one.id: one.email for one in plan.people if one.active},
        moved,
        {one["id"] for one in outdated},
        served,
    )


async def _give_way(wrong: Iterable[Unsent], now: Now, people: frozenset[int], overdue: set[str]) -> None:
    """First of all: whoever delivers them now is met soon or not at all."""
    reasons = {one.id: why(one, now, people, overdue) for one in wrong}
    await execute(
        """UPDATE letter AS l SET state = 'superseded', trouble = r.why
           FROM unnest($1::bigint[], $2::text[]) AS r (id, why)
           WHERE l.id = r.id AND l.state IN ('ready', 'superseded')""",
        list(reasons), list(reasons.values()),
    )  # fmt: skip


def _week_of(run: Mapping[str, Any]) -> tuple[str, datetime, str]:
    return KIND, run["made_at"], run["key"].partition("/")[2]
