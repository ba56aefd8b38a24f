"""Promises about single cells: places in a document, numbers and days as Excel shows them."""

from datetime import date

import pytest

from tracker.exchange.annex import cells
from tracker.exchange.annex.numbering import Numbering


@pytest.mark.parametrize(
    ("groups", "own", "item"),
    [
        (["I"], "3", "I.3"), (["I", "II"], "1.", "II.1"), (["A", "I", "II", "B", "I"], "2", "B.I.2"),
        (["A", "B", "C"], "1", "C.1"), (["I", "1", "1.1"], "a", "I.1.1.a"), (["I", "1"], "1.2", "I.1.2"),
        (["1", "2"], "2.3", "2.3"), ([], "7", "7"), (["I"], "", ""), (["", ""], "1", "(2).1"),
        (["I", "", "II"], "1", "II.1"),
    ],
)  # fmt: skip
def test_places_in_a_document(groups: list[str], own: str, item: str) -> None:
    """Groups of one kind end each other and what was inside them; C after B is a letter."""
    numbering = Numbering()
    for label in groups:
        numbering.enter(label, "")
    assert numbering.item(own) == item


@pytest.mark.parametrize(
    ("written", "form", "text", "day"),
    [
        ("176", "", "176", None), ("176.0", "", "176", None), ("0.30000000000000004", "", "0.3", None),
        ("0.5", "0%", "50%", None), ("7", "000", "007", None), ("1E+3", "", "1000", None),
        ("45473", "dd/mm/yyyy", "30/06/2024", date(2024, 6, 30)),
        ("45473.75", "d/m/y h:m", "30/06/2024", date(2024, 6, 30)),
        ("45473", '[$-42A]dd "tháng" mm', "30/06/2024", date(2024, 6, 30)),
        ("45444", "mm/yyyy", "06/2024", None),
        ("0.5", "h:mm", "12:00", None), ("45473", "General", "45473", None), ("-5", "dd/mm/yyyy", "-5", None),
        ("1e9", "dd/mm/yyyy", "1000000000", None), ("abc", "", "abc", None), ("nan", "dd", "nan", None),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_excel_shows_them(written: str, form: str, text: str, day: date | None) -> None:
    """Whole numbers without a fraction, days as days, months as text, percentages as written."""
    assert cells.shown(written, form) == (text, day)
