"""What the scorecard asks: the counts of a day by lead agency, the rules in force, their versions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from tracker import clock
from tracker.database import row, rows
from tracker.indicators.queries import indicators_as_of
from tracker.programmes.queries import ProgrammeFacts
from tracker.reports.scorecard.rules import (
    MEASURES,
    Facts,
    Rules,
    Score,
    Step,
    month_before,
    moved,
    ranked,
    scored,
)
from tracker.tasks.queries import Filter, GroupFigures, figures_by_agency
from tracker.tasks.queries.arms import Asked, arms
from tracker.tasks.queries.lists import EVERYBODY
from tracker.tasks.rules import AWAITING_LONG_DAYS, silent_since

Lines = Mapping[int, Mapping[str, Any]]
_RULES = f"version, {', '.join(MEASURES)}, update_days, ranked_from, grades, leasts"


async def newest(programme_id: int) -> Rules:
    """The newest version of the rules; without one, those that come with the system."""
    return _rules(
        await row(
            f"SELECT {_RULES} FROM scorecard_rules WHERE programme = $1 ORDER BY version DESC LIMIT 1",
            programme_id,
        )
    )


async def rules_on(programme_id: int, day: date) -> Rules:
    """The rules in force at the end of a day: what was shown then is shown again."""
    return _rules(
        await row(
            f"""SELECT {_RULES} FROM scorecard_rules WHERE programme = $1 AND made_at < $2
                ORDER BY version DESC LIMIT 1""",
            programme_id,
            clock.at(day + timedelta(days=1), 0),
        )
    )


async def versions(programme_id: int) -> list[dict[str, Any]]:
    """Every version, the newest first: ``rules``, who made it, when, why."""
    found = await rows(
        f"""SELECT {_RULES}, r.note, r.made_at, p.full_name AS who FROM scorecard_rules AS r
            JOIN person AS p ON p.id = r.made_by WHERE programme = $1 ORDER BY version DESC""",
        programme_id,
    )
    return [
        {"note": one.pop("note"), "made_at": one.pop("made_at"), "who": one.pop("who"), "rules": _rules(one)}
        for one in found
    ]


def _rules(found: Mapping[str, Any] | None) -> Rules:
    if found is None:
        return Rules()
    kept = dict(found)
    ladder = zip(kept.pop("grades"), kept.pop("leasts"), strict=True)
    return Rules(**kept, ladder=tuple(Step(name, least) for name, least in ladder))


async def scores_as_of(programme: ProgrammeFacts, as_of: date, rules: Rules | None = None) -> list[Score]:
    """Every agency that led a task on a day: scored, ranked among its kind, kinds in official order.

    Ranks are compared with those of the end of the month before, by the same rules. Always counted by
    standings, so that a day is told alike while it lasts and afterwards. ``rules``: others than the day's.
    """
    rules = rules or await rules_on(programme.id, as_of)
    now = await _ranked(programme, as_of, rules)
    return moved(now, await _ranked(programme, month_before(as_of), rules))


async def _ranked(programme: ProgrammeFacts, as_of: date, rules: Rules) -> list[Score]:
    return ranked([scored(one, rules) for one in await facts_as_of(programme, as_of, rules)], rules)


async def facts_as_of(programme: ProgrammeFacts, as_of: date, rules: Rules) -> list[Facts]:
    """What is counted of each agency that led a task on a day, in the official order of agencies."""
    groups = await figures_by_agency(programme.id, as_of)
    if not groups:
        return []
    kinds = {one["id"]: one["kind"] for one in await rows("SELECT id, kind FROM agency")}
    heard = await _heard(programme, as_of, rules)
    extended = await _extended(programme.id, as_of)
    indicators = await _indicators(programme.id, as_of)
    confirmers, waiting = await _confirmers(as_of), await _waiting(programme, as_of)
    return [
        _facts(
            group, kinds[group.id], heard, extended, indicators.get(group.id, (0, 0)),
            waiting if group.id in confirmers else None,
        )
        for group in groups
    ]  # fmt: skip


def _facts(
    group: GroupFigures, kind: str, heard: Lines, extended: Lines, indicators: tuple[int, int],
    waiting: tuple[int, int] | None,
) -> Facts:  # fmt: skip
    named = {name: found for name, found in asdict(group).items() if name != "figures"}
    met, known = indicators
    return Facts(
        **named, kind=kind, figures=group.figures, **heard.get(group.id, {}), **extended.get(group.id, {}),
        met=met, indicators=known, waiting=waiting,
    )  # fmt: skip


def _of_bucket(programme: ProgrammeFacts, as_of: date, *buckets: str) -> Asked:
    # By standings even of today: "today" lies beyond every day.
    return Asked(programme.id, EVERYBODY, Filter(buckets=buckets), as_of, date.max, programme.silent_days)


async def _heard(programme: ProgrammeFacts, as_of: date, rules: Rules) -> Lines:
    """Of each lead's open tasks: heard of within the rules' days, and silent."""
    args: list[Any] = [silent_since(as_of, rules.update_days), silent_since(as_of, programme.silent_days)]
    asked = _of_bucket(programme, as_of, "in_time", "overdue")
    parts = [f"SELECT f.lead_agency, f.heard_on FROM {a.origin} WHERE {a.where}" for a in arms(asked, args)]
    found = await rows(
        f"""SELECT lead_agency, count(*) FILTER (WHERE heard_on >= $1) AS updated,
                   count(*) FILTER (WHERE heard_on < $2) AS silent
            FROM ({" UNION ALL ".join(parts)}) AS f GROUP BY lead_agency""",
        *args,
    )
    return {one.pop("lead_agency"): one for one in found}


async def _waiting(programme: ProgrammeFacts, as_of: date) -> tuple[int, int]:
    """Submissions that wait for the confirmer: not for long, and all; what it endorsed waits for others."""
    args: list[Any] = [as_of, silent_since(as_of, AWAITING_LONG_DAYS)]
    asked = _of_bucket(programme, as_of, "awaiting")
    parts = [f"SELECT f.task, f.submitted_on FROM {a.origin} WHERE {a.where}" for a in arms(asked, args)]
    theirs = (
        """AS w JOIN task AS t ON t.id = w.task
           WHERE t.endorsed_at IS NULL OR hanoi_day(t.endorsed_at) > $1::date"""
        if programme.confirmation_levels > 1
        else "AS w WHERE $1::date IS NOT NULL"
    )
    found = await row(
        f"""SELECT count(*) FILTER (WHERE w.submitted_on >= $2) AS fresh, count(*) AS all
            FROM ({" UNION ALL ".join(parts)}) {theirs}""",
        *args,
    )
    return (found["fresh"], found["all"]) if found else (0, 0)


async def _confirmers(as_of: date) -> set[int]:
    """The agencies of those who confirmed on a day."""
    found = await rows(
        """SELECT DISTINCT agency_then(id, $1) AS id FROM person
           WHERE role = 'office' AND (disabled_at IS NULL OR hanoi_day(disabled_at) > $1)""",
        as_of,
    )
    return {one["id"] for one in found}


async def _extended(programme_id: int, as_of: date) -> Lines:
    """Of each lead: tasks whose deadline was moved by then, how often, and by how many days in all."""
    found = await rows(
        """SELECT s.lead_agency, count(*) AS extended, coalesce(sum(x.n), 0)::bigint AS extensions,
                  coalesce(sum(s.due_on - s.original_due_on), 0)::bigint AS extension_days
           FROM standing AS s CROSS JOIN LATERAL (
               SELECT count(*) AS n FROM extension AS e WHERE e.task = s.task AND e.decision = 'granted'
                  AND hanoi_day(e.decided_at) <= $2) AS x
           WHERE s.programme = $1 AND s.from_on <= $2 AND s.until_on > $2 AND s.original_due_on IS NOT NULL
             AND s.urgency < 3
           GROUP BY s.lead_agency""",
        programme_id,
        as_of,
    )
    return {one.pop("lead_agency"): one for one in found}


async def _indicators(programme_id: int, as_of: date) -> dict[int, tuple[int, int]]:
    """Of each agency its indicators: met, or met by the forecast; and those of which anything is known."""
    good: Counter[int] = Counter()
    known: Counter[int] = Counter()
    for one in await indicators_as_of(programme_id, as_of):
        known[one.agency_id] += one.standing != "none"
        good[one.agency_id] += one.standing in ("met", "on_course")
    return {agency: (good[agency], known[agency]) for agency in known}


async def extended_tasks(programme_id: int, agency_id: int, as_of: date, most: int) -> list[dict[str, Any]]:
    """The tasks of a lead whose deadline was moved by a day: code, title, both deadlines; by code."""
    return await rows(
        """SELECT t.code, t.title, s.original_due_on, s.due_on
           FROM standing AS s JOIN task AS t ON t.id = s.task
           WHERE s.programme = $1 AND s.lead_agency = $2 AND s.from_on <= $3 AND s.until_on > $3
             AND s.original_due_on IS NOT NULL AND s.urgency < 3
           ORDER BY t.code LIMIT $4""",
        programme_id, agency_id, as_of, most,
    )  # fmt: skip
