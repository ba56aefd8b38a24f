"""Duties to report, with their periods of a year; what is there already is left as it is."""

import re
from pathlib import Path

from tracker.clock import at
from tracker.database import value
from tracker.database.engine import execute_many
from tracker.exchange.seeds.reading import Line, lines

REGIMES = (
    "code", "name", "kind", "period", "window_days", "outline", "recipients", "to_committee", "active",
    "since",
)  # fmt: skip
TERMS = ("regime", "ordinal", "name", "begins", "cutoff", "due")
_PERIODS = ("month", "quarter", "half_year", "nine_months", "year", "other")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


async def load_regimes(folder: Path, programme: int) -> None:
    """Regimes and their terms, where the folder has them. Cut-offs before ``since`` are not prepared."""
    if not (folder / "report_regimes.csv").exists():
        return
    terms = lines(folder, "report_terms.csv", TERMS)
    for line in lines(folder, "report_regimes.csv", REGIMES):
        made = await _regime(line, programme)
        if made is not None:
            mine = [one for one in terms if one.cells["regime"] == line.cells["code"]]
            await execute_many(
                """INSERT INTO report_term (regime, ordinal, name, begins_day, begins_month, cutoff_day,
                                            cutoff_month, due_day, due_month)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
                [_term(one, made) for one in mine],
            )


async def _regime(line: Line, programme: int) -> int | None:
    since = line.must_day("since")
    made: int | None = await value(
        """INSERT INTO report_regime (programme, name, kind, period, window_days, outline, recipients,
                                      to_committee, active, since, changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (programme, name) DO NOTHING RETURNING id""",
        programme, line.text("name", needed=True, most=150), line.one_of("kind", ("official", "brief")),
        line.one_of("period", _PERIODS), line.whole("window_days", 0, 30, 5), line.several("outline"),
        "\n".join(line.several("recipients")), _yes(line, "to_committee"), _yes(line, "active"), since,
        at(since, 7),
    )  # fmt: skip
    return made


def _yes(line: Line, column: str) -> bool:
    return line.one_of(column, ("true", "false")) == "true"


def _term(line: Line, regime: int) -> tuple[object, ...]:
    days = [part for column in ("begins", "cutoff", "due") for part in _day(line, column)]
    return (regime, line.whole("ordinal", 1, 24), line.text("name", needed=True, most=60), *days)


def _day(line: Line, column: str) -> tuple[int, int]:
    found = _DAY.fullmatch(line.text(column, needed=True))
    if not found or not 1 <= int(found[1]) <= 31 or not 1 <= int(found[2]) <= 12:
        raise line.wrong(column, f"{line.cells[column]!r} is not a day of every year such as 14/3")
    return int(found[1]), int(found[2])
