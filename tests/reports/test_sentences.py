"""The report's words: Vietnamese for everybody, whole sentences whatever the figures, nothing unescaped."""

import dataclasses
import re
from typing import Any

import pytest

from tests.reports.sample import DAY, content, only, summary
from tracker.reports import rules, sentences
from tracker.reports.content import Previous, Scope, hash_of, read, written
from tracker.reports.rendering import html
from tracker.reports.summary import ProgressSummary
from tracker.tasks.rules import BUCKETS, Figures
from tracker.words import speaking

BEFORE = Previous(7, "Báo cáo", DAY.replace(month=9), 1, Figures(60, 9, 20, 80, 3))


def words(found: ProgressSummary | None = None, **changes: Any) -> str:
    """The report as running text."""
    return " ".join(re.sub(r"<[^>]+>", " ", html(content(found, **changes))).split())


def test_an_english_reader_gets_the_same_official_report() -> None:
    """An official document has one language."""
    vietnamese = html(content())
    with speaking("en"):
        assert html(content()) == vietnamese
    assert "Đang thực hiện, quá hạn" in vietnamese
    assert "52,84%" in vietnamese


def test_what_is_kept_and_read_again_prints_the_same_words() -> None:
    """A frozen report is printed from its own text, years later too; another text prints other words."""
    indicator = {
        "set_name": "Chuyển đổi số", "target_year": 2024, "name": "Tỷ lệ hồ sơ trực tuyến", "unit": "%",
        "agency_short": "STTTT", "direction": "up", "target": "80.00", "value": "63.40", "forecast": None,
        "standing": "at_risk", "cause_kind": "objective", "cause_text": "Hạ tầng mạng yếu",
    }  # fmt: skip
    whole = content(previous=BEFORE, sections={"next": "1. Họp."}, indicators=(indicator,), id=12, number=2)
    again = read(written(whole))
    assert written(again) == written(whole)
    assert html(again) == html(whole)
    assert hash_of(written(whole)) in html(whole)
    assert html(dataclasses.replace(again, sections={})) != html(whole)


def test_a_programme_without_tasks_makes_a_report() -> None:
    """No division by nothing, no empty sentence."""
    said = words(ProgressSummary(DAY, "Chương trình", Figures(), [], [], []))
    assert "Tổng số nhiệm vụ theo dõi là 0" in said
    assert "Không có nhiệm vụ đang thực hiện quá hạn." in said
    assert "None" not in said


@pytest.mark.parametrize("bucket", BUCKETS)
def test_any_one_bucket_alone_makes_a_report(bucket: str) -> None:
    """Every sentence stands with and without the others."""
    said = words(only(lambda row: row["bucket"] == bucket))
    assert "None" not in said
    assert "quá hạn lâu nhất" in said or bucket != "overdue"


def test_tables_are_numbered_as_they_come() -> None:
    """With a report before there is one more, and the table of overdue tasks moves on."""
    assert "Bảng 3. Nhiệm vụ quá hạn" in words()
    assert "Chưa có báo cáo kỳ trước" in words()
    compared = words(previous=BEFORE)
    assert "Bảng 3. So sánh với số liệu tính đến hết ngày 06/9/2024" in compared
    assert "Bảng 4. Nhiệm vụ quá hạn" in compared


def test_the_comparison_says_what_rose_and_fell_in_words_and_in_a_table() -> None:
    """Every bucket, the total and both rates, with their differences."""
    said = words(previous=BEFORE)
    assert "06/9/2024: đang thực hiện, trong hạn giảm 11 nhiệm vụ, đang thực hiện, quá hạn giảm 04" in said
    for line in ("quá hạn 9 5 -4", "Tổng số nhiệm vụ 172 176 +4", "48,26% 52,84% +4,58 điểm %"):
        assert line in said, line
    same = dataclasses.replace(BEFORE, total=summary().total)
    assert "số nhiệm vụ ở các trạng thái không thay đổi." in words(previous=same)


def test_a_report_on_a_part_names_it_in_title_sentence_and_foot() -> None:
    """Nobody takes the figures of an area for those of the province."""
    part = only(lambda row: row["area_code"] == "TC")
    said = words(part, scope=Scope("area", "TC", "Cải cách thể chế"))
    assert "BÁO CÁO Tình hình, tiến độ thực hiện nhiệm vụ lĩnh vực Cải cách thể chế thuộc" in said
    assert "báo cáo tình hình, tiến độ thực hiện nhiệm vụ lĩnh vực Cải cách thể chế thuộc" in said
    assert "phạm vi: nhiệm vụ lĩnh vực Cải cách thể chế." in said
    assert "mọi lĩnh vực" not in said
    assert "scope=area&amp;code=TC" in html(content(part, scope=Scope("area", "TC", "Cải cách thể chế")))


