"""What is asked of regimes: how they stand, which cut-offs wait, who has not updated."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.clock import day_of
from tracker.database import rows
from tracker.programmes.calendar import working_days
from tracker.programmes.working_days import WorkingDays
from tracker.refusal import NotThere
from tracker.reports.regimes import rules
from tracker.reports.regimes.rules import Due, MonthDay, Term
from tracker.tasks.queries.narrowing import Where, source

PREPARE_HOUR = 7  # of the cut-off day, Hanoi time
CALENDAR_YEARS = 6  # of days off are read for a page; nobody decreed more


@dataclass(frozen=True)
class Regime:
    """A duty to report. ``since``: its cut-offs from this day on are prepared."""

    id: int
    programme: int
    name: str
    kind: str
    period: str
    window_days: int
    outline: tuple[str, ...]
    recipients: str
    to_committee: bool
    active: bool
    since: date
    changed_at: datetime
    version: int
    terms: tuple[Term, ...]

    def coming(self, day: date, calendar: WorkingDays, count: int = rules.SHOWN) -> list[Due]:
        """Its next cut-offs from a day on."""
        return rules.coming(self.terms, day, self.window_days, calendar, count)


@dataclass(frozen=True)
class Waiting:
    """A cut-off that has come and has no draft yet."""

    regime: Regime
    due: Due


@dataclass(frozen=True)
class Updating:
    """An agency that leads open tasks, and how many of them had no report since a day."""

    code: str
    name: str
    short_name: str
    open: int
    silent: int


_REGIME = "SELECT * FROM report_regime WHERE {which} ORDER BY active DESC, id"
_TERMS = """SELECT regime, name, begins_month, begins_day, cutoff_month, cutoff_day, due_month, due_day
    FROM report_term WHERE regime = ANY ($1) ORDER BY regime, ordinal"""


async def regimes(programme: int) -> list[Regime]:
    """The regimes of a programme, those in force first."""
    return await _regimes("programme = $1", programme)


async def regime(number: int, programme: int) -> Regime:
    """A regime of a programme. Raises NotThere."""
    found = await _regimes("id = $1 AND programme = $2", number, programme)
    if not found:
        raise NotThere
    return found[0]


async def in_force() -> list[Regime]:
    """Every regime in force, of whichever programme."""
    return await _regimes("active")


async def _regimes(which: str, *args: Any) -> list[Regime]:
    found = await rows(_REGIME.format(which=which), *args)
    terms: dict[int, list[Term]] = {one["id"]: [] for one in found}
    for one in await rows(_TERMS, list(terms)):
        days = [MonthDay(one[f"{what}_month"], one[f"{what}_day"]) for what in ("begins", "cutoff", "due")]
        terms[one["regime"]].append(Term(one["name"], *days))
    return [
        Regime(**{**one, "outline": tuple(one["outline"]), "terms": tuple(terms[one["id"]])}) for one in found
    ]


async def calendar_around(day: date) -> WorkingDays:
    """The working calendar of the years that cut-offs around a day lie in."""
    return await working_days(date(day.year - 2, 1, 1), date(day.year + CALENDAR_YEARS, 12, 31))


async def waiting(now: datetime) -> list[Waiting]:
    """The last cut-off of each regime in force, where its morning has come and it has no draft.

    Only the last: of those missed before it, nobody waits for a draft any more. Where a report of a later
    day is there, the clock has gone back, and nothing older is begun. A cancelled draft is not begun anew.
    """
    found = []
    begun = now - timedelta(hours=PREPARE_HOUR)  # before its hour a cut-off day counts as the day before
    kept = [one for one in await in_force() if one.terms]
    if not kept:
        return []
    calendar = await calendar_around(day_of(begun))
    latest = {one["regime"]: one["as_of"] for one in await rows(
        """SELECT regime, max(as_of) AS as_of FROM report WHERE regime IS NOT NULL AND supersedes IS NULL
           GROUP BY regime""")}  # fmt: skip
    for one in kept:
        due = rules.last(one.terms, day_of(begun), one.window_days, calendar)
        if due and due.cutoff >= one.since and latest.get(one.id, date.min) < due.cutoff:
            found.append(Waiting(one, due))
    return found


async def windows(day: date, programme: int) -> list[tuple[Due, list[str]]]:
    """The windows open on a day, the nearest cut-off first: each with the names of its periods.

    Regimes with one cut-off are one window, which begins with the earliest of theirs.
    """
    calendar = await calendar_around(day)
    found: dict[date, list[Due]] = {}
    for one in await regimes(programme):
        for due in one.coming(day, calendar, 1) if one.active else ():
            if due.cutoff >= one.since:
                found.setdefault(due.cutoff, []).append(due)
    shown = [
        (min(dues, key=lambda one: one.window_from), list(dict.fromkeys(one.name for one in dues)))
        for _cutoff, dues in sorted(found.items())
    ]
    return [(due, names) for due, names in shown if due.open_on(day)]


async def updating(
    programme: int, window_from: date, as_of: date, today: date, lead: int = 0
) -> list[Updating]:
    """The agencies that led open tasks at the end of a day, those with most not updated first.

    A task is not updated while the last word of it, a report or its assignment, is older than
    ``window_from``. What waits for confirmation is not asked for. ``lead``: one agency alone.
    """
    where = Where()
    origin = source(where, as_of, today)
    where.add(f"f.programme = {where.arg(programme)} AND f.urgency = 0")
    if lead:
        where.add(f"f.lead_agency = {where.arg(lead)}")
    old = where.arg(window_from)
    found = await rows(
        f"""SELECT a.code, a.name, a.short_name, count(*) AS open,
                   count(*) FILTER (WHERE f.heard_on < {old}) AS silent
            FROM {origin} JOIN agency AS a ON a.id = f.lead_agency WHERE {where}
            GROUP BY a.id ORDER BY silent DESC, a.sort_order, a.id""",
        *where.args,
    )
    return [Updating(**one) for one in found]


async def not_updated(programme: int, window_from: date, as_of: date, today: date) -> list[Updating]:
    """The agencies that had open tasks without a word since ``window_from`` at the end of a day."""
    return [one for one in await updating(programme, window_from, as_of, today) if one.silent]
