"""How an agency is scored: seven shares, their weights, a ladder of grades, ranks among its kind. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from tracker.tasks.rules import Figures, share

# What is measured, each as a part of a whole in which more is better; in the order of every table.
MEASURES = ("on_time", "overdue", "awaiting", "extensions", "updated", "silence", "indicators")
TENTH = Decimal("0.1")
HUNDRED = 100


@dataclass(frozen=True)
class Step:
    """A grade and the points from which it is reached."""

    name: str
    least: int


# The ladder with 80 and 70 as Đồng Nai has it, within the five steps of QĐ 766/QĐ-TTg; and that of Đắk Nông.
LADDERS: Mapping[str, tuple[Step, ...]] = {
    "80_70": (Step("Xuất sắc", 90), Step("Tốt", 80), Step("Khá", 70), Step("Trung bình", 50), Step("Yếu", 0)),
    "90_75_50": (Step("Xuất sắc", 90), Step("Tốt", 75), Step("Trung bình", 50), Step("Yếu", 0)),
}


@dataclass(frozen=True)
class Rules:
    """The weight of each measure (a hundred in all), the ladder, and the days and numbers they go by.

    Without a version of its own a programme is scored by these.
    """

    version: int = 0
    on_time: int = 40
    overdue: int = 15
    awaiting: int = 10
    extensions: int = 5
    updated: int = 10
    silence: int = 10
    indicators: int = 10
    update_days: int = 15
    ranked_from: int = 5  # tasks finished or overdue: one of one is not 100 per cent
    ladder: tuple[Step, ...] = LADDERS["80_70"]

    def weight(self, measure: str) -> int:
        """The weight of one measure."""
        return int(getattr(self, measure))

    def grade(self, points: Decimal) -> str:
        """The grade of some points, as they are shown."""
        return next(step.name for step in self.ladder if points >= step.least)


@dataclass(frozen=True)
class Facts:
    """What is counted of an agency on a day.

    ``waiting`` is of the confirmer alone: submissions of the whole programme that wait for it, and how many
    of them have not waited long. No other agency is charged for time spent awaiting confirmation (the fair
    clock).
    """

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    figures: Figures
    extended: int = 0  # tasks whose deadline was ever moved by an extension
    extensions: int = 0
    extension_days: int = 0
    updated: int = 0  # open tasks heard of within the rules' days
    silent: int = 0
    met: int = 0  # indicators met, or met by the forecast
    indicators: int = 0  # those of which anything is known
    waiting: tuple[int, int] | None = None  # not long, in all

    @property
    def judged(self) -> int:
        """Tasks finished or overdue."""
        return self.figures.done + self.figures.overdue


@dataclass(frozen=True)
class Part:
    """One measure of an agency: ``part`` of ``whole``, in per cent, and what it brings to the score.

    ``weight`` is what it weighs once the weight of the measures without a whole is shared out.
    """

    measure: str
    part: int
    whole: int
    weight: Decimal
    points: Decimal

    @property
    def share(self) -> Decimal | None:
        """The part in per cent; None when there is nothing to measure."""
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Score:
    """An agency's score in points of a hundred, to a tenth; None when nothing can be measured.

    ``rank`` is its place among the ``of`` agencies of its kind that can be ranked; ``moved`` by how many
    places it rose since the day compared with, None when it had no rank then.
    """

    facts: Facts
    parts: tuple[Part, ...]
    points: Decimal | None
    grade: str
    rank: int | None = None
    of: int = 0
    moved: int | None = None


def counted(facts: Facts) -> dict[str, tuple[int, int]]:
    """Each measure as part and whole."""
    figures = facts.figures
    return {
        "on_time": (figures.done_on_time, facts.judged),
        "overdue": (figures.in_time, figures.open),
        "awaiting": facts.waiting or (0, 0),
        "extensions": (figures.total - facts.extended, figures.total),
        "updated": (facts.updated, figures.open),
        "silence": (figures.open - facts.silent, figures.open),
        "indicators": (facts.met, facts.indicators),
    }


def scored(facts: Facts, rules: Rules) -> Score:
    """The score of one agency; what has no whole is left out, its weight shared by the others."""
    found = counted(facts)
    present = sum(rules.weight(name) for name, (_part, whole) in found.items() if whole)
    parts = tuple(_part(name, *found[name], rules.weight(name), present) for name in MEASURES)
    if not present:
        return Score(facts, parts, None, "")
    points = tenth(sum((part.points for part in parts), Decimal(0)))
    return Score(facts, parts, points, rules.grade(points))


def _part(measure: str, part: int, whole: int, weight: int, present: int) -> Part:
    if not (whole and weight):
        return Part(measure, part, whole, Decimal(0), Decimal(0))
    shared = Decimal(weight) * HUNDRED / present
    return Part(measure, part, whole, shared, shared * part / whole)


def tenth(points: Decimal) -> Decimal:
    """Points as they are shown, graded and ranked: to a tenth, a half upward."""
    return points.quantize(TENTH, ROUND_HALF_UP)


def ranked(scores: Iterable[Score], rules: Rules) -> list[Score]:
    """The scores with their ranks, kind by kind: best first, of equals the one with more tasks to judge.

    Equal in both, they share a rank. Who has fewer tasks to judge than the rules ask, or no peer to be
    compared with, has none and stands at the end of its kind.
    """
    kinds: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        kinds[one.facts.kind].append(one)
    return [one for kind in kinds.values() for one in _ranked(kind, rules)]


def _ranked(kind: list[Score], rules: Rules) -> list[Score]:
    able = [one for one in kind if one.points is not None and one.facts.judged >= rules.ranked_from]
    if len(able) < 2:  # the first of one is no rank
        return [*able, *(one for one in kind if one not in able)]
    able.sort(key=_better)
    places = {_better(one): n for n, one in reversed(list(enumerate(able, 1)))}
    first = [replace(one, rank=places[_better(one)], of=len(able)) for one in able]
    return [*first, *(one for one in kind if one not in able)]


def _better(one: Score) -> tuple[Decimal, int]:
    return -(one.points or Decimal(0)), -one.facts.judged


def moved(now: Sequence[Score], before: Iterable[Score]) -> list[Score]:
    """The scores with the places each rose since the ones before."""
    ranks = {one.facts.id: one.rank for one in before if one.rank}
    return [
        replace(one, moved=ranks[one.facts.id] - one.rank) if one.rank and one.facts.id in ranks else one
        for one in now
    ]


def medians(scores: Iterable[Score], kind: str) -> dict[str, Decimal]:
    """The median share of each measure over the agencies of a kind of which it can be measured."""
    shares: dict[str, list[Decimal]] = defaultdict(list)
    for one in scores:
        for part in one.parts if one.facts.kind == kind else ():
            if part.share is not None:
                shares[part.measure].append(part.share)
    return {measure: median(found) for measure, found in shares.items()}


def month_before(day: date) -> date:
    """The day that ranks are compared with: the last of the month before."""
    return day.replace(day=1) - timedelta(days=1)
