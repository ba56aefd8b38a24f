"""The five figures of any day, from the tally: a sum over few rows however many tasks there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.database import rows
from tracker.tasks.rules import Figures

# Whole years before the day's year, whole months before its month, and the days of its month.
_UP_TO = """programme = $1 AND scope = $2 AND (
        (span = 'year' AND on_day < date_trunc('year', $3::date))
     OR (span = 'month' AND on_day >= date_trunc('year', $3::date) AND on_day < date_trunc('month', $3::date))
     OR (span = 'day' AND on_day >= date_trunc('month', $3::date) AND on_day <= $3))"""


@dataclass(frozen=True)
class GroupFigures:
    """The figures of one agency or area."""

    id: int
    code: str
    name: str
    short_name: str
    figures: Figures


@dataclass(frozen=True)
class TrendPoint:
    """The figures at the end of a day, and how many tasks were due by then (the plan line)."""

    day: date
    figures: Figures
    due: int


async def figures(programme_id: int, as_of: date, lead_id: int = 0, area_id: int = 0) -> Figures:
    """The figures of the whole programme, or of what one agency leads, or of one area, on a day."""
    scope = {(False, False): "all", (True, False): "lead", (False, True): "area", (True, True): "both"}[
        bool(lead_id), bool(area_id)
    ]
    found = await rows(
        f"""SELECT bucket, sum(change)::bigint AS n FROM tally
            WHERE {_UP_TO} AND lead = $4 AND area = $5 GROUP BY bucket""",
        programme_id, scope, as_of, lead_id, area_id,
    )
    return Figures.of({line["bucket"]: line["n"] for line in found})


async def figures_by_agency(programme_id: int, as_of: date) -> list[GroupFigures]:
    """The figures of every agency that led a task on the day, in the official order of agencies."""
    found = await rows(
        f"""SELECT g.id, g.code, g.name, g.short_name, s.bucket, s.n
            FROM (SELECT lead, bucket, sum(change)::bigint AS n FROM tally
                  WHERE {_UP_TO} GROUP BY lead, bucket) AS s
            JOIN agency AS g ON g.id = s.lead WHERE s.n <> 0 ORDER BY g.sort_order, g.id""",
        programme_id, "lead", as_of,
    )
    return _grouped(found)


async def figures_by_area(programme_id: int, as_of: date, lead_id: int = 0) -> list[GroupFigures]:
    """The figures of every area, of the whole programme or of what one agency leads."""
    found = await rows(
        f"""SELECT g.id, g.code, g.name, g.name AS short_name, s.bucket, s.n
            FROM (SELECT area, bucket, sum(change)::bigint AS n FROM tally
                  WHERE {_UP_TO} AND lead = $4 GROUP BY area, bucket) AS s
            JOIN area AS g ON g.id = s.area WHERE s.n <> 0 ORDER BY g.sort_order, g.id""",
        programme_id, "both" if lead_id else "area", as_of, lead_id,
    )
    return _grouped(found)


def _grouped(found: list[dict[str, Any]]) -> list[GroupFigures]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for line in found:
        counts[line["id"]][line["bucket"]] = line["n"]
    seen = {line["id"]: line for line in found}
    groups = [
        GroupFigures(key, line["code"], line["name"], line["short_name"], Figures.of(counts[key]))
        for key, line in seen.items()
    ]
    return [group for group in groups if group.figures.total]


async def trend(programme_id: int, as_of: date, lead_id: int = 0) -> list[TrendPoint]:
    """The figures at the end of each month since the first task, the last point being ``as_of`` itself."""
    found = await rows(
        """SELECT on_day, bucket, sum(change)::bigint AS n FROM tally
           WHERE programme = $1 AND scope = $2 AND lead = $4 AND area = 0 AND (
                 (span = 'month' AND on_day < date_trunc('month', $3::date))
              OR (span = 'day' AND on_day >= date_trunc('month', $3::date) AND on_day <= $3))
           GROUP BY on_day, bucket ORDER BY on_day""",
        programme_id, "lead" if lead_id else "all", as_of, lead_id,
    )
    if not found:
        return []
    steps: dict[date, dict[str, int]] = defaultdict(dict)
    for line in found:
        steps[line["on_day"].replace(day=1)].setdefault(line["bucket"], 0)
        steps[line["on_day"].replace(day=1)][line["bucket"]] += line["n"]
    return _summed(steps, as_of)


def _summed(steps: dict[date, dict[str, int]], as_of: date) -> list[TrendPoint]:
    points: list[TrendPoint] = []
    counts: dict[str, int] = defaultdict(int)
    month = min(steps)
    while month <= as_of:
        for name, change in steps.get(month, {}).items():
            counts[name] += change
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        end = min(date.fromordinal(following.toordinal() - 1), as_of)
        points.append(TrendPoint(end, Figures.of(counts), counts["due"]))
        month = following
    return points
