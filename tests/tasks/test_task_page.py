"""Promises about a task's page: everything of it, for those it belongs to, on any day."""

import re

import pytest

from tests.tasks.moving import opened, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser
from tracker.database import execute
from tracker.database.engine import Engine


async def read(who: str, path: str) -> str:
    """The words of a page as somebody reads them."""
    return words_of(await main_of(await a_user(who), path))


async def test_every_fact_that_is_set_stands_on_the_page(province: Engine) -> None:
    """Parties, output, deadline as written and as computed, document, report."""
    said = await read("bcd.truongban", "/tasks/CQS-06")
    for words in (
        "Đang thực hiện, quá hạn",
        "Quá hạn 6 ngày. Hạn hoàn thành là 31/10/2024 (hạn ban đầu 30/06/2024, đã gia hạn 1 lần).",
        "Cập nhật gần nhất cách đây 2 ngày.",
        "Cơ quan chủ trì Sở Tài nguyên và Môi trường",
        "Cục Thuế tỉnh Tây Ninh",
        "Người phụ trách Lục Bích Trâm, Chuyên viên Văn phòng Đăng ký đất đai",
        "Sản phẩm Biên bản nghiệm thu",
        "31/10/2024 (tính theo quý) Ghi trong văn bản: Quý II/2024 Hạn ban đầu 30/06/2024, đã gia hạn 1 lần",
        "06/QĐ-TTg ngày 06/01/2022, Thủ tướng Chính phủ",
        "Phụ lục nhiệm vụ giao địa phương",
        "Trọng tâm",
        "76%",
        "Nguyên nhân Khách quan. Khối lượng hồ sơ đất đai tăng đột biến",
        "Kiến nghị Đề nghị bổ sung kinh phí đối soát dữ liệu",
    ):
        assert words in said, words


async def test_rarer_facts_are_shown_when_they_are_set(province: Engine) -> None:
    """Priority, follower, leader, forecast, state of a coordinator's part, more than one extension."""
    await execute(
        """UPDATE task SET priority = 'express', forecast = 'Tháng 12', difficulty_kind = 'resources',
                  extension_count = 2, monitor = (SELECT id FROM person WHERE username = 'vpub.dieuphoi3'),
                  leader = (SELECT id FROM person WHERE username = 'bcd.photruongban1')
           WHERE code = 'CQS-06'"""
    )
    await execute("UPDATE task_coordinator SET contribution = 'contributed'")
    said = await read("bcd.truongban", "/tasks/CQS-06")
    for words in ("Độ khẩn hỏa tốc", "Người theo dõi Phạm Thị Cẩm Tú", "Lãnh đạo phụ trách Đặng Thục Anh",
                  "Ước thực hiện Tháng 12", "Nguồn lực.", "(đã phối hợp)", "đã gia hạn 2 lần"):  # fmt: skip
        assert words in said, words


async def test_without_a_person_the_head_of_the_lead_agency_is_responsible(province: Engine) -> None:
    """Nobody in particular was named."""
    assert "Người phụ trách Đỗ Nhật Tín lãnh đạo cơ quan chủ trì" in await read("giamsat", "/tasks/CQS-04")


