"""What is asked of news: lines of history that concern somebody, and who was told of them already."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.clock import at as moment_at
from tracker.clock import day_of
from tracker.database import row, rows
from tracker.programmes.calendar import working_days
from tracker.reminders.news.rules import CONCERNS, REACH, hearers, still
from tracker.reminders.queries import PEOPLE, Person
from tracker.reminders.rules import RUN_HOUR

KIND = "news"

# Whether what a line asks for is still open, and whom an answer or a question concerns, by its verb.
_LINES = """
    SELECT h.id AS line, h.verb, h.at, h.actor, h.actor_name, h.actor_agency, h.text, t.code, t.title,
           t.state, t.due_on, t.lead_agency AS lead, t.responsible, t.submitted_at, t.endorsed_at,
           (h.changes -> 'responsible' ->> 1)::integer AS made_responsible,
           EXISTS (SELECT 1 FROM history AS u WHERE u.kind = 'task' AND u.object_id = h.object_id
                   AND u.verb = 'undo' AND u.version = h.version + 1) AS undone,
           CASE h.verb
             WHEN 'ask_explanation' THEN EXISTS (SELECT 1 FROM explanation AS e
                 WHERE e.task = t.id AND e.asked_at = h.at AND e.answered_at IS NULL)
             WHEN 'request_extension' THEN EXISTS (SELECT 1 FROM extension AS e
                 WHERE e.task = t.id AND e.requested_at = h.at AND e.decision = '')
             WHEN 'ask_contribution' THEN EXISTS (SELECT 1 FROM task_coordinator AS c
                 WHERE c.task = t.id AND c.asked_at = h.at AND c.contribution IN ('asked', 'contributing'))
           END AS open,
           (SELECT c.agency FROM task_coordinator AS c WHERE h.verb = 'ask_contribution' AND c.task = t.id
                AND c.asked_at = h.at AND c.until_on = 'infinity' LIMIT 1) AS asked_agency,
           (SELECT e.asked_by FROM explanation AS e WHERE h.verb = 'explain' AND e.task = t.id
                AND e.answered_at = h.at LIMIT 1) AS asker
    FROM history AS h JOIN task AS t ON t.id = h.object_id
    WHERE h.kind = 'task' AND h.verb = ANY ($1) AND h.at > $2 AND h.at <= $3
        AND (t.opens_on IS NULL OR t.opens_on <= hanoi_day($3)) ORDER BY h.id"""

# Told: by a letter that left, is leaving, or is of another kind; or settled without one. A news letter that
# still waits is written anew with what came since.
_TOLD = """
    SELECT n.person, n.line FROM reminder_news_line AS n LEFT JOIN letter AS l ON l.id = n.letter
    WHERE n.line = ANY ($1) AND (l.id IS NULL OR l.state NOT IN ('ready', 'superseded'))"""
# Whoever was written to today waits for tomorrow: at most one letter a day.
_WRITTEN_TO = """
    SELECT DISTINCT person FROM letter
    WHERE person IS NOT NULL AND kind <> $1 AND hanoi_day(created_at) = $2 AND state <> 'superseded'"""


@dataclass(frozen=True)
class News:
    """What a run would say: each person's lines, those that are settled without a letter, and the people."""

    people: dict[int, Person]
    owed: dict[int, list[dict[str, Any]]]
    gone: list[tuple[int, int]]  # person, line


async def news_until(at: datetime) -> News:
    """What is owed at a moment, minus what was said."""
    lines = await rows(_LINES, list(CONCERNS), at - REACH, at)
    askers = [line["asker"] for line in lines if line["asker"]]
    named = [line["responsible"] for line in lines if line["responsible"]]
    people = {one["id"]: Person(**one) for one in await rows(PEOPLE, [*askers, *named])}
    told = {(one["person"], one["line"]) for one in await rows(_TOLD, [line["line"] for line in lines])}
    busy = {one["person"] for one in await rows(_WRITTEN_TO, KIND, day_of(at))}
    owed: dict[int, list[dict[str, Any]]] = {}
    gone: list[tuple[int, int]] = []
    for line in lines:
        for person in hearers(line, people.values()):
            if (person, line["line"]) in told:
                continue
            if not still(line):
                gone.append((person, line["line"]))
            elif person not in busy:
                owed.setdefault(person, []).append(line)
    return News(people, owed, gone)


async def due_news(now: datetime) -> bool:
    """Whether today's run is to be made: a working day, its hour has come, and it was not made.

    Where the week's overdue letters go out today, they go first.
    """
    today = day_of(now)
    calendar = await working_days(today, today)
    if now < moment_at(today, RUN_HOUR) or not calendar.is_working(today):
        return False
    made = await row(
        """SELECT EXISTS (SELECT FROM task) AS any_task,
                  EXISTS (SELECT FROM reminder_run WHERE key = $1) AS made,
                  EXISTS (SELECT FROM reminder_run WHERE kind = $2 AND made_at > $3) AS later""",
        run_key(now), KIND, now,
    )  # fmt: skip
    assert made is not None
    return bool(made["any_task"] and not made["made"] and not made["later"])


def run_key(now: datetime) -> str:
    """The key of a day's run, e.g. ``news/2024-11-06``."""
    return f"{KIND}/{day_of(now).isoformat()}"
