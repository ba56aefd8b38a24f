"""The form that decides many requests for an extension at once: a choice each, what they share said once."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tracker.tasks.forms.deadlines import GRANT, REFUSE, document_day, new_day
from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Sent, boxes_of, day_boxes
from tracker.web.form_keys import digest, new_key
from tracker.words import _

LATER = "later"
_SHARED = ("document_number", "decision_text", *boxes_of("document_date"))
_OF_ROW = re.compile(r"[a-z_]+_([0-9]{1,9})(?:_(?:day|month|year))?")


@dataclass(frozen=True)
class Decision:
    """What was decided of one task's request; a refusal has no day and no document."""

    task: Mapping[str, Any]
    choice: str
    version: int
    text: str
    due_on: date | None = None
    number: str = ""
    day: date | None = None

    @property
    def digest(self) -> str:
        """What a second send must repeat to have no second effect."""
        said = (self.choice, self.version, self.text, self.due_on, self.number, self.day)
        return digest((str(place), str(one)) for place, one in enumerate(said))


@dataclass
class Batch:
    """The form, empty or as typed: texts by box, what is wrong, what is decided."""

    values: dict[str, str]
    key: str = field(default_factory=new_key)
    problems: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    name: str = "extensions"

    @property
    def ids(self) -> dict[str, str]:
        """The id of each box, and of a day its first box's."""
        found = {name: f"{self.name}-{name}" for name in self.values}
        days = {name.removesuffix("_day"): place for name, place in found.items() if name.endswith("_day")}
        return {**found, **days}

    def wrong_in(self, task: int) -> bool:
        """Whether something of one row is to be corrected, or was typed for it alone."""
        own = (f"document_number_{task}", f"decision_text_{task}", *boxes_of(f"document_date_{task}"))
        return any(name.endswith(f"_{task}") for name in self.problems) or any(self.values[n] for n in own)


def blank(rows: Iterable[Mapping[str, Any]]) -> Batch:
    """The form to begin with: everything is left for later, the new days are those proposed."""
    values = dict.fromkeys(_SHARED, "")
    for row in rows:
        values |= dict.fromkeys(_boxes(row["id"]), "")
        values |= {f"decision_{row['id']}": LATER, f"version_{row['id']}": str(row["version"])}
        values |= day_boxes(f"due_on_{row['id']}", row["proposed_due_on"])
    return Batch(values)


def again(rows: Iterable[Mapping[str, Any]], sent: Batch, done: Collection[int]) -> Batch:
    """The form once more for what is left: as typed, against the versions of now.

    What was said for all is said anew once everything decided is done.
    """
    made, settled = blank(rows), len(done) == len(sent.decisions) and not sent.problems
    versions = {name: text for name, text in made.values.items() if name.startswith("version_")}
    kept = {name: text for name, text in sent.values.items() if _row(name) or not settled}
    left = {name: text for name, text in kept.items() if name in made.values and _row(name) not in done}
    return Batch({**made.values, **left, **versions}, problems=sent.problems)


def rows_in(sent: Sent) -> set[int]:
    """The tasks that a form sent names."""
    return {found for name, _value in sent if (found := _row(name))}


def read(sent: Sent, tasks: Mapping[int, Mapping[str, Any]], today: date) -> Batch:
    """The form as sent, every problem found at once. Raises Refused for what our form never sends."""
    known = {*_SHARED, *(box for task in tasks for box in _boxes(task))}
    sheet = Sheet(sent, known)
    batch = Batch(sheet.values, key=sheet.hidden.get("form_key", ""), problems=sheet.problems)
    for task in tasks.values():
        name = f"decision_{task['id']}"
        choice = sheet.one_of(name, (LATER, GRANT, REFUSE), _("Choose whether to grant or to refuse"))
        if choice in {GRANT, REFUSE}:
            batch.decisions.append((_granted if choice == GRANT else _refused)(sheet, task, today))
    if not _is_key(batch.key):
        sheet.problem("", _("This form has expired. Open the page again; nothing was saved."))
    if not batch.decisions and not sheet.problems:
        sheet.problem("", _("Choose what to decide for at least one request"))
    batch.problems = dict(sorted(batch.problems.items(), key=lambda one: _place(one[0])))
    return batch


def _granted(sheet: Sheet, task: Mapping[str, Any], today: date) -> Decision:
    row = task["id"]
    due_on = new_day(sheet, f"due_on_{row}", task["due_on"])
    own = [f"document_number_{row}", *boxes_of(f"document_date_{row}")]
    place = f"_{row}" if any(sheet.values[name] for name in own) else ""
    needed = _("Enter the number of the deciding document")
    number = sheet.text(f"document_number{place}", needed, LONGEST_NUMBER)
    day = document_day(sheet, f"document_date{place}", task, today)
    return Decision(task, GRANT, _version(sheet, row), _text(sheet, row, ""), due_on, number, day)


def _refused(sheet: Sheet, task: Mapping[str, Any], _today: date) -> Decision:
    text = _text(sheet, task["id"], _("Enter the reason for refusing"))
    return Decision(task, REFUSE, _version(sheet, task["id"]), text)


def _text(sheet: Sheet, task: int, needed: str) -> str:
    name = f"decision_text_{task}"
    return sheet.text(name) or sheet.text("decision_text", needed)


def _version(sheet: Sheet, task: int) -> int:
    found = whole(sheet.values[f"version_{task}"])
    if found is None:
        sheet.problem("", _("This form has expired. Open the page again; nothing was saved."))
    return found or 0


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _boxes(task: int) -> tuple[str, ...]:
    """The boxes of one row."""
    texts = (f"{name}_{task}" for name in ("decision", "version", "document_number", "decision_text"))
    return (*texts, *boxes_of(f"due_on_{task}"), *boxes_of(f"document_date_{task}"))


def _place(name: str) -> int:
    """Where a field stands on the page: the rows, then what is said for all."""
    return 0 if _row(name) else 1 + ("", "document_number", "document_date", "decision_text").index(name)


def _row(name: str) -> int:
    """The task that a box is about; 0 when it is about all."""
    found = _OF_ROW.fullmatch(name)
    return int(found[1]) if found else 0
