"""Indicators with their targets, and what was reached by the end of each period, approved on that day."""

import re
from decimal import Decimal
from pathlib import Path

from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.database.engine import execute_many
from tracker.exchange.seeds.bodies import Ids, known
from tracker.exchange.seeds.reading import Line, lines
from tracker.indicators.rules import DIRECTIONS
from tracker.settings import ROOT

INDICATORS = ("code", "name", "unit", "direction", "baseline", "target", "target_year", "agency_code")
VALUES = ("code", "period_end", "value", "forecast", "note")
SETS = ("prefix", "name")  # of which set the indicators are whose codes begin so
# How a note tells a cause, and of which kind.
_CAUSE = re.compile(r"Nguyên nhân (khách quan|chủ quan): (.+)", re.DOTALL)
_KINDS = {"khách quan": "objective", "chủ quan": "subjective"}
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")


async def load_indicators(folder: Path, programme: int, agencies: Ids) -> None:
    """Indicators and their values, where the folder has them. What is there already is left as it is."""
    if not (folder / "indicators.csv").exists():
        return
    source = folder if (folder / "indicator_sets.csv").exists() else ROOT / "seeds"
    sets = {line.cells["prefix"]: line.text("name", needed=True, most=100)
            for line in lines(source, "indicator_sets.csv", SETS)}  # fmt: skip
    for line in lines(folder, "indicators.csv", INDICATORS):
        await _indicator(line, programme, agencies, sets)
    if (folder / "indicator_values.csv").exists():
        await _values(lines(folder, "indicator_values.csv", VALUES))


async def _indicator(line: Line, programme: int, agencies: Ids, sets: dict[str, str]) -> None:
    code = line.text("code", needed=True, most=30)
    begun = at(await value("SELECT starts_on FROM programme WHERE id = $1", programme), 7)
    made = await value(
        """INSERT INTO indicator (programme, code, created_at, changed_at) VALUES ($1, $2, $3, $3)
           ON CONFLICT (code) DO NOTHING RETURNING id""",
        programme, code, begun,
    )  # fmt: skip
    if made is None:
        return
    prefix = code.rpartition("-")[0] or code
    definition = await value(
        """INSERT INTO indicator_definition (indicator, number, set_name, name, unit, direction, baseline,
                                             period, agency, said_at)
           VALUES ($1, 1, $2, $3, $4, $5, $6, 'quarter', $7, $8) RETURNING id""",
        made, sets.get(prefix, prefix), line.text("name", needed=True, most=300),
        line.text("unit", needed=True, most=40), line.one_of("direction", DIRECTIONS),
        _amount(line, "baseline", needed=True),
        known(line, "agency_code", line.text("agency_code"), agencies, "agency"), begun,
    )  # fmt: skip
    await execute(
        "INSERT INTO indicator_target (definition, year, target) VALUES ($1, $2, $3)",
        definition, line.whole("target_year", 2000, 2100), _amount(line, "target", needed=True),
    )  # fmt: skip


async def _values(found: list[Line]) -> None:
    ids = {one["code"]: one["id"] for one in await rows("SELECT id, code FROM indicator ORDER BY id")}
    taken = {(one["indicator"], one["period_end"])
             for one in await rows("SELECT indicator, period_end FROM indicator_value")}  # fmt: skip
    new = []
    for line in found:
        indicator, on = known(line, "code", line.text("code"), ids, "indicator"), line.must_day("period_end")
        if (indicator, on) in taken:
            continue
        reached, forecast = _amount(line, "value"), _amount(line, "forecast")
        if reached is None and forecast is None:
            raise line.wrong("value", "must not be empty where there is no forecast either")
        note = line.text("note", most=2_000)
        cause = _CAUSE.fullmatch(note)
        kind, text, note = (
            (_KINDS[cause[1]], cause[2][:1].upper() + cause[2][1:], "") if cause else ("", "", note)
        )
        taken.add((indicator, on))
        new.append((indicator, on, reached, forecast, kind, text, note, at(on, 17)))
    await execute_many(
        """INSERT INTO indicator_value (indicator, period_end, number, value, forecast, cause_kind,
                                        cause_text, note, state, entered_at, decided_at)
           VALUES ($1, $2, 1, $3, $4, $5, $6, $7, 'approved', $8, $8)""",
        new,
    )


def _amount(line: Line, column: str, *, needed: bool = False) -> Decimal | None:
    found = line.text(column, needed=needed)
    if found and not _AMOUNT.fullmatch(found):
        raise line.wrong(column, f"{found!r} is not a number such as 71.4, with four places at most")
    return Decimal(found) if found else None
