"""The management letter on paper, held to Nghị định 30/2020/NĐ-CP, and what it says to its agency."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.reports.paper import Paper, is_nfc, squeezed
from tests.reports.sample import content, lines, only
from tests.reports.test_brief import HOSTILE, LONG
from tracker.database import execute
from tracker.reports import letter
from tracker.reports.actions import PrintRoom
from tracker.reports.addressed import addressed
from tracker.reports.content import Addressed, Content, Helping, Office, Scope, hash_of, read, written
from tracker.reports.gathering import gather, scope_of
from tracker.reports.printer import Printer
from tracker.reports.rendering import html
from tracker.reports.summary import Row
from tracker.tasks.rules import Figures

DAY = date(2024, 11, 6)
BOLD, ITALIC, PLAIN, BOLD_ITALIC = "Tinos-Bold", "Tinos-Italic", "Tinos", "Tinos-Bold-Italic"
PEERS = (Figures(1, 2, 3, 4, 1), Figures(5, 0, 3, 10, 0), Figures(5, 1, 4, 10, 1), Figures(1, 0, 0, 0, 0))
TOLD = Addressed(
    PEERS,
    date(2024, 11, 13),
    (Helping("CQS-04", "Rà soát, phê duyệt hồ sơ", "Sở Thông tin và Truyền thông", date(2024, 11, 5)),),
    ("CQS-06",),
)


def wordy(row: Row, **changes: Any) -> Row:
    """A row of the sample with the words that the product's own rows have."""
    seed = next(line for line in lines("tasks.csv") if line["code"] == row["code"])
    words = {"state": "in_progress", **{name: seed[name] for name in ("expected_output", "progress_note")}}
    return {**row, **words, **changes}


def sample(code: str = "STNMT", name: str = "Sở Tài nguyên và Môi trường", **changes: Any) -> Content:
    """The letter to an agency of the sample."""
    summary = only(lambda row: row["lead_code"] == code)
    summary = type(summary)(**{**vars(summary), "rows": [wordy(row) for row in summary.rows]})
    usual = {"id": 7, "kind": "letter", "scope": Scope("agency", code, name), "addressed": TOLD}
    return content(summary, **{**usual, **changes})


