"""The official report on paper, read back out of the PDF and held to Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import dataclasses
from pathlib import Path

import pytest

from tests.reports.decree import BOLD, BOLD_ITALIC, COMPONENTS, ITALIC, MEASURES, PLAIN, faults, measured_on
from tests.reports.paper import Paper, is_nfc, squeezed
from tests.reports.sample import content, only, summary, task_titles
from tracker.reports.child import Press
from tracker.reports.content import hash_of, written
from tracker.reports.printer import print_fonts, print_sheet
from tracker.reports.rendering import html

SAID = (
    "Biểu đồ cơ cấu 176 nhiệm vụ: đang thực hiện, trong hạn 49; đang thực hiện, quá hạn 5; "
    "hoàn thành, chờ xác nhận 29; hoàn thành đúng hạn 89; hoàn thành quá hạn 4."
)
SPOILED = {
    "left margin": ("20mm 16mm 20mm 30mm", "20mm 16mm 20mm 28mm"),
    "right margin": ("20mm 16mm 20mm 30mm", "20mm 12mm 20mm 30mm"),
    "top margin": ("20mm 16mm 20mm 30mm", "27mm 16mm 20mm 30mm"),
    "indent of a paragraph": ("text-indent: 12.7mm", "text-indent: 5mm"),
    "between paragraphs": ("margin-bottom: 6pt", "margin-bottom: 3pt"),
    "pitch of lines": ("font: 14pt/1.2 Tinos", "font: 14pt/1.05 Tinos"),
    "6 nội dung": ("font: 14pt/1.2 Tinos", "font: 12pt/1.4 Tinos"),
    "line under the issuer": ("width: 37%", "width: 60%"),
    "1 Tiêu ngữ": (
        ".motto { display: inline-block; font-size: 14pt",
        ".motto { display: inline-block; font-size: 11pt",
    ),
    "4 địa danh": ("font-style: italic }\n\n.title", "}\n\n.title"),
    "room for signature": (".room { height: 34mm }", ".room { height: 14mm }"),
    "9b danh sách": ("font-weight: 400; font-size: 11pt", "font-weight: 400; font-size: 13pt"),
    "page number, points": ("content: counter(page); font: 14pt", "content: counter(page); font: 11pt"),
}


def signed_by_name() -> dict[str, object]:
    """An office whose head is named under the room left for the signature."""
    return {"office": dataclasses.replace(content().office, signer_name="Nguyễn Văn Minh")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of few tasks that has every component, as HTML."""
    few = only(lambda row: row["bucket"] in ("overdue", "done_late"))
    return html(content(few, **signed_by_name()))


def drawn(page: str, sheet: str, folder: Path) -> Paper:
    """A page drawn with a style sheet of its own."""
    path = folder / "small.pdf"
    path.write_bytes(Press(sheet, print_fonts()).pdf(page))
    return Paper(path)


def test_every_measure_and_component_is_the_decrees(small: str, tmp_path: Path) -> None:
    """Margins, faces, sizes, positions, lines, the room for signature and seal; none is left unmeasured."""
    paper = drawn(small, print_sheet(), tmp_path)
    assert not faults(paper)
    assert set(measured_on(paper)) == set(MEASURES)
    assert len(COMPONENTS) == 20


@pytest.mark.parametrize("fault", SPOILED)
def test_a_wrong_measure_is_noticed(small: str, tmp_path: Path, fault: str) -> None:
    """The negative control: one rule of the style sheet changed, and it is named."""
    right, wrong = SPOILED[fault]
    assert right in print_sheet()
    found = faults(drawn(small, print_sheet().replace(right, wrong), tmp_path))
    assert any(one.startswith(fault) for one in found), found


def body(report: Paper) -> int:
    """How many pages the report itself has; those of Phụ lục I follow."""
    return next(n for n, sheet in enumerate(report.sheets) if sheet.reads("Phụ lục I KẾT QUẢ"))


def test_no_word_stands_in_the_margins(report: Paper) -> None:
    """At least 20 mm above and below, 30 left, 15 right, on portrait and landscape pages alike."""
    for n, sheet in enumerate(report.sheets, 1):
        assert min(word.left for word in sheet.body) >= 29.9, n
        assert max(word.right for word in sheet.body) <= sheet.width - 15, n
        assert min(word.top for word in sheet.body) >= 19.5, n
        assert max(word.bottom for word in sheet.body) <= sheet.height - 19.9, n


def test_the_annex_of_tasks_is_landscape(report: Paper) -> None:
    """A4 both ways: the report and Phụ lục I upright, Phụ lục II across."""
    sizes = [(round(sheet.width), round(sheet.height)) for sheet in report.sheets]
    upright = body(report) + 1
    assert sizes == [(210, 297)] * upright + [(297, 210)] * (len(sizes) - upright)
    assert len(sizes) > upright + 5


def test_page_numbers_hide_on_first_pages_and_start_anew_in_each_annex(report: Paper) -> None:
    """Arabic, centred over the text, none on page 1 of the body and of each annex."""
    numbers = [sheet.number for sheet in report.sheets]
    pages, tasks = body(report), len(numbers) - body(report) - 1
    shown = [number.text if number else "" for number in numbers]
    assert shown == ["", *map(str, range(2, pages + 1)), "", "", *map(str, range(2, tasks + 1))]
    for sheet, number in zip(report.sheets, numbers, strict=True):
        if number is not None:
            assert (number.left + number.right) / 2 == pytest.approx(30 + (sheet.width - 46) / 2, abs=0.3)


