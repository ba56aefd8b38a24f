"""What a person says columns mean, in place of what was taken for granted."""

from collections.abc import Mapping
from dataclasses import replace

from tracker.exchange.annex.model import FIELDS, Column, Table
from tracker.refusal import Refused
from tracker.words import _


def mapped(table: Table, mapping: Mapping[str, str]) -> Table:
    """The table with columns as corrected: letter -> field, "" to leave one aside; others stay.

    Raises Refused beside the letter for a column or meaning that does not exist, two columns of one meaning,
    and, beside the first column, when nobody says what the task is or who leads it.
    """
    letters = {one.letter for one in table.columns}
    for at, field in mapping.items():
        if at not in letters:
            raise Refused(_("The table has no column %(letter)s.", letter=at), at)
        if field not in FIELDS:
            raise Refused(_("Choose what the column means."), at)
    columns = tuple(_as_said(one, mapping) for one in table.columns)
    _once(columns)
    if lacking(columns):
        first = columns[0].letter if columns else ""
        raise Refused(_("Choose the column with the task and the one with the agency that leads it."), first)
    return replace(table, columns=columns)


def lacking(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The fields without which no row is a task: title, and lead (which "agencies" holds too)."""
    fields = {one.field for one in columns}
    needed = {"title": fields & {"title"}, "lead": fields & {"lead", "agencies"}}
    return tuple(field for field, found in needed.items() if not found)


def _as_said(column: Column, mapping: Mapping[str, str]) -> Column:
    if column.letter not in mapping:
        return column
    return replace(column, field=mapping[column.letter], certain=True)


def _once(columns: tuple[Column, ...]) -> None:
    seen: dict[str, str] = {}
    for one in columns:
        kind = "lead" if one.field == "agencies" else one.field
        if kind and kind in seen:
            raise Refused(_("Column %(letter)s already has this meaning.", letter=seen[kind]), one.letter)
        seen[kind] = one.letter
