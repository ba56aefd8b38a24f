"""What a list is asked for: every filter in the address, checked, none silently left out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.tasks.forms.fields import tidy, whole
from tracker.tasks.queries.choices import Choices
from tracker.tasks.queries.narrowing import DUE_WINDOWS, LISTED, PER_PAGE, SORTS, Filter
from tracker.words import _, number

LONGEST_SEARCH = 200
LONGEST_WAIT = 3_650
PARTS = ("lead", "coordinating")
PANEL = ("q", "agency", "part", "area", "source", "due", "starred", "silent", "waiting")
SINGLE = (*PANEL, "sort", "page", "per_page")


@dataclass
class Asked:
    """The filters as typed, the same as a Filter for the query, and what is wrong with them."""

    typed: dict[str, str]
    buckets: tuple[str, ...]
    wanted: Filter = field(default_factory=Filter)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def params(self) -> dict[str, Any]:
        """The query of an address that asks the same from its first page; what is usual is left out."""
        kept = {name: value for name, value in self.typed.items() if value and name != "page"}
        usual = {"sort": "urgency", "per_page": "25"}
        kept = {name: value for name, value in kept.items() if usual.get(name) != value}
        return {"bucket": list(self.buckets), **kept}

    @property
    def narrowing(self) -> dict[str, Any]:
        """The part of the query that leaves something out of the list."""
        return {name: value for name, value in self.params.items() if name in {*PANEL, "bucket"} and value}


def read(pairs: Iterable[tuple[str, str]], choices: Choices, agency_worker: bool) -> Asked:
    """The filters of an address. What is wrong is said beside its field; nothing typed is lost."""
    found: dict[str, list[str]] = {name: [] for name in (*SINGLE, "bucket")}
    for name, value in pairs:
        text = tidy(value) if name in found else ""
        # Of values that nothing has, the first is shown; thousands would be thousands of links.
        more_nonsense = name == "bucket" and text not in LISTED and any(b not in LISTED for b in found[name])
        if text and text not in found[name] and not more_nonsense:
            found[name].append(text)
    asked = Asked({name: found[name][-1] if found[name] else "" for name in SINGLE}, tuple(found["bucket"]))
    asked.typed["source"] = choices.citations.get(asked.typed["source"], asked.typed["source"])
    for name in SINGLE:
        if len(found[name]) > 1:
            asked.problems[name] = _("Choose only one")
    _check_words(asked)
    _check_choices(asked, agency_worker)
    asked.wanted = _filter(asked, choices)
    order = ("q", "bucket", "part", "agency", "area", "due", "source", *SINGLE)  # as the panel shows them
    asked.problems = {name: asked.problems[name] for name in order if name in asked.problems}
    return asked


def _check_words(asked: Asked) -> None:
    if len(asked.typed["q"]) > LONGEST_SEARCH:
        asked.problems["q"] = _("Shorten the search to %(most)s characters", most=LONGEST_SEARCH)
    waiting = asked.typed["waiting"]
    if waiting and not 1 <= (whole(waiting) or 0) <= LONGEST_WAIT:
        most = number(LONGEST_WAIT)
        asked.problems["waiting"] = _("Enter a whole number of days from 1 to %(most)s", most=most)
    if asked.typed["page"] and not whole(asked.typed["page"]):
        asked.problems["page"] = _("There is no such page of the list")


def _check_choices(asked: Asked, agency_worker: bool) -> None:
    allowed: Mapping[str, Collection[str]] = {
        "part": PARTS if agency_worker else (),
        "due": DUE_WINDOWS,
        "starred": ("1",),
        "silent": ("1",),
        "sort": tuple(SORTS),
        "per_page": tuple(map(str, PER_PAGE)),
    }
    for name, values in allowed.items():
        if asked.typed[name] and asked.typed[name] not in values:
            asked.problems[name] = _(
                "Choose one of the values listed: “%(value)s” is not among them", value=asked.typed[name]
            )
    if unknown := [one for one in asked.buckets if one not in LISTED]:
        asked.problems["bucket"] = _(
            "Choose one of the values listed: “%(value)s” is not among them", value=unknown[0]
        )


def _filter(asked: Asked, choices: Choices) -> Filter:
    typed, wrong = asked.typed, asked.problems
    ids = {}
    for name, known in (("agency", choices.agencies), ("area", choices.areas), ("source", choices.sources)):
        ids[name] = known[typed[name]].id if typed[name] in known else 0
        if typed[name] and not ids[name]:
            wrong[name] = _not_known(name, typed[name])
    if wrong:
        return Filter()
    return Filter(
        buckets=tuple(name for name in LISTED if name in asked.buckets),
        lead=ids["agency"],
        part=typed["part"],
        area=ids["area"],
        source=ids["source"],
        due=typed["due"],
        starred=bool(typed["starred"]),
        silent=bool(typed["silent"]),
        waiting_days=whole(typed["waiting"]) or 0,
        words=typed["q"],
        sort=typed["sort"] or "urgency",
        page=whole(typed["page"]) or 1,
        per_page=int(typed["per_page"] or PER_PAGE[0]),
    )


def _not_known(name: str, value: str) -> str:
    return {
        "agency": _("There is no agency with the code “%(value)s”", value=value),
        "area": _("There is no area with the code “%(value)s”", value=value),
        "source": _("No task was assigned by a document numbered “%(value)s”", value=value),
    }[name]
