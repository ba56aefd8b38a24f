"""What somebody chose on the way of an import: tables, columns, the document, names, days, ticks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracker.exchange.annex.answers import Choice
from tracker.exchange.annex.cautions import left_first
from tracker.exchange.annex.forms import ColumnsForm, WriteForm
from tracker.exchange.annex.model import Outcome, Read, Table
from tracker.exchange.annex.names import normalised
from tracker.exchange.annex.preview import Preview
from tracker.exchange.annex.run_page import boxes, meanings_of
from tracker.exchange.annex.view import DAYS, key_of
from tracker.tasks.queries.desk import Document

MOST = 5_000  # of one kind


@dataclass(frozen=True)
class Choices:
    """The choices so far."""

    document: Document | None = None
    taken: tuple[int, ...] | None = None  # places of tables; None before anybody chose
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # place -> letter -> field
    remember: bool = True
    names: Mapping[str, str] = field(default_factory=dict)  # as written -> code of an agency
    days: Mapping[str, str] = field(default_factory=dict)  # sheet!cell -> day; sheet!row -> area
    left: frozenset[str] = frozenset()  # rows that shall not be written
    also: frozenset[str] = frozenset()  # rows that stay out by themselves, and shall be written
    head: int | None = None  # the row that somebody named as the head, 0 for none

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        document = self.document
        facts = (
            {
                "number": document.number,
                "issuer": document.issuer,
                "title": document.title,
                "issued_on": document.issued_on.isoformat(),
            }
            if document
            else None
        )
        return {
            "document": facts,
            "taken": self.taken,
            "columns": dict(self.columns),
            "remember": self.remember,
            "names": dict(self.names),
            "days": dict(self.days),
            "left": sorted(self.left),
            "also": sorted(self.also),
            "head": self.head,
        }


def of(kept: Mapping[str, Any]) -> Choices:
    """What JSON kept."""
    if not kept:
        return Choices()
    facts, taken = kept["document"], kept["taken"]
    document = (
        Document(
            facts["number"], "", facts["issuer"], date.fromisoformat(facts["issued_on"]), facts["title"], ""
        )
        if facts
        else None
    )
    return Choices(
        document, None if taken is None else tuple(taken), kept["columns"], kept["remember"],
        kept["names"], kept["days"], frozenset(kept["left"]), frozenset(kept.get("also", ())),
        kept.get("head"),
    )  # fmt: skip


def with_columns(choices: Choices, form: ColumnsForm) -> Choices:
    """With what the second step said."""
    if form.head is not None:
        return replace(
            choices, document=form.document or choices.document, taken=None, columns={}, head=form.head
        )
    remember = bool(form.values["remember"])
    return replace(
        choices, document=form.document or choices.document, taken=tuple(form.taken), columns=form.columns,
        remember=remember,
    )  # fmt: skip


def with_choice(choices: Choices, chosen: Choice) -> Choices:
    """With the answer to one problem."""
    if chosen.kind in {"day", "area"}:
        return replace(choices, days=_more(choices.days, chosen.where, chosen.value))
    if chosen.kind == "agency":
        return replace(choices, names=_more(choices.names, chosen.about, chosen.value))
    keep = {
        name: {at: value for at, value in kept.items() if at != chosen.about}
        for name, kept in (("names", choices.names), ("days", choices.days))
    }
    return replace(choices, names=keep["names"], days=keep["days"])


def _more(kept: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    return dict(list({**kept, name: value}.items())[-MOST:])


def with_ticks(choices: Choices, form: WriteForm, preview: Preview) -> Choices:
    """With the ticks of the rows that the page showed; those of other pages stay."""
    rows = boxes(preview.outcomes)
    shown = {rows[name] for name in form.shown if name in rows}
    ticked = {rows[name] for name in form.ticked if name in rows}
    out = {key_of(one.read) for one in preview.outcomes if left_first(one)}
    return replace(
        choices,
        left=(choices.left - shown) | (shown - ticked),
        also=(choices.also - shown) | (ticked & shown & out),
    )


def left_of(choices: Choices, outcomes: Iterable[Outcome]) -> frozenset[str]:
    """The rows that shall not be written: those without a tick, and those that nobody has ticked yet."""
    out = {key_of(one.read) for one in outcomes if left_first(one)}
    return (choices.left | out) - (choices.also - choices.left)


def named(choices: Choices) -> dict[str, str]:
    """The agencies that names were said to mean, as they are compared."""
    return {normalised(name): code for name, code in choices.names.items()}


def answered(reads: Iterable[Read], tables: Sequence[Table], days: Mapping[str, str]) -> list[Read]:
    """The rows with the areas and days that were chosen where the file says none."""
    if not days:
        return list(reads)
    fields = [(one, {column.letter: column.field for column in one.columns}) for one in tables]
    return [_answered(one, meanings_of(one, fields), days) for one in reads]


def _answered(read: Read, meaning: Mapping[str, str], days: Mapping[str, str]) -> Read:
    if area := days.get(f"{read.sheet}!{read.row}"):
        read = replace(read, area=area)
    for at, name in meaning.items():
        day = days.get(f"{read.sheet}!{at}{read.row}") if name in DAYS else None
        if day:
            rest = tuple(one for one in read.problems if one.column != at)
            return replace(read, due_on=date.fromisoformat(day), precision="day", problems=rest)
    return read
