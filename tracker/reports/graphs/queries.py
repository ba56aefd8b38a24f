"""What charts ask: months from the tally, ages from the lists' own arms. Few questions, whatever the size."""

from collections import defaultdict
from datetime import date
from typing import Any

from tracker.database import rows
from tracker.reports.graphs.ages import AWAITING_BANDS, OVERDUE_BANDS, banded
from tracker.reports.graphs.months import month_ends, summed
from tracker.reports.series import AreaTrend, Band, HeatLine, Month, Series
from tracker.tasks.queries import Filter, trend
from tracker.tasks.queries.arms import Asked, arms
from tracker.tasks.queries.lists import EVERYBODY
from tracker.words import _, dmy

# The column of an arm from which a bucket's tasks grow older.
_SINCE = {"overdue": "f.due_key", "awaiting": "f.submitted_on"}


async def series_as_of(programme_id: int, as_of: date, agency_id: int = 0) -> Series:
    """What the charts are drawn from, of a whole programme or of what one agency leads, as of a day's end."""
    points = await trend(programme_id, as_of, agency_id)
    days = month_ends(as_of)
    months = tuple(Month(one.day, one.figures, one.due) for one in points)
    return Series(
        trend=months,
        overdue=await _ages("overdue", OVERDUE_BANDS, programme_id, as_of, agency_id),
        awaiting=await _ages("awaiting", AWAITING_BANDS, programme_id, as_of, agency_id),
        heat_days=days,
        heat=await _heat(programme_id, as_of, days, agency_id),
        areas=await _areas(programme_id, as_of, agency_id, [month.day for month in months]),
    )


async def _ages(
    bucket: str, bands: tuple[Band, ...], programme_id: int, as_of: date, agency_id: int
) -> tuple[Band, ...]:
    """How many tasks of a bucket have which age. Always by standings: they know the day itself too."""
    wanted = Filter(buckets=(bucket,), lead=agency_id)
    args: list[Any] = []
    asked = Asked(programme_id, EVERYBODY, wanted, as_of, date.max, 1)
    parts = [f"SELECT {_SINCE[bucket]} AS since FROM {a.origin} WHERE {a.where}" for a in arms(asked, args)]
    found = await rows(
        f"SELECT since, count(*) AS n FROM ({' UNION ALL '.join(parts)}) AS arm GROUP BY since", *args
    )
    return banded(bands, (((as_of - line["since"]).days, line["n"]) for line in found))


async def _heat(
    programme_id: int, as_of: date, days: tuple[date, ...], agency_id: int
) -> tuple[HeatLine, ...]:
    """Each agency's overdue tasks at the ends of months, for agencies that led a task at one of them."""
    first, last = days[0].replace(day=1), days[-1]
    found = await rows(
        """SELECT g.id, g.code, g.name, g.short_name, g.valid_to, s.month, s.late, s.held
           FROM (SELECT lead, greatest(on_day, $2) AS month,
                        coalesce(sum(change) FILTER (WHERE bucket = 'overdue'), 0)::bigint AS late,
                        coalesce(sum(change) FILTER (WHERE bucket <> 'due'), 0)::bigint AS held
                 FROM tally WHERE programme = $1 AND scope = 'lead' AND span = 'month' AND area = 0
                   AND on_day <= $3 AND (lead = $4 OR $4 = 0)
                 GROUP BY 1, 2) AS s
           JOIN agency AS g ON g.id = s.lead ORDER BY g.sort_order, g.id, s.month""",
        programme_id,
        first,
        last,
        agency_id,
    )
    agencies: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in found:
        agencies[line["id"]].append(line)
    lines = [_heat_line(own, as_of, days) for own in agencies.values()]
    return tuple(line for line in lines if any(late is not None for late in line.late))


def _heat_line(own: list[dict[str, Any]], as_of: date, days: tuple[date, ...]) -> HeatLine:
    late = summed({line["month"]: line["late"] for line in own}, days)
    held = summed({line["month"]: line["held"] for line in own}, days)
    told = own[0]
    name, short = told["name"], told["short_name"]
    if told["valid_to"] is not None and told["valid_to"] < as_of:
        name, short = (
            _("%(agency)s (until %(day)s)", agency=said, day=dmy(told["valid_to"])) for said in (name, short)
        )
    counts = (n if some else None for n, some in zip(late, held, strict=True))
    return HeatLine(told["code"], name, tuple(counts), short)


async def _areas(programme_id: int, as_of: date, agency_id: int, days: list[date]) -> tuple[AreaTrend, ...]:
    """Each area at the days of the trend, in the official order of areas."""
    if not days:
        return ()
    found = await rows(
        """SELECT g.code, g.name, s.month, s.bucket, s.n
           FROM (SELECT area, date_trunc('month', on_day)::date AS month, bucket, sum(change)::bigint AS n
                 FROM tally WHERE programme = $1 AND scope = $2 AND lead = $4 AND (
                      (span = 'month' AND on_day < date_trunc('month', $3::date))
                   OR (span = 'day' AND on_day >= date_trunc('month', $3::date) AND on_day <= $3))
                 GROUP BY 1, 2, 3) AS s
           JOIN area AS g ON g.id = s.area ORDER BY g.sort_order, g.id""",
        programme_id,
        "both" if agency_id else "area",
        as_of,
        agency_id,
    )
    areas: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in found:
        areas[line["code"]].append(line)
    return tuple(_area(own, tuple(days)) for own in areas.values())


def _area(own: list[dict[str, Any]], days: tuple[date, ...]) -> AreaTrend:
    def counted(wanted: tuple[str, ...]) -> tuple[int, ...]:
        steps: dict[date, int] = defaultdict(int)
        for line in own:
            if line["bucket"] in wanted:
                steps[line["month"]] += line["n"]
        return summed(steps, days)

    done = ("done_on_time", "done_late")
    return AreaTrend(
        code=own[0]["code"],
        name=own[0]["name"],
        done=counted(done),
        due=counted(("due",)),
        total=counted((*done, "awaiting", "in_time", "overdue")),
    )
