"""What stands beside the figures of indicators: values under way, what is owed, who moved what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from tracker import clock
from tracker.database import rows
from tracker.indicators.queries import IndicatorState, indicators_as_of
from tracker.indicators.rules import last_period
from tracker.refusal import NotThere


class Reader(Protocol):
    """Whoever reads."""

    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def sees_all(self) -> bool: ...


@dataclass(frozen=True)
class Owed:
    """What an agency has to do: the value of a period that is over, or one that was returned or prepared."""

    state: IndicatorState
    period_end: date
    why: str  # missing | returned | draft


def own(reader: Reader) -> int:
    """The agency whose indicators somebody may read; 0: all."""
    return 0 if reader.sees_all else reader.agency_id


async def found(reader: Reader, code: str, as_of: date) -> IndicatorState:
    """One indicator at the end of a day. Raises NotThere when there is none, or it is not theirs."""
    states = await indicators_as_of(0, as_of, own(reader), code)
    if not states:
        raise NotThere
    return states[0]


_ENTRIES = """SELECT v.*, coalesce(e.full_name, '') AS entered_name,
        coalesce(ea.short_name, '') AS entered_agency, coalesce(d.full_name, '') AS decided_name
    FROM indicator_value AS v LEFT JOIN person AS e ON e.id = v.entered_by
    LEFT JOIN agency AS ea ON ea.id = e.agency LEFT JOIN person AS d ON d.id = v.decided_by
    WHERE v.indicator = ANY($1::integer[]) AND v.entered_at < $2 AND v.state = ANY($3::text[])
    ORDER BY v.period_end DESC, v.number DESC"""


async def entries(reader: Reader, indicator: int, as_of: date) -> list[dict[str, Any]]:
    """Every value entered by the end of a day, newest first; members read what was approved."""
    after = clock.at(as_of + timedelta(days=1), 0)
    states = ["approved"]
    if reader.role != "member":
        states += ["draft", "submitted", "returned", "replaced"]
    lines = await rows(_ENTRIES, [indicator], after, states)
    return [one for one in lines if one["state"] != "approved" or one["decided_at"] < after]


async def waiting(states: Iterable[IndicatorState]) -> list[dict[str, Any]]:
    """The values that wait for the office, the longest first, each with its indicator."""
    known = {one.id: one for one in states}
    lines = await rows(_ENTRIES, list(known), clock.at(date(9999, 12, 30), 0), ["submitted"])
    return sorted(
        ({**one, "of": known[one["indicator"]]} for one in lines), key=lambda one: one["entered_at"]
    )


async def owed(states: Iterable[IndicatorState], today: date) -> list[Owed]:
    """What the agencies of these indicators have to enter today, by code."""
    known = {one.id: one for one in states}
    last = await rows(
        """SELECT DISTINCT ON (indicator, period_end) indicator, period_end, state FROM indicator_value
           WHERE indicator = ANY($1::integer[]) AND state <> 'replaced' AND period_end > $2
           ORDER BY indicator, period_end, number DESC""",
        list(known), today - timedelta(days=400),
    )  # fmt: skip
    made = []
    for one in known.values():
        mine = {line["period_end"]: line["state"] for line in last if line["indicator"] == one.id}
        due = last_period(one.period, today)
        if not any(on >= due for on in mine):
            made.append(Owed(one, due, "missing"))
        made += [Owed(one, on, why) for on, why in mine.items() if why in {"returned", "draft"}]
    return made


async def lines_of(indicator: int, as_of: date) -> list[dict[str, Any]]:
    """The latest moves of an indicator by the end of a day, newest first."""
    return await rows(
        """SELECT at, verb, actor_name, actor_agency, text FROM history
           WHERE kind = 'indicator' AND object_id = $1 AND at < $2 ORDER BY id DESC LIMIT 50""",
        indicator, clock.at(as_of + timedelta(days=1), 0),
    )  # fmt: skip


async def agencies(day: date) -> list[dict[str, Any]]:
    """The agencies that live on a day, to choose from."""
    return await rows(
        """SELECT id, code, name, short_name FROM agency
           WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY sort_order, id""",
        day,
    )


async def set_names() -> list[str]:
    """The sets of indicators that there are, to be written alike."""
    return [one["set_name"] for one in await rows(
        "SELECT DISTINCT set_name FROM indicator_definition ORDER BY set_name"
    )]  # fmt: skip
