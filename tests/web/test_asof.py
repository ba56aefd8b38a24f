"""Promises about the day asked for: any real day from 2021 to today, in either spelling."""

from datetime import date

import pytest

from tracker import words
from tracker.web.asof import read

TODAY = date(2024, 11, 6)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("", TODAY),
        ("2023-06-30", date(2023, 6, 30)),
        ("30/06/2023", date(2023, 6, 30)),
        ("1/2/2021", date(2021, 2, 1)),
        ("2021-01-01", date(2021, 1, 1)),
        ("2024-11-06", TODAY),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_real_day_is_understood(raw: str, day: date) -> None:
    """As links write it, as people write it, with or without leading noughts."""
    found = read(raw, TODAY)
    assert (found.day, found.problem) == (day, "")
    assert found.is_past is (day != TODAY)


@pytest.mark.parametrize(
    "raw",
    [
        "2023-02-30", "30/02/2023", "31/4/2023", "2020-12-31", "2024-11-07", "9999-12-31", "0000-00-00",
        "x", "30-06-2023", "2023/06/30", "30/06/23", "30//2023", "//", "٣٠/٠٦/٢٠٢٣", "2023-06-30T00:00",
        "-1/6/2023", "1" * 5000, "2023-06-30\n", "'; DROP TABLE task; --",
    ],
)  # fmt: skip
def test_anything_else_is_a_problem_and_means_today(raw: str) -> None:
    """Never an error, never a silent other day; what was typed is shown again."""
    found = read(raw, TODAY)
    assert found.day == TODAY
    assert found.problem
    assert found.raw == raw
    assert not found.is_past


def test_the_problem_says_which_days_there_are() -> None:
    """An error says what to do."""
    with words.speaking("vi"):
        assert "01/01/2021" in read("2030-01-01", TODAY).problem
        assert "06/11/2024" in read("2030-01-01", TODAY).problem


def test_the_boxes_show_what_was_typed_or_the_day() -> None:
    """A wrong day stands in the boxes as it was sent."""
    assert read("31/4/2023", TODAY).boxes == ("31", "4", "2023")
    assert read("2023-06-30", TODAY).boxes == ("30", "06", "2023")
    assert read("", TODAY).boxes == ("06", "11", "2024")


def test_links_keep_a_past_day_and_leave_out_today() -> None:
    """The address of today's page stays short and stays today's."""
    past, now = read("2023-06-30", TODAY), read("", TODAY)
    assert past.link("/tasks", bucket="overdue", q="") == "/tasks?bucket=overdue&as_of=2023-06-30"
    assert now.link("/tasks", bucket=["overdue", "awaiting"]) == "/tasks?bucket=overdue&bucket=awaiting"
    assert now.link("/tasks") == "/tasks"
