"""Promises about a deadline as calendars write it: one day, the same everywhere, whatever the words are."""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from icalendar import Calendar

from tests.exchange.ics import days, days_shown, parsed, text
from tracker.clock import at
from tracker.exchange.feeds.rules import Event, event
from tracker.exchange.feeds.writing import calendar

TODAY = date(2024, 11, 6)
FACTS = {"id": 7, "code": "CQS-07", "part_label": "", "due_on": TODAY, "bucket": "in_time", "leads": True,
         "version": 3, "changed_at": datetime(2024, 11, 1, tzinfo=UTC)}  # fmt: skip


def written(**changes: Any) -> bytes:
    """A calendar of one event."""
    made = event({**FACTS, **changes}, at(TODAY + timedelta(days=1), 0))
    return calendar("Hạn nhiệm vụ", [made], "https://theodoi.tayninh.example")


@pytest.fixture
def zones() -> Iterator[list[str]]:
    """Names of zones from −12 to +14 hours for a process to stand in; where it stood before is restored."""
    before = os.environ.get("TZ")
    yield ["Etc/GMT+12", "America/Los_Angeles", "UTC", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"]
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_a_deadline_is_one_day_and_the_same_day_everywhere(zones: list[str]) -> None:
    """Two readings that know nothing of each other, at 27 offsets: leap days and turns of the year too."""
    for due in (TODAY, date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2024, 3, 31)):
        content = written(due_on=due)
        (mine,) = parsed(content)[1]
        assert days(mine) == [due]
        for hours in range(-12, 15):
            assert days_shown(mine, hours) == [due]
        for zone in zones:
            os.environ["TZ"] = zone
            time.tzset()
            (theirs,) = Calendar.from_ical(content).walk("VEVENT")
            start, end = theirs.decoded("dtstart"), theirs.decoded("dtend")
            assert type(start) is type(end) is date
            assert (start, end) == (due, due + timedelta(days=1))
            assert written(due_on=due) == content
        assert mine["TRANSP"][1] == "TRANSPARENT"
        assert not re.search(rb"VALARM|TZID|DTSTART:|DTEND:", content)


@trying(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["in_time", "overdue", "awaiting", "done_late", None]))
@example(r"\N \\N \n", None)
def test_any_words_are_folded_and_escaped(label: str, bucket: str | None) -> None:
    """Both readings give back the words, whatever signs are in them; lines are of 75 octets at most.

    The library's own reading takes an escaped backslash before an n for a line end (RFC 5545, 3.3.11).
    """
    label = "Kỳ họp; số 1, " + label
    content = written(part_label=label, bucket=bucket)
    (mine,) = parsed(content)[1]
    (theirs,) = Calendar.from_ical(content).walk("VEVENT")
    meant = event({**FACTS, "part_label": label, "bucket": bucket}, at(TODAY, 0)).summary
    assert "CQS-07 · Kỳ họp; số 1," in meant
    assert text(mine, "SUMMARY") == meant
    assert "\\" in label or str(theirs["summary"]) == meant
    assert text(mine, "DESCRIPTION") == str(theirs["description"])
    head, _ = parsed(content)
    assert head["REFRESH-INTERVAL"] == ({"VALUE": "DURATION"}, "PT6H")
    assert (head["VERSION"][1], head["METHOD"][1], head["NAME"][1]) == ("2.0", "PUBLISH", "Hạn nhiệm vụ")
    assert head["PRODID"][1]


def test_the_second_reading_finds_what_is_wrong() -> None:
    """Negative control: an end on the day itself, a line too long, a letter cut in two are all seen."""
    good = written()
    (one,) = parsed(good.replace(b"DTEND;VALUE=DATE:20241107", b"DTEND;VALUE=DATE:20241106"))[1]
    assert days(one) == []
    for bad in (
        good.replace(b"\r\n", b"\n"),
        good.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        good.replace("ạ".encode(), "ạ".encode()[:1] + b"\r\n " + "ạ".encode()[1:], 1),
        good.replace(b"END:VEVENT", b"UID:2\r\nEND:VEVENT"),
    ):
        with pytest.raises((AssertionError, UnicodeDecodeError)):
            parsed(bad)


def test_turning_overdue_is_a_change_of_its_own() -> None:
    """Without a move of the task the number rises; extended again it rises further."""
    turned = at(TODAY + timedelta(days=1), 0)

    def numbered(**changes: Any) -> Event:
        return event({**FACTS, **changes}, turned)

    before, late, longer = numbered(), numbered(bucket="overdue"), numbered(version=4)
    assert before.sequence < late.sequence < longer.sequence
    assert (before.changed_at, late.changed_at) == (FACTS["changed_at"], turned)
