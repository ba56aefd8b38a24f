"""The scorecard in words: what each measure is, what it counted, which list shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from tracker.programmes.queries import ProgrammeFacts
from tracker.reports.scorecard.rules import MEASURES, Facts, Part, Rules, Score, medians
from tracker.tasks.reorganising.routes.view import AGENCY_KIND_NAMES
from tracker.tasks.rules import AWAITING_LONG_DAYS
from tracker.web.asof import AsOf
from tracker.words import _, mark

PATH, SETTINGS = "/agencies/scorecard", "/settings/scorecard"
NAMES: Mapping[str, str] = {
    "on_time": mark("Completed on time"),
    "overdue": mark("Open tasks not overdue"),
    "awaiting": mark("Submissions answered in time"),
    "extensions": mark("Tasks never extended"),
    "updated": mark("Open tasks updated"),
    "silence": mark("Open tasks not silent"),
    "indicators": mark("Indicators met or on course"),
}


@dataclass(frozen=True)
class Line:
    """A measure of an agency's card: what it is, what was counted, where the counted are listed."""

    name: str
    part: Part
    said: str
    meant: str
    link: str
    peers: Decimal | None


@dataclass(frozen=True)
class Peers:
    """The agencies of one kind, those with a rank first."""

    kind: str
    name: str
    scores: tuple[Score, ...]

    @property
    def of(self) -> int:
        """How many of them are ranked."""
        return sum(one.rank is not None for one in self.scores)


def kind_name(kind: str) -> str:
    """A kind of agencies in the reader's language."""
    return _(AGENCY_KIND_NAMES.get(kind, kind))


def by_kind(scores: Sequence[Score]) -> list[Peers]:
    """The scores kind by kind; they come so ordered."""
    return [
        Peers(kind, kind_name(kind), tuple(found))
        for kind, found in groupby(scores, key=lambda one: one.facts.kind)
    ]


def card(
    score: Score, rules: Rules, programme: ProgrammeFacts, as_of: AsOf, among: Sequence[Score]
) -> list[Line]:
    """The measures of one card; ``among``: the scores whose medians stand beside, empty for none."""
    middle = medians(among, score.facts.kind)
    links = _links(score.facts, as_of)
    meant = meanings(rules, programme)
    return [
        Line(_(NAMES[p.measure]), p, _said(p, score.facts), meant[p.measure], links[p.measure],
             middle.get(p.measure))
        for p in score.parts
    ]  # fmt: skip


def meanings(rules: Rules, programme: ProgrammeFacts) -> dict[str, str]:
    """What each measure is, in a sentence."""
    return {
        "on_time": _(
            "Tasks completed on time ÷ (tasks confirmed complete + tasks overdue). The day that counts is "
            "that of the submission that was accepted."
        ),
        "overdue": _("Open tasks within their deadline ÷ all open tasks."),
        "awaiting": _(
            "Submissions of the whole programme that have waited at most %(n)s days ÷ all that wait. Charged "
            "to the agency that confirms, never to the one that submitted.", n=AWAITING_LONG_DAYS,
        ),
        "extensions": _("Tasks whose deadline was never extended ÷ all tasks led."),
        "updated": _(
            "Open tasks assigned or updated within the last %(n)s days ÷ all open tasks.", n=rules.update_days
        ),
        "silence": _(
            "Open tasks with a word within the last %(n)s days ÷ all open tasks.", n=programme.silent_days
        ),
        "indicators": _(
            "Indicators met, or to be met by the forecast ÷ all of which anything is known. Only approved "
            "values count."
        ),
    }  # fmt: skip


def _said(part: Part, facts: Facts) -> str:
    """What was counted, in words."""
    if not part.whole:
        return _("not charged to this agency") if part.measure == "awaiting" else _("nothing to measure")
    counted = {"n": part.part, "of": part.whole, "rest": part.whole - part.part}
    if part.measure == "on_time":
        return _("%(n)s of %(of)s tasks finished or overdue", **counted)
    if part.measure == "overdue":
        return _("%(n)s of %(of)s open tasks; %(rest)s overdue", **counted)
    if part.measure == "awaiting":
        return _("%(n)s of %(of)s submissions; %(rest)s waited longer", **counted)
    if part.measure == "extensions":
        more = {"times": facts.extensions, "days": facts.extension_days}
        said = _("%(n)s of %(of)s tasks; %(rest)s extended, by %(days)s days in all", **counted, **more)
        return said if part.part < part.whole else _("%(n)s of %(of)s tasks", **counted)
    if part.measure == "silence":
        return _("%(n)s of %(of)s open tasks; %(rest)s silent", **counted)
    if part.measure == "updated":
        return _("%(n)s of %(of)s open tasks", **counted)
    return _("%(n)s of %(of)s indicators", **counted)


def _links(facts: Facts, as_of: AsOf) -> dict[str, str]:
    """The list of what tells on each measure; of what no list shows alone, the nearest."""

    def tasks(**more: object) -> str:
        return as_of.link("/tasks", agency=facts.code, **more)

    return {
        "on_time": tasks(bucket=["done_on_time", "done_late", "overdue"]),
        "overdue": tasks(bucket="overdue") if facts.figures.overdue else "",
        "awaiting": as_of.link("/tasks", bucket="awaiting") if facts.waiting else "",
        "extensions": "",
        "updated": tasks(bucket=["in_time", "overdue"], sort="updated") if facts.figures.open else "",
        "silence": tasks(silent="1") if facts.silent else "",
        "indicators": as_of.link("/indicators", agency=facts.code) if facts.indicators else "",
    }


def told(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """The scores as plain facts, as a report keeps them; shares in per cent to a tenth."""
    return [_told(one) for one in scores]


def _told(one: Score) -> dict[str, Any]:
    facts, shares = one.facts, {part.measure: part.share for part in one.parts}

    def rate(measure: str) -> float | None:
        found = shares[measure]
        return None if found is None else round(float(found), 1)

    return {
        "code": facts.code, "name": facts.name, "kind": kind_name(facts.kind),
        "score": None if one.points is None else float(one.points), "grade": one.grade,
        "rank": one.rank, "of": one.of or None, "moved": one.moved, "total": facts.figures.total,
        "on_time": rate("on_time"), "overdue": facts.figures.overdue, "awaiting": facts.figures.awaiting,
        "extended": facts.extended, "extension_days": facts.extension_days, "updated": rate("updated"),
        "silent": facts.silent, "met": facts.met, "indicators": facts.indicators,
    }  # fmt: skip


def rule_lines(rules: Rules) -> list[tuple[str, str]]:
    """Each rule by name, and what it says."""
    return [
        *((_(NAMES[name]), str(rules.weight(name))) for name in MEASURES),
        (_("Updated means within, days"), str(rules.update_days)),
        (_("Ranked from, tasks finished or overdue"), str(rules.ranked_from)),
        (_("Grades"), "; ".join(f"{step.name} ≥ {step.least}" for step in rules.ladder)),
    ]


def changes(after: Rules, before: Rules) -> list[tuple[str, str, str]]:
    """What a version says otherwise than the one before it: name, before, after."""
    lines = zip(rule_lines(before), rule_lines(after), strict=True)
    return [(name, was, now) for (name, was), (_same, now) in lines if was != now]
