"""Drafts of reports: begun from a form or a list, their texts saved as they are typed, never lost."""

import html
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.reports.kept.desk import DAY, NOON, a_draft, actor, fields, frozen
from tests.tasks.moving import HIDDEN, form_of
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser
from tracker.database import value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.refusal import Refused
from tracker.reports.kept import actions
from tracker.reports.kept.queries import kept_whole
from tracker.reports.kept.rules import merged, stamp
from tracker.web.form_keys import new_key

AREA = "Báo cáo theo phạm vi: Cải cách thủ tục hành chính"
NEW = {
    "kind": "official",
    "scope": "programme",
    "as_of_day": "6",
    "as_of_month": "11",
    "as_of_year": "2024",
    "title": "",
}
HTMX = {"HX-Request": "true", "HX-Target": "saved"}


async def begun(browser: Browser, **said: str) -> httpx.Response:
    """Send the form of a new report."""
    hidden = await fields(browser, "/reports/new", "/reports/new")
    return await browser.post("/reports/new", data={**hidden, **NEW, **said})


async def test_each_kind_is_begun_from_one_form(province: Engine) -> None:
    """What is wrong stands beside its field and what was typed stays; what is right becomes a draft."""
    office = await a_user("vpub.dieuphoi1")
    for said, field, words in (
        ({"kind": "other"}, "kind", "Chọn loại báo cáo"),
        ({"kind": "letter"}, "scope", "Chọn cơ quan nhận thư quản lý"),
        ({"kind": "letter", "scope": "agency:NOWHERE"}, "scope", "Chọn một"),
        ({"kind": "scoped"}, "scope", "Chọn phạm vi báo cáo"),
        ({"scope": "overdue"}, "scope", "lập cho toàn chương trình"),
        ({"kind": "scoped", "scope": "list"}, "scope", "Mở danh sách nhiệm vụ"),
        ({"kind": "scoped", "scope": "list", "query": "bucket=none"}, "scope", "none"),
        ({"as_of_month": "13"}, "as_of_day", "Nhập ngày có thật"),
        ({"as_of_year": "2025"}, "as_of_day", "Nhập ngày trong khoảng"),
        ({"title": "x" * 301}, "title", "Rút gọn"),
    ):
        wrong = await begun(office, **{"title": "Tên đã nhập <i>", **said})
        assert wrong.status_code == 422, said
        assert f'href="#{field}"' in wrong.text, said
        assert words in wrong.text, said
        assert said.get("title", "Tên đã nhập &lt;i&gt;") in wrong.text
    for said, scope, title in (
        ({}, "programme", "Báo cáo tiến độ"),
        ({"kind": "brief"}, "programme", "Báo cáo tóm tắt một trang"),
        ({"kind": "letter", "scope": "agency:STNMT"}, "agency", "Thư quản lý: Sở Tài nguyên và Môi trường"),
        (
            {"kind": "scoped", "scope": "area:TTHC"},
            "area",
            AREA,
        ),
        ({"kind": "scoped", "scope": "overdue"}, "overdue", "Báo cáo theo phạm vi: Chỉ nhiệm vụ quá hạn"),
        ({"title": "Phục vụ phiên họp"}, "programme", "Phục vụ phiên họp"),
    ):
        answer = await begun(office, **said)
        assert answer.status_code == 303, (said, answer.text)
        found = await kept_whole(int(answer.headers["location"].rpartition("/")[2]))
        assert (found.scope.kind, found.title, found.state, found.as_of) == (scope, title, "draft", DAY)
    page = words_of(await main_of(office, "/reports"))
    assert "Đang làm (6)" in page


