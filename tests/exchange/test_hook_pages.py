"""The administrator's page of web hooks: added, changed, stopped, given a new secret, watched."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.exchange.receiver import (
    NAME,
    a_hook,
    believed,
    drained,
    kept,
    names_lead,
    outbox,
    pinged,
    receiving,
)
from tests.tasks.moving import form_of
from tests.tasks.reading import NOON, a_user, main_of, words_of
from tests.web.site import Browser
from tracker import settings
from tracker.database import execute, rows, value
from tracker.exchange.hooks.signing import secret

pytestmark = pytest.mark.usefixtures("province")
PATH = "/settings/hooks"
TYPED = {"name": "Trung tâm điều hành", "url": f"https://{NAME}/nhan", "event_task_moved": "1",
         "event_tasks_overdue": "1", "agency": ""}  # fmt: skip


@pytest.fixture
async def admin(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The administrator at a browser; names lead to a public host."""
    names_lead(monkeypatch, lambda host: ["103.7.36.1"] if host == NAME else ["10.0.0.5"])
    return await a_user("quantri")


async def hidden(admin: Browser, path: str, page: str) -> dict[str, str]:
    """The hidden fields of one of a page's forms."""
    found = form_of((await admin.get(page)).text, path)
    assert found, f"no form {path}"
    return found


async def pressed(admin: Browser, hook: int, path: str) -> str:
    """Press a button of a hook's page; the text of the page that comes."""
    there = f"{PATH}/{hook}"
    answer = await admin.post(
        f"{there}/{path}", data=await hidden(admin, f"{there}/{path}", there), follow_redirects=True
    )
    assert answer.status_code == 200
    return words_of(answer.text)


