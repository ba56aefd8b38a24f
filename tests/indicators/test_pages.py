"""Promises about the pages of indicators: what they show to whom, and what is done there."""

import re
from typing import Any

import httpx
import pytest

from tests.exchange.programs import actor_of
from tests.indicators.desk import HEAD, OFFICE, OFFICER, an_entry, an_indicator, entered, version_of
from tests.tasks.reading import a_user, freeze, main_of, words_of
from tests.web.site import Browser
from tracker import clock
from tracker.database import rows, value
from tracker.indicators import actions
from tracker.refusal import Conflict, Refused
from tracker.web.form_keys import new_key

pytestmark = pytest.mark.usefixtures("province")
SAID = {
    "period_end_day": "30", "period_end_month": "9", "period_end_year": "2024", "value": "64,5",
    "forecast": "92,25", "cause_kind": "objective", "cause_text": "Đo đạc <chậm>", "note": "",
}  # fmt: skip


async def sent(
    browser: Browser, path: str, said: dict[str, Any], version: int | None = None
) -> httpx.Response:
    """A form sent with its hidden fields."""
    now = await version_of() if version is None else version
    return await browser.fill(path, {"form_key": new_key(), "version": str(now), **said})


async def stands() -> tuple[str, ...]:
    """The states of what was entered for the indicator of the tests."""
    found = await rows(
        """SELECT state FROM indicator_value WHERE indicator = (SELECT id FROM indicator WHERE code = 'NN-01')
           ORDER BY id"""
    )
    return tuple(one["state"] for one in found)


async def test_the_list_of_a_past_day() -> None:
    """9 of 16 on 31/10/2024, 8 on 30/09/2024, the farthest from its target first; other sets by tabs."""
    member = await a_user("bcd.truongban")
    october = await main_of(member, "/indicators?as_of=2024-10-31")
    assert "9/16" in october
    assert "thêm 1 so với 30/09/2024" in october
    assert "7 chỉ tiêu chưa đạt" in october
    assert "8/16" in await main_of(member, "/indicators?as_of=2024-09-30")
    assert re.findall(r"/indicators/(CDS-\d\d)", october)[:3] == ["CDS-11", "CDS-09", "CDS-10"]
    other = await main_of(member, "/indicators?set=Nghị quyết 76&year=2030")
    assert set(re.findall(r"/indicators/([A-Z0-9]+-\d\d)", other)) == {"NQ76-02", "NQ76-07", "NQ76-12"}
    narrowed = await main_of(member, "/indicators?agency=CTK")
    assert "0/1" in narrowed
    assert (await member.get("/indicators?agency=KHONG")).status_code == 422
    assert "Chờ duyệt" not in october


async def test_the_page_of_one() -> None:
    """Figure, step, gap, cause, every period in a table; lower is better is said."""
    member = await a_user("bcd.truongban")
    page = words_of(await main_of(member, "/indicators/CDS-08"))
    for said in (
        "71,4%", "Tăng 4,7 điểm phần trăm so với 30/09/2024.", "Dự báo đến 31/12/2024: 90%",
        "còn cách mục tiêu 10 điểm phần trăm", "Chủ quan", "31/03/2022", "Khó đạt",
    ):  # fmt: skip
        assert said in page, said
    assert "Càng thấp càng tốt" in await main_of(member, "/indicators/CDS-16")
    assert (await member.get("/indicators/CDS-99")).status_code == 404


async def test_an_agency_sees_its_own() -> None:
    """Of others neither the list nor a page nor a form; today and in the past; their own are all there."""
    head = await a_user("stttt.lanhdao")
    own = {one["code"] for one in await rows(
        """SELECT i.code FROM indicator AS i JOIN indicator_definition AS d ON d.indicator = i.id
           JOIN agency AS a ON a.id = d.agency WHERE a.code = 'STTTT'"""
    )}  # fmt: skip
    seen: set[str] = set()
    for query in ("", "?as_of=2024-06-30", "?set=Nghị quyết 76&year=2025"):
        seen |= set(re.findall(r"/indicators/([A-Z0-9]+-\d\d)", await main_of(head, f"/indicators{query}")))
    assert seen == own
    assert (await head.get("/indicators/CDS-08")).status_code == 200
    for path in ("/indicators/CDS-02", "/indicators/CDS-02?as_of=2024-06-30", "/indicators/CDS-02/values"):
        assert (await head.get(path)).status_code == 404
    assert (await head.fill("/indicators/CDS-02/values", SAID)).status_code == 404