async def test_the_timeline_tells_everything_newest_first(province: Engine) -> None:
    """Reports with what changed, extension, explanation, hand-over, comment, the day it became overdue."""
    said = (await read("bcd.truongban", "/tasks/CQS-06")).partition("Diễn biến")[2]
    told = (
        "Giải trình Lâm Bảo Sơn",
        "Cập nhật tiến độ Lâm Bảo Sơn",
        "Tiến độ: trước: 45% sau: 76%",
        "Yêu cầu giải trình Nguyễn Hà Phương",
        "Nhiệm vụ chuyển sang quá hạn Hệ thống · 01/11/2024 00:00",
        "Đề nghị gia hạn Lâm Bảo Sơn",
        "Ý kiến Phạm Thị Cẩm Tú",
        "Gia hạn Nguyễn Hà Phương",
        "Hạn hoàn thành: trước: 30/06/2024 sau: 31/10/2024",
        "Bàn giao người phụ trách",
        "Tiếp nhận nhiệm vụ",
        "Giao nhiệm vụ Nguyễn Hà Phương, Văn phòng Ủy ban nhân dân tỉnh · 24/02/2022",
    )
    places = [said.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


async def test_extensions_and_explanations_are_listed_with_their_outcome(province: Engine) -> None:
    """The open request, the granted one; the question with its answer."""
    said = await read("bcd.truongban", "/tasks/CQS-06")
    assert "Gia hạn (2) Chờ quyết định · đề nghị đến 31/12/2024" in said
    assert "Gia hạn đến 31/10/2024" in said
    assert "Giải trình (1)" in said
    assert "Lâm Bảo Sơn trả lời lúc 05/11/2024 15:07 Khối lượng đối soát lớn hơn dự kiến" in said
    assert "Chưa trả lời" in await read("bcd.truongban", "/tasks/CQS-04")


@pytest.mark.parametrize(
    ("who", "first", "other"),
    [
        ("stttt.lanhdao", "Cập nhật tiến độ", "Trình xác nhận hoàn thành"),
        ("stttt.chuyenvien1", "Cập nhật tiến độ", "Lãnh đạo cơ quan trình xác nhận"),
    ],
)
async def test_the_next_action_is_open_and_the_others_are_folded(
    province: Engine, who: str, first: str, other: str
) -> None:
    """Of a task in progress, with nothing to explain, the report comes first."""
    html = await main_of(await a_user(who), "/tasks/CQS-28")
    act = html.partition('id="act"')[2]
    assert act.partition("</h2>")[0].endswith(first)
    assert other in act
    assert act.partition("</section>")[2].count("<summary>Trình xác nhận hoàn thành") == (
        who == "stttt.lanhdao"
    )


async def test_a_returned_task_says_why_and_asks_for_the_submission_first(province: Engine) -> None:
    """What the office wrote stands on top; submitting again is the next action."""
    code = "CQS-04"
    await execute(
        """INSERT INTO history (kind, object_id, verb, at, actor_name, version, text, changes)
           SELECT 'task', id, 'return', changed_at + interval '1 hour', 'Trần Nhật Minh', version,
                  'Thiếu chữ ký.', '{}' FROM task WHERE code = $1""",
        code,
    )
    await execute("UPDATE task SET state = 'returned' WHERE code = $1", code)
    html = await main_of(await a_user("stttt.lanhdao"), f"/tasks/{code}")
    assert "Thiếu chữ ký." in html.partition('class="grid taskgrid"')[0]
    assert html.partition('id="h-act">')[2].startswith("Trình xác nhận hoàn thành")


async def test_a_past_day_shows_what_was_true_then_and_no_form(province: Engine) -> None:
    """Before the extension was granted: the old deadline, overdue by it, and nothing of later days."""
    browser = await a_user("stnmt.lanhdao")
    html = await main_of(browser, "/tasks/CQS-06?as_of=2024-06-19")
    said = words_of(html)
    assert "Số liệu đến hết ngày 19/06/2024" in said
    assert '<form method="post"' not in html
    assert "30/06/2024 (tính theo quý)" in said
    assert "Đang thực hiện, trong hạn" in said
    assert "31/10/2024 (tính" not in said
    assert "Gia hạn (1) Chờ quyết định" in said
    assert "76%" not in said
    assert '<form method="post"' in await main_of(browser, "/tasks/CQS-06")
    assert (await browser.get("/tasks/CQS-06?as_of=2022-02-23")).status_code == 404
    assert (await browser.get("/tasks/CQS-06?as_of=2022-02-24")).status_code == 200
    wrong = await browser.get("/tasks/CQS-06?as_of=2024-02-30")
    assert wrong.status_code == 422
    assert "Nhập ngày có thật" in wrong.text


async def test_an_unmoved_form_is_of_the_version_shown(province: Engine) -> None:
    """What the form sends back is the version the reader saw, and a key of its own."""
    browser: Browser = await a_user("stttt.lanhdao")
    first, second = [await opened(browser, "CQS-04", "progress") for _ in range(2)]
    assert first["version"] == second["version"] == str((await task("CQS-04"))["version"])
    assert first["form_key"] != second["form_key"]


async def test_a_withdrawn_task_stays_readable(province: Engine) -> None:
    """It has no state among the five; nothing but words can be added."""
    await execute("UPDATE task SET state = 'withdrawn', resumes_to = 'in_progress' WHERE code = 'CQS-04'")
    html = await main_of(await a_user("stttt.lanhdao"), "/tasks/CQS-04")
    assert "Đã thu hồi" in html
    assert re.findall(r'<form [^>]*action="/tasks/CQS-04/([\w-]+)"', html) == ["explain", "comment"]


async def test_english_readers_find_english_words(province: Engine) -> None:
    """The same page by the reader's language."""
    await execute("UPDATE person SET language = 'en' WHERE username = 'stttt.lanhdao'")
    said = await read("stttt.lanhdao", "/tasks/CQS-04")
    assert "1 day late." in said
    assert "Report progress" in said
