"""What is odd about a row whatever its cells mean: formulas, errors, hidden rows, tasks over two rows."""

import re
from collections.abc import Sequence

from tracker.exchange.annex.model import Problem, Sheet
from tracker.exchange.annex.row import Row
from tracker.words import _, number

_ERROR = re.compile(r"#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|BLOCKED|FIELD)[!?]?")
_EMPTY = frozenset({"error_value", "formula_empty"})


def of_cells(sheet: Sheet, row: Row) -> list[Problem]:
    """What is odd about cells as such, whatever they mean."""
    found = []
    for at, cell in row.by_field.values():
        if cell.formula and not cell.text:
            message = _("The cell is a formula without a result: type the value in its place.")
            found.append(Problem(at, "formula_empty", message))
        elif _ERROR.fullmatch(cell.text):
            found.append(
                Problem(at, "error_value", _("The cell shows an error: type the value in its place."))
            )
        elif cell.formula:
            message = _("The cell is a formula: its last result is taken, check it.")
            found.append(Problem(at, "formula", message, warning=True))
    if row.hidden or sheet.hidden:
        found.append(
            Problem("", "hidden", _("The row is hidden in the file: check that it belongs."), warning=True)
        )
    return found


def of_the_row_above(row: Row, above: Row | None) -> list[Problem]:
    if above is None or not row.continues():
        return []
    message = _(
        "The row goes on with the task of row %(row)s: write all of a task in one row.", row=above.number
    )
    return [Problem(row.at("title"), "continued", message)]


def told_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems; beside a cell without a value nothing else is said."""
    empty = {one.column for one in problems if one.kind in _EMPTY}
    return tuple(one for one in problems if one.column not in empty or one.kind in _EMPTY)


def too_long(at: str, most: int) -> Problem:
    return Problem(at, "too_long", _("Shorten the text to %(most)s characters.", most=number(most)))