def test_number_and_day_are_left_blank(report: Paper) -> None:
    """A draft: the clerk numbers and dates it; nobody's signature or seal is drawn."""
    text = squeezed(report.text)
    assert "Số:/BC-UBND" in text
    assert "TâyNinh,ngàytháng11năm2024" in text
    assert text.count("(KèmtheoBáocáosố/BC-UBNDngàytháng11năm2024củaỦybannhândântỉnhTâyNinh)") == 2
    assert not report.pictures


def test_days_carry_their_zeros_by_the_decree(report: Paper) -> None:
    """Before days below 10 and before months 1 and 2, and nowhere else."""
    assert "05/11/2024" in report.running
    assert "30/9/2024" in report.running
    assert "30/09/2024" not in report.running


def test_the_five_figures_their_total_and_the_rates_are_printed(report: Paper) -> None:
    """In prose with zeros, in the table without, every rate with numerator and denominator."""
    for said in (
        "Trong 176 nhiệm vụ được giao có 49 nhiệm vụ đang thực hiện, trong hạn (27,84%); 05 nhiệm vụ",
        "đang thực hiện, quá hạn (2,84%); 29 nhiệm vụ hoàn thành, chờ xác nhận (16,48%); 89 nhiệm vụ",
        "hoàn thành đúng hạn (50,57%); 04 nhiệm vụ hoàn thành quá hạn (2,27%).",
        "Số nhiệm vụ 49 5 29 89 4 176",
        "trên tổng số nhiệm vụ: 93/176, đạt 52,84%",
        "đang thực hiện quá hạn: 93/98, đạt 94,90%",
        "xác nhận hoàn thành: 89/93, đạt 95,70%",
        "trên tổng số nhiệm vụ là 122/176, đạt 69,32%",
    ):
        assert squeezed(said) in squeezed(report.text), said


def test_groups_are_listed_and_add_up(report: Paper) -> None:
    """Seven areas and twenty-one agencies, each table ending in the published figures."""
    for group in (*summary().by_area, *summary().by_agency):
        assert squeezed(group.name) in squeezed(report.text)
    assert report.running.count("Cộng 176 49 5 29 89 4 52,84%") == 2


def test_overdue_tasks_stand_with_cause_and_proposal(report: Paper) -> None:
    """The longest first, with days late."""
    text = squeezed(report.text)
    for row in summary().overdue:
        assert squeezed(f"{row['title']} ({row['code']}).") in text
        assert squeezed(row["cause_text"])[1:] in text
        assert squeezed(row["proposal"]) in text
    assert text.index("quáhạn37ngày") < text.index("quáhạn22ngày") < text.index("quáhạn6ngày")


def test_every_task_can_be_read_letter_for_letter_in_the_annex(report: Paper) -> None:
    """All 176 titles come out of the PDF as they went in, whole letters, none unknown."""
    text = squeezed(report.text)
    missing = [code for code, title in task_titles().items() if squeezed(f"{code}: {title}") not in text]
    assert len(task_titles()) == 176
    assert not missing
    assert is_nfc(report.text)
    assert "\ufffd" not in report.text


def test_table_heads_repeat_on_every_page_of_the_annex(report: Paper) -> None:
    """Nobody leafs back to learn what a column is."""
    assert all(sheet.reads("TT. Mã: nội dung nhiệm vụ") for sheet in report.sheets[body(report) + 1 :])


def test_only_full_tinos_is_used_and_embedded(report: Paper) -> None:
    """A font that does not load is replaced in silence: names are what tells."""
    assert {name for name, _, _ in report.fonts} == {BOLD, ITALIC, PLAIN, BOLD_ITALIC}
    assert all(embedded and readable for _, embedded, readable in report.fonts)


def test_the_document_is_tagged_titled_and_in_vietnamese(report: Paper) -> None:
    """Headings, header cells, the chart in words, bookmarks, language: what a screen reader needs."""
    assert report.info["Tagged"] == "yes"
    assert report.info["Title"].startswith(
        "Báo cáo tình hình, tiến độ thực hiện nhiệm vụ thuộc Chương trình tổng thể"
    )
    assert str(report.pdf.Root.Lang) == "vi"
    assert bool(report.pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert b"pdfuaid:part" in report.pdf.Root.Metadata.read_bytes()
    assert report.tags["/H1"] == 3
    assert report.tags["/H2"] == 6
    assert report.tags["/TH"] > 176
    assert report.alternatives == [SAID]
    assert "III. Tồn tại, hạn chế, khó khăn, vướng mắc và nguyên nhân" in report.outline
    assert "VII. Công tác chỉ đạo, điều hành cải cách hành chính (24 nhiệm vụ)" in report.outline


def test_the_foot_says_where_the_figures_come_from(report: Paper) -> None:
    """Cut-off day, scope, hash and the address that makes the report again, on the last page."""
    last = report.sheets[-1]
    assert last.reads("Số liệu tính đến hết ngày 06/11/2024; phạm vi: toàn bộ nhiệm vụ")
    assert last.reads(hash_of(written(content())))
    assert report.links
    assert all(link.endswith("/reports/progress.pdf?as_of=2024-11-06") for link in report.links)
