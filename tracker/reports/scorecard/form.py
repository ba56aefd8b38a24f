"""The form of the rules of the scorecard: every problem at once, beside its field."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.reports.scorecard.rules import HUNDRED, LADDERS, MEASURES, Rules, Step
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

PREVIEW, LADDER = "preview", "fill"  # buttons that save nothing
STEPS = range(1, 7)
LONGEST_GRADE, LONGEST_NOTE = 40, 500
BOUNDS = {"update_days": (1, 90), "ranked_from": (1, 50)}
FIELDS = (
    *MEASURES, *BOUNDS, *(f"grade_{n}" for n in STEPS), *(f"least_{n}" for n in STEPS),
    "note", PREVIEW, LADDER,
)  # fmt: skip


@dataclass
class ScorecardForm:
    """The rules as they stand or as typed; ``rules`` once nothing is wrong with them."""

    values: dict[str, str]
    version: int
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    rules: Rules | None = None

    @property
    def previews(self) -> bool:
        """Whether it asks what the rules would do, and not to save them."""
        return bool(self.values[PREVIEW])

    @property
    def fills(self) -> bool:
        """Whether it asks for one of the known ladders, and not to save anything."""
        return self.values[LADDER] in LADDERS


def standing(rules: Rules) -> ScorecardForm:
    """The form of the rules as they stand."""
    values = {name: str(getattr(rules, name)) for name in (*MEASURES, *BOUNDS)}
    return ScorecardForm({**dict.fromkeys(FIELDS, ""), **values, **_typed(rules.ladder)}, rules.version)


def read(sent: Iterable[tuple[str, object]], present: Rules) -> ScorecardForm:
    """The form as sent, beside the rules that it would take the place of."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    form = ScorecardForm(sheet.values, sheet.version(), sheet.hidden.get("form_key", ""))
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    if form.fills:
        form.values.update({name: "" for name in FIELDS if name.startswith(("grade_", "least_"))})
        form.values.update(_typed(LADDERS[form.values[LADDER]]))
        return form
    weights, days, ladder = _weights(sheet), _bounded(sheet), _ladder(sheet)
    form.problems = sheet.problems
    if not form.problems:
        form.rules = Rules(form.version, **weights, **days, ladder=ladder)
    if not form.previews:
        sheet.text("note", _("Enter why the rules change"), LONGEST_NOTE)
        if form.rules and form.rules == present:
            sheet.problem(MEASURES[0], _("Nothing would change: these are the rules in force"))
    return form


def _typed(ladder: Iterable[Step]) -> dict[str, str]:
    steps = list(enumerate(ladder, 1))
    return {f"grade_{n}": one.name for n, one in steps} | {f"least_{n}": str(one.least) for n, one in steps}


def _weights(sheet: Sheet) -> dict[str, int]:
    found = {name: sheet.share(name) for name in MEASURES}
    if not sheet.problems and sum(found.values()) != HUNDRED:
        total = sum(found.values())
        sheet.problem(MEASURES[0], _("The weights add up to %(n)s; they must add up to 100", n=total))
    return found


def _bounded(sheet: Sheet) -> dict[str, int]:
    found = {}
    for name, (first, last) in BOUNDS.items():
        number = whole(sheet.values[name])
        if number is None or not first <= number <= last:
            sheet.problem(name, _("Enter a whole number from %(first)s to %(last)s", first=first, last=last))
        found[name] = number or 0
    return found


def _ladder(sheet: Sheet) -> tuple[Step, ...]:
    """The steps in their order; a row left empty is none."""
    found: list[Step] = []
    for n in STEPS:
        grade, least = f"grade_{n}", f"least_{n}"
        if not (sheet.values[grade] or sheet.values[least]):
            continue
        name = sheet.text(grade, _("Enter the name of the grade"), LONGEST_GRADE)
        points = sheet.share(least)
        if name in {step.name for step in found}:
            sheet.problem(grade, _("This grade stands above already"))
        if found and least not in sheet.problems and points >= found[-1].least:
            sheet.problem(least, _("Enter fewer points than the grade above"))
        found.append(Step(name, points))
    if len(found) < 2:
        sheet.problem("grade_1", _("Enter at least two grades"))
    elif found[-1].least:
        last = max(n for n in STEPS if sheet.values[f"least_{n}"])
        sheet.problem(f"least_{last}", _("The last grade must begin at 0 points"))
    return tuple(found)