@pytest.fixture(scope="session")
async def paper(printer: Printer, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The letter to one agency, drawn by the real child."""
    path = Path(tmp_path_factory.mktemp("letters")) / "letter.pdf"
    path.write_bytes(await printer.pdf(html(sample())))
    return Paper(path)


# opening words, page (0: the last), font, least and largest size of the decree's table
COMPONENTS = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1, BOLD, 12, 13),
    ("Độc lập - Tự do - Hạnh phúc", 1, BOLD, 13, 14),
    ("UBND TỈNH TÂY NINH", 1, PLAIN, 12, 13),
    ("VĂN PHÒNG", 1, BOLD, 12, 13),
    ("Số:", 1, PLAIN, 13, 13),
    ("/VP-KSTT", 1, PLAIN, 13, 13),
    ("V/v đôn đốc nhiệm vụ", 1, PLAIN, 12, 13),
    ("Tây Ninh, ngày", 1, ITALIC, 13, 14),
    ("Kính gửi: Sở Tài nguyên", 1, PLAIN, 13, 14),
    ("Qua theo dõi việc thực hiện", 1, PLAIN, 13, 14),
    ("1. Nhiệm vụ quá hạn: 03 nhiệm vụ", 1, BOLD, 13, 14),
    ("Nơi nhận:", 0, BOLD_ITALIC, 12, 12),
    ("- Lưu: VT, KSTT.", 0, PLAIN, 11, 11),
    ("CHÁNH VĂN PHÒNG", 0, BOLD, 13, 14),
]


@pytest.mark.parametrize(("opening", "page", "font", "least", "largest"), COMPONENTS)
def test_each_component_has_the_decrees_font_and_size(
    paper: Paper, opening: str, page: int, font: str, least: int, largest: int
) -> None:
    """Capitals, weight, slant and size as the decree's table says."""
    line = paper.line(page or len(paper.sheets), opening)
    assert line.font == font
    assert least <= line.size <= largest


def test_margins_and_page_numbers_are_the_decrees(paper: Paper) -> None:
    """A4; 20-25 mm above and below, 30-35 left, 15-20 right; the first page bears no number."""
    for n, sheet in enumerate(paper.sheets, 1):
        assert (round(sheet.width), round(sheet.height)) == (210, 297)
        assert min(word.left for word in sheet.body) >= 29.9
        assert max(word.right for word in sheet.body) <= 210 - 15
        assert min(word.top for word in sheet.body) >= 19.5
        assert max(word.bottom for word in sheet.body) <= 297 - 19.5
        assert (sheet.number.text if sheet.number else "") == ("" if n == 1 else str(n))


def test_the_letterhead_stands_where_the_decree_puts_it(paper: Paper) -> None:
    """The Office left, the country right, each centred on its own; the subject under the number."""
    nation, motto = paper.line(1, "CỘNG HÒA"), paper.line(1, "Độc lập")
    parent, issuer = paper.line(1, "UBND TỈNH"), paper.line(1, "VĂN PHÒNG")
    for above, below in ((nation, motto), (parent, issuer)):
        assert above.left + above.width / 2 == pytest.approx(below.left + below.width / 2, abs=0.5)
    assert parent.left + parent.width < nation.left
    words = paper.sheets[0].words
    tops = [next(w.top for w in words if w.text.startswith(o)) for o in ("UBND", "VĂN", "Số:", "V/v", "Kính")]
    assert tops == sorted(tops)


def test_number_day_and_signature_are_left_to_the_office(paper: Paper) -> None:
    """Blanks for number and day; room for signature and seal, none drawn."""
    text = squeezed(paper.text)
    assert "Số:/VP-KSTT" in text
    assert "TâyNinh,ngàytháng11năm2024" in text
    assert not paper.pictures
    words = [word for sheet in paper.sheets[-1:] for word in sheet.words]
    signer = next(word for word in words if word.text == "CHÁNH")
    below = [word for word in words if word.left > 105 and word.top > signer.bottom and word.top < 260]
    assert not below or min(word.top for word in below) - signer.bottom >= 30


def test_it_says_what_stands_and_what_is_asked_by_when(paper: Paper) -> None:
    """Figures, peers, overdue, due, awaiting, coordinating, forecast, recipients, foot."""
    text = squeezed(paper.text)
    for said in (
        "Sở Tài nguyên và Môi trường chủ trì 10 nhiệm vụ: 01 đang thực hiện trong hạn, 03 đang thực hiện",
        "quá hạn, 04 hoàn thành, chờ xác nhận, 01 hoàn thành đúng hạn, 01 hoàn thành quá hạn.",
        "tổng số là 2/10, đạt 20,00%; trên số đã hoàn thành và đang quá hạn là 2/5, đạt 40,00%",
        "So với 04 cơ quan khác cùng loại",
        "Số nhiệm vụ chủ trì 10 14,5",
        "quá hạn 37 ngày",
        "Sản phẩm: quyết định thông qua phương án",
        "Đề nghị gia hạn đang được xem xét",
        "Báo cáo nguyên nhân, trách nhiệm trước ngày 13/11/2024;",
        "hoàn thành, gửi sản phẩm trước ngày 30/11/2024.",
        "Nhiệm vụ đến hạn gần nhất: Liên thông phần mềm",
        "Nhiệm vụ đã báo cáo hoàn thành, chờ xác nhận: 04 nhiệm vụ",
        "12 ngày; báo cáo sau thời hạn 25 ngày",
        "Rà soát, phê duyệt hồ sơ (CQS-04, Sở Thông tin và Truyền thông chủ trì, hạn 05/11/2024)",
        "Dự báo",
        "- Như trên;",
        "phạm vi: nhiệm vụ do Sở Tài nguyên và Môi trường chủ trì",
        hash_of(written(sample())),
    ):
        assert squeezed(said) in text, said
    assert is_nfc(paper.text)
    assert paper.info["Title"].startswith("Công văn đôn đốc")
    assert paper.info["Tagged"] == "yes"
    assert paper.tags["/H1"] == 1
    assert {name for name, _, _ in paper.fonts} == {BOLD, ITALIC, PLAIN, BOLD_ITALIC}


def test_medians_are_of_those_who_have_the_figure() -> None:
    """Who has nothing to complete has no rate; of fewer than two peers nothing is compared."""
    found = {line.name: line.peers for line in letter.compared(PEERS[0], PEERS)}
    assert found["Số nhiệm vụ quá hạn"] == "0,5"
    assert found["Đã xác nhận hoàn thành trên số đã hoàn thành và quá hạn"] == "91,67%"
    assert letter.compared(PEERS[0], PEERS[:1]) == []


@pytest.mark.parametrize(
    ("answer", "complete"),
    [(date(2024, 11, 13), date(2024, 11, 30)), (date(2024, 11, 21), date(2024, 12, 31)),
     (date(2024, 12, 25), date(2025, 1, 31)), (date(2025, 1, 31), date(2025, 2, 28))],
)  # fmt: skip
def test_a_month_end_far_enough_away_is_asked_for(answer: date, complete: date) -> None:
    """Ten days after the answer at least."""
    assert letter.complete_by(answer) == complete


def test_what_was_chosen_by_the_office_comes_first() -> None:
    """Signer, recipients and further asks as they were written; a returned task is asked for again."""
    office = Office(
        "Tỉnh Tây Ninh", ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"), "Nguyễn Văn A", ("Sở B",)
    )
    usual = sample(office=office, sections={"next": "Việc thứ nhất.\nViệc thứ hai."})
    rows = [wordy(row, state="returned") if row["code"] == "CQS-07" else row for row in usual.summary.rows]
    page = html(content(type(usual.summary)(**{**vars(usual.summary), "rows": rows}), kind="letter",
                        scope=usual.scope, office=office, sections=usual.sections))  # fmt: skip
    for said in ("PHÓ CHÁNH VĂN PHÒNG", "Nguyễn Văn A", "- Sở B.", "<p>Việc thứ hai.</p>", "bị trả lại: 01"):
        assert said in page
    assert "<p>CHÁNH VĂN PHÒNG</p>" not in page


def test_with_nothing_to_urge_it_informs() -> None:
    """The subject claims no more than there is; empty parts are left out."""
    page = html(sample("BTV", "Ban Thường vụ", addressed=Addressed()))
    assert "V/v thông báo tình hình thực hiện nhiệm vụ" in page
    assert "Nhiệm vụ quá hạn:" not in page
    assert "cùng loại" not in page


def test_what_was_kept_prints_the_same() -> None:
    """Read back from its text, a content gives the same letter, letter for letter."""
    text = written(sample())
    assert read(text) == sample()
    assert html(read(text)) == html(sample())


async def test_hostile_and_endless_words_stay_words(printer: Printer, tmp_path: Path) -> None:
    """A tag in a title, a note or a name is printed, never obeyed; long ones run over pages."""
    told = Addressed(PEERS, None, (Helping("X", HOSTILE, HOSTILE, DAY),))
    found = sample(name=HOSTILE, addressed=told, sections={"next": HOSTILE, "forecast": HOSTILE})
    for row in found.summary.rows:
        row.update(title=HOSTILE + LONG, expected_output=HOSTILE, progress_note=LONG)
    page = html(found)
    assert "<script" not in page
    assert "<img" not in page
    path = tmp_path / "hostile.pdf"
    path.write_bytes(await printer.pdf(page))
    assert squeezed("<script>alert(1)</script>") in squeezed(Paper(path).text)


async def test_a_letter_is_gathered_of_its_agency_alone(province: object) -> None:
    """Peers without names, the fifth working day, the open request, what it coordinates; as of the day."""
    scope = await scope_of("agency", "STNMT", "", DAY)
    found = await gather("letter", scope, DAY, DAY)
    told = found.addressed
    departments = [a for a in lines("agencies.csv") if a["kind"] == "department" and a["code"] != "STNMT"]
    leading = {task["lead_code"] for task in lines("tasks.csv")}
    assert len(told.peers) == sum(a["code"] in leading for a in departments)
    assert sum(peer.overdue for peer in told.peers) == 2
    assert told.answer_by == date(2024, 11, 13)
    assert [one.code for one in told.helping] == ["CQS-04"]
    assert told.deciding == ("CQS-06",)
    assert {row["lead_code"] for row in found.summary.rows} == {"STNMT"}
    assert await addressed(1, "STNMT", date(2024, 10, 1), DAY) != told
    assert (await addressed(1, "STNMT", date(2024, 10, 1), DAY)).deciding == ()
    assert await addressed(1, "nobody", DAY, DAY) == Addressed()
    assert html(read(written(found))) == html(found)
    await execute(
        "UPDATE extension SET decision = 'refused', decided_at = '2024-11-06T02:00Z' WHERE decision = ''"
    )
    assert (await addressed(1, "STNMT", DAY, DAY)).deciding == ()


async def test_letters_of_a_dozen_agencies_take_less_than_a_second_each(printer: Printer) -> None:
    """One warm child draws them one after another: sixty are to take less than a minute."""
    room = PrintRoom(printer)
    started = time.monotonic()
    for n in range(12):
        pdf = await room.report_pdf(sample(name=f"Sở Tài nguyên và Môi trường số {n}"))
        assert pdf.startswith(b"%PDF")
    spent = time.monotonic() - started
    print(f"a dozen letters: {spent:.1f} s")
    assert spent < 12
