"""The page and the block that show how a deadline's text is understood, as the office meets them."""

from datetime import date

from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute
from tracker.database.engine import Engine


async def test_a_deadline_is_shown_as_understood(province: Engine) -> None:
    """The day, how exact it is and how it was found; doubt with the other days; what cannot be with why."""
    office = await a_user("vpub.dieuphoi1")
    page = words_of(await main_of(office, "/deadline?text=Quý III/2024&from=2024-03-06"))
    assert "Hạn hoàn thành: 30/09/2024 (đến quý). Ngày cuối của quý III/2024: 30/09/2024." in page
    page = words_of(await main_of(office, "/deadline?text=đầu quý III&from=2024-03-06"))
    assert "Chưa chắc chắn" in page
    assert "Cũng có thể là: 31/07/2024" in page
    page = words_of(await main_of(office, "/deadline?text=31/02/2024&from=2024-03-06"))
    assert "Không có ngày 31/02/2024." in page
    assert "Có thể là: 29/02/2024" in page
    page = words_of(await main_of(office, "/deadline?text=Hằng quý (trước ngày 20 tháng cuối quý)"))
    assert "Các kỳ tới: Quý IV/2024: 20/12/2024 ; Quý I/2025: 20/03/2025" in page
    page = words_of(await main_of(office, "/deadline?text=Thường xuyên"))
    assert "Không có thời hạn cụ thể" in page
    assert "Hạn hoàn thành:" not in page


async def test_working_days_are_those_of_the_office_s_calendar(province: Engine) -> None:
    """From 06/11/2024; a day that the office takes off moves the deadline by one."""
    office = await a_user("vpub.dieuphoi1")
    path = "/deadline?deadline_text=trong 05 ngày làm việc"
    assert "13/11/2024" in await main_of(office, path)
    await execute("INSERT INTO holiday (on_day, works) VALUES ($1, 'off')", date(2024, 11, 12))
    assert "14/11/2024" in await main_of(office, path)


async def test_htmx_gets_the_block_alone_and_a_browser_the_page(province: Engine) -> None:
    """The same words in both; nothing typed is lost, and nothing is shown for nothing."""
    office = await a_user("vpub.dieuphoi1")
    headers = {"HX-Request": "true", "HX-Target": "deadline_preview"}
    block = await office.get("/deadline?text=năm 2025", headers=headers)
    assert block.text.strip().startswith('<div id="deadline_preview"')
    assert "<html" not in block.text
    whole = await office.get("/deadline?text=năm 2025")
    assert words_of(block.text) in words_of(whole.text)
    assert 'value="năm 2025"' in whole.text
    assert words_of((await office.get("/deadline", headers=headers)).text) == ""


async def test_a_day_of_assignment_that_is_none_is_said(province: Engine) -> None:
    """422 with the sentence beside the boxes and in the block; what was typed stays."""
    office = await a_user("vpub.dieuphoi1")
    for query in ("from=2024-02-31", "from=x", "from_day=31&from_month=02&from_year=2024"):
        answer = await office.get(f"/deadline?text=sau 15 ngày&{query}")
        assert answer.status_code == 422
        assert answer.text.count("Nhập ngày có thật") == 3  # in the summary, beside the boxes, in the block
        assert 'value="sau 15 ngày"' in answer.text
    answer = await office.get("/deadline?text=<b>x</b>&from_day=06&from_month=11&from_year=2024")
    assert answer.status_code == 200
    assert "<b>x</b>" not in answer.text
