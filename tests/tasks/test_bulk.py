"""Promises about editing many tasks together: looked at first, nobody overwritten, undone as one, copied."""

import re
from datetime import date
from typing import Any

import httpx

from tests.tasks.moving import HIDDEN, form_of, lines_of, task
from tests.tasks.reading import a_user, words_of
from tests.tasks.test_editing import edit
from tests.tasks.test_writing import OFFICE, ids
from tests.tasks.whole import assert_whole, coordinators, last_text
from tests.web.site import Browser
from tracker.database import rows, value
from tracker.database.engine import Engine
from tracker.tasks.forms.copying import a_year_on
from tracker.tasks.queries import figures

LIST = "/tasks/bulk?area=CQS&bucket=overdue"
PREVIEW, APPLY = "/tasks/bulk/preview", "/tasks/bulk"
TICKED = re.compile(r'name="(t_\d+)" value="(\d+)" checked')


async def chosen(office: Browser, path: str) -> dict[str, str]:
    """The form of many tasks as it is opened: every task ticked."""
    html = (await office.get(path)).text
    return {**form_of(html, PREVIEW), **dict(TICKED.findall(html))}


async def looked_at(office: Browser, path: str, said: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The preview of an edit, and the form that confirms it."""
    answer = await office.post(PREVIEW, data={**await chosen(office, path), **said, "do": "preview"})
    assert answer.status_code == 200
    return words_of(answer.text), dict(HIDDEN.findall(answer.text.partition(f'action="{APPLY}"')[2]))


async def codes(path: str) -> list[str]:
    """The codes of the tasks that an edit's form ticks."""
    found = await chosen(await a_user(OFFICE), path)
    numbers = [int(name[2:]) for name in found if name.startswith("t_")]
    return [
        one["code"] for one in await rows("SELECT code FROM task WHERE id = ANY ($1) ORDER BY id", numbers)
    ]


async def test_many_tasks_change_as_the_preview_says(province: Engine) -> None:
    """Each with its line of history, the figures of areas right; sent twice it is done once, undone once."""
    office, known, path = await a_user(OFFICE), await ids(), "/tasks/bulk?agency=STTTT"
    some, before = await codes(path), await figures(1, date(2024, 11, 6))
    was = {code: await task(code) for code in some}
    said = {"priority": "urgent", "area": known["area TC"], "joins": known["SNV"],
            "monitor": known["vpub.dieuphoi3"], "starred": "1"}  # fmt: skip
    text, confirm = await looked_at(office, path, said)
    live = [code for code in some if was[code]["state"] not in {"confirmed", "withdrawn"}]
    assert f"{len(live)} nhiệm vụ sẽ thay đổi" in text
    assert f"{len(some) - len(live)} nhiệm vụ giữ nguyên" in text
    answers = [await office.post(APPLY, data=confirm) for _n in range(2)]
    place = answers[0].headers["location"]
    assert answers[1].headers["location"] == place
    for code in live:
        now = await task(code)
        assert (now["priority"], str(now["area"]), now["starred"]) == ("urgent", known["area TC"], True)
        assert now["version"] == was[code]["version"] + 1
        assert "SNV" in await coordinators(code)
    await assert_whole(live[0])
    assert "Sửa nhiều nhiệm vụ" in await last_text(live[0])
    assert await figures(1, date(2024, 11, 6)) == before
    undo = form_of((await office.get(place)).text, f"{place}/undo")
    for _n in range(2):
        assert (await office.post(f"{place}/undo", data=undo)).status_code == 303
    for code in live:
        now = await task(code)
        for name in ("priority", "area", "starred", "monitor"):
            assert now[name] == was[code][name], (code, name)
        assert now["version"] == was[code]["version"] + 2
    await assert_whole(live[0])
    page = words_of((await office.get(place)).text)
    assert "Hoàn tác: Nguyễn Hà Phương" in page
    assert "Hoàn tác lần sửa" not in page


async def test_a_task_changed_meanwhile_stays_as_it_is(province: Engine) -> None:
    """The edit of the others is done, and the result names it; undone, what moved on since is left alone."""
    office, known = await a_user(OFFICE), await ids()
    path = "/tasks/bulk?bucket=in_time&agency=STTTT"
    some = await codes(path)
    _text, confirm = await looked_at(office, path, {"leader": known["bcd.truongban"]})
    await _corrected(some[0])
    place = (await office.post(APPLY, data=confirm)).headers["location"]
    assert (await task(some[0]))["leader"] is None
    assert (await task(some[1]))["leader"] is not None
    page = words_of((await office.get(place)).text)
    assert "1 nhiệm vụ giữ nguyên" in page
    assert f"{some[0]} : Vừa có người khác thay đổi" in page
    await _corrected(some[1])
    assert "đã thay đổi tiếp" in words_of((await office.get(place)).text)
    undo = form_of((await office.get(place)).text, f"{place}/undo")
    await office.post(f"{place}/undo", data=undo)
    assert (await task(some[1]))["leader"] is not None
    assert (await task(some[2]))["leader"] is None
    assert f"{some[1]} : Vừa có người khác thay đổi" in words_of((await office.get(place)).text)


async def _corrected(code: str) -> None:
    assert (await edit(code, {"source_clause": "Điều khoản sửa sau"})).status_code == 303


async def _asked(said: dict[str, str]) -> httpx.Response:
    office = await a_user(OFFICE)
    return await office.post(PREVIEW, data={**await chosen(office, LIST), **said, "do": "preview"})


async def test_nothing_is_changed_without_a_task_or_a_change(province: Engine) -> None:
    """Said at the head of the form, with every tick kept."""
    office = await a_user(OFFICE)
    empty = await _asked({})
    assert empty.status_code == 422
    assert "Chọn nội dung cần sửa" in empty.text
    assert TICKED.search(empty.text)
    hidden = form_of((await office.get(LIST)).text, PREVIEW)
    none = await office.post(PREVIEW, data={**hidden, "priority": "urgent", "do": "preview"})
    assert (none.status_code, "Chọn ít nhất một nhiệm vụ" in none.text) == (422, True)
    wrong = await _asked({"priority": "x", "monitor": "999999"})
    assert wrong.text.count("Chọn một giá trị trong danh sách") >= 2


async def test_a_lead_does_not_coordinate_too(province: Engine) -> None:
    """Its own tasks are left out of the edit, and the preview says why."""
    known = await ids()
    text, _confirm = await looked_at(await a_user(OFFICE), "/tasks/bulk?agency=STTTT&bucket=in_time",
                                     {"joins": known["STTTT"]})  # fmt: skip
    assert "0 nhiệm vụ sẽ thay đổi" in text
    assert "Cơ quan chủ trì không đồng thời là cơ quan phối hợp" in text


async def test_a_task_is_copied_for_the_next_year(province: Engine) -> None:
    """One, or all that are ticked: drafts with the deadline a year on, marked with where they are from."""
    office = await a_user(OFFICE)
    code = str(await value("SELECT code FROM task WHERE deadline_text ~ '2024' ORDER BY id LIMIT 1"))
    before, path = await lines_of(code), f"/tasks/{code}/clone"
    answer = await office.post(path, data=form_of((await office.get(f"/tasks/{code}")).text, path))
    place = answer.headers["location"]
    page = (await office.get(place)).text
    assert f'sao từ <a href="/tasks/{code}">' in page
    assert "2025" in page
    draft = await value("SELECT typed ->> 'deadline_text' FROM task_draft")
    assert draft == (await task(code))["deadline_text"].replace("2024", "2025")
    assert await lines_of(code) == before
    ticked = await chosen(office, LIST)
    for _n in range(2):
        many = await office.post(PREVIEW, data={**ticked, "do": "clone"})
        assert many.headers["location"] == "/tasks/drafts"
    wanted = len([name for name in ticked if name.startswith("t_")])
    assert await value("SELECT count(*) FROM task_draft WHERE source_task IS NOT NULL") == wanted + 1


def test_a_year_on_is_the_same_day() -> None:
    """But for the day that the next year lacks."""
    assert a_year_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert a_year_on(date(2024, 12, 31)) == date(2025, 12, 31)


async def test_of_the_office_alone(province: Engine) -> None:
    """Whoever else asks meets what is not there."""
    for username in ("bcd.truongban", "stttt.lanhdao", "giamsat"):
        browser = await a_user(username)
        assert (await browser.get("/tasks/bulk")).status_code == 404
        assert (await browser.get("/tasks/bulk/1")).status_code == 404
        assert (await browser.fill("/tasks/bulk/1/undo")).status_code == 404
