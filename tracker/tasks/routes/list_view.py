"""What stands around a list: its saved views, the filters in use, the choices of its panel."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.forms.filters import Asked
from tracker.tasks.queries import lists
from tracker.tasks.queries.choices import Choice, Choices
from tracker.tasks.queries.lists import Page
from tracker.tasks.queries.narrowing import WITHDRAWN
from tracker.tasks.rules import BUCKET_NAMES, BUCKETS, DUE_SOON_DAYS, Figures
from tracker.web.asof import AsOf
from tracker.web.places import url
from tracker.words import _, mark, number

PATH = "/tasks"
WORKERS = frozenset({"lead", "staff"})
SORT_NAMES = {
    "urgency": mark("Most urgent first"),
    "due": mark("By deadline"),
    "updated": mark("Last updated first"),
    "code": mark("By code"),
}
DUE_NAMES = {
    "overdue": mark("Passed, still in progress"),
    "7": mark("Within 7 days"),
    "14": mark("Within 14 days"),
    "30": mark("Within 30 days"),
    "month": mark("This month"),
    "quarter": mark("This quarter"),
    "year": mark("This year"),
    "none": mark("No deadline"),
}
PART_NAMES = {"lead": mark("Leading"), "coordinating": mark("Coordinating")}
NAMES = {**BUCKET_NAMES, WITHDRAWN: mark("Withdrawn")}

Tab = tuple[str, str, int | None, bool]
Option = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """The counts of the saved views; the parts are of agency people alone."""

    figures: Figures
    due_soon: int
    parts: dict[str, int] = field(default_factory=dict)
    withdrawn: int = 0  # outside the total


@dataclass(frozen=True)
class ListView:
    """The words and addresses around a list, for one reader and day."""

    viewer: Viewer
    asked: Asked
    choices: Choices
    as_of: AsOf
    silent_days: int

    def link(self, **query: Any) -> str:
        """An address of the list for the day shown."""
        return url(PATH, query, as_of=self.as_of.iso)

    @property
    def params(self) -> dict[str, Any]:
        """The query of this list on this day, for its own links and forms."""
        return {**self.asked.params, "as_of": self.as_of.iso}

    def tabs(self, counts: Counts) -> list[Tab]:
        """The saved views; the one that is shown is marked."""
        of, soon = counts.figures.count, str(DUE_SOON_DAYS)
        views: list[tuple[str, dict[str, Any], int]] = [
            (_("All"), {}, counts.figures.total),
            (_("Overdue"), {"bucket": ["overdue"]}, of("overdue")),
            (_("Due within %(n)s days", n=soon), {"due": soon}, counts.due_soon),
            (_("Awaiting confirmation"), {"bucket": ["awaiting"]}, of("awaiting")),
        ]
        views += [(_(PART_NAMES[part]), {"part": part}, n) for part, n in counts.parts.items()]
        if counts.withdrawn or WITHDRAWN in self.asked.buckets:
            views.append((_("Withdrawn"), {"bucket": [WITHDRAWN]}, counts.withdrawn))
        shown = {name: value for name, value in self.asked.narrowing.items() if value}
        return [(text, self.link(**query), n, query == shown) for text, query, n in views]

    def chips(self) -> list[tuple[str, str]]:
        """The filters in use, each with the address of the list without it."""
        found = []
        for name, value in self.asked.narrowing.items():
            for one in value if name == "bucket" else [value]:
                left = [kept for kept in value if kept != one] if name == "bucket" else None
                found.append((self._said(name, one), url(PATH, self.params, **{name: left})))
        return found

    @property
    def said(self) -> str:
        """The filters in use, in one line."""
        return ", ".join(text for text, _href in self.chips())

    @property
    def clear(self) -> str:
        """The address without any filter; the order and the day stay."""
        kept = {name: value for name, value in self.asked.params.items() if name in {"sort", "per_page"}}
        return self.link(**kept)

    def count_line(self, page: Page) -> str:
        """How many tasks there are, in words."""
        if page.more:
            return _("More than %(n)s tasks", n=number(lists.COUNT_LIMIT))
        return _("%(n)s tasks", n=number(page.total)) if page.total != 1 else _("1 task")

    def reach(self, page: Page) -> int:
        """How many of the tasks can be paged through."""
        return min(page.total, lists.COUNT_LIMIT)

    def options(self, name: str) -> list[Option]:
        """The options of one select of the panel, whatever was asked for among them."""
        known, everything = self._offered(name)
        typed = self.asked.typed[name]
        found = [{"value": "", "text": everything}]
        found += [{"value": value, "text": text} for value, text in known]
        if typed and typed not in {value for value, _text in known}:
            found.append({"value": typed, "text": self._said(name, typed)})
        return [{**one, "selected": one["value"] == typed} for one in found]

    def orders(self) -> list[tuple[str, str]]:
        """The orders a list can stand in; the withdrawn alone stand by the day they were by default."""
        alone = {"urgency": mark("Last withdrawn first")} if self.asked.buckets == (WITHDRAWN,) else {}
        return [(value, _(text)) for value, text in {**SORT_NAMES, **alone}.items()]

    def buckets(self, figures: Figures) -> list[tuple[str, str, int, bool]]:
        """The states with their counts, and whether each is asked for."""
        return [(one, _(NAMES[one]), figures.count(one), one in self.asked.buckets) for one in BUCKETS]

    def _offered(self, name: str) -> tuple[list[tuple[str, str]], str]:
        if name == "agency":
            return _names(self.choices.agencies.items()), _("All agencies")
        if name == "area":
            return _names(self.choices.areas.items()), _("All areas")
        if name == "source":
            return _names(self.choices.sources.items()), _("All documents")
        named = PART_NAMES if name == "part" else DUE_NAMES
        return [(value, _(text)) for value, text in named.items()], _("Any")

    def _said(self, name: str, value: str) -> str:
        known = {"agency": self.choices.agencies, "area": self.choices.areas, "source": self.choices.sources}
        if name in known:
            found = known[name].get(value)
            text = found.name if found else value
            return _("Document %(number)s", number=text) if name == "source" else text
        if name == "q":
            return _("“%(words)s”", words=value)
        if name == "waiting":
            return _("Awaiting confirmation for over %(n)s days", n=value)
        if name == "silent":
            return _("Not updated for over %(n)s days", n=self.silent_days)
        if name == "starred":
            return _("Starred")
        if name == "due":
            return _("Deadline: %(window)s", window=_(DUE_NAMES.get(value, value)).lower())
        return _({**NAMES, **PART_NAMES}.get(value, value))


def _names(known: Iterable[tuple[str, Choice]]) -> list[tuple[str, str]]:
    return [(code, one.name) for code, one in known if one.offered]
