"""The book that is taken along: an agency's open tasks, where only what is reported can be typed."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import xlsxwriter

from tracker.exchange.offline import signing
from tracker.exchange.offline.rules import FIELDS, facts
from tracker.exchange.offline.signing import Mark
from tracker.exchange.offline.wording import HEADS, WIDTHS, instructions, kinds
from tracker.exchange.sheets.book import A4, FONT, NOTHING_COMPUTES, serial
from tracker.tasks.forms.fields import LONGEST_TEXT
from tracker.tasks.routes.task_view import VALUE_NAMES
from tracker.tasks.rules import BUCKET_NAMES, bucket
from tracker.words import _, dmy

Task = Mapping[str, Any]
HEAD = 4  # the row of the heads, from 0
DONE_BY_US = 6  # columns before those to be filled in, the hidden one included
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}


def book(mark: Mark, agency: str, tasks: Iterable[Task], day: date) -> bytes:
    """A workbook of two sheets: the tasks, and how to fill them in. 2,000 take seconds of computing."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **NOTHING_COMPUTES}) as made:
        made.formats[0].set_font_name(FONT["font_name"])
        _tasks(made, mark, agency, list(tasks), day)
        _instructions(made)
    return content.getvalue()


def _tasks(made: Any, mark: Mark, agency: str, tasks: list[Task], day: date) -> None:
    sheet, looks = made.add_worksheet(_("Progress")), _looks(made)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for place, width in enumerate(WIDTHS, 1):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 1, _("Progress of the tasks led by %(agency)s", agency=agency), looks["title"])
    sheet.write_string(1, 1, _("Taken out on %(day)s. Fill in the yellow cells alone.", day=dmy(day)))
    sheet.write_string(2, 1, _("Rows where nothing is typed stay as they are. See the second sheet."))
    sheet.write_string(HEAD, 0, signing.head(mark), looks["locked"])
    for place, heading in enumerate(HEADS, 1):
        sheet.write_string(HEAD, place, _(heading), looks["open head" if place >= DONE_BY_US else "head"])
    for number, task in enumerate(tasks, HEAD + 1):
        _row(sheet, number, mark, task, day, looks)
    _checks(sheet, HEAD + 1, max(HEAD + len(tasks), HEAD + 1))
    sheet.freeze_panes(HEAD + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.protect("", _ALLOWED)


def _row(sheet: Any, at: int, mark: Mark, task: Task, day: date, looks: Mapping[str, Any]) -> None:
    said = facts(task)
    sheet.write_string(at, 0, signing.row(mark, task["code"], task["version"], said), looks["locked"])
    sheet.write_string(at, 1, task["code"], looks["locked"])
    sheet.write_string(at, 2, task["title"], looks["locked"])
    if task["due_on"]:
        sheet.write_number(at, 3, serial(task["due_on"]), looks["day"])
    else:
        sheet.write_string(at, 3, _("no deadline"), looks["locked"])
    sheet.write_string(at, 4, _state(task, day), looks["locked"])
    last = f"{dmy(task['progressed_on'])}: {said['text']}" if said["text"] else ""
    sheet.write_string(at, 5, last, looks["locked"])
    sheet.write_number(at, DONE_BY_US, task["percent"], looks["open"])
    for place, name in enumerate(FIELDS[1:], DONE_BY_US + 1):
        text = "" if name == "text" else said[name]
        shown = _(VALUE_NAMES[text]) if text and name.endswith("_kind") else text
        sheet.write_string(at, place, shown, looks["open"]) if shown else sheet.write_blank(
            at, place, None, looks["open"]
        )


def _state(task: Task, day: date) -> str:
    found = bucket(task["state"], task["due_on"], None, day)
    state = _(BUCKET_NAMES[found]) if found else ""
    return f"{state}; {_('Returned')}" if task["state"] == "returned" else state


def _checks(sheet: Any, first: int, last: int) -> None:
    """What Excel itself lets in; everything is checked once more when the book comes back."""
    wrong = {"error_title": _("Not possible"), "error_message": _("Enter a whole number from 0 to 100")}
    between = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100, **wrong}
    sheet.data_validation(first, DONE_BY_US, last, DONE_BY_US, between)
    for place, name in enumerate(FIELDS[1:], DONE_BY_US + 1):
        if name.endswith("_kind"):
            wrong = {"error_title": _("Not possible"), "error_message": _("Choose one of the kinds listed")}
            check: dict[str, Any] = {"validate": "list", "source": kinds(name), **wrong}
        else:
            said = _("Shorten the text: at most %(most)s characters", most=LONGEST_TEXT)
            wrong = {"error_title": _("Not possible"), "error_message": said}
            check = {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT, **wrong}
        sheet.data_validation(first, place, last, place, check)


def _instructions(made: Any) -> None:
    sheet = made.add_worksheet(_("How to fill in"))
    sheet.set_column(0, 0, 110)
    look = made.add_format({**FONT, "text_wrap": True, "valign": "top"})
    for place, line in enumerate(instructions()):
        sheet.write_string(place, 0, line, look)
    sheet.set_paper(A4)
    sheet.protect()


def _looks(made: Any) -> dict[str, Any]:
    cell = {**FONT, "valign": "top", "text_wrap": True, "border": 1, "border_color": "#D5DAE1"}
    head = {**cell, "bold": True, "align": "center", "valign": "vcenter"}
    given = {
        "title": {**FONT, "bold": True, "font_size": 14},
        "head": {**head, "bg_color": "#E8EBEF"},
        "open head": {**head, "bg_color": "#FFE58A"},
        "locked": cell,
        "day": {**cell, "num_format": "dd/mm/yyyy", "align": "left"},
        "open": {**cell, "bg_color": "#FFF9DB", "locked": False},
    }
    return {name: made.add_format(look) for name, look in given.items()}
