"""The figures of a day as they are handed out: one meaning for JSON, CSV and the public page."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tracker.tasks.rules import BUCKET_NAMES, BUCKETS, Figures
from tracker.words import _, mark

NAMES: Mapping[str, str] = {
    **BUCKET_NAMES,
    "total": mark("Total"),
    "rate_all": mark("Confirmed complete, of all tasks"),
    "rate_due": mark("Confirmed complete, of those complete or overdue"),
}
# What each count means; the sentences of product.md's five buckets.
MEANINGS: Mapping[str, str] = {
    "in_time": mark("Not submitted, or returned; the deadline has not passed, or there is none."),
    "overdue": mark("Not submitted, or returned; the deadline has passed."),
    "awaiting": mark("The result was submitted and nobody has confirmed or returned it yet."),
    "done_on_time": mark("Confirmed; the accepted result was submitted no later than the deadline."),
    "done_late": mark("Confirmed; the accepted result was submitted after the deadline."),
    "total": mark("All tasks but those withdrawn: the sum of the five."),
    "rate_all": mark("Confirmed complete, on time or late, of all tasks."),
    "rate_due": mark("Confirmed complete, of those confirmed complete and those in progress and overdue."),
}
PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Group:
    """The figures of one agency as lead."""

    code: str
    name: str
    short_name: str
    figures: Figures


@dataclass(frozen=True)
class Aggregate:
    """Everything that is handed out of one day: ``made_at`` is when it was read."""

    code: str
    name: str
    as_of: date
    made_at: datetime
    figures: Figures
    agencies: Sequence[Group]


@dataclass(frozen=True)
class Rate:
    """A share with what it is a share of; ``value`` in per cent to two places, None of nothing."""

    key: str
    part: int
    whole: int
    value: Decimal | None


def rates(found: Figures) -> tuple[Rate, Rate]:
    """The two rates that are published, each with its denominator."""
    due = found.done + found.overdue
    return (
        Rate("rate_all", found.done, found.total, _rounded(found.rate_all)),
        Rate("rate_due", found.done, due, _rounded(found.rate_due)),
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES, ROUND_HALF_UP)


def as_json(one: Aggregate) -> dict[str, Any]:
    """The day as JSON: counts and shares are numbers, names in the language of the reader."""
    return {
        "programme": {"code": one.code, "name": one.name},
        "as_of": one.as_of.isoformat(),
        "made_at": one.made_at.isoformat(timespec="seconds"),
        **_counts(one.figures),
        "agencies": [
            {"code": each.code, "name": each.name, **_counts(each.figures)} for each in one.agencies
        ],
        "definitions": {
            key: {"name": _(NAMES[key]), "meaning": _(meaning)} for key, meaning in MEANINGS.items()
        },
    }


def _counts(found: Figures) -> dict[str, Any]:
    return {
        "total": found.total,
        **{name: found.count(name) for name in BUCKETS},
        **{
            each.key: {
                "per_cent": None if each.value is None else float(each.value),
                "numerator": each.part,
                "denominator": each.whole,
            }
            for each in rates(found)
        },
    }


COLUMNS = (
    "as_of", "level", "code", "name", "total", *BUCKETS,
    "rate_all", "rate_all_of", "rate_due", "rate_due_of",
)  # fmt: skip


def as_csv(one: Aggregate) -> bytes:
    """The same as a table: the programme first, then a line for each agency, in UTF-8 that Excel knows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(one))
    return out.getvalue().encode("utf-8-sig")


def _lines(one: Aggregate) -> Iterator[list[object]]:
    groups = [("programme", one.code, one.name, one.figures)]
    groups += [("agency", each.code, each.name, each.figures) for each in one.agencies]
    for level, code, name, found in groups:
        shares = [cell for each in rates(found) for cell in (each.value, each.whole)]
        counts = [found.count(bucket) for bucket in BUCKETS]
        yield [one.as_of.isoformat(), level, _harmless(code), _harmless(name), found.total, *counts, *shares]


def _harmless(text: str) -> str:
    """A name that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} else text