async def test_from_the_officer_to_the_count() -> None:
    """An officer prepares, the head submits, the office approves: then it counts, and the page says who."""
    freeze()
    await an_indicator()
    officer, head, office = await a_user(OFFICER), await a_user(HEAD), await a_user(OFFICE)
    assert "Số liệu cần nhập" in await main_of(head, "/indicators")
    assert (await sent(officer, "/indicators/NN-01/values", SAID)).status_code == 303
    assert await stands() == ("draft",)
    form = await main_of(head, "/indicators/NN-01/values")
    assert "64,5" in form
    assert "Đo đạc &lt;chậm&gt;" in form
    assert (await sent(head, "/indicators/NN-01/values", SAID)).status_code == 303
    assert await stands() == ("replaced", "submitted")
    assert "NN-01" in (await main_of(office, "/indicators")).partition("h-waiting")[2]
    assert "NN-01" not in (await main_of(head, "/indicators")).partition("h-waiting")[2]
    number = await value("SELECT max(id) FROM indicator_value")
    there = f"/indicators/NN-01/values/{number}/decision"
    unsaid = await sent(office, there, {"decision": "", "reason": "Xem lại"})
    assert unsaid.status_code == 422
    assert "Nhập lý do" not in unsaid.text
    assert "Xem lại</textarea>" in unsaid.text
    unsaid = await sent(office, there, {"decision": "return", "reason": ""})
    assert unsaid.status_code == 422
    assert "Nhập lý do trả lại số liệu" in unsaid.text
    assert (await sent(office, there, {"decision": "return", "reason": "Đối chiếu lại"})).status_code == 303
    assert "Đối chiếu lại" in await main_of(head, "/indicators/NN-01")
    work = words_of(await main_of(head, "/my-work"))
    assert "Số liệu chỉ tiêu bị trả lại: NN-01, 30/09/2024" in work
    assert "bị trả lại: NN" not in words_of(await main_of(office, "/my-work"))
    assert (await sent(head, "/indicators/NN-01/values", SAID)).status_code == 303
    there = f"/indicators/NN-01/values/{number + 1}/decision"
    assert (await sent(office, there, {"decision": "approve", "reason": ""})).status_code == 303
    assert await stands() == ("replaced", "returned", "approved")
    assert "chỉ tiêu bị trả lại" not in words_of(await main_of(head, "/my-work"))
    page = words_of(await main_of(await a_user("bcd.truongban"), "/indicators/NN-01"))
    assert "64,5%" in page
    assert "Duyệt số liệu" in page
    assert "Đối chiếu lại" in page.partition("Lịch sử")[2]
    kinds = await rows("SELECT verb FROM history WHERE kind = 'indicator' ORDER BY id")
    assert [one["verb"] for one in kinds] == [
        "define_indicator", "draft_value", "submit_value", "return_value", "submit_value", "approve_value",
    ]  # fmt: skip


async def test_what_is_wrong_is_said_beside_the_field() -> None:
    """Each wrong field with its sentence, everything typed kept; the same without the fault is taken."""
    freeze()
    await an_indicator()
    head = await a_user(HEAD)
    for change, sentence in (
        ({"value": "nhiều"}, "Nhập số, ví dụ 71,4"),
        ({"value": "", "forecast": ""}, "Nhập số thực hiện hoặc số dự báo"),
        ({"forecast": ""}, "Nhập dự báo đến hết năm 2024"),
        ({"cause_kind": "", "cause_text": ""}, "Nhập nguyên nhân: mục tiêu không đạt"),
        ({"cause_kind": ""}, "Chọn nguyên nhân khách quan hoặc chủ quan"),
        ({"period_end_month": "12"}, "Nhập ngày đã qua, không sau 06/11/2024"),
        ({"period_end_day": "31"}, "Nhập ngày có thật"),
        ({"period_end_day": "29"}, "Nhập ngày cuối tháng, từ ngày 01/01/2021"),
        ({"period_end_year": "1999"}, "Nhập ngày cuối tháng, từ ngày 01/01/2021"),
    ):
        answer = await sent(head, "/indicators/NN-01/values", {**SAID, "note": "Nguồn: báo cáo", **change})
        assert answer.status_code == 422, change
        assert answer.text.count(sentence) >= 2, (sentence, words_of(answer.text)[:600])  # summary and field
        assert "Nguồn: báo cáo" in answer.text
    assert await stands() == ()
    assert (await sent(head, "/indicators/NN-01/values", SAID)).status_code == 303


