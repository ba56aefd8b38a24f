"""The form of a programme's rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.rules.programme import ProgrammeRules
from tracker.web.form_keys import digest, new_key
from tracker.words import _

# Days a rule may name: first, last.
DAYS = {"refusal_days": (0, 30), "explanation_days": (1, 60), "silent_days": (1, 365)}
CHOICES = {"confirmation_levels": ("1", "2"), "official_deadline": ("current", "original"),
           "open_data": ("off", "on")}  # fmt: skip
FIELDS = (*CHOICES, *DAYS)


@dataclass
class RulesForm:
    """The rules as they stand or as typed."""

    values: dict[str, str]
    version: int
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> ProgrammeRules:
        """What was typed, once nothing is wrong with it."""
        said = self.values
        return ProgrammeRules(
            int(said["confirmation_levels"]), said["official_deadline"], int(said["refusal_days"]),
            int(said["explanation_days"]), int(said["silent_days"]), said["open_data"],
        )  # fmt: skip


def standing(programme: Mapping[str, Any]) -> RulesForm:
    """The form of a programme as it stands."""
    return RulesForm({name: str(programme[name]) for name in FIELDS}, programme["version"])


def read(sent: Iterable[tuple[str, object]]) -> RulesForm:
    """The form as sent, every problem found at once."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    for name, allowed in CHOICES.items():
        sheet.one_of(name, allowed, _("Choose one of the possibilities listed"))
    for name, (first, last) in DAYS.items():
        typed = whole(sheet.values[name])
        if typed is None or not first <= typed <= last:
            sheet.problem(
                name, _("Enter a number of days from %(first)s to %(last)s", first=first, last=last)
            )
    form = RulesForm({name: sheet.values[name] for name in FIELDS}, sheet.version())
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    form.problems = sheet.problems
    return form
