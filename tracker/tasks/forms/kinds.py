"""What every form of a task's page shares: what it asks, as typed, with what is wrong beside each field."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.tasks.forms.fields import BOXES, Sheet
from tracker.web.form_keys import digest, new_key

Sent = Iterable[tuple[str, object]]
Task = Mapping[str, Any]
LONGEST_NUMBER = 60


def nothing(_task: Task) -> dict[str, str]:
    """A form that begins empty."""
    return {}


@dataclass(frozen=True)
class Kind:
    """One form of a task's page.

    ``name`` is its template (``tasks/moves/<name>.html``) and the prefix of its ids, ``path`` its address
    below the task, ``verbs`` the moves it can make: it is offered while any of them is possible.
    ``fields`` are its boxes; a day of ``days`` has three boxes more. ``check`` reads the values and notes
    what is wrong. ``start`` gives the texts it begins with. ``title`` is a msgid. A form whose ``fields``
    restate facts of the task (``compared``) is laid beside what others saved meanwhile, field by field. What
    its selects offer comes from ``choices``; a ``side`` form stands below, closed, after the next action.
    """

    name: str
    title: str
    verbs: tuple[str, ...]
    check: Callable[[Sheet, "MoveForm", Task, date], None]
    fields: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    start: Callable[[Task], dict[str, str]] = nothing
    path: str = ""
    compared: bool = False
    side: bool = False
    choices: Callable[[Any, Task], Awaitable[dict[str, Any]]] | None = None

    @property
    def address(self) -> str:
        """The last part of the form's address."""
        return self.path or self.name

    @property
    def units(self) -> tuple[str, ...]:
        """What two people may have changed: a whole day is one thing, whatever its boxes."""
        return (*self.fields, *self.days)

    @property
    def boxes(self) -> tuple[str, ...]:
        """Every box of the form."""
        return (*self.fields, *(box for day in self.days for box in boxes_of(day)))


@dataclass
class MoveForm:
    """One form, empty or as typed: ``values`` are texts by box, ``read`` what they mean, by unit."""

    kind: Kind
    version: int
    values: dict[str, str]
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Which form this is."""
        return self.kind.name

    @property
    def ids(self) -> dict[str, str]:
        """The id of each field's first box: two forms of one page have fields of one name."""
        found = {name: f"{self.name}-{name}" for name in self.kind.boxes}
        return {**found, **{day: f"{self.name}-{day}_day" for day in self.kind.days}}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, without what was left empty."""
        return [(name, self.unit(name)) for name in self.kind.units if self.unit(name)]

    def unit(self, name: str) -> str:
        """What was typed of one thing; a day as its boxes, in the order they are read."""
        if name not in self.kind.days:
            return self.values[name]
        if self.read.get(name):
            return f"{self.read[name]:%d/%m/%Y}"
        return "/".join(filter(None, (self.values[box] for box in boxes_of(name))))

    def again(self, version: int) -> "MoveForm":
        """The same text, to be sent once more against a newer version."""
        return MoveForm(self.kind, version, dict(self.values), read=dict(self.read))


def boxes_of(day: str) -> tuple[str, ...]:
    """The three boxes of a day."""
    return tuple(f"{day}_{box}" for box in BOXES)


def day_boxes(name: str, day: date | None) -> dict[str, str]:
    """A day as the texts of its three boxes."""
    texts = (f"{day:%d}", f"{day:%m}", f"{day:%Y}") if day else ("", "", "")
    return dict(zip(boxes_of(name), texts, strict=True))


def blank(kind: Kind, task: Task) -> MoveForm:
    """A form to begin with."""
    return MoveForm(kind, task["version"], {**dict.fromkeys(kind.boxes, ""), **kind.start(task)})


def read(kind: Kind, sent: Sent, task: Task, today: date, theirs: Mapping[str, str]) -> MoveForm:
    """A form as sent, every problem found at once.

    ``theirs`` are the texts by unit that stood at the version the form was made for: where somebody
    chose them over their own, they are taken. Raises Refused for what our forms never send.
    """
    pairs = list(sent)
    asked = {f"{what}_{unit}" for unit in kind.units for what in ("choice", "merge")}
    sheet = Sheet(pairs, {*kind.boxes, *asked})
    _settle(sheet, kind, theirs)
    form = MoveForm(kind, sheet.version(), {name: sheet.values[name] for name in kind.boxes})
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    kind.check(sheet, form, task, today)
    form.values = {name: sheet.values[name] for name in kind.boxes}
    form.problems = sheet.problems
    return form


def wants_theirs(sent: Sent) -> bool:
    """Whether the form settles a conflict in favour of what somebody else saved."""
    return any(name.startswith("choice_") and value == "theirs" for name, value in sent)


def _settle(sheet: Sheet, kind: Kind, theirs: Mapping[str, str]) -> None:
    for unit in kind.units:
        chosen = sheet.values[f"merge_{unit}"]
        if not chosen and sheet.values[f"choice_{unit}"] == "theirs":
            chosen = theirs.get(unit, "")
        elif not chosen:
            continue
        if unit in kind.days:
            parts = chosen.split("/") if chosen else ("", "", "")
            sheet.values |= dict(zip(boxes_of(unit), parts, strict=False))
        else:
            sheet.values[unit] = chosen