async def test_a_hook_is_added_and_its_secret_shown_once(admin: Browser) -> None:
    """The secret stands on that page and on no other; the same form sent twice makes one hook."""
    assert "Chưa có hệ thống nhận nào" in await main_of(admin, PATH)
    sent = {**await hidden(admin, f"{PATH}/new", f"{PATH}/new"), **TYPED}
    first, again = [await admin.post(f"{PATH}/new", data=sent) for _ in range(2)]
    hook = await value("SELECT min(id) FROM hook")
    assert await value("SELECT count(*) FROM hook") == 1
    assert secret(hook, 1) in unescape(first.text)
    assert secret(hook, 1) in unescape(again.text)  # the press that counted may be the one not seen
    assert first.headers["cache-control"] == "no-store"
    for path in (PATH, f"{PATH}/{hook}"):
        page = unescape((await admin.get(path)).text)
        assert TYPED["url"] in page
        assert "whsec_" not in page
    found = await kept(hook)
    assert (found["events"], found["agency"]) == (["task.moved", "tasks.overdue"], None)
    assert found["told_line"] == await value(
        "SELECT max(seq) - 1 FROM history_seal"
    )  # the next is its own line
    everything = str(await rows("SELECT h::text FROM hook AS h UNION ALL SELECT h::text FROM history AS h"))
    assert secret(hook, 1).removeprefix("whsec_") not in everything


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "http://hooks.tinh.example/"}, "Địa chỉ bắt đầu bằng https://"),
        ({"url": "https://noi-bo.example/"}, "Địa chỉ phải dẫn đến máy chủ công khai"),
        ({"url": "https://u:p@hooks.tinh.example/"}, "không kèm tên người dùng"),
        ({"url": f"https://{NAME}:0/"}, "Nhập địa chỉ dạng https://"),
        ({"url": f"https://{NAME}/{'a' * 500}"}, "Rút gọn"),
        ({"url": ""}, "Nhập địa chỉ nhận"),
        ({"name": " "}, "Nhập tên hệ thống"),
        ({"event_task_moved": "", "event_tasks_overdue": ""}, "Chọn nội dung gửi"),
        ({"agency": "999999"}, "Chọn một cơ quan trong danh sách"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(
    admin: Browser, typed: dict[str, str], sentence: str
) -> None:
    """422, what was typed is kept, nothing is made."""
    sent = {**await hidden(admin, f"{PATH}/new", f"{PATH}/new"), **TYPED, **typed}
    answer = await admin.post(f"{PATH}/new", data=sent)
    assert answer.status_code == 422
    field = next(iter(typed)) if not next(iter(typed)).startswith("event") else "events"
    beside = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert sentence in unescape(re.sub(r"<[^>]+>", "", beside))
    assert unescape(answer.text).count(sent["url"]) >= 1
    assert await value("SELECT count(*) FROM hook") == 0


async def test_addresses_of_the_house_need_the_operators_leave(admin: Browser) -> None:
    """The same address is refused, and taken once its network stands in the settings; http too."""
    settings.override(hook_networks="10.0.0.0/24")
    for n, url in enumerate(("https://noi-bo.example/", "http://noi-bo.example:8080/"), 1):
        sent = {**await hidden(admin, f"{PATH}/new", f"{PATH}/new"), **TYPED, "url": url}
        assert (await admin.post(f"{PATH}/new", data=sent)).status_code == 200
        assert await value("SELECT count(*) FROM hook") == n


async def test_who_was_second_sees_what_stands_and_loses_nothing(admin: Browser) -> None:
    """A change made on an older page answers 409 with what was typed; saved again it holds."""
    hook = await a_hook()
    there = f"{PATH}/{hook}"
    mine = {**await hidden(admin, there, there), **TYPED, "name": "Tên mới"}
    theirs = {**await hidden(admin, there, there), **TYPED, "event_task_moved": ""}
    assert (await admin.post(there, data=theirs)).status_code == 303
    late = await admin.post(there, data=mine)
    assert late.status_code == 409
    assert 'value="Tên mới"' in late.text
    assert (await admin.post(there, data={**mine, **form_of(late.text, there)})).status_code == 303
    assert ((await kept(hook))["name"], (await kept(hook))["version"]) == ("Tên mới", 3)
    lines = await rows("SELECT verb, actor_name, version FROM history WHERE kind = 'hook' ORDER BY id")
    assert [(one["verb"], one["version"]) for one in lines] == [
        ("add_hook", 1),
        ("change_hook", 2),
        ("change_hook", 3),
    ]
    assert all(one["actor_name"] for one in lines)


async def test_stopped_and_going_on(admin: Browser) -> None:
    """A stopped hook says so everywhere and takes no test message; it goes on with what waited."""
    hook = await a_hook()
    assert "bản tin đang chờ" in await pressed(admin, hook, "ping")
    assert "Ngừng gửi từ" in await pressed(admin, hook, "pause")
    assert "Đã ngừng" in words_of(await main_of(admin, PATH))
    assert f"{PATH}/{hook}/ping" not in await main_of(admin, f"{PATH}/{hook}")
    assert (await kept(hook))["paused_at"] is not None
    assert "Đã tiếp tục gửi" in await pressed(admin, hook, "resume")
    assert (await kept(hook))["paused_at"] is None


async def test_a_new_secret_is_another_one(admin: Browser) -> None:
    """Shown once more, different from the first; pressed on an old page, 409 and nothing changed."""
    hook = await a_hook()
    there = f"{PATH}/{hook}/rotate"
    form = await hidden(admin, there, f"{PATH}/{hook}")
    answer = await admin.post(there, data=form)
    assert secret(hook, 2) in unescape(answer.text)
    assert secret(hook, 2) != secret(hook, 1)
    assert secret(hook, 2) in unescape((await admin.post(there, data=form)).text)  # the same press again
    late = await admin.post(there, data={**form, "form_key": "0f8fad5b-d9cb-469f-a165-70867728950e"})
    assert late.status_code == 409
    assert (await kept(hook))["rotation"] == 2


async def test_the_page_tells_how_messages_fare_and_one_is_tried_anew(
    admin: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting, answered 500, given up, tried again by a press, sent; what they say is not shown."""
    names_lead(monkeypatch, lambda _host: ["127.0.0.1"])
    some = believed(tmp_path / "c")
    async with receiving(some.served, answer=500) as there:
        hook = await a_hook(there.url())
        await pinged(hook)
        await execute('UPDATE hook_message SET content = \'{"x": "nội dung của bản tin"}\'')
        await drained(some.caller, NOON)
        page = words_of(await main_of(admin, f"{PATH}/{hook}"))
        assert "Trả lời 500" in page
        assert "Chưa nhận được" in page
        assert "nội dung của bản tin" not in page
        assert "Hệ thống không nhận" in words_of(await main_of(admin, PATH))
        await execute("UPDATE hook_message SET state = 'failed'")
        assert "1 bản tin không gửi được" in words_of(await main_of(admin, PATH))
        message = (await outbox(hook))[0]["id"]
        there.answer = 200
        assert "gửi lại ngay" in await pressed(admin, hook, f"messages/{message}/retry")
        await drained(some.caller, (await outbox(hook))[0]["next_try_at"])
    page = words_of(await main_of(admin, f"{PATH}/{hook}"))
    assert "Trả lời 200" in page
    assert "Gửi bình thường" in words_of(await main_of(admin, PATH))
    again = await admin.fill(f"{PATH}/{hook}/messages/{message}/retry", {
        "form_key": "0f8fad5b-d9cb-469f-a165-70867728950e", "version": "1"})  # fmt: skip
    assert again.status_code == 422
    assert (await admin.get(f"{PATH}/4711")).status_code == 404