async def test_a_list_of_tasks_becomes_a_report(province: Engine) -> None:
    """Its link on the list carries the filters; the report counts what the list counts."""
    office = await a_user("vpub.dieuphoi1")
    page = await main_of(office, "/tasks?bucket=overdue&bucket=awaiting&area=TTHC")
    href = page.partition("/reports/new?")[2].partition('"')[0].replace("&amp;", "&")
    asked = parse_qs(href)
    assert asked["bucket"] == ["overdue", "awaiting"]
    form = await fields(office, f"/reports/new?{href}", "/reports/new")
    assert parse_qs(form["query"]) == {"bucket": ["overdue", "awaiting"], "area": ["TTHC"]}
    answer = await office.post("/reports/new", data={**NEW, **form, "kind": "scoped", "scope": "list"})
    assert answer.status_code == 303, answer.text
    report = int(urlsplit(answer.headers["location"]).path.rpartition("/")[2])
    await frozen(report)
    total = (await kept_whole(report)).what.summary.total
    listed = words_of(await main_of(office, "/tasks?bucket=overdue&bucket=awaiting&area=TTHC"))
    assert f"{total.total} nhiệm vụ" in listed
    assert total.done == 0


async def test_texts_are_there_saved_and_given_back(province: Engine) -> None:
    """A draft opens with the agencies' words; what is edited stays edited until they are taken again."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    page = await main_of(office, there)
    before = page.partition('id="s_causes"')[2].partition(">")[2].partition("</textarea>")[0]
    assert "hủ quan" in before
    hidden = await fields(office, there, there)
    said = {**hidden, "s_causes": before, "s_proposals": "Đề nghị A.\r\n<script>", "act": ""}
    answer = await office.post(there, data=said)
    assert (answer.status_code, answer.headers["location"]) == (303, there)
    assert (await kept_whole(report)).sections == {"proposals": "Đề nghị A.\n<script>"}
    assert "Đề nghị A.\n&lt;script&gt;" in await main_of(office, there)
    assert (await office.post(there, data=said)).status_code == 303, "sent twice it is saved once"
    assert [one["verb"] for one in await lines("report", report)] == ["begin_report", "edit_report"]
    again = {**await fields(office, there, there), "act": "restore:proposals"}
    assert (await office.post(there, data=again)).status_code == 303
    assert (await kept_whole(report)).sections == {}
    too_long = {**await fields(office, there, there), "s_proposals": "y" * 8_001}
    wrong = await office.post(there, data=too_long)
    assert wrong.status_code == 422
    assert "y" * 8_001 in wrong.text
    freeze = await office.post(there, data={**hidden, "s_next": "Kỳ tới.", "act": "freeze"})
    assert freeze.headers["location"] == f"{there}/freeze"
    assert "nhiệm vụ trọng tâm kỳ tới" in words_of(await main_of(office, f"{there}/freeze"))


def without(hidden: dict[str, str]) -> dict[str, str]:
    """The hidden fields of a form without its token, which is a browser's own."""
    return {name: text for name, text in hidden.items() if name != "csrf_token"}


async def test_two_who_edit_one_draft_lose_nothing(province: Engine) -> None:
    """Other sections are put together; of one section both texts are shown and nothing is overwritten."""
    mine, theirs = await a_user("vpub.dieuphoi1"), await a_user("vpub.dieuphoi1")
    report = await a_draft()
    there = f"/reports/{report}"
    old = await fields(mine, there, there)
    assert (await theirs.fill(there, {**without(old), "s_results": "Của họ"})).status_code == 303
    assert (await mine.post(there, data={**old, "s_next": "Của tôi"})).status_code == 303
    assert (await kept_whole(report)).sections == {"results": "Của họ", "next": "Của tôi"}
    typed = {**old, "s_results": "Tôi viết khác", "s_direction": "Cũng của tôi"}
    both = await mine.post(there, data=typed)
    assert both.status_code == 409
    for text in ("Tôi viết khác", "Của họ", "Cũng của tôi"):
        assert text in both.text
    assert (await kept_whole(report)).sections == {"results": "Của họ", "next": "Của tôi"}
    quick = await mine.post(there, data=typed, headers=HTMX)
    assert (quick.status_code, quick.headers["hx-retarget"]) == (409, "#main")
    # What the page now shows was seen: saved once more, it is written.
    seen = form_of(both.text, there)
    assert (await mine.post(there, data={**typed, **seen})).status_code == 303
    assert (await kept_whole(report)).sections["results"] == "Tôi viết khác"


