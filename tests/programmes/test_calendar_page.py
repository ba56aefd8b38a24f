"""The calendar page: a year at a glance, and every change shown, confirmed, made once and recorded."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import pytest

from tests.tasks.reading import a_user, freeze, main_of, words_of
from tests.web.site import Browser, made, person
from tracker.clock import at
from tracker.database import execute, value
from tracker.database.engine import Engine
from tracker.history.queries import facts_at, lines
from tracker.programmes.actions import set_day
from tracker.programmes.calendar import calendar_day, working_days
from tracker.reminders.calendar import fill_calendar, run_moment

NATIONAL_DAY = date(2024, 9, 2)
MONDAY = date(2024, 11, 11)


@dataclass(frozen=True)
class Nobody:
    """An editor without an account, unless one is given."""

    id: int = 0
    name: str = "Lan"
    agency_name: str = "Văn phòng"


async def confirm(browser: Browser, path: str, **changes: Any) -> Any:
    """Open what a change does, then send its form, with the fields a test wants otherwise."""
    html = (await browser.get(path)).text
    form = html.partition('<form method="post" action="/calendar"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return await browser.post("/calendar", data={**sent, **changes})


async def test_a_year_shows_its_days_and_what_they_do(province: Engine) -> None:
    """National Day moves the letters of its week; the seed is marked; the Saturday of the swap is worked."""
    await fill_calendar(2024, 2025)
    office = await a_user("vpub.dieuphoi1")
    page = words_of(await main_of(office, "/calendar"))
    assert "Lịch làm việc năm 2024" in page
    day = page.partition("02/09/2024 thứ Hai")[2].partition("03/09/2024 thứ Ba")[0]
    assert "Quốc khánh" in day
    assert "Lịch nghỉ của Nhà nước" in day
    assert "Thư nhắc của tuần gửi vào thứ Tư, 04/09/2024. Trước đó: thứ Hai, 02/09/2024" in day
    swap = page.partition("04/05/2024 thứ Bảy")[2].partition("Sửa")[0]
    assert "Làm bù" in swap
    assert "Tính là ngày làm việc" in swap
    known = await working_days()
    assert f"{known.between(date(2023, 12, 31), date(2024, 12, 31))} " in page
    tet = words_of(await main_of(office, "/calendar?year=2025"))
    assert "Tuần này không có thư nhắc" in tet.partition("27/01/2025")[2].partition("Sửa")[0]
    assert "Lịch chưa ghi ngày nào" in words_of(await main_of(office, "/calendar?year=2027"))
    for year in ("abc", "1999", "2101", "२०२४"):
        assert (await office.get(f"/calendar?year={year}")).status_code == 404


async def test_a_day_is_added_once_after_its_effect_was_shown(province: Engine) -> None:
    """Asking shows that the Monday letters move; only confirming saves, and twice is once."""
    office = await a_user("vpub.dieuphoi1")
    path = "/calendar/change?on_day_day=11&on_day_month=11&on_day_year=2024&works=off&name=Lễ của tỉnh"
    shown = words_of(await main_of(office, path))
    assert "Thư nhắc của tuần gửi vào thứ Ba, 12/11/2024" in shown
    assert await value("SELECT count(*) FROM holiday") == 0
    first = await confirm(office, path, form_key="11111111-1111-4111-8111-111111111111")
    assert first.headers["location"] == "/calendar?year=2024"
    assert "Đã thêm ngày 11/11/2024" in words_of((await office.get("/calendar?year=2024")).text)
    sent_again = dict(parse_qsl(first.request.content.decode()))
    again = await office.post("/calendar", data=sent_again)
    assert again.status_code == 303
    kept = await calendar_day(MONDAY)
    assert (kept.works, kept.name, kept.seeded, kept.version) == ("off", "Lễ của tỉnh", False, 1)
    moment = await run_moment(MONDAY)
    assert moment is not None
    assert moment.date() == date(2024, 11, 12)
    (line,) = await lines("calendar", kept.id)
    assert (line["verb"], line["version"], line["actor_agency"]) == (
        "add",
        1,
        "Văn phòng Ủy ban nhân dân tỉnh",
    )
    assert line["changes"] == {
        "on_day": [None, "2024-11-11"], "works": [None, "off"], "name": [None, "Lễ của tỉnh"],
    }  # fmt: skip


async def test_a_day_of_the_seed_that_was_taken_out_stays_out(province: Engine) -> None:
    """It is listed as struck out, the seed does not bring it back, and it can be set again."""
    await fill_calendar(2024, 2024)
    office = await a_user("vpub.dieuphoi1")
    path = "/calendar/change?on_day=2024-09-02&works=usual"
    assert "Bỏ ngày 02/09/2024 khỏi lịch?" in words_of(await main_of(office, path))
    await confirm(office, path)
    assert await fill_calendar(2024, 2024) == 0
    assert (await working_days()).is_working(NATIONAL_DAY)
    listed = words_of(await main_of(office, "/calendar"))
    listed = listed.partition("02/09/2024")[2].partition("03/09/2024")[0]
    assert "Đã bỏ" in listed
    assert "Đặt lại" in listed
    await confirm(office, "/calendar/change?on_day=2024-09-02&works=off&name=Quốc khánh")
    kept = await calendar_day(NATIONAL_DAY)
    assert (kept.works, kept.seeded, kept.version) == ("off", True, 3)
    assert [line["verb"] for line in await lines("calendar", kept.id)] == ["remove", "add"]
    assert (await facts_at("calendar", kept.id, 3))["works"] == "off"


async def test_a_day_that_the_office_added_is_gone_when_taken_out(province: Engine) -> None:
    """It is no longer listed, and adding it anew goes on with its history."""
    office = await a_user("vpub.dieuphoi1")
    add = "/calendar/change?on_day_day=11&on_day_month=11&on_day_year=2024&works=off&name=Lễ"
    await confirm(office, add)
    await confirm(office, "/calendar/change?on_day=2024-11-11&works=usual")
    assert "11/11/2024" not in words_of(await main_of(office, "/calendar")).partition("Lịch làm việc")[2]
    await confirm(office, add)
    kept = await calendar_day(MONDAY)
    assert (kept.works, kept.version) == ("off", 3)
    assert len(await lines("calendar", kept.id)) == 3


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(province: Engine) -> None:
    """All problems at once; a day that is none, no kind, no name, nothing new, nothing to take out."""
    office = await a_user("vpub.dieuphoi1")
    await execute("INSERT INTO holiday (on_day, works, name) VALUES ($1, 'off', 'Lễ')", MONDAY)
    boxes = "on_day_day={}&on_day_month={}&on_day_year=2024"
    for query, problems in {
        boxes.format("31", "02") + "&works=&name=": ["ngày có thật", "Chọn ngày nghỉ", "Nhập tên ngày"],
        boxes.format("", "").replace("2024", "") + "&name=x": ["Nhập ngày", "Chọn ngày nghỉ"],
        boxes.format("12", "11") + "&works=sideways&name=x": ["Chọn ngày nghỉ"],
        boxes.format("12", "11") + "&works=off&name=" + "x" * 121: ["tối đa 120 ký tự"],
        boxes.format("11", "11") + "&works=off&name=Lễ": ["Không có gì thay đổi"],
        "on_day=2024-11-12&works=usual": ["không ghi gì về ngày này"],
        "on_day=1999-11-12&works=off&name=x": ["ngày có thật"],
    }.items():
        answer = await office.get(f"/calendar/change?{query}")
        assert answer.status_code == 422, query
        for problem in problems:
            assert problem in words_of(answer.text), (query, problem)
    answer = await office.get("/calendar/change?" + boxes.format("31", "02") + "&works=works&name=<i>Bù</i>")
    assert "<i>Bù</i>" not in answer.text
    assert 'value="31"' in answer.text
    assert 'value="&lt;i&gt;Bù&lt;/i&gt;"' in answer.text


async def test_a_form_that_is_late_or_made_up_changes_nothing(province: Engine) -> None:
    """409 when somebody was first; 422 for a key or a field that no form of ours sends."""
    office = await a_user("vpub.dieuphoi1")
    path = "/calendar/change?on_day_day=11&on_day_month=11&on_day_year=2024&works=off&name=Lễ"
    assert (await confirm(office, path, version="7")).status_code == 409
    assert (await confirm(office, path, version="x")).status_code == 409
    assert (await confirm(office, path, form_key="x")).status_code == 422
    assert (await confirm(office, path, works="sideways")).status_code == 422
    assert (await confirm(office, path, on_day="2024-02-31")).status_code == 422
    assert await value("SELECT count(*) FROM holiday") == 0
    assert (await confirm(office, path)).status_code == 303
    assert (await office.get(path)).status_code == 422  # nothing would change any more


async def test_two_editors_at_once_never_overwrite_each_other(province: Engine) -> None:
    """The first of two that saw the same day wins; the second is told."""
    office, other = await a_user("vpub.dieuphoi1"), await a_user("quantri")
    await execute("INSERT INTO holiday (on_day, works, name) VALUES ($1, 'off', 'Lễ')", MONDAY)
    path = "/calendar/change?on_day=2024-11-11&works=off&name={}"
    assert (await confirm(office, path.format("Một"))).status_code == 303
    late = await confirm(other, path.format("Hai"), version="1")
    assert late.status_code == 409
    assert (await calendar_day(MONDAY)).name == "Một"


async def test_the_administrator_keeps_the_calendar_too_and_nobody_else(database: Engine) -> None:
    """A lead, a member of the committee and an auditor find no such page (negative control)."""
    freeze()
    for role, status in {"office": 200, "admin": 200, "lead": 404, "member": 404, "auditor": 404}.items():
        browser = await Browser(made()).as_person(await person(role))
        assert (await browser.get("/calendar")).status_code == status
        assert (await browser.get("/calendar/change?on_day=2024-11-11")).status_code == status


async def test_a_change_of_the_calendar_is_one_transaction(database: Engine) -> None:
    """The line of history and the day stand or fall together: here the line names nobody who exists."""
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await set_day(Nobody(), MONDAY, "off", "Lễ", 0, at(MONDAY, 8))
    assert await value("SELECT count(*) FROM holiday") == 0
    someone = Nobody(await person("office"))
    assert await set_day(someone, MONDAY, "off", "Lễ", 0, at(MONDAY, 8)) == "add"
    assert await value("SELECT count(*) FROM holiday") == 1
