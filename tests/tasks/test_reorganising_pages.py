"""Promises about the pages of reorganisations: drafted, looked at, confirmed once, nothing typed lost."""

import asyncio
import re
from collections import Counter
from html import unescape
from typing import Any

import httpx
import pytest

from tests.reminders.office import clock_shows
from tests.tasks.moving import HIDDEN
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.reorganisations import MARCH, a_planned_reorganisation, drafted
from tests.web.site import Browser, made
from tracker.clock import at
from tracker.database import execute, row, value
from tracker.database.engine import Engine

PATH = "/agencies/changes"
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
DECISION = {
    "number": "12/NQ-HĐND", "issuer": "Hội đồng nhân dân tỉnh", "title": "Về sắp xếp cơ quan",
    "issued_on_day": "1", "issued_on_month": "11", "issued_on_year": "2024",
    "on_day_day": "1", "on_day_month": "3", "on_day_year": "2025",
}  # fmt: skip
NEW = {"to_1": "new", "new_code_1": "STCM", "new_name_1": "Sở Tài chính mới", "new_short_name_1": "Sở TC mới",
       "new_kind_1": "department", "new_email_1": ""}  # fmt: skip
MERGER = {"kind": "merge", "place": "0", "old_STC": "1", "old_SKHDT": "1", **NEW}
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields and the selects of the form with this action, as they stand."""
    inside = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = {name: unescape(kept) for name, kept in HIDDEN.findall(inside)}
    for name, options in SELECT.findall(inside):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


async def sent(browser: Browser, page: str, action: str, **said: str) -> httpx.Response:
    """Open a page, fill in its form and send it."""
    hidden = form_of((await browser.get(page)).text, action)
    return await browser.post(action, data={**hidden, **said})


async def state_of(number: int) -> dict[str, Any]:
    """A reorganisation as it is kept."""
    found = await row("SELECT * FROM reorganisation WHERE id = $1", number)
    assert found is not None
    return found


async def begun(browser: Browser) -> str:
    """A draft with the merger of two departments into a new one; its address."""
    answer = await sent(browser, f"{PATH}/new", f"{PATH}/new", **DECISION)
    assert answer.status_code == 303
    here = str(answer.headers["Location"])
    answer = await sent(browser, f"{here}/part?kind=merge", f"{here}/part", **MERGER)
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    return here


async def test_from_the_decision_to_the_plan_and_on_the_day_to_the_deed(province: Engine) -> None:
    """Three steps without a script: the preview counts what goes where; planned, cancelled nowhere; on its
    day it is carried out at once, and the new agency stands in the register with the old names."""
    office = await a_user("vpub.dieuphoi1")
    here = await begun(office)
    said = words_of(await main_of(office, here))
    assert "Sở Kế hoạch và Đầu tư (đến 28/02/2025) Sở Tài chính mới (từ 01/03/2025) 3" in said
    assert "Sở Tài chính (đến 28/02/2025) Sở Tài chính mới (từ 01/03/2025) 9" in said
    assert "Đã thực hiện thì không hoàn tác" not in said  # that is said where it is done at once
    assert "đã thực hiện thì không hoàn tác được" in said
    answer = await sent(office, here, f"{here}/choices", do="confirm")
    assert answer.status_code == 303
    assert "tự thực hiện lúc 00:05 ngày 01/03/2025" in words_of(await main_of(office, here))
    assert await value("SELECT count(*) FROM agency WHERE code = 'STCM'") == 0
    assert (await sent(office, here, f"{here}/state", to="draft")).status_code == 303
    clock_shows(at(MARCH, 9))
    office = await Browser(made()).as_person(
        await value("SELECT id FROM person WHERE username = 'vpub.dieuphoi1'")
    )
    assert "Việc sắp xếp được thực hiện ngay" in words_of(await main_of(office, here))
    assert (await sent(office, here, f"{here}/choices", do="confirm")).status_code == 303
    said = words_of(await main_of(office, here))
    assert "Đã thực hiện 01/03/2025 09:00: bàn giao 12 nhiệm vụ" in said
    new = await row(
        """SELECT a.name, a.valid_from, array_agg(k.alias) AS aliases
           FROM agency AS a JOIN agency_alias AS k ON k.agency = a.id WHERE a.code = 'STCM' GROUP BY a.id"""
    )
    assert new is not None
    assert (new["name"], new["valid_from"]) == ("Sở Tài chính mới", MARCH)
    assert {"Sở Tài chính", "Sở Kế hoạch và Đầu tư", "SKHĐT"} <= set(new["aliases"])
    assert (await office.get(PATH)).status_code == 200


async def test_every_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(province: Engine) -> None:
    """Of the decision, and of the agencies."""
    office = await a_user("vpub.dieuphoi1")
    wrong = {**DECISION, "number": "", "issued_on_day": "31", "issued_on_year": "2025", "on_day_year": "2050"}
    answer = await sent(office, f"{PATH}/new", f"{PATH}/new", **wrong)
    assert answer.status_code == 422
    for words in ("Nhập số, ký hiệu văn bản", "Nhập ngày có thật", "Nhập ngày trong khoảng"):
        assert answer.text.count(words) == 2, words  # in the summary and beside the field
    assert "Về sắp xếp cơ quan" in answer.text
    here = await begun(office)
    for said, words in (
        ({"kind": "merge", "old_STP": "1", **NEW, "new_code_1": "stc"}, "Nhập chữ in hoa không dấu"),
        ({"kind": "merge", "old_STP": "1", **NEW, "new_code_1": "STC2503"}, "Đã có cơ quan mang mã này"),
        ({"kind": "merge", "old_STP": "1", **NEW, "new_code_1": "N2"}, "Chọn ít nhất hai cơ quan"),
        ({"kind": "merge", "old_STC": "1", "to_1": "SNV2503"}, "Sở Tài chính đã thuộc một thay đổi khác"),
        ({"kind": "merge", "old_STP": "1", "to_1": "STC"}, "Chọn cơ quan còn hoạt động vào ngày bắt đầu"),
        ({"kind": "merge", "to_1": "SYT"}, "Chọn cơ quan thay đổi"),
        ({"kind": "rename", "old": "STP", "to_1": "SYT"}, "Cơ quan đổi tên được ghi thành mục mới"),
        ({"kind": "split", "old": "STP", "to_1": "SYT"}, "Chọn cơ quan tiếp nhận hoặc nhập cơ quan mới"),
        (
            {"kind": "split", "old": "STP", "to_1": "SYT", "to_2": "SYT"},
            "Mỗi cơ quan tiếp nhận chỉ nêu",
        ),
        ({"kind": "rename", "old": "STP", **NEW, "new_code_1": "N3", "new_email_1": "x"}, "Nhập địa chỉ thư"),
    ):
        kind = said["kind"]
        answer = await sent(office, f"{here}/part?kind={kind}", f"{here}/part", place="1", **said)
        assert answer.status_code == 422, words
        assert words in answer.text
        assert (
            'value="STP" checked' in answer.text or "old_STP" not in said or 'name="old_STP"' in answer.text
        )
    assert len((await state_of(int(here.rpartition("/")[2])))["plan"]) < 500


async def test_a_choice_renews_the_preview_before_it_can_be_confirmed(province: Engine) -> None:
    """What is confirmed is what was seen: with a choice just made the first press saves, the second confirms;
    an agency that does not live then is refused beside its select."""
    office = await a_user("vpub.dieuphoi1")
    number = await drafted(MARCH)
    here = f"{PATH}/{number}"
    pressed = {"area/SNV/CV": "SDTTG2503", "do": "confirm"}
    assert (await sent(office, here, f"{here}/choices", **pressed)).status_code == 303
    assert (await state_of(number))["state"] == "draft"
    html = await main_of(office, here)
    assert "bản xem trước thay đổi theo" in words_of(html)
    assert form_of(html, f"{here}/choices")["area/SNV/CV"] == "SDTTG2503"
    wrong = await sent(office, here, f"{here}/choices", **{"task/TTHC-25": "STC"}, do="confirm")
    assert wrong.status_code == 422
    assert 'id="task/TTHC-25-error"' in wrong.text
    assert (await sent(office, here, f"{here}/choices", do="confirm")).status_code == 303
    assert (await state_of(number))["state"] == "planned"


async def test_facts_that_changed_meanwhile_stop_the_confirmation(province: Engine) -> None:
    """A task moved since the page was opened, or a colleague saved: 409, the new preview, nothing done."""
    office = await a_user("vpub.dieuphoi1")
    number = await drafted(MARCH)
    here = f"{PATH}/{number}"
    form = form_of((await office.get(here)).text, f"{here}/choices")
    await execute(
        """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STC'), version = version + 1
           WHERE code = 'CQS-04'"""
    )
    answer = await office.post(f"{here}/choices", data={**form, "do": "confirm"})
    assert answer.status_code == 409
    assert "Chưa có gì được thực hiện" in answer.text
    assert (await state_of(number))["state"] == "draft"
    fresh = form_of(answer.text, f"{here}/choices")
    assert fresh["seal"] != form["seal"]
    await execute("UPDATE reorganisation SET version = version + 1 WHERE id = $1", number)
    assert (await office.post(f"{here}/choices", data={**fresh, "do": "confirm"})).status_code == 409
    form = form_of((await office.get(here)).text, f"{here}/choices")
    assert (await office.post(f"{here}/choices", data={**form, "do": "confirm"})).status_code == 303


async def test_a_colleague_who_saved_first_is_not_overwritten(province: Engine) -> None:
    """The form comes back with what was typed, against the newer version; sent once more it is taken."""
    office = await a_user("vpub.dieuphoi1")
    here = await begun(office)
    form = form_of((await office.get(f"{here}/part?kind=abolish")).text, f"{here}/part")
    await sent(office, f"{here}/decision", f"{here}/decision", **{**DECISION, "title": "Tên khác"})
    answer = await office.post(f"{here}/part", data={**form, "old_TPTN": "1"})
    assert answer.status_code == 409
    assert "Người khác vừa sửa bản soạn này" in answer.text
    assert re.search(r'name="old_TPTN" value="1" checked', answer.text)
    again = {**form_of(answer.text, f"{here}/part"), "old_TPTN": "1"}
    assert (await office.post(f"{here}/part", data=again)).status_code == 303
    kept = await state_of(int(here.rpartition("/")[2]))
    assert kept["title"] == "Tên khác"
    assert "TPTN" in kept["plan"]
    taken = await sent(office, f"{here}/part?place=1", f"{here}/part", do="remove")
    assert taken.status_code == 303
    assert "TPTN" not in (await state_of(kept["id"]))["plan"]


@pytest.mark.parametrize("moment", [None, at(MARCH, 9)], ids=["planned", "carried out"])
async def test_a_confirmation_sent_ten_times_has_one_effect(province: Engine, moment: Any) -> None:
    """One line of history, ten equal answers; after it nothing can be taken back."""
    number = await drafted(MARCH)
    office = await a_user("vpub.dieuphoi1")
    if moment:
        clock_shows(moment)
        found = await value("SELECT id FROM person WHERE username = 'vpub.dieuphoi1'")
        office = await Browser(made()).as_person(int(found))
    here = f"{PATH}/{number}"
    form = {**form_of((await office.get(here)).text, f"{here}/choices"), "do": "confirm"}
    answers = await asyncio.gather(*(office.post(f"{here}/choices", data=form) for _ in range(10)))
    assert Counter((a.status_code, a.headers.get("Location")) for a in answers) == {(303, here): 10}
    told = "SELECT count(*) FROM history WHERE kind = 'reorganisation' AND object_id = $1"
    assert await value(told, number) == 1
    if moment:
        undo = {"csrf_token": form["csrf_token"], "form_key": KEY, "to": "cancelled"}
        version = str((await state_of(number))["version"])
        answer = await office.post(f"{here}/state", data={**undo, "version": version})
        assert "đã thực hiện, không sửa được nữa" in answer.text
        assert answer.status_code == 422
        assert (await state_of(number))["state"] == "done"


async def test_what_the_register_says_is_taken_over_and_what_is_left_out_is_said(province: Engine) -> None:
    """Ten agencies end on 28/02/2025: one press; a plan that names only some warns of the others."""
    office = await a_user("vpub.dieuphoi1")
    here = await begun(office)
    html = await main_of(office, here)
    assert "chưa thuộc phương án" in html
    assert "8 cơ quan hết hiệu lực sau ngày 28/02/2025" in html
    assert (await sent(office, here, f"{here}/register")).status_code == 303
    html = await main_of(office, here)
    assert "chưa thuộc phương án" not in html
    assert "/register" not in html
    assert html.count("Hợp nhất, sáp nhập") >= 4


async def test_drafts_are_the_offices_own_and_plans_are_read_by_the_committee(province: Engine) -> None:
    """A member reads a plan without a single control, and knows nothing of a draft; a number that is no
    number's is not there."""
    planned, draft = await a_planned_reorganisation(), await drafted(MARCH)
    member = await a_user("bcd.truongban")
    html = await main_of(member, f"{PATH}/{planned}")
    assert not re.search("<form|<select|Xác nhận|Sửa", html)
    assert (await member.get(f"{PATH}/{draft}")).status_code == 404
    assert f"{PATH}/{draft}" not in await main_of(member, PATH)
    for path in ("0", "999999", "99999999999", "x"):
        assert (await member.get(f"{PATH}/{path}")).status_code == 404
    assert (await (await a_user("stttt.lanhdao")).get(PATH)).status_code == 404
