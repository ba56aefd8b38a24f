"""The forms of a task's page: accept, report progress, submit, decide."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.tasks.rules import CAUSE_KINDS, DIFFICULTY_KINDS
from tracker.web.form_keys import digest, new_key
from tracker.words import _

Sent = Iterable[tuple[str, object]]

REPORT = (
    "text", "percent", "difficulty_kind", "difficulties", "cause_kind", "cause_text", "forecast", "proposal",
)  # fmt: skip
DAY_BOXES = tuple(f"result_date_{box}" for box in BOXES)
# What each form asks, by the name of its boxes.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "accept": (),
    "progress": REPORT,
    "submit": ("text", "result_number", *DAY_BOXES),
    "decide": ("decision", "reason"),
}
# What two people may have changed: a whole day is one thing, whatever its boxes.
UNITS: Mapping[str, tuple[str, ...]] = {**FIELDS, "submit": ("text", "result_number", "result_date")}
LONGEST_NUMBER = 60


@dataclass
class MoveForm:
    """One form, empty or as typed. ``values`` are texts by box; ``day`` is the result document's."""

    verb: str
    version: int
    values: dict[str, str]
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    percent: int = 0
    day: date | None = None

    @property
    def ids(self) -> dict[str, str]:
        """The id of each field's first box: two forms of one page have fields of one name."""
        found = {name: f"{self.verb}-{name}" for name in FIELDS[self.verb]}
        return {**found, "result_date": f"{self.verb}-result_date_day"}

    @property
    def detailed(self) -> bool:
        """Whether the part about difficulties holds something wrong, and must be seen."""
        return bool(set(self.problems) & set(REPORT[2:]))

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, without what was left empty."""
        return [(name, self.unit(name)) for name in UNITS[self.verb] if self.unit(name)]

    def unit(self, name: str) -> str:
        """What was typed of one thing; a day as its boxes, in the order they are read."""
        if name != "result_date":
            return self.values[name]
        if self.day:
            return f"{self.day:%d/%m/%Y}"
        return "/".join(filter(None, (self.values[box] for box in DAY_BOXES)))

    def again(self, version: int) -> "MoveForm":
        """The same text, to be sent once more against a newer version."""
        return MoveForm(self.verb, version, dict(self.values), percent=self.percent, day=self.day)


def blank(verb: str, task: Mapping[str, Any]) -> MoveForm:
    """A form to begin with: what hinders and the document stand as last said, the text is new."""
    values = dict.fromkeys(FIELDS[verb], "")
    if verb == "progress":
        values |= {name: str(task[name]) for name in REPORT if name != "text"}
    if verb == "submit":
        day = task["result_date"]
        boxes = (f"{day:%d}", f"{day:%m}", f"{day:%Y}") if day else ("", "", "")
        values |= {"result_number": task["result_number"], **dict(zip(DAY_BOXES, boxes, strict=True))}
    return MoveForm(verb, task["version"], values)


def read(verb: str, sent: Sent, task: Mapping[str, Any], today: date, theirs: Mapping[str, str]) -> MoveForm:
    """A form as sent, every problem found at once.

    ``theirs`` are the texts by unit that stood at the version the form was made for: where somebody
    chose them over their own, they are taken. Raises Refused for what our forms never send.
    """
    pairs = list(sent)
    asked = {f"{what}_{unit}" for unit in UNITS[verb] for what in ("choice", "merge")}
    sheet = Sheet(pairs, {*FIELDS[verb], *asked})
    _settle(sheet, verb, theirs)
    form = MoveForm(verb, sheet.version(), {name: sheet.values[name] for name in FIELDS[verb]})
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    _CHECKS[verb](sheet, form, task, today)
    form.problems = sheet.problems
    return form


def wants_theirs(sent: Sent) -> bool:
    """Whether the form settles a conflict in favour of what somebody else saved."""
    return any(name.startswith("choice_") and value == "theirs" for name, value in sent)


def version_of(sent: Sent) -> int:
    """The version a form was made for, read before the rest of it; 0 when it names none."""
    return next((whole(str(value)) or 0 for name, value in sent if name == "version"), 0)


def _settle(sheet: Sheet, verb: str, theirs: Mapping[str, str]) -> None:
    for unit in UNITS[verb]:
        chosen = sheet.values[f"merge_{unit}"]
        if not chosen and sheet.values[f"choice_{unit}"] == "theirs":
            chosen = theirs.get(unit, "")
        elif not chosen:
            continue
        if unit == "result_date":
            sheet.values |= dict(zip(DAY_BOXES, chosen.split("/"), strict=False))
        else:
            sheet.values[unit] = chosen


def _accept(_sheet: Sheet, _form: MoveForm, _task: Mapping[str, Any], _today: date) -> None:
    """Nothing is asked."""


def _progress(sheet: Sheet, form: MoveForm, _task: Mapping[str, Any], _today: date) -> None:
    sheet.text("text", _("Enter what has been done"))
    form.percent = sheet.share("percent")
    sheet.one_of("difficulty_kind", ("", *DIFFICULTY_KINDS), _("Choose one of the kinds listed"))
    sheet.text("difficulties")
    sheet.one_of("cause_kind", ("", *CAUSE_KINDS), _("Choose one of the kinds listed"))
    for name in ("cause_text", "forecast", "proposal"):
        sheet.text(name)


def _submit(sheet: Sheet, form: MoveForm, task: Mapping[str, Any], today: date) -> None:
    sheet.text("text", _("Enter what was achieved"))
    sheet.text("result_number", _("Enter the number of the result document"), LONGEST_NUMBER)
    form.day = sheet.day("result_date", _("Enter the day of the result document"))
    if form.day and form.day > today:
        sheet.problem("result_date", _("The date cannot be after today"))
    if form.day and form.day < task["assigned_on"]:
        sheet.problem("result_date", _("The document is older than the task: check its date"))


def _decide(sheet: Sheet, _form: MoveForm, _task: Mapping[str, Any], _today: date) -> None:
    decision = sheet.one_of("decision", ("confirm", "return"), _("Choose whether to confirm or to return"))
    sheet.text("reason", _("Enter the reason for returning") if decision == "return" else "")


_CHECKS: Mapping[str, Callable[[Sheet, MoveForm, Mapping[str, Any], date], None]] = {
    "accept": _accept,
    "progress": _progress,
    "submit": _submit,
    "decide": _decide,
}
