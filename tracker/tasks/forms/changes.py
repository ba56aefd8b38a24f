"""Between which two days changes are asked for, of whose tasks, and of which kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.forms.fields import BOXES, tidy, whole
from tracker.tasks.queries.changes import GROUPS, KINDS
from tracker.tasks.queries.choices import Choice
from tracker.web.asof import FIRST_DAY, AsOf, read
from tracker.words import _, dmy

USUAL = "month"
_DAY = timedelta(days=1)


@dataclass
class Asked:
    """The two days, each meant to its end, the agency whose tasks, one kind or all, and what is wrong."""

    first: AsOf
    last: AsOf
    agency: str = ""
    lead: int = 0
    kind: str = ""
    page: int = 1
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days lie between the two ends."""
        return (self.last.day - self.first.day).days

    @property
    def params(self) -> dict[str, Any]:
        """The query of an address that asks the same; today needs none."""
        return {"from": self.first.day.isoformat(), "until": self.last.iso, "agency": self.agency}


def asked(query: Mapping[str, str], as_of: AsOf, viewer: Viewer, agencies: Mapping[str, Choice]) -> Asked:
    """What an address asks for: until ``as_of`` and since a month before, unless it says otherwise."""
    until = _typed(query, "until")
    last = read(until, as_of.today) if until else as_of
    since = _typed(query, "from")
    first = read(since, as_of.today) if since else AsOf(starts(last.day)[USUAL], as_of.today)
    found = Asked(first, last, tidy(query.get("agency", "")), kind=query.get("kind", ""))
    _check_days(found)
    _check_agency(found, viewer, agencies)
    if found.kind and found.kind not in {*KINDS, *GROUPS}:
        value = tidy(found.kind)
        found.problems[""] = _("Choose one of the values listed: “%(value)s” is not among them", value=value)
    found.page = whole(query.get("page", "") or "1") or 0
    if not found.page:
        found.problems[""] = _("There is no such page of the list")
    return found


def starts(last: date) -> dict[str, date]:
    """The days whose ends changes until ``last`` are usually compared with."""
    quarter = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    days = {
        "week": last - 7 * _DAY,
        "month": _month_before(last),
        "quarter": quarter - _DAY,
        "year": date(last.year, 1, 1) - _DAY,
    }
    return {name: max(day, FIRST_DAY) for name, day in days.items()}


def month_began(day: date) -> date:
    """The day at whose end the month of ``day`` began."""
    return max(day.replace(day=1) - _DAY, FIRST_DAY)


def _month_before(day: date) -> date:
    """The same day of the month before, or that month's last."""
    end = day.replace(day=1) - _DAY
    return end.replace(day=min(day.day, end.day))


def _typed(query: Mapping[str, str], name: str) -> str:
    """A day as its boxes would hold it, however it was given."""
    given = query.get(name, "").strip()
    boxes = given.split("-")[::-1] if given else [query.get(f"{name}_{box}", "").strip() for box in BOXES]
    return "/".join(boxes) if any(boxes) else ""


def _check_days(found: Asked) -> None:
    for name, day in (("from", found.first), ("until", found.last)):
        if day.problem:
            found.problems[name] = day.problem
    if found.problems or found.first.day < found.last.day:
        return
    if found.first.day >= found.first.today:
        found.problems["from"] = _("Enter a day before %(day)s", day=dmy(found.first.today))
    else:
        found.problems["until"] = _("Enter a day after %(day)s", day=dmy(found.first.day))


def _check_agency(found: Asked, viewer: Viewer, agencies: Mapping[str, Choice]) -> None:
    """Of an agency's own view there is only the narrower one: what it leads."""
    mine = viewer.sees_all or found.agency == viewer.agency_code
    if found.agency and mine and found.agency in agencies:
        found.lead = agencies[found.agency].id
    elif found.agency:
        found.problems["agency"] = _("There is no agency with the code “%(value)s”", value=found.agency)
