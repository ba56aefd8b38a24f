"""The form of the rules of reminding: every problem at once, beside its field."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.reminders.rulebook.rules import (
    DAYS,
    LONGEST_BEFORE,
    LONGEST_NOTE,
    MOST_BEFORE,
    Rulebook,
    before_days,
)
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

PREVIEW = "preview"  # the button that saves nothing
FIELDS = ("before_days", *DAYS, "note", PREVIEW)


@dataclass
class RulebookForm:
    """The rules as they stand or as typed; ``rules`` once nothing is wrong with them."""

    values: dict[str, str]
    version: int
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    rules: Rulebook | None = None

    @property
    def previews(self) -> bool:
        """Whether it asks what the rules would do, and not to save them."""
        return bool(self.values[PREVIEW])


def standing(rules: Rulebook) -> RulebookForm:
    """The form of the rules as they stand."""
    values = {name: str(getattr(rules, name)) for name in DAYS}
    values.update(before_days=typed(rules.before_days), note="", preview="")
    return RulebookForm(values, rules.version)


def read(sent: Iterable[tuple[str, object]], present: Rulebook) -> RulebookForm:
    """The form as sent, beside the rules that it would take the place of."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    days = before_days(sheet.values["before_days"])
    if days is None:
        sheet.problem("before_days", _(
            "Enter one to %(most)s different numbers from 1 to %(last)s, such as 7, 3, 1",
            most=MOST_BEFORE, last=LONGEST_BEFORE,
        ))  # fmt: skip
    others = {name: _days(sheet, name) for name in DAYS}
    _check_ladder(sheet, others)
    form = RulebookForm(
        sheet.values, sheet.version(), sheet.hidden.get("form_key", ""), problems=sheet.problems
    )
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    if not form.problems and days is not None:
        form.rules = Rulebook(form.version, days, **{name: found or 0 for name, found in others.items()})
    if not form.previews:
        sheet.text("note", _("Enter why the rules change"), LONGEST_NOTE)
        if form.rules and same(form.rules, present) and present.version == form.version:
            sheet.problem("before_days", _("Nothing would change: these are the rules in force"))
    return form


def same(one: Rulebook, other: Rulebook) -> bool:
    """Whether two versions say the same."""
    return one.before_days == other.before_days and all(
        getattr(one, name) == getattr(other, name) for name in DAYS
    )


def typed(days: Iterable[int]) -> str:
    """Days as a person types them."""
    return ", ".join(map(str, days))


def _days(sheet: Sheet, name: str) -> int | None:
    first, last = DAYS[name]
    found = whole(sheet.values[name])
    if found is None or not first <= found <= last:
        sheet.problem(name, _("Enter a number of days from %(first)s to %(last)s", first=first, last=last))
        return None
    return found


def _check_ladder(sheet: Sheet, days: dict[str, int | None]) -> None:
    """Each step of the ladder comes after the one below it."""
    for lower, name in (("head_days", "office_days"), ("office_days", "committee_days")):
        below, above = days[lower], days[name]
        if below is not None and above is not None and above <= below:
            sheet.problem(name, _("Enter more days than at the step before it (%(n)s)", n=below))
