"""The facts that a day's things follow from: moves of late, tasks under way, submissions, contributions."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker.database import rows
from tracker.reminders.daily.rules import CONCERNS, REACH
from tracker.reminders.daily.things import Facts
from tracker.reminders.rulebook.rules import Rulebook
from tracker.tasks.rules import silent_since

# Whether what a line asks for is still open, and whom an answer or a question concerns, by its verb. Whoever
# asked and may ask no more is nobody.
LINES = """
    SELECT h.id AS line, h.verb, h.at, h.actor, h.actor_name, h.actor_agency, h.text, t.id AS task, t.code,
           t.title, t.state, t.due_on, t.lead_agency AS lead, t.responsible, t.submitted_at, t.endorsed_at,
           (h.changes -> 'responsible' ->> 1)::integer AS made_responsible,
           EXISTS (SELECT 1 FROM history AS u WHERE u.kind = 'task' AND u.object_id = h.object_id
                   AND u.verb = 'undo' AND u.version = h.version + 1) AS undone,
           CASE h.verb
             WHEN 'assign' THEN t.given_at IS NULL OR t.given_at <= h.at
             WHEN 'reassign' THEN t.given_at IS NULL OR t.given_at <= h.at
             WHEN 'ask_explanation' THEN EXISTS (SELECT 1 FROM explanation AS e
                 WHERE e.task = t.id AND e.asked_at = h.at AND e.answered_at IS NULL)
             WHEN 'request_extension' THEN EXISTS (SELECT 1 FROM extension AS e
                 WHERE e.task = t.id AND e.requested_at = h.at AND e.decision = '')
             WHEN 'ask_contribution' THEN EXISTS (SELECT 1 FROM task_coordinator AS c
                 WHERE c.task = t.id AND c.asked_at = h.at AND c.contribution IN ('asked', 'contributing'))
           END AS open,
           (SELECT c.agency FROM task_coordinator AS c WHERE h.verb = 'ask_contribution' AND c.task = t.id
                AND c.asked_at = h.at AND c.until_on = 'infinity' LIMIT 1) AS asked_agency,
           CASE h.verb
             WHEN 'ask_explanation' THEN (SELECT e.answer_by FROM explanation AS e
                 WHERE e.task = t.id AND e.asked_at = h.at LIMIT 1)
             WHEN 'ask_contribution' THEN (SELECT c.answer_by FROM task_coordinator AS c
                 WHERE c.task = t.id AND c.asked_at = h.at AND c.until_on = 'infinity' LIMIT 1)
           END AS answer_by,
           (SELECT e.asked_by FROM explanation AS e JOIN person AS p ON p.id = e.asked_by
                WHERE h.verb = 'explain' AND e.task = t.id AND e.answered_at = h.at
                    AND p.disabled_at IS NULL AND p.role IN ('office', 'member') LIMIT 1) AS asker
    FROM history AS h JOIN task AS t ON t.id = h.object_id
    WHERE h.kind = 'task' AND h.verb = ANY ($1) AND h.at > $2 AND h.at <= $3
        AND (t.opens_on IS NULL OR t.opens_on <= hanoi_day($3)) ORDER BY h.id"""

_COLUMNS = """t.id, t.code, t.title, t.due_on, t.state, t.part, t.heard_on, t.lead_agency AS lead,
    t.responsible, a.name AS lead_name"""
# A task that comes back shows its present occurrence; a milestone has a deadline of its own.
_UNDER_WAY = f"""
    SELECT {_COLUMNS} FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
    WHERE t.urgency = 0 AND t.programme = ANY (ARRAY(SELECT id FROM programme))
        AND t.state IN ('assigned', 'accepted', 'in_progress', 'returned')
        AND (t.due_key BETWEEN $1 AND $2 OR t.heard_on < $3 OR t.due_key = ANY ($4))
    UNION ALL
    SELECT {_COLUMNS} FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
    WHERE t.part = 'milestone' AND t.state IN ('assigned', 'accepted', 'in_progress', 'returned')
        AND t.due_key BETWEEN $1 AND $2
        AND EXISTS (SELECT FROM task AS u WHERE u.id = t.parent AND u.urgency = 0 AND u.state <> 'suspended')
    ORDER BY id"""
# Confirmed is the occurrence, never the task that comes back; after the office's word it is the superior's.
_SUBMISSIONS = f"""
    SELECT {_COLUMNS}, t.submitted_on, t.submitted_by
    FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
    WHERE t.programme = ANY (ARRAY(SELECT id FROM programme))
        AND (t.urgency = 1 AND NOT EXISTS (SELECT FROM recurrence AS r WHERE r.task = t.id)
             OR t.part <> '' AND t.state = 'submitted')
        AND t.endorsed_at IS NULL AND t.submitted_on < $1
    ORDER BY t.id"""
_CONTRIBUTIONS = """
    SELECT t.id, t.code, t.title, c.answer_by AS due_on, c.agency AS lead, a.name AS lead_name
    FROM task_coordinator AS c JOIN task AS t ON t.id = c.task JOIN agency AS a ON a.id = t.lead_agency
    WHERE c.asked_at IS NOT NULL AND c.contribution IN ('asked', 'contributing') AND c.until_on = 'infinity'
        AND c.answer_by BETWEEN $1 AND $2 AND t.state IN ('assigned', 'accepted', 'in_progress', 'returned')
    ORDER BY t.id, c.agency"""


async def moves_until(at: datetime) -> list[dict[str, Any]]:
    """The moves that concern somebody, of the last two weeks up to a moment."""
    return await rows(LINES, list(CONCERNS), at - REACH, at)


async def facts_on(day: date, after: date, rules: Rulebook) -> Facts:
    """What may matter on a day under some rules; ``after`` is the next working day."""
    last = after - timedelta(days=1) + timedelta(days=max(rules.before_days))
    turned = [
        day - timedelta(days=step + n)
        for step in (rules.head_days, rules.office_days)
        for n in range(REACH.days)
    ]
    waited = silent_since(day, rules.awaiting_days)
    return Facts(
        await rows(_UNDER_WAY, day, last, silent_since(day, rules.silent_days), turned),
        await rows(_SUBMISSIONS, waited),
        await rows(_CONTRIBUTIONS, day, last),
    )
