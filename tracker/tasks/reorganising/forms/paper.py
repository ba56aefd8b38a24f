"""A form of these pages, empty or as typed, as its templates want it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tracker.tasks.forms.fields import BOXES, Sheet
from tracker.web.form_keys import digest, new_key

Sent = Iterable[tuple[str, object]]


@dataclass
class Paper:
    """``values`` are texts by box, ``days`` the fields that have three boxes, ``made`` what it all means."""

    name: str
    values: dict[str, str]
    days: tuple[str, ...] = ()
    version: int = 0
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    made: Any = None
    overtaken: bool = False  # somebody else saved first

    @property
    def ids(self) -> dict[str, str]:
        """The id of each field's first box."""
        found = {name: f"{self.name}-{name}" for name in self.values}
        return {**found, **{day: f"{self.name}-{day}_day" for day in self.days}}


def boxes(names: Iterable[str], days: Iterable[str]) -> list[str]:
    """Every box of fields and days."""
    return [*names, *(f"{day}_{box}" for day in days for box in BOXES)]


def sheet_of(sent: list[tuple[str, object]], known: Iterable[str]) -> Sheet:
    """The form as sent, held to the boxes there are."""
    return Sheet(sent, set(known))


def paper_of(
    name: str, sheet: Sheet, sent: Iterable[tuple[str, object]], days: tuple[str, ...] = ()
) -> Paper:
    """The form to show again, or whose ``made`` is done."""
    return Paper(
        name,
        dict(sheet.values),
        days,
        version=sheet.version() if "version" in sheet.hidden else 0,
        key=sheet.hidden.get("form_key", ""),
        digest=digest((name, value) for name, value in sent if isinstance(value, str)),
        problems=sheet.problems,
    )