@pytest.mark.parametrize("too_long", [False, True])
async def test_a_page_shown_again_overwrites_nobody(province: Engine, too_long: bool) -> None:
    """Sections left alone are shown as others saved them; of one typed, their text is still noticed."""
    mine, theirs = await a_user("vpub.dieuphoi1"), await a_user("vpub.dieuphoi1")
    report = await a_draft()
    there = f"/reports/{report}"
    old = await fields(mine, there, there)
    shown = boxes_in((await mine.get(there)).text)
    others = {"s_results": "Kết quả của họ", "s_direction": "Chỉ đạo của họ"}
    assert (await theirs.fill(there, {**without(old), **others})).status_code == 303
    typed = {"s_proposals": "y" * 8_001} if too_long else {"s_direction": "Chỉ đạo của tôi"}
    again = await mine.post(there, data={**old, **shown, **typed})
    assert again.status_code == (422 if too_long else 409)
    now = {**boxes_in(again.text), **({"s_proposals": "ngắn"} if too_long else typed)}
    assert now["s_results"] == "Kết quả của họ"
    saved = await mine.post(there, data={**form_of(again.text, there), **now})
    assert saved.status_code == 303
    kept_now = (await kept_whole(report)).sections
    assert kept_now["results"] == "Kết quả của họ"
    assert kept_now["direction"] == ("Chỉ đạo của họ" if too_long else "Chỉ đạo của tôi")
    if too_long:  # typed in both, it is a conflict even after another problem was mended
        mixed = {**old, **shown, "s_proposals": "z" * 8_001, "s_direction": "Chỉ đạo khác"}
        page = await mine.post(there, data=mixed)
        assert page.status_code == 422
        mended = {**form_of(page.text, there), **boxes_in(page.text), "s_proposals": "ngắn"}
        assert (await mine.post(there, data=mended)).status_code == 409


