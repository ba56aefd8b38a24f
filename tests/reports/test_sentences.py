"""The report's words: Vietnamese for everybody, whole sentences whatever the figures, nothing unescaped."""

import dataclasses
import re

import pytest

from tests.reports.sample import DAY, only, summary
from tracker.reports import sentences
from tracker.reports.summary import ProgressSummary
from tracker.tasks.rules import Figures
from tracker.words import speaking


def words(found: ProgressSummary) -> str:
    """The report as running text."""
    return " ".join(re.sub(r"<[^>]+>", " ", sentences.page(found)).split())


def test_an_english_reader_gets_the_same_official_report() -> None:
    """An official document has one language."""
    with speaking("en"):
        assert sentences.page(summary()) == sentences.page(summary())
        assert "Đang thực hiện, quá hạn" in words(summary())
        assert "52,84%" in words(summary())


def test_a_programme_without_tasks_makes_a_report() -> None:
    """No division by nothing, no empty sentence."""
    nothing = ProgressSummary(DAY, "Chương trình", Figures(), [], [], [])
    said = words(nothing)
    assert "Tổng số nhiệm vụ theo dõi là 0" in said
    assert "Không có nhiệm vụ đang thực hiện quá hạn." in said
    assert "None" not in said


@pytest.mark.parametrize("bucket", ["in_time", "overdue", "awaiting", "done_on_time", "done_late"])
def test_any_one_bucket_alone_makes_a_report(bucket: str) -> None:
    """Every sentence stands with and without the others."""
    said = words(only(lambda row: row["bucket"] == bucket))
    assert "None" not in said
    assert "quá hạn lâu nhất" in said or bucket != "overdue"


def test_tables_are_cited_by_the_numbers_they_have() -> None:
    """Without overdue tasks there is no table of them, and the next one moves up."""
    assert "nêu tại Bảng 4, Bảng 5." in words(summary())
    on_time = words(only(lambda row: row["bucket"] != "overdue"))
    assert "Bảng 4. Nguyên nhân và kiến nghị" in on_time
    assert "nêu tại Bảng 4." in on_time


def test_the_forecast_names_what_it_hopes_for() -> None:
    """And hopes for nothing that is not there."""
    hoped = "Nếu các nhiệm vụ này được hoàn thành, 05 nhiệm vụ quá hạn được hoàn thành và 29 nhiệm vụ"
    assert hoped in words(summary())
    assert "là 160/176, đạt 90,91%." in words(summary())
    done = words(only(lambda row: row["bucket"] == "done_on_time"))
    assert "Nếu" not in done
    assert "Các cơ quan chủ trì không có kiến nghị." in done


def test_what_people_wrote_is_text_and_never_markup() -> None:
    """A title is not trusted, nor is a cause."""
    first, *rest = summary().rows
    trap = '<img src="http://x/"><script>alert(1)</script>'
    row = dict(
        first, title=trap, cause_text=trap, proposal=trap, bucket="overdue", due_on=DAY, coordinators=trap
    )
    page = sentences.page(dataclasses.replace(summary(), rows=[row, *rest]))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_long_programme_lists_only_what_presses() -> None:
    """More tasks than an annex holds: a sentence says so, and figures stay those of all."""
    rows = [row for row in summary().rows if row["bucket"] in ("overdue", "awaiting")]
    total = Figures(in_time=100_000, overdue=5, awaiting=29, done_on_time=900, done_late=4)
    said = words(dataclasses.replace(summary(), total=total, rows=rows, is_whole=False))
    assert "Danh mục có 100.938 nhiệm vụ, vượt quá 2.000 dòng của một phụ lục in" in said
    assert "chỉ liệt kê 34 nhiệm vụ" in said
    assert "03 nhiệm vụ do nguyên nhân khách quan" in said
    assert "sắp đến hạn" not in said.lower()


def test_what_is_not_all_listed_is_not_counted() -> None:
    """A shortened list of overdue tasks says nothing about all their causes."""
    rows = [row for row in summary().rows if row["bucket"] == "overdue"]
    total = Figures(overdue=4_000, awaiting=900)
    said = words(dataclasses.replace(summary(), total=total, rows=rows, is_whole=False))
    assert "Có 4.000/4.900 nhiệm vụ đang thực hiện quá hạn, chiếm 81,63%, quá hạn lâu nhất 37 ngày." in said
    assert "Bảng 4. 05 nhiệm vụ quá hạn lâu nhất" in said
    assert "Có 900 nhiệm vụ chờ xác nhận." in said


def test_many_tasks_in_running_text_are_counted_instead_of_named() -> None:
    """Twenty are named."""
    said = sentences.cited(summary().rows)
    assert said.count(";") == sentences.MANY
    assert said.endswith("và 156 nhiệm vụ khác")


def test_a_deadline_is_a_decrees_day_or_the_documents_own_words() -> None:
    """Months from March on carry no zero in print."""
    row = summary().rows[0]
    assert sentences.deadline(dict(row, due_on=DAY)) == "06/11/2024"
    assert sentences.deadline(dict(row, due_on=DAY.replace(month=9))) == "06/9/2024"
    assert sentences.deadline(dict(row, due_on=None, deadline_text="Thường xuyên")) == "Thường xuyên"
    assert sentences.deadline(dict(row, due_on=None, deadline_text="")) == "Không có thời hạn"


def test_a_deadline_that_was_moved_says_how_often_and_how_far() -> None:
    """Also where the original deadline is the official one and the new day lies beyond it."""
    first, later = DAY.replace(month=9), DAY.replace(month=10)
    row = dict(summary().rows[0], original_due_on=first, extension_count=2, extended_to=later)
    assert sentences.deadline(dict(row, due_on=later)) == "06/10/2024 (gia hạn 02 lần, 30 ngày)"
    assert sentences.deadline(dict(row, due_on=first)) == "06/9/2024 (gia hạn 02 lần, 30 ngày)"


def test_the_annex_says_what_came_of_a_task() -> None:
    """Its document when it has one, its days late, its progress."""
    with speaking("vi"):
        names = sentences.bucket_names()
        told = {row["code"]: sentences.outcome(row, summary(), names) for row in summary().rows}
    assert told["TC-01"] == "50/2023/QĐ-UBND; hoàn thành đúng hạn"
    assert told["TCC-05"] == "Đang thực hiện, quá hạn 37 ngày; tiến độ 85%"
    assert told["TC-05"] == "Đang thực hiện, trong hạn; tiến độ 75%"
