"""The form that decides many submissions at once: a choice each, the superior's document said once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tracker.tasks.forms.deciding import for_office, for_superior
from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Sent, boxes_of
from tracker.web.form_keys import digest, new_key
from tracker.words import _

LATER, CONFIRM, RETURN = "later", "confirm", "return"
CHOICES = (CONFIRM, RETURN, LATER)
VIEW = "view"  # the button that opens another document; nothing is decided by it
_SHARED = ("confirmation_number", *boxes_of("confirmation_date"))
_OF_ROW = re.compile(r"[a-z_]+_([0-9]{1,9})(?:_(?:day|month|year))?")
_OPENED = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")

Task = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What was decided of one submission; ``verb`` is the move it makes."""

    task: Task
    verb: str
    version: int
    reason: str
    document: tuple[str, date] | None = None

    @property
    def digest(self) -> str:
        """What a second send must repeat to have no second effect."""
        said = (self.verb, self.version, self.reason, self.document)
        return digest((str(place), str(one)) for place, one in enumerate(said))


@dataclass
class Batch:
    """The form, empty or as typed: texts by box, what is wrong, what is decided, which document is open."""

    values: dict[str, str]
    key: str = field(default_factory=new_key)
    problems: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    opened: tuple[int, int] | None = None  # task and file; 0 is its first file
    name: str = "batch"

    @property
    def ids(self) -> dict[str, str]:
        """The id of each box, and of a day its first box's."""
        found = {name: f"{self.name}-{name}" for name in self.values}
        days = {name.removesuffix("_day"): place for name, place in found.items() if name.endswith("_day")}
        return {**found, **days}

    def count(self, choice: str) -> int:
        """How many submissions have this choice."""
        return sum(self.values[name] == choice for name in self.values if name.startswith("decision_"))

    def own_document(self, task: int) -> bool:
        """Whether a document was typed for one submission alone, or is to be corrected there."""
        own = (f"confirmation_number_{task}", *boxes_of(f"confirmation_date_{task}"))
        wrong = {f"confirmation_number_{task}", f"confirmation_date_{task}"} & set(self.problems)
        return bool(wrong) or any(self.values.get(name) for name in own)


def blank(rows: Iterable[Task]) -> Batch:
    """The form to begin with: everything is left for later, so that nobody confirms by accident."""
    values = dict.fromkeys(_SHARED, "")
    for row in rows:
        values |= dict.fromkeys(_boxes(row["id"]), "")
        values |= {f"decision_{row['id']}": LATER, f"version_{row['id']}": str(row["version"])}
    return Batch(values)


def again(rows: Iterable[Task], sent: Batch, done: Iterable[int], overtaken: Iterable[int]) -> Batch:
    """The form once more for what is left, as typed.

    The versions stay those that the reader saw, so that a change meanwhile is told; an ``overtaken``
    submission was told of, and goes by the version of now. After something was ``done`` the key is new.
    """
    finished, made = set(done), blank(rows)
    fresh = {f"version_{task}" for task in overtaken}
    kept = {
        name: text
        for name, text in sent.values.items()
        if name in made.values and name not in fresh and _row(name) not in finished
    }
    key = made.key if finished or fresh else sent.key
    return Batch({**made.values, **kept}, key=key, problems=sent.problems, opened=sent.opened)


def rows_in(sent: Sent) -> set[int]:
    """The tasks that a form sent names."""
    return {found for name, _value in sent if (found := _row(name))}


def read(sent: Sent, tasks: Mapping[int, Task], today: date) -> Batch:
    """The form as sent, every problem found at once. Raises Refused for what our form never sends."""
    sheet = Sheet(sent, {*_SHARED, VIEW, *(box for task in tasks for box in _boxes(task))})
    opened = _OPENED.fullmatch(sheet.values.pop(VIEW))
    batch = Batch(sheet.values, key=sheet.hidden.get("form_key", ""), problems=sheet.problems)
    if not _is_key(batch.key):
        sheet.problem("", _("This form has expired. Open the page again; nothing was saved."))
        batch.key = new_key()
    if opened:
        batch.opened = int(opened[1]), int(opened[2] or 0)
        return batch
    for task in tasks.values():
        choice = sheet.values[f"decision_{task['id']}"] or LATER
        if choice in {CONFIRM, RETURN}:
            batch.decisions.append(_decision(sheet, task, choice, today))
    if not batch.decisions and not sheet.problems:
        sheet.problem("", _("Choose what to decide for at least one submission"))
    return batch


def _decision(sheet: Sheet, task: Task, choice: str, today: date) -> Decision:
    version = whole(sheet.values[f"version_{task['id']}"])
    if version is None:
        sheet.problem("", _("This form has expired. Open the page again; nothing was saved."))
    needed = _("Enter the reason for returning") if choice == RETURN else ""
    reason = sheet.text(f"reason_{task['id']}", needed)
    if choice == RETURN:
        return Decision(task, RETURN, version or 0, reason)
    if for_office(task):
        return Decision(task, "endorse", version or 0, "")
    document = _document(sheet, task, today) if for_superior(task) else None
    return Decision(task, CONFIRM, version or 0, "", document)


def _document(sheet: Sheet, task: Task, today: date) -> tuple[str, date] | None:
    own = (f"confirmation_number_{task['id']}", *boxes_of(f"confirmation_date_{task['id']}"))
    place = f"_{task['id']}" if any(sheet.values[name] for name in own) else ""
    needed = _("Enter the number of the superior's document")
    number = sheet.text(f"confirmation_number{place}", needed, LONGEST_NUMBER)
    name = f"confirmation_date{place}"
    day = sheet.day(name, _("Enter the day of the superior's document"))
    if day and day > today:
        sheet.problem(name, _("The date cannot be after today"))
    if day and task["submitted_on"] and day < task["submitted_on"]:
        sheet.problem(name, _("The document is older than the submission: check its date"))
    return (number, day) if number and day else None


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _boxes(task: int) -> tuple[str, ...]:
    """The boxes of one row."""
    texts = (f"{name}_{task}" for name in ("decision", "version", "reason", "confirmation_number"))
    return (*texts, *boxes_of(f"confirmation_date_{task}"))


def _row(name: str) -> int:
    """The task that a box is about; 0 when it is about all."""
    found = _OF_ROW.fullmatch(name)
    return int(found[1]) if found else 0
