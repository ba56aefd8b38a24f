"""Promises about drafts: incomplete as they are, seen by the office alone, issued once and by themselves."""

from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_writing import OFFICE, fill, whole
from tests.tasks.whole import assert_whole
from tests.web.site import Browser
from tracker.database import value
from tracker.database.engine import Engine

DRAFTS = "/tasks/drafts"


async def a_draft(office: Browser, **said: str) -> str:
    """The address of a new draft."""
    answer = await fill(office, "/tasks/new", {**said, "do": "draft"})
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_a_draft_keeps_whatever_was_typed(province: Engine) -> None:
    """A form with one impossible thing in it is kept as it is, and comes back so; figures do not know it."""
    office = await a_user(OFFICE)
    place = await a_draft(office, title="Nhiệm vụ đang soạn", due_on_day="31", due_on_month="2", with_SNV="1")
    page = (await office.get(place)).text
    assert "Nhiệm vụ đang soạn" in page
    assert 'name="due_on_day" type="text" value="31"' in page
    assert 'name="with_SNV" value="1" checked' in page
    said = words_of(await main_of(office, DRAFTS))
    assert "Nhiệm vụ đang soạn" in said
    assert "Nguyễn Hà Phương soạn" in said
    assert (await fill(office, place, {"title": "Tên khác", "do": "draft"})).status_code == 303
    assert "Tên khác" in (await office.get(place)).text
    assert 'value="1" checked' not in (await office.get(place)).text
    assert not await value("SELECT 1 FROM task WHERE title IN ('Nhiệm vụ đang soạn', 'Tên khác')")


async def test_a_draft_is_issued_once(province: Engine) -> None:
    """A double click and a look back at the draft lead to the one task."""
    office = await a_user(OFFICE)
    place = await a_draft(office, **await whole())
    hidden = form_of((await office.get(place)).text, place)
    said = {**hidden, **await whole(), "do": "issue"}
    answers = [await office.post(place, data=said) for _n in range(2)]
    assert [one.headers["location"] for one in answers] == ["/tasks/CQS-31"] * 2
    assert (await office.get(place)).headers["location"] == "/tasks/CQS-31"
    assert await value("SELECT count(*) FROM task_draft WHERE issued_at IS NOT NULL") == 1
    await assert_whole("CQS-31")
    assert not await value("SELECT 1 FROM task WHERE code = 'CQS-32'")


async def test_two_who_write_one_draft_lose_nothing(province: Engine) -> None:
    """The later one is told (409) what the other saved, and keeps what was typed."""
    one, other = await a_user(OFFICE), await a_user("vpub.dieuphoi2")
    place = await a_draft(one, title="Bản đầu")
    hidden = form_of((await one.get(place)).text, place)
    await fill(other, place, {"title": "Bản của người khác", "do": "draft"})
    late = await one.post(place, data={**hidden, "title": "Bản của tôi", "do": "draft"})
    assert late.status_code == 409
    assert "Bản của người khác" in late.text
    assert ">Bản của tôi</textarea>" in late.text
    assert await value("SELECT typed ->> 'title' FROM task_draft") == "Bản của người khác"
    again = form_of(late.text, place)
    saved = await one.post(place, data={**again, "title": "Bản của tôi", "do": "draft"})
    assert saved.status_code == 303


async def test_several_are_issued_each_by_itself(province: Engine) -> None:
    """The valid become tasks, the invalid stay with their reasons; sent again nothing happens twice."""
    office = await a_user(OFFICE)
    places = [await a_draft(office, **await whole()), await a_draft(office, title="Chưa đủ")]
    places.append(await a_draft(office, **await whole()))
    hidden = form_of((await office.get(DRAFTS)).text, DRAFTS)
    ticked = {f"draft_{place.rpartition('/')[2]}": "1" for place in places}
    answer = await office.post(DRAFTS, data={**hidden, **ticked})
    said = words_of(answer.text)
    assert answer.status_code == 422
    assert "Đã giao 2 nhiệm vụ." in said
    assert "1 dự thảo còn lại" in said
    assert "Cơ quan chủ trì: Chọn cơ quan chủ trì" in said
    await office.post(DRAFTS, data={**hidden, **ticked})
    assert await value("SELECT count(*) FROM task WHERE code IN ('CQS-31', 'CQS-32', 'CQS-33')") == 2
    assert await value("SELECT count(*) FROM task_draft WHERE issued_at IS NULL") == 1
    nothing = await office.post(DRAFTS, data=hidden)
    assert nothing.status_code == 422


async def test_a_draft_is_thrown_away_once_looked_at(province: Engine) -> None:
    """Not when somebody changed it since; then it is gone, and its address is nothing."""
    office = await a_user(OFFICE)
    place = await a_draft(office, title="Bỏ đi")
    stale = form_of((await office.get(DRAFTS)).text, f"{place}/delete")
    await fill(office, place, {"title": "Giữ lại", "do": "draft"})
    await office.post(f"{place}/delete", data=stale)
    assert await value("SELECT count(*) FROM task_draft") == 1
    now = form_of((await office.get(DRAFTS)).text, f"{place}/delete")
    for _n in range(2):
        assert (await office.post(f"{place}/delete", data=now)).headers["location"] == DRAFTS
    assert (await office.get(place)).status_code == 404


async def test_nobody_but_the_office_sees_drafts(province: Engine) -> None:
    """Neither the committee nor an agency, not even that there is one."""
    place = await a_draft(await a_user(OFFICE), title="Kín")
    for username in ("bcd.truongban", "stttt.lanhdao", "giamsat"):
        browser = await a_user(username)
        for path in (place, DRAFTS, "/tasks/new"):
            assert (await browser.get(path)).status_code == 404, (username, path)
