"""The day a page is asked for: today, or any past day since the programme began."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from litestar.connection import ASGIConnection

from tracker.refusal import Refused
from tracker.words import _, dmy

FIRST_DAY = date(2021, 1, 1)
BOXES = ("as_of_day", "as_of_month", "as_of_year")

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WRITTEN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

Asking = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True)
class AsOf:
    """A day asked for. With a ``problem`` the page answers for today and says so beside the boxes."""

    day: date
    today: date
    problem: str = ""
    raw: str = ""

    @property
    def is_past(self) -> bool:
        """Whether the page shows what was true on an earlier day."""
        return self.day < self.today

    @property
    def iso(self) -> str:
        """The day for a link's ``as_of``; empty for today, whose pages need none."""
        return self.day.isoformat() if self.is_past else ""

    @property
    def boxes(self) -> tuple[str, str, str]:
        """What stands in the boxes for day, month and year."""
        if self.problem:
            typed = [*self.raw.split("/", 2), "", ""]
            return typed[0], typed[1], typed[2]
        return f"{self.day:%d}", f"{self.day:%m}", f"{self.day:%Y}"

    def link(self, path: str, **query: object) -> str:
        """A local address that keeps the day asked for; empty values are left out."""
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        if self.iso:
            kept["as_of"] = self.iso
        return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def today_of(request: Asking) -> date:
    """The Hanoi day on which the request came in."""
    return cast(date, request.scope["state"]["today"])


def as_of(request: Asking) -> AsOf:
    """The day a request asks for: ``as_of`` as 2024-06-30 or 30/06/2024, or three boxes."""
    query = request.query_params
    raw = str(query.get("as_of", "")).strip()
    if not raw:
        boxes = [str(query.get(name, "")).strip() for name in BOXES]
        raw = "/".join(boxes) if any(boxes) else ""
    return read(raw, today_of(request))


def read(raw: str, today: date) -> AsOf:
    """The day that a text names, judged on ``today``."""
    if not raw:
        return AsOf(today, today)
    day = _day(raw)
    if day is None:
        return AsOf(today, today, _("Enter a real day, such as 30 06 2023"), raw)
    if not FIRST_DAY <= day <= today:
        between = {"first": dmy(FIRST_DAY), "last": dmy(today)}
        return AsOf(today, today, _("Enter a day from %(first)s to %(last)s", **between), raw)
    return AsOf(day, today, raw=raw)


def _day(raw: str) -> date | None:
    if found := _ISO.fullmatch(raw):
        year, month, day = map(int, found.groups())
    elif found := _WRITTEN.fullmatch(raw):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def as_of_from(request: Asking) -> date:
    """The day asked for, where there is no page to show a problem on: a file, a PDF.

    Raises Refused, which is answered by a page with status 422.
    """
    asked = as_of(request)
    if asked.problem:
        raise Refused(asked.problem, "as_of")
    return asked.day