def test_a_kept_report_names_its_own_address_its_version_and_its_reason() -> None:
    """Where it is opened again, which of its versions this is, why there is another."""
    said = words(id=12, number=2, reason="Đính chính số liệu Sở Y tế")
    assert "Phiên bản 02, lý do thay thế: Đính chính số liệu Sở Y tế." in said
    assert "/reports/12" in said
    assert "progress.pdf" not in said
    assert "Phiên bản" not in words(id=12)


def test_a_title_that_was_chosen_is_printed_and_a_usual_one_is_written_out() -> None:
    """A list calls a report by its kind; on paper it says what it is of, and of which period."""
    assert "BÁO CÁO Kết quả Quý III (số" in words(title="Báo cáo kết quả Quý III")
    usual = words(title="Báo cáo tiến độ", period="Quý III năm 2024")
    with speaking("en"):
        english = words(title="Progress report")
    assert "BÁO CÁO Tình hình, tiến độ thực hiện nhiệm vụ thuộc Chương trình tổng thể" in usual
    assert "Quý III năm 2024 (số liệu tính đến" in usual
    assert "Progress report" not in english


def test_what_was_edited_stands_instead_of_what_was_pieced_together() -> None:
    """Line by line as it was typed; the other sections stay as they were."""
    said = words(
        sections={
            "proposals": "Giao Sở Nội vụ chủ trì.\n\nHọp hằng tháng.",
            "difficulties.resources": "Thiếu",
        }
    )
    assert "VI. Kiến nghị, đề xuất Giao Sở Nội vụ chủ trì. Họp hằng tháng. Ủy ban nhân dân tỉnh" in said
    assert "c) Nguồn lực: thiếu" in said
    assert "Tập trung hoàn thành 05 nhiệm vụ quá hạn." in said


def test_an_outline_may_leave_sections_out() -> None:
    """The others are numbered without a gap."""
    said = words(texts={"results": "Tốt.", "proposals": "Không."})
    assert "I. Kết quả thực hiện" in said
    assert "III. Kiến nghị, đề xuất Không." in said
    assert "Ước thực hiện" not in said


def test_what_people_wrote_is_text_and_never_markup() -> None:
    """A title is not trusted, nor is a cause, a section, a name."""
    first, *rest = summary().rows
    trap = '<img src="http://x/"><script>alert(1)</script>'
    row = dict(
        first, title=trap, cause_text=trap, proposal=trap, bucket="overdue", due_on=DAY, coordinators=trap
    )
    page = html(
        content(
            dataclasses.replace(summary(), rows=[row, *rest]),
            title=trap, reason=trap, number=2, sections={"next": trap, "difficulties.resources": trap},
        )
    )  # fmt: skip
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 8


def test_a_long_programme_lists_only_what_presses() -> None:
    """More tasks than an annex holds: a sentence says so and where all are, and figures stay those of all."""
    rows = [row for row in summary().rows if row["bucket"] in ("overdue", "awaiting")]
    total = Figures(in_time=100_000, overdue=5, awaiting=29, done_on_time=900, done_late=4)
    long = dataclasses.replace(summary(), total=total, rows=rows, is_whole=False)
    said = words(long)
    assert "Danh mục có 100.938 nhiệm vụ, vượt quá 2.000 dòng của một phụ lục in" in said
    assert "chỉ liệt kê 34 nhiệm vụ" in said
    assert "tải về dạng Excel tại địa chỉ: http" in said
    assert "/tasks.xlsx?as_of=2024-11-06" in said
    assert "03 nhiệm vụ do nguyên nhân khách quan" in said
    assert "sắp đến hạn" not in said.lower()
    assert "/tasks.xlsx?area=TC&as_of" in sentences.full_list(content(long, scope=Scope("area", "TC", "x")))


def test_what_is_not_all_listed_is_not_counted() -> None:
    """A shortened list of overdue tasks says nothing about all their causes."""
    rows = [row for row in summary().rows if row["bucket"] == "overdue"]
    said = words(
        dataclasses.replace(summary(), total=Figures(overdue=4_000, awaiting=900), rows=rows, is_whole=False)
    )
    assert "Có 4.000/4.900 nhiệm vụ đang thực hiện quá hạn, chiếm 81,63%, quá hạn lâu nhất 37 ngày." in said
    assert "Bảng 3. 05 nhiệm vụ quá hạn lâu nhất" in said
    assert "Có 900 nhiệm vụ chờ xác nhận." in said


def test_many_tasks_in_running_text_are_counted_instead_of_named() -> None:
    """Twenty are named."""
    said = rules.cited(summary().rows)
    assert said.count(";") == rules.MANY
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