def boxes_in(page: str) -> dict[str, str]:
    """What stands in the boxes, as a browser sends it."""
    found = re.findall(r'<textarea[^>]*id="(s_[a-z_-]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


async def test_a_draft_is_saved_as_it_is_typed(province: Engine) -> None:
    """Only a line that says when comes back, with what the form must carry on; the next save goes through."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    page = await office.get(there)
    assert f'hx-post="{there}"' in page.text
    hidden = await fields(office, there, there)
    first = await office.post(there, data={**hidden, "s_results": "Một"}, headers=HTMX)
    assert first.status_code == 200
    assert first.text.startswith('<p class="muted" id="saved"')
    assert "Đã lưu" in first.text
    assert 'hx-swap-oob="true"' in first.text
    assert "<html" not in first.text
    carried = dict(HIDDEN.findall(first.text))
    assert carried["version"] == "2"
    second = await office.post(there, data={**hidden, **carried, "s_results": "Một hai"}, headers=HTMX)
    assert second.status_code == 200
    assert (await kept_whole(report)).sections == {"results": "Một hai"}
    # Negative control: without what the first answer carried it would be somebody else's text.
    stale = await office.post(there, data={**hidden, "s_results": "Ba"}, headers=HTMX)
    assert stale.status_code == 409


async def test_a_draft_is_given_up(province: Engine) -> None:
    """It leaves the list and has no page; its lines of history stay, and nothing more can be saved."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    hidden = await fields(office, there, f"{there}/cancel")
    for _ in range(2):
        assert (await office.post(f"{there}/cancel", data=hidden)).headers["location"] == "/reports"
    assert (await office.get(there)).status_code == 404
    assert [one["verb"] for one in await lines("report", report)] == ["begin_report", "cancel_report"]
    with pytest.raises(Refused):
        await actions.save_sections(await actor(), report, {"results": "x"}, {}, NOON)


def test_sections_are_laid_over_each_other() -> None:
    """Left alone: as stored. Edited by one: that text. By both, differently: a conflict."""
    stored = {"a": "họ", "b": "cũ"}
    stamps = {"a": stamp("trước", True), "b": stamp("cũ", True), "c": stamp("nháp", False)}
    done = merged(stored, {"a": "trước", "b": "mới", "c": "viết"}, stamps)
    assert done.kept == {"a": "họ", "b": "mới", "c": "viết"}
    assert done.changed == {"b": ("cũ", "mới"), "c": ("", "viết")}
    assert merged(stored, {"a": "tôi"}, stamps).conflicts == {"a": "họ"}
    assert merged(stored, {"a": "họ"}, stamps).conflicts == {}
    assert merged({}, {"c": ""}, stamps).kept == {"c": ""}, "emptied on purpose"


@pytest.mark.parametrize("how", ["frozen", "given up"])
async def test_what_was_typed_outlives_the_draft(province: Engine, how: str) -> None:
    """A colleague froze it or gave it up: nothing is saved, what was typed can be copied."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    hidden = await fields(office, there, there)
    shown = boxes_in((await office.get(there)).text)
    if how == "frozen":
        await frozen(report)
    else:
        await actions.cancel(await actor(), report, 1, NOON)
    for headers in ({}, HTMX):
        answer = await office.post(
            there, data={**hidden, **shown, "s_next": "Chữ <chưa> lưu"}, headers=headers
        )
        assert (answer.status_code, answer.headers["hx-retarget"]) == (409, "#main")
        assert boxes_of_copy(answer.text) == ["Chữ <chưa> lưu"]
    assert (await office.post("/reports/99", data=hidden)).status_code == 404


def boxes_of_copy(page: str) -> list[str]:
    """The texts offered to be copied."""
    found = re.findall(r'<textarea[^>]*id="typed-[0-9]+"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return [html.unescape(text) for text in found]


async def test_a_draft_is_given_up_after_it_saved_itself(province: Engine) -> None:
    """The form that gives it up follows the version that was saved beside it."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    hidden, leave = await fields(office, there, there), await fields(office, there, f"{there}/cancel")
    saved = await office.post(there, data={**hidden, "s_next": "Một"}, headers=HTMX)
    (carried,) = re.findall(r'id="was-cancel".*?name="version" value="([0-9]+)"', saved.text)
    stale = await office.post(f"{there}/cancel", data=leave)
    assert stale.status_code == 409  # negative control
    answer = await office.post(f"{there}/cancel", data={**leave, "version": carried, "form_key": new_key()})
    assert answer.headers["location"] == "/reports"


async def test_what_is_previewed_is_not_kept(province: Engine) -> None:
    """Nothing of a report changes by looking at it: its row before is its row after."""
    office, report = await a_user("vpub.dieuphoi1"), await a_draft()
    before = await value("SELECT r::text FROM report AS r WHERE id = $1", report)
    await main_of(office, f"/reports/{report}")
    await main_of(office, f"/reports/{report}/freeze")
    assert await value("SELECT r::text FROM report AS r WHERE id = $1", report) == before


async def test_a_second_one_of_the_same_day_is_told_of_the_first(province: Engine) -> None:
    """Before it is frozen; not of one about another day, nor of the one it takes the place of."""
    office, first = await a_user("vpub.dieuphoi1"), await a_draft()
    assert "cả hai cùng có hiệu lực" not in words_of(await main_of(office, f"/reports/{first}/freeze"))
    await frozen(first)
    for second, told in ((await a_draft(), True), (await a_draft(as_of=date(2024, 10, 31)), False)):
        page = await main_of(office, f"/reports/{second}/freeze")
        assert ("cả hai cùng có hiệu lực" in words_of(page)) is told
        assert (f'href="/reports/{first}"' in page) is told
    newer = await actions.supersede(await actor(), first, "Sửa", NOON)
    assert "cả hai cùng có hiệu lực" not in words_of(await main_of(office, f"/reports/{newer}/freeze"))
