"""Two people changed one task: what is yours, what is theirs, what it was, and what must be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.tasks.forms.kinds import Kind, MoveForm, boxes_of

LATEST = {"text": "progress_note"}  # where the facts of a task keep what a form calls otherwise


@dataclass(frozen=True)
class Field:
    """One thing that differs. ``outcome`` is "choose", or whose change is taken: "yours" or "theirs"."""

    name: str
    before: str
    yours: str
    theirs: str
    outcome: str


def merge(form: MoveForm, before: Mapping[str, str], now: Mapping[str, str]) -> list[Field]:
    """What differs between a form, the facts it was made from and the facts of now; all as texts.

    What both changed must be chosen; what one of them changed is taken; what nobody changed, or both
    to the same, is left out.
    """
    found = []
    for name in form.kind.units:
        if name not in now:
            continue
        was, yours, theirs = before.get(name, ""), form.unit(name), now[name]
        if yours == theirs:
            continue
        outcome = "theirs" if yours == was else "yours" if theirs == was else "choose"
        found.append(Field(name, was, yours, theirs, outcome))
    return found


def rebased(form: MoveForm, fields: list[Field], version: int) -> MoveForm:
    """The form to send next: theirs taken where only they changed something, the newer version."""
    made = form.again(version)
    for one in fields:
        if one.outcome != "theirs":
            continue
        if one.name in form.kind.days:
            made.values |= dict(zip(boxes_of(one.name), one.theirs.split("/"), strict=False))
        else:
            made.values[one.name] = one.theirs
    return made


def texts(kind: Kind, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a task as the texts a form would show, by unit; none for a form that restates none."""
    if not kind.compared:
        return {}
    return {unit: _text(kind, unit, facts.get(LATEST.get(unit, unit))) for unit in kind.units}


def _text(kind: Kind, unit: str, fact: Any) -> str:
    if fact is None:
        return "0" if unit == "percent" else ""
    if unit in kind.days:
        day = date.fromisoformat(fact) if isinstance(fact, str) else fact
        return f"{day:%d/%m/%Y}"
    return str(fact)
