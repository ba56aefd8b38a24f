"""Regimes in words: their facts side by side, their history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.reports.kept.rules import KIND_NAMES, SECTION_NAMES
from tracker.reports.regimes.rules import PERIODS
from tracker.words import _, mark

FACTS = {
    "name": mark("Name of the report"),
    "kind": mark("What is prepared"),
    "period": mark("How often"),
    "window_days": mark("Working days to update before a cut-off"),
    "outline": mark("Outline"),
    "recipients": mark("Recipients"),
    "to_committee": mark("Told to the committee"),
    "active": mark("In force"),
    "terms": mark("Periods: first day – cut-off, due day"),
}
VERBS = {"make_regime": mark("Report regime made"), "change_regime": mark("Report regime changed")}


def fact(name: str, value: Any) -> str:
    """A fact of a regime in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "outline":
        return ", ".join(_(SECTION_NAMES[one]) for one in value)
    if name == "terms":
        return "; ".join(value)
    names: Mapping[str, str] = {"kind": KIND_NAMES, "period": PERIODS}.get(name, {})
    return _(names[value]) if value in names else str(value)


def facts(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of a regime, each with its name."""
    return [(_(FACTS[name]), fact(name, value)) for name, value in kept.items()]


def told(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The history of a regime, the newest first; each line with what it changed."""
    found = []
    for line in lines:
        verb = VERBS[line["verb"]]
        found.append({**line, "what": _(verb), "diffs": _diffs(line["changes"])})
    return found[::-1]


def _diffs(changes: Mapping[str, Sequence[Any]]) -> list[tuple[str, str, str]]:
    return [
        (_(FACTS[name]), fact(name, before), fact(name, after))
        for name in FACTS
        if name in changes and changes[name][0] is not None
        for before, after in [_apart(changes[name])]
    ]


def _apart(change: Sequence[Any]) -> tuple[Any, Any]:
    """Of lists what only one of both has."""
    before, after = change
    if not isinstance(before, list):
        return before, after
    return [one for one in before if one not in after], [one for one in after if one not in before]
