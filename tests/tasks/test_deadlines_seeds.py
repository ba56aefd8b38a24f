"""The deadlines of the 176 tasks, as the province's annex writes them, against the days kept beside them."""

import csv
from datetime import date

import pytest

from tracker.settings import ROOT
from tracker.tasks.deadlines import understand

ON = date(2024, 11, 6)  # the day of the records
# Periodic tasks whose current day does not follow from their text. The days stand as the office set them.
BEFORE = "the day before the one that is written"
FRIDAY = "the one that is written falls on a weekend; the Friday before"
OTHER = "the day in the month is not written"
EXCEPTIONS = {
    "TTHC-17": (date(2024, 11, 7), BEFORE),
    "CDDH-18": (date(2024, 11, 11), BEFORE),
    "TCBM-20": (date(2024, 12, 13), FRIDAY),
    "CV-13": (date(2024, 3, 29), FRIDAY),
    "CV-21": (date(2024, 11, 29), FRIDAY),
    "TCC-13": (date(2024, 12, 15), OTHER),
    "CDDH-17": (date(2024, 12, 20), OTHER),
}


def a_day(text: str) -> date | None:
    """A day of the file."""
    return date.fromisoformat(text) if text else None


def tasks() -> list[dict[str, str]]:
    """The tasks of the demonstration."""
    with (ROOT / "seeds" / "tasks.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def meant(task: dict[str, str]) -> tuple[date | None, str, bool]:
    """The day that a task's text means, how exact it is, and whether that is certain.

    Extended tasks keep the text of their first deadline. A periodic task stands at its current occurrence:
    the first one due on or after its submission, or the day of the records while it is open.
    """
    given_on = a_day(task["assigned_on"])
    assert given_on is not None
    found = understand(task["deadline_text"], given_on)
    if found.recurrence is None:
        return found.due_on, found.precision, found.certain
    current = found.recurrence.next_on(a_day(task["submitted_on"]) or ON)
    assert current is not None
    return current.due_on, found.precision, found.certain


def test_every_deadline_of_the_records_is_understood_as_it_stands() -> None:
    """All 176 are read for certain, to the precision kept; 169 to the day, the seven others with a reason."""
    wrong = {}
    for task in tasks():
        due_on, precision, certain = meant(task)
        assert (precision, certain) == (task["due_precision"], True), task["code"]
        expected = a_day(task["original_due_on"] or task["due_on"])
        if due_on != expected:
            wrong[task["code"]] = expected
    assert len(tasks()) == 176
    assert wrong == {code: day for code, (day, _reason) in EXCEPTIONS.items()}


@pytest.mark.parametrize(("code", "day", "reason"), [(c, d, r) for c, (d, r) in EXCEPTIONS.items()])
def test_each_exception_has_the_reason_given(code: str, day: date, reason: str) -> None:
    """The day before, the Friday before a weekend, or another day of the same month."""
    due_on, _precision, _certain = meant(next(task for task in tasks() if task["code"] == code))
    assert due_on is not None
    early = (due_on - day).days
    if reason == BEFORE:
        assert early == 1
        assert due_on.weekday() < 5
    elif reason == FRIDAY:
        assert due_on.weekday() >= 5
        assert day.weekday() == 4
        assert 0 < early <= 2
    else:
        assert (day.year, day.month) == (due_on.year, due_on.month)


def test_the_records_would_show_a_wrong_reading() -> None:
    """Negative control: read as of another year, texts without a year and periods stand elsewhere."""
    task = next(task for task in tasks() if task["code"] == "TC-05")
    assert meant(task)[0] == a_day(task["due_on"])
    assert meant({**task, "deadline_text": "Hằng năm (trước ngày 16/12)"})[0] != a_day(task["due_on"])
