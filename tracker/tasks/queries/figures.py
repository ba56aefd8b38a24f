"""The five figures of any day, from the tally: a sum over few rows however many tasks there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.database import rows
from tracker.tasks.rules import Figures
from tracker.words import _, dmy

_DAY = timedelta(days=1)


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


def _stretches(as_of: date) -> list[tuple[str, date, date, int]]:
    """Stretches of the tally that sum to everything up to a day: span, first day, day after, sign.

    Whole years, then the fewer months and the fewer days: on from what is whole, or back from it.
    """
    month = as_of.replace(day=1)
    following = (month + timedelta(days=31)).replace(day=1)
    on = as_of.day <= 15
    days = ("day", month, as_of + _DAY, 1) if on else ("day", as_of + _DAY, following, -1)
    edge = month if on else following
    january, next_january = date(edge.year, 1, 1), date(edge.year + 1, 1, 1)
    if edge.month <= 7:
        found = [("year", date.min, january, 1), ("month", january, edge, 1), days]
    else:
        found = [("year", date.min, next_january, 1), ("month", edge, next_january, -1), days]
    return [one for one in found if one[1] < one[2]]


def _steps(columns: str, where: str, as_of: date, args: list[Any]) -> str:
    arms = []
    for span, first, after, sign in _stretches(as_of):
        args += [first, after]
        arms.append(
            f"""SELECT {columns}, {sign} * change AS change FROM tally WHERE programme = $1 AND scope = $2
                AND span = '{span}' AND on_day >= ${len(args) - 1} AND on_day < ${len(args)} AND {where}"""
        )
    return " UNION ALL ".join(arms)


async def figures(programme_id: int, as_of: date, lead_id: int = 0, area_id: int = 0) -> Figures:
    """The figures of the whole programme, or of what one agency leads, or of one area, on a day."""
    scope = {(False, False): "all", (True, False): "lead", (False, True): "area", (True, True): "both"}[
        bool(lead_id), bool(area_id)
    ]
    args: list[Any] = [programme_id, scope, lead_id, area_id]
    steps = _steps("bucket", "lead = $3 AND area = $4", as_of, args)
    found = await rows(f"SELECT bucket, sum(change)::bigint AS n FROM ({steps}) AS s GROUP BY bucket", *args)
    return Figures.of({line["bucket"]: line["n"] for line in found})


async def figures_by_agency(programme_id: int, as_of: date) -> list[GroupFigures]:
    """The figures of every agency that led a task on the day, in the official order of agencies."""
    args: list[Any] = [programme_id, "lead"]
    steps = _steps("lead, bucket", "area = 0", as_of, args)
    found = await rows(
        f"""SELECT g.id, g.code, g.name, g.short_name, g.valid_to, s.bucket, s.n
            FROM (SELECT lead, bucket, sum(change)::bigint AS n FROM ({steps}) AS c
                  GROUP BY lead, bucket) AS s
            JOIN agency AS g ON g.id = s.lead WHERE s.n <> 0 ORDER BY g.sort_order, g.id""",
        *args,
    )
    return _grouped([_named(line, as_of) for line in found])


def _named(line: dict[str, Any], as_of: date) -> dict[str, Any]:
    """An agency that has ended says until when: its successor may bear the same name."""
    last = line["valid_to"]
    if last is None or last >= as_of:
        return line
    told = {
        name: _("%(agency)s (until %(day)s)", agency=line[name], day=dmy(last))
        for name in ("name", "short_name")
    }
    return {**line, **told}


async def figures_by_area(programme_id: int, as_of: date, lead_id: int = 0) -> list[GroupFigures]:
    """The figures of every area, of the whole programme or of what one agency leads."""
    args: list[Any] = [programme_id, "both" if lead_id else "area", lead_id]
    steps = _steps("area, bucket", "lead = $3", as_of, args)
    found = await rows(
        f"""SELECT g.id, g.code, g.name, g.name AS short_name, s.bucket, s.n
            FROM (SELECT area, bucket, sum(change)::bigint AS n FROM ({steps}) AS c
                  GROUP BY area, bucket) AS s
            JOIN area AS g ON g.id = s.area WHERE s.n <> 0 ORDER BY g.sort_order, g.id""",
        *args,
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
        programme_id,
        "lead" if lead_id else "all",
        as_of,
        lead_id,
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
