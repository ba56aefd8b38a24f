"""The form that changes many tasks together: which, and what; empty means as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.refusal import Refused
from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.forms.kinds import Sent
from tracker.tasks.forms.writing import PRIORITIES
from tracker.tasks.queries.desk import Desk, Row
from tracker.web.form_keys import digest, new_key
from tracker.words import _

FIELDS = ("priority", "starred", "monitor", "leader", "area", "source", "joins", "leaves")
NONE = "none"  # of a person: nobody from now on
PICK = "t_"
COLUMNS = {"source": "source_document"}


@dataclass
class Bulk:
    """The form as typed: tasks by id with the version that was looked at, what is to be changed."""

    values: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    picked: dict[int, int] = field(default_factory=dict)
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    joins: int | None = None
    leaves: int | None = None
    name: str = "bulk"

    @property
    def ids(self) -> dict[str, str]:
        """The id of each field."""
        return {name: f"{self.name}-{name}" for name in FIELDS}

    def coordinators(self, now: list[int]) -> list[int] | None:
        """Who coordinates a task afterwards; None when nothing is asked of that."""
        if not self.joins and not self.leaves:
            return None
        stay = [one for one in now if one not in {self.leaves, self.joins}]
        return [*stay, *([self.joins] if self.joins else [])]


def read(desk: Desk, sent: Sent, *, needed: bool = True) -> Bulk:
    """The form as sent. ``needed``: something has to be asked for; a copy into drafts asks for nothing."""
    pairs = list(sent)
    boxes = [name for name, _value in pairs if name.startswith(PICK)]
    sheet = Sheet(pairs, {*FIELDS, *boxes, "do", "back"})
    made = Bulk({name: sheet.values[name] for name in FIELDS}, _picked(sheet, boxes))
    made.key = sheet.hidden.get("form_key", "")
    made.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    if not made.picked:
        sheet.problem("", _("Tick at least one task"))
    if needed:
        _facts(sheet, made, desk)
        if not any(made.values.values()):
            sheet.problem("", _("Choose what is to be changed"))
    made.problems = sheet.problems
    return made


def _picked(sheet: Sheet, boxes: list[str]) -> dict[int, int]:
    found = {}
    for name in boxes:
        task, version = whole(name.removeprefix(PICK)), whole(sheet.values[name])
        if task is None or version is None:
            raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
        found[task] = version
    return found


def _facts(sheet: Sheet, made: Bulk, desk: Desk) -> None:
    wrong = _("Choose one of the values listed")
    if sheet.one_of("priority", ("", *PRIORITIES), wrong):
        made.facts["priority"] = sheet.values["priority"]
    if sheet.one_of("starred", ("", "1", "0"), wrong):
        made.facts["starred"] = sheet.values["starred"] == "1"
    offered: Mapping[str, Any] = {
        "monitor": desk.monitors, "leader": desk.leaders, "area": desk.areas, "source": desk.sources,
    }  # fmt: skip
    for name, some in offered.items():
        text = sheet.values[name]
        if text == NONE and name in {"monitor", "leader"}:
            made.facts[name] = None
        elif text:
            made.facts[COLUMNS.get(name, name)] = _one(sheet, name, some)
    made.joins = _one(sheet, "joins", [one for one in desk.agencies if one["lives"]])
    made.leaves = _one(sheet, "leaves", desk.agencies)
    if made.joins and made.joins == made.leaves:
        sheet.problem("leaves", _("Name another agency than the one that begins to coordinate"))


def _one(sheet: Sheet, name: str, offered: Any) -> int | None:
    some: list[Row] = list(offered)
    text = sheet.values[name]
    found = whole(text) if text else None
    if text and found not in {one["id"] for one in some}:
        sheet.problem(name, _("Choose one of the values listed"))
    return found
