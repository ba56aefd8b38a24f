"""The progress summary on paper, read back out of the PDF and held to Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import pytest

from tests.reports.paper import Paper, is_nfc, squeezed
from tests.reports.sample import summary, task_titles

BOLD, ITALIC, PLAIN, BOLD_ITALIC = "Tinos-Bold", "Tinos-Italic", "Tinos", "Tinos-Bold-Italic"
BODY = 6  # pages before the annex

SAID = (
    "Biểu đồ cơ cấu 176 nhiệm vụ: đang thực hiện, trong hạn 49; đang thực hiện, quá hạn 5; "
    "hoàn thành, chờ xác nhận 29; hoàn thành đúng hạn 89; hoàn thành quá hạn 4."
)

# opening words, page, font, least and largest size of the decree's table
COMPONENTS = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1, BOLD, 12, 13),
    ("Độc lập - Tự do - Hạnh phúc", 1, BOLD, 13, 14),
    ("TỈNH TÂY NINH", 1, BOLD, 12, 13),
    ("Số:", 1, PLAIN, 13, 13),
    ("/BC-UBND", 1, PLAIN, 13, 13),
    ("Tây Ninh, ngày", 1, ITALIC, 13, 14),
    ("BÁO CÁO", 1, BOLD, 13, 14),
    ("(số liệu tính đến hết ngày 06/11/2024)", 1, BOLD, 13, 14),
    ("phương chủ trì; mỗi nhiệm vụ có một", 1, PLAIN, 13, 14),
    ("I. KẾT QUẢ CHUNG", 1, BOLD, 13, 14),
    ("1. Theo lĩnh vực", 2, BOLD, 13, 14),
    ("Nơi nhận:", BODY, BOLD_ITALIC, 12, 12),
    ("- Lưu: VT.", BODY, PLAIN, 11, 11),
    ("TM. ỦY BAN NHÂN DÂN", BODY, BOLD, 13, 14),
    ("CHỦ TỊCH", BODY, BOLD, 13, 14),
    ("Phụ lục", BODY + 1, BOLD, 14, 14),
    ("CHI TIẾT 176 NHIỆM VỤ", BODY + 1, BOLD, 13, 14),
    ("(Kèm theo Báo cáo số", BODY + 1, ITALIC, 13, 14),
]


@pytest.mark.parametrize(("opening", "page", "font", "least", "largest"), COMPONENTS)
def test_each_component_has_the_decrees_font_and_size(
    report: Paper, opening: str, page: int, font: str, least: int, largest: int
) -> None:
    """Capitals, weight, slant and size as the decree's table says."""
    line = report.line(page, opening)
    assert line.font == font
    assert least <= line.size <= largest


def test_no_word_stands_in_the_margins(report: Paper) -> None:
    """At least 20 mm above and below, 30 left, 15 right, on portrait and landscape pages alike."""
    for n, sheet in enumerate(report.sheets, 1):
        assert min(word.left for word in sheet.body) >= 29.9, n
        assert max(word.right for word in sheet.body) <= sheet.width - 15, n
        assert min(word.top for word in sheet.body) >= 19.5, n
        assert max(word.bottom for word in sheet.body) <= sheet.height - 19.9, n


def test_the_body_is_upright_and_the_annex_landscape(report: Paper) -> None:
    """A4 both ways."""
    sizes = [(round(sheet.width), round(sheet.height)) for sheet in report.sheets]
    assert sizes == [(210, 297)] * BODY + [(297, 210)] * (len(sizes) - BODY)
    assert len(sizes) > BODY + 5


def test_page_numbers_hide_on_first_pages_and_start_anew_in_the_annex(report: Paper) -> None:
    """Arabic, centred over the text, none on page 1 of the body and of the annex."""
    numbers = [sheet.number for sheet in report.sheets]
    annex = len(numbers) - BODY
    shown = [number.text if number else "" for number in numbers]
    assert shown == ["", *map(str, range(2, BODY + 1)), "", *map(str, range(2, annex + 1))]
    for sheet, number in zip(report.sheets, numbers, strict=True):
        if number is not None:
            assert (number.left + number.right) / 2 == pytest.approx(30 + (sheet.width - 46) / 2, abs=0.3)
    top = max((line for line in report.lines(2) if line.text == "2"), key=lambda line: line.size)
    assert (top.font, top.size) == (PLAIN, 14)


