"""What a progress summary says of the demonstration's 176 tasks, without a database."""

import dataclasses
from datetime import date

from tests.reports.sample import DAY, only, summary
from tracker.reports.content import Group
from tracker.reports.summary import totals_agree
from tracker.tasks.rules import Figures

PUBLISHED = Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)


def test_the_sample_has_the_published_figures() -> None:
    """What all other tests of reports stand on."""
    assert summary().total == PUBLISHED


def test_groups_and_list_add_up_to_the_total() -> None:
    """And when one of them does not, it is noticed."""
    whole = summary()
    assert totals_agree(whole)
    wrong = Group("X", "Sở X", "SX", Figures(overdue=1))
    assert not totals_agree(dataclasses.replace(whole, by_agency=[*whole.by_agency, wrong]))
    assert not totals_agree(dataclasses.replace(whole, by_area=whole.by_area[1:]))
    assert not totals_agree(dataclasses.replace(whole, rows=whole.rows[1:]))
    assert totals_agree(dataclasses.replace(whole, rows=whole.rows[1:], is_whole=False))


def test_the_longest_overdue_comes_first() -> None:
    """With its days late counted to the as-of day."""
    overdue = summary().overdue
    assert [row["code"] for row in overdue] == ["TCC-05", "TTHC-02", "TTHC-10", "CQS-06", "CQS-04"]
    assert [summary().late_days(row) for row in overdue] == [37, 37, 22, 6, 1]


def test_waiting_is_charged_to_the_confirmer() -> None:
    """The longest first, counted from the submission."""
    waiting = summary().awaiting_long
    days = [summary().waited(row) for row in waiting]
    assert days == sorted(days, reverse=True)
    assert min(days) > 7
    assert len(summary().awaiting) == 29


def test_tasks_due_today_are_due_soon_and_not_late() -> None:
    """A task due on the as-of day is in time until midnight."""
    soon = summary().due_soon
    assert soon[0]["due_on"] == DAY
    assert all(row["bucket"] == "in_time" for row in soon)
    assert all((row["due_on"] - DAY).days <= 14 for row in soon)


def test_silence_counts_from_assignment_until_the_first_word() -> None:
    """A task just assigned is not silent; the same one forty days on is."""
    rows = [
        dict(row, progressed_on=None, assigned_on=date(2024, 10, 20)) for row in summary().of("in_time")[:1]
    ]
    new = dataclasses.replace(summary(), rows=rows)
    assert not new.silent
    assert dataclasses.replace(new, as_of=date(2024, 11, 30)).silent == rows


def test_tasks_with_a_cause_or_proposal_are_heard() -> None:
    """The overdue ones have their own table."""
    assert {row["bucket"] for row in summary().voiced} <= {"in_time", "awaiting"}
    assert len(summary().hindered) == 19
    assert len(summary().caused("objective", summary().overdue)) == 3


def test_a_bucket_is_counted_from_the_list_only_when_all_of_it_is_listed() -> None:
    """A shortened list must not become a count."""
    assert summary().lists("overdue")
    assert not dataclasses.replace(summary(), rows=summary().rows[::2], is_whole=False).lists("awaiting")


def test_sections_follow_the_official_order_of_areas() -> None:
    """Areas without tasks are left out."""
    assert [section.total for section in summary().sections] == [22, 30, 22, 26, 22, 30, 24]
    assert len(only(lambda row: row["area_code"] == "TC").sections) == 1


def test_lists_follow_the_areas_however_the_rows_came() -> None:
    """The database hands them over by code."""
    by_code = dataclasses.replace(summary(), rows=sorted(summary().rows, key=lambda row: str(row["code"])))
    assert by_code.voiced == summary().voiced
    assert [row["area_code"] for row in by_code.voiced][:2] == ["TC", "TTHC"]


def test_the_digest_is_of_figures_and_states_not_of_words() -> None:
    """Another wording gives the same digest and another fingerprint; another state gives another digest."""
    whole = summary()
    first, *rest = whole.rows
    reworded = dataclasses.replace(whole, rows=[dict(first, title="Khác"), *rest])
    moved = dataclasses.replace(whole, rows=[dict(first, percent=1), *rest])
    assert reworded.digest == whole.digest
    assert reworded.fingerprint != whole.fingerprint
    assert moved.digest != whole.digest
    assert dataclasses.replace(whole, as_of=date(2024, 11, 5)).digest != whole.digest
    assert len(whole.digest) == 64
