"""A signed copy comes back to its report by the page's form, is shown there, and is handed out as it came."""

import hashlib
from datetime import date
from uuid import uuid4

import httpx
import pytest

from tests.reports.kept.desk import LETTER, NOON, a_draft, a_frozen_report, frozen
from tests.reports.signed.papers import WORDS, altered, locked, pdf, signed
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser
from tracker import settings
from tracker.database import execute, row, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.history.rules import grouped
from tracker.reports.signed.rules import TextFacts
from tracker.reports.signed.view import text
from tracker.web.csrf import FIELD

SAID = {
    "signed_number": "125/BC-UBND",
    "signed_on_day": "6",
    "signed_on_month": "11",
    "signed_on_year": "2024",
}


@pytest.fixture(autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for what is on its way in; nobody is trusted."""
    settings.override(evidence_folder=str(tmp_path_factory.mktemp("store")), signature_roots="")


async def a_report(content: bytes) -> int:
    """A frozen report whose PDF has these words."""
    report = await a_draft()
    await frozen(report)
    await execute(
        """INSERT INTO report_file (report, format, sha256, size, content, made_at)
           VALUES ($1, 'pdf', $2, $3, $4, $5)""",
        report, hashlib.sha256(content).digest(), len(content), content, NOON,
    )  # fmt: skip
    return report


async def send(
    browser: Browser, report: int, content: bytes | None, name: str = "Báo cáo đã ký.pdf", **said: str
) -> httpx.Response:
    """Send the form of the card with the token of the page."""
    await browser.meet(f"/reports/{report}")
    file = (name, content, "application/pdf") if content is not None else ("", b"")
    told = {FIELD: browser.token, "form_key": str(uuid4()), **SAID, **said}
    return await browser.post(f"/reports/{report}/signed", data=told, files=[("signed", file)])


async def test_a_signed_copy_is_kept_shown_and_handed_out(province: Engine) -> None:
    """With number, day, hash and signatures; a line of history; byte for byte for who may read it."""
    office = await a_user("vpub.dieuphoi1")
    original = pdf()
    report, copy = await a_report(original), await signed(original)
    there = f"/reports/{report}"
    assert "Chưa có bản đã ký" in words_of(await main_of(office, there))
    answer = await send(office, report, copy)
    assert (answer.status_code, answer.headers["location"]) == (303, there), answer.text
    kept = await row("SELECT * FROM report_signed WHERE report = $1", report)
    assert kept is not None
    sha256 = hashlib.sha256(copy).digest()
    assert (kept["number"], kept["signed_on"], kept["sha256"]) == ("125/BC-UBND", date(2024, 11, 6), sha256)
    page = words_of(await main_of(office, there))
    for words in (
        "125/BC-UBND · 06/11/2024", "Báo cáo đã ký.pdf", grouped(sha256.hex()), "Nguyễn Văn A",
        "CA chuyên dùng thử nghiệm", "Văn bản không thay đổi kể từ chữ ký này",
        "Chưa kiểm tra được chuỗi chứng thư", "không có dấu thời gian", "trùng với báo cáo đã đóng băng",
        "mở đầu bằng đúng tệp đã đóng băng",
    ):  # fmt: skip
        assert words in page, words
    assert "hợp lệ" not in page
    last = (await lines("report", report))[-1]
    assert (last["verb"], sha256.hex() in last["text"]) == ("keep_signed_report", True)
    member = await a_user("bcd.truongban")
    got = await member.get(f"{there}/signed/{kept['id']}")
    assert got.content == copy
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "Tải bản đã ký lên" not in words_of(await main_of(member, there))
    again = await send(office, report, copy)
    assert again.status_code == 422
    assert "đã được tải lên trước đây với số 125/BC-UBND" in again.text
    assert await value("SELECT count(*) FROM report_signed") == 1


async def test_what_is_wrong_stands_beside_its_field(province: Engine) -> None:
    """Nothing is kept, and number and day stay as they were typed."""
    office, report = await a_user("vpub.dieuphoi1"), await a_frozen_report()
    good = pdf()
    for content, said, field, words in (
        (good, {"signed_number": " "}, "signed_number", "Nhập số văn bản"),
        (good, {"signed_number": "9" * 41}, "signed_number", "Rút gọn"),
        (good, {"signed_on_month": "13"}, "signed_on", "Nhập ngày có thật"),
        (good, {"signed_on_year": "2025"}, "signed_on", "không được sau hôm nay"),
        (None, {}, "signed", "Chọn một tệp PDF"),
        (b"", {}, "signed", "rỗng"),
        (b"MZ" + good, {}, "signed", "nội dung không phải"),
        (good, {"name": "a.docx"}, "signed", "Chọn một tệp PDF"),
        (good, {"name": "<b>.html"}, "signed", "chỉ nhận"),
        (locked(good), {}, "signed", "có mật khẩu"),
        (b"%PDF-1.7\nrubbish", {}, "signed", "bị hỏng"),
        (b"%PDF-1.7\nrubbish\n%%EOF", {}, "signed", "bị hỏng"),
        (b"%PDF-" + bytes(25 * 1024 * 1024), {}, "signed", "25 MB"),
    ):
        wrong = await send(office, report, content, **said)
        assert wrong.status_code == 422, (said, wrong.status_code)
        assert f'href="#{field}"' in wrong.text, (said, field)
        assert words in words_of(wrong.text), (said, words)
        number = said.get("signed_number", "125/BC-UBND").strip()
        assert f'value="{number}"' in wrong.text or not number
    assert await value("SELECT count(*) FROM report_signed") == 0


async def test_a_copy_that_differs_is_kept_with_a_warning(province: Engine) -> None:
    """Other words, pages changed behind the signature, none at all: said in plain words, and kept."""
    office = await a_user("vpub.dieuphoi1")
    report = await a_report(pdf())
    changed = altered(await signed(pdf(WORDS[0], "<i>chữ lạ</i>", WORDS[2])))
    for content, number in ((changed, "1/BC-UBND"), (pdf("Không ký"), "2/BC-UBND")):
        assert (await send(office, report, content, signed_number=number)).status_code == 303
    page = words_of(await main_of(office, f"/reports/{report}"))
    assert text(TextFacts("other")).sentence.startswith("Có các chữ của báo cáo đã đóng băng nhưng khác")
    for words in (
        "khác với báo cáo đã đóng băng", "Sau chữ ký này văn bản đã bị thay đổi", "Tệp không có chữ ký số",
        "Bản đã ký (2)", "Không có trong bản đã ký:",
    ):  # fmt: skip
        assert words in page, words


async def test_drafts_take_none_and_letters_are_read_by_their_agency(province: Engine) -> None:
    """A draft has no signed copy; the agency of a letter fetches its copies, another agency finds nothing."""
    office = await a_user("vpub.dieuphoi1")
    draft = await a_draft()
    await office.meet("/account")
    nothing = await office.post(
        f"/reports/{draft}/signed", data={FIELD: office.token, **SAID}, files=[("signed", ("a.pdf", pdf()))]
    )
    assert nothing.status_code == 404
    letter = await a_draft("letter", LETTER)
    await frozen(letter)
    assert (await send(office, letter, await signed(pdf()))).status_code == 303
    number = await value("SELECT id FROM report_signed WHERE report = $1", letter)
    path = f"/reports/{letter}/signed/{number}"
    assert (await (await a_user("stnmt.lanhdao")).get(path)).status_code == 200
    assert (await (await a_user("stttt.lanhdao")).get(path)).status_code == 404
    assert (await office.get(f"/reports/{draft}/signed/{number}")).status_code == 404