async def test_somebody_was_first() -> None:
    """A form made before another's move is answered by 409, with what was typed, and can be sent again."""
    freeze()
    await an_indicator()
    head = await a_user(HEAD)
    old = await version_of()
    await entered(an_entry("60"), OFFICER)
    answer = await sent(head, "/indicators/NN-01/values", SAID, old)
    assert answer.status_code == 409
    assert "Chỉ tiêu này vừa được người khác cập nhật" in answer.text
    assert 'value="64,5"' in answer.text
    assert "Đo đạc &lt;chậm&gt;" in answer.text
    shown = re.search(r'name="version" value="(\d+)"', answer.text.partition("<main")[2])
    assert shown
    assert (await sent(head, "/indicators/NN-01/values", SAID, int(shown[1]))).status_code == 303


async def test_sent_twice_is_once() -> None:
    """A double click enters one value; another content under the same key is refused."""
    freeze()
    await an_indicator()
    head = await a_user(HEAD)
    said = {"form_key": new_key(), "version": str(await version_of()), **SAID}
    for _n in range(2):
        assert (await head.fill("/indicators/NN-01/values", said)).status_code == 303
    assert await stands() == ("submitted",)


async def test_nobody_decides_on_their_own() -> None:
    """Neither by the page nor past it; somebody else of the office can."""
    freeze()
    await an_indicator()
    number = await entered(an_entry(), OFFICE)
    mine, other = await actor_of(OFFICE), await actor_of("vpub.dieuphoi2")
    page = await main_of(await a_user(OFFICE), "/indicators/NN-01")
    assert "Người nhập số liệu không tự duyệt" in page
    assert "/decision" not in page
    decide, now = actions.decide, clock.now()
    with pytest.raises(Refused, match="không tự duyệt"):
        await decide(mine, "NN-01", await version_of(), number, approve=True, reason="", at=now)
    await decide(other, "NN-01", await version_of(), number, approve=True, reason="", at=now)
    with pytest.raises(Conflict):
        await decide(other, "NN-01", await version_of(), number, approve=False, reason="Khác", at=now)


async def test_the_office_defines() -> None:
    """A new indicator and a change of it, each with a line of history; what is wrong is said."""
    freeze()
    office = await a_user(OFFICE)
    agency = str(await value("SELECT id FROM agency WHERE code = 'STNMT'"))
    said = {
        "code": "DD-01", "set_name": "Đất đai", "name": "Thời gian cấp giấy", "unit": "ngày làm việc",
        "direction": "down", "baseline": "30", "targets": "2025: 15\n2024: 20,5", "period": "month",
        "agency": agency, "ended_on_day": "", "ended_on_month": "", "ended_on_year": "",
    }  # fmt: skip
    for change, sentence in (
        ({"code": "a b"}, "Nhập mã như CDS-01"), ({"name": ""}, "Nhập tên chỉ tiêu"),
        ({"targets": "2024"}, "Nhập mỗi năm một dòng"), ({"baseline": ""}, "Nhập mức ban đầu"),
        ({"targets": "2024: 1\n2024: 2"}, "không lặp lại năm"), ({"agency": "0"}, "agency-error"),
        ({"code": "CDS-01"}, "Đã có chỉ tiêu"),
    ):  # fmt: skip
        answer = await sent(office, "/indicators/new", {**said, **change}, 0)
        assert answer.status_code == 422, change
        assert sentence in answer.text, (change, words_of(answer.text)[:500])
    assert (await sent(office, "/indicators/new", said, 0)).status_code == 303
    page = words_of(await main_of(office, "/indicators/DD-01"))
    assert "Mục tiêu năm 2024 20,5" in page
    assert "Chưa có số liệu kỳ này" in page
    changed = {**said, "targets": "2024: 18"}
    answer = await sent(office, "/indicators/DD-01/definition", changed, 1)
    assert answer.status_code == 303
    assert (await sent(office, "/indicators/DD-01/definition", said, 1)).status_code == 409
    ended = {**changed, "ended_on_day": "30", "ended_on_month": "6", "ended_on_year": "2024"}
    assert (await sent(office, "/indicators/DD-01/definition", ended, 2)).status_code == 303
    assert "Đất đai, đến năm" not in await main_of(office, "/indicators")
    late = await sent(office, "/indicators/DD-01/values", {**SAID, "value": "18"}, 3)
    assert late.status_code == 422
    assert "Theo dõi đến 30/06/2024" in late.text
    line = await rows(
        "SELECT verb, changes::text AS changes FROM history WHERE kind = 'indicator' ORDER BY id DESC"
    )
    assert [one["verb"] for one in line] == ["change_indicator", "change_indicator", "define_indicator"]
    assert "2024: 20.5; 2025: 15" in line[1]["changes"]
    assert "2024: 18" in line[1]["changes"]
    assert (await (await a_user("giamsat")).get("/history")).status_code == 200
