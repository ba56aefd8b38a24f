"""Promises about deciding many submissions at once: one transaction a task, nothing typed is lost."""

import re
from typing import Any

import pytest

from tests.tasks.moving import HIDDEN, lines_of, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser
from tracker.database import execute, rows, value
from tracker.database.engine import Engine

OFFICE = "vpub.dieuphoi1"
ROW = re.compile(r'<li id="row-(\d+)">(.*?)</section></li>', re.DOTALL)
WHY = "Chưa kèm danh sách học viên."


def form_of(html: str) -> dict[str, str]:
    """The hidden fields of the form that decides."""
    inside = html.partition('<form method="post" action="/confirm')[2].partition("</form>")[0]
    return dict(HIDDEN.findall(inside))


async def begun(browser: Browser, path: str = "/confirm") -> tuple[dict[str, str], list[str]]:
    """The page's form as it is sent when nothing was chosen, and the codes of its rows in order."""
    html = (await browser.get(path)).text
    said, codes = form_of(html), []
    for task_id, row in ROW.findall(html):
        if f'name="decision_{task_id}"' in row:
            said |= {f"decision_{task_id}": "later", f"reason_{task_id}": ""}
        codes.append(row.partition('class="code">')[2].partition("<")[0])
    return said, codes


async def chosen(codes: list[str], *choices: str) -> dict[str, str]:
    """Choices for the first tasks of the queue."""
    return {f"decision_{(await task(code))['id']}": one for code, one in zip(codes, choices, strict=False)}


async def sent(browser: Browser, said: dict[str, Any]) -> Any:
    """Send the form."""
    return await browser.post("/confirm", data=said)


async def test_many_are_decided_in_one_go_and_told_one_by_one(province: Engine) -> None:
    """Oldest first, later by default; confirmed, returned with the reason verbatim, the rest left alone."""
    office = await a_user(OFFICE)
    said, codes = await begun(office)
    assert len(codes) == 25
    waiting = await rows("SELECT code FROM task WHERE urgency = 1 ORDER BY submitted_on, id LIMIT 25")
    assert codes == [one["code"] for one in waiting]
    back = (await task(codes[2]))["id"]
    answer = await sent(office, {**said, **await chosen(codes, "confirm", "confirm", "return"),
                                 f"reason_{back}": WHY})  # fmt: skip
    assert answer.status_code == 200
    assert "Đã ghi 3 quyết định." in answer.text
    states = [(await task(code))["state"] for code in codes[:4]]
    assert states == ["confirmed", "confirmed", "returned", "submitted"]
    asked = "SELECT text FROM history WHERE kind = 'task' AND object_id = $1 ORDER BY id DESC LIMIT 1"
    assert await value(asked, back) == WHY
    assert codes[0] not in "".join(row for _id, row in ROW.findall(answer.text))


async def test_a_batch_sent_twice_has_one_effect(province: Engine) -> None:
    """A double click answers the same and writes no second line."""
    office = await a_user(OFFICE)
    said, codes = await begun(office)
    said |= await chosen(codes, "confirm")
    first = await sent(office, said)
    lines = await lines_of(codes[0])
    second = await sent(office, said)
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Đã ghi 1 quyết định." in second.text
    assert await lines_of(codes[0]) == lines


async def test_one_that_somebody_took_first_stops_no_other(province: Engine) -> None:
    """Told as a conflict with its link; the others are recorded, what was chosen for the failed one stays."""
    office, colleague = await a_user(OFFICE), await a_user(OFFICE)
    said, codes = await begun(office)
    gone, changed = (await task(codes[0]))["id"], (await task(codes[1]))["id"]
    theirs, _codes = await begun(colleague)
    await sent(colleague, {**theirs, f"decision_{gone}": "confirm"})
    await execute("UPDATE task SET version = version + 1, changed_at = changed_at WHERE id = $1", changed)
    answer = await sent(office, {**said, **await chosen(codes, "return", "return", "confirm"),
                                 f"reason_{gone}": WHY, f"reason_{changed}": WHY})  # fmt: skip
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert "2 quyết định chưa ghi: hồ sơ đã có người xử lý trước." in text
    assert "Đã ghi 1 quyết định." in text
    assert f'href="/tasks/{codes[0]}"' in answer.text
    assert answer.text.count(WHY) == 3  # in both lines, and still in the box of the one that waits
    row = dict(ROW.findall(answer.text))[str(changed)]
    assert re.search(r'value="return" checked', row)
    again = form_of(answer.text) | {f"decision_{changed}": "confirm"}
    assert (await sent(office, again)).status_code == 200
    assert (await task(codes[1]))["state"] == "confirmed"


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_recorded(province: Engine) -> None:
    """A return without its reason holds the whole batch back; nothing chosen at all is said too."""
    office = await a_user(OFFICE)
    said, codes = await begun(office)
    answer = await sent(office, {**said, **await chosen(codes, "confirm", "return")})
    assert answer.status_code == 422
    assert answer.text.count("Nhập lý do trả lại") == 2
    assert [(await task(code))["state"] for code in codes[:2]] == ["submitted", "submitted"]
    assert 'value="confirm" checked' in dict(ROW.findall(answer.text))[str((await task(codes[0]))["id"])]
    nothing = await sent(office, said)
    assert nothing.status_code == 422
    assert "Chọn quyết định cho ít nhất một hồ sơ" in nothing.text