def test_number_and_day_are_left_blank(report: Paper) -> None:
    """A draft: the clerk numbers and dates it; nobody's signature or seal is drawn."""
    text = squeezed(report.text)
    assert "Số:/BC-UBND" in text
    assert "TâyNinh,ngàytháng11năm2024" in text
    assert "(KèmtheoBáocáosố/BC-UBNDngàytháng11năm2024củaỦybannhândântỉnhTâyNinh)" in text
    assert not report.pictures


def test_motto_stands_centred_under_the_countrys_name(report: Paper) -> None:
    """One above the other, to half a millimetre."""
    nation, motto = report.line(1, "CỘNG HÒA"), report.line(1, "Độc lập")
    assert nation.left + nation.width / 2 == pytest.approx(motto.left + motto.width / 2, abs=0.5)


def test_the_five_figures_their_total_and_the_rates_are_printed(report: Paper) -> None:
    """In prose with zeros, in the table without, every rate with numerator and denominator."""
    for said in (
        "Trong 176 nhiệm vụ được giao có 49 nhiệm vụ đang thực hiện, trong hạn (27,84%); 05 nhiệm vụ",
        "đang thực hiện, quá hạn (2,84%); 29 nhiệm vụ hoàn thành, chờ xác nhận (16,48%); 89 nhiệm vụ",
        "hoàn thành đúng hạn (50,57%); 04 nhiệm vụ hoàn thành quá hạn (2,27%).",
        "Số nhiệm vụ 49 5 29 89 4 176",
        "trên tổng số nhiệm vụ được giao: 93/176, đạt 52,84%",
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
    """So does the head of the table by agency, which breaks too."""
    assert all(sheet.reads("TT. Mã: nội dung nhiệm vụ") for sheet in report.sheets[BODY:])
    assert sum(sheet.reads("Cơ quan chủ trì") for sheet in report.sheets[:BODY]) == 2


def test_only_full_tinos_is_used_and_embedded(report: Paper) -> None:
    """A font that does not load is replaced in silence: names are what tells."""
    assert {name for name, _, _ in report.fonts} == {BOLD, ITALIC, PLAIN, BOLD_ITALIC}
    assert all(embedded and readable for _, embedded, readable in report.fonts)


def test_the_document_is_tagged_titled_and_in_vietnamese(report: Paper) -> None:
    """Headings, header cells, the chart in words, bookmarks, language: what a screen reader needs."""
    assert report.info["Tagged"] == "yes"
    assert report.info["Title"].startswith("Báo cáo tiến độ thực hiện nhiệm vụ: Chương trình tổng thể")
    assert str(report.pdf.Root.Lang) == "vi"
    assert bool(report.pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert b"<pdfuaid:part>1" in report.pdf.Root.Metadata.read_bytes() or (
        b'pdfuaid:part="1"' in report.pdf.Root.Metadata.read_bytes()
    )
    assert report.tags["/H1"] == 2
    assert report.tags["/H2"] == 6
    assert report.tags["/TH"] > 176
    assert report.alternatives == [SAID]
    assert "III. Nhiệm vụ cần tập trung chỉ đạo" in report.outline
    assert "VII. Công tác chỉ đạo, điều hành cải cách hành chính (24 nhiệm vụ)" in report.outline


def test_the_foot_says_where_the_figures_come_from(report: Paper) -> None:
    """Cut-off day, scope, hash and the address that makes the report again, on the last page."""
    last = report.sheets[-1]
    assert last.reads("Số liệu tính đến hết ngày 06/11/2024; phạm vi: toàn bộ nhiệm vụ")
    assert last.reads(summary().digest)
    assert report.links
    assert all(link.endswith("/reports/progress.pdf?as_of=2024-11-06") for link in report.links)