async def test_opening_another_document_decides_nothing_and_keeps_every_choice(province: Engine) -> None:
    """The button is a submit: choices, reasons, key and versions seen stay; a change since is told."""
    office = await a_user(OFFICE)
    said, codes = await begun(office)
    ids = [(await task(code))["id"] for code in codes[:3]]
    view = {**said, **await chosen(codes, "confirm", "return"), f"reason_{ids[1]}": WHY, "view": str(ids[2])}
    await execute("UPDATE task SET version = version + 1, changed_at = changed_at WHERE id = $1", ids[0])
    answer = await sent(office, view)
    assert answer.status_code == 200
    shown = dict(ROW.findall(answer.text))
    assert "Tài liệu đang mở" in shown[str(ids[2])]
    assert "Tài liệu đang mở" not in shown[str(ids[0])]
    assert 'value="confirm" checked' in shown[str(ids[0])]
    assert WHY in shown[str(ids[1])]
    assert (await task(codes[0]))["state"] == "submitted"
    kept = form_of(answer.text)
    assert kept["form_key"] == said["form_key"]
    del view["view"]
    told = await sent(office, {**view, **kept})
    assert told.status_code == 409
    assert "Đã ghi 1 quyết định." in told.text
    alone = await office.post("/confirm", data={**said, "view": str(ids[2])},
                              headers={"HX-Request": "true", "HX-Target": "batch"})  # fmt: skip
    assert "<html" not in alone.text
    assert 'id="batch"' in alone.text


async def test_nobody_decides_what_they_submitted(province: Engine) -> None:
    """No choices are offered, and a forced one is refused by name while the others go through."""
    office = await a_user(OFFICE)
    _said, codes = await begun(office)
    person = await value("SELECT id FROM person WHERE username = $1", OFFICE)
    await execute("UPDATE task SET submitted_by = $1 WHERE code = $2", person, codes[0])
    said, _codes = await begun(office)
    own = await task(codes[0])
    assert f"decision_{own['id']}" not in said
    forced = {f"version_{own['id']}": str(own["version"]), f"decision_{own['id']}": "confirm"}
    answer = await sent(office, {**said, **await chosen(codes[:2], "later", "confirm"), **forced})
    assert answer.status_code == 422
    assert "1 quyết định chưa ghi: quy định không cho phép." in answer.text
    assert [(await task(code))["state"] for code in codes[:2]] == ["submitted", "confirmed"]


async def test_the_queue_is_narrowed_by_agency_and_age(province: Engine) -> None:
    """The tabs count what they lead to, at the agency chosen; what there is not is not taken."""
    office = await a_user(OFFICE)
    html = await main_of(office, "/confirm?agency=STTTT&waiting=30")
    asked = """SELECT count(*) FROM task AS t JOIN agency AS a ON a.id = t.lead_agency WHERE t.urgency = 1
               AND a.code = 'STTTT' AND date '2024-11-06' - t.submitted_on > 30"""
    there = await value(asked)
    assert 0 < there < 25
    assert len(ROW.findall(html)) == there
    assert f"Xác nhận hàng loạt: {there} hồ sơ" in words_of(html)
    more = await main_of(office, "/confirm?page=2")
    assert len(ROW.findall(more)) == await value("SELECT count(*) FROM task WHERE urgency = 1") - 25
    assert len(ROW.findall(await main_of(office, "/confirm?agency=KHONG&waiting=5&page=99"))) > 0


async def test_without_a_file_the_document_is_its_number_and_the_last_report(province: Engine) -> None:
    """What the lead agency said it did stands beside the choice, with the verdict it will give."""
    office = await a_user(OFFICE)
    html = await main_of(office, "/confirm")
    first = words_of(ROW.findall(html)[0][1])
    for words in ("Chưa có tệp nào", "Văn bản kết quả", "Kết quả đã làm được", "Xác nhận Trả lại Để sau"):
        assert words in first, words
    assert re.search(r"Tính là hoàn thành đúng hạn: trình ngày \d\d/\d\d/2024, hạn", first), first[:400]


@pytest.mark.parametrize("own", [False, True])
async def test_both_levels_are_decided_in_batches(province: Engine, own: bool) -> None:
    """The office's confirmation first; then the superior's, by a document for all or for one."""
    await execute("UPDATE programme SET confirmation_levels = 2")
    office = await a_user(OFFICE)
    said, codes = await begun(office)
    await sent(office, {**said, **await chosen(codes, "confirm", "confirm")})
    both = [await task(code) for code in codes[:2]]
    assert [(one["state"], one["endorsed_at"] is not None) for one in both] == [("submitted", True)] * 2
    said, last = await begun(office, "/confirm?page=2")
    assert set(codes[:2]) < set(last)  # what waits for the superior comes last
    path = "/confirm?page=2"
    choice = {f"decision_{one['id']}": "confirm" for one in both}
    bare = await office.post(path, data={**said, **choice})
    assert bare.status_code == 422
    assert "Nhập số văn bản của cấp trên" in bare.text
    place = f"_{both[0]['id']}" if own else ""
    document = {"confirmation_number": "8123/VPCP-KSTT"}
    document |= {
        f"confirmation_date_{box}": text for box, text in (("day", "6"), ("month", "11"), ("year", "2024"))
    }
    typed = {
        re.sub(r"(_number|_date)", rf"\1{place}", name, count=1): text for name, text in document.items()
    }
    if own:
        choice[f"decision_{both[1]['id']}"] = "later"
    answer = await office.post(path, data={**said, **choice, **typed})
    assert answer.status_code == 200, words_of(answer.text)[:500]
    after = [await task(one["code"]) for one in both]
    assert [one["state"] for one in after] == ["confirmed", "submitted" if own else "confirmed"]
    assert after[0]["confirmation_number"] == "8123/VPCP-KSTT"
