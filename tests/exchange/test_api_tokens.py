"""Promises about tokens for programs: made with the password, shown once, taken back."""

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest

from tests.exchange.programs import HEAD, Program, a_token, actor_of
from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, freeze, main_of, words_of
from tests.web.site import PASSWORD, Browser, made
from tracker import clock
from tracker.database import execute, row, rows, transaction, value
from tracker.exchange.api import scopes
from tracker.exchange.api.actions import Wanted, make, revoke
from tracker.history.queries import lines
from tracker.people.passwords import hash_password
from tracker.people.sessions import digest
from tracker.refusal import NotThere, Refused

pytestmark = pytest.mark.usefixtures("province")
OWN, ALL = "/account/tokens", "/settings/tokens"
TYPED = {
    "name": "Báo cáo tuần của sở",
    "scope_read": "1",
    "scope_progress": "1",
    "days": "90",
    "password": PASSWORD,
}
NEW = "bon-tu-de-nho-nhe"
SECRET = re.compile(r"ttr_[\w-]{43}")


async def somebody(username: str = HEAD) -> Browser:
    """A person of the demonstration at a browser, whose password is known here."""
    await execute(
        "UPDATE person SET password_hash = $2 WHERE username = $1", username, hash_password(PASSWORD)
    )
    return await a_user(username)


async def sent(browser: Browser, path: str, said: dict[str, str]) -> httpx.Response:
    """Open the page, fill in its form of a new token and send it."""
    hidden = form_of((await browser.get(path)).text, path)
    assert hidden
    return await browser.post(path, data={**hidden, **said})


async def number(username: str) -> int:
    """An account's number."""
    return int(await value("SELECT id FROM person WHERE username = $1", username))


async def test_a_token_is_shown_once_and_only_its_digest_is_kept() -> None:
    """The same form sent twice makes one; the secret stands on one answer and nowhere else; good at once."""
    head = await somebody()
    assert "Chưa có mã truy cập nào" in await main_of(head, OWN)
    hidden = form_of((await head.get(OWN)).text, OWN)
    first = await head.post(OWN, data={**hidden, **TYPED})
    found = SECRET.search(unescape(first.text))
    assert found is not None
    assert first.headers["cache-control"] == "no-store"
    again = await head.post(OWN, data={**hidden, **TYPED})
    assert (again.status_code, again.headers["location"]) == (303, OWN)
    kept = await rows("SELECT * FROM api_token")
    assert len(kept) == 1
    assert kept[0]["token_hash"] == digest(found[0])
    assert (kept[0]["scopes"], kept[0]["expires_at"] - kept[0]["created_at"]) == (
        ["read", "progress"],
        timedelta(90),
    )
    everything = (
        str(await rows("SELECT * FROM history")) + str(await rows("SELECT * FROM form_key")) + str(kept)
    )
    assert found[0] not in everything
    shown = words_of(await main_of(head, OWN))
    assert "Báo cáo tuần của sở" in shown
    assert "chưa sử dụng" in shown
    assert "ttr_" not in (await head.get(OWN)).text
    assert "1 mã truy cập còn hiệu lực" in words_of(await main_of(head, "/account"))
    program = Program(made(), found[0])
    assert (await program.get("/api/v1/nowhere")).status_code == 404
    told = [(one["verb"], one["text"]) for one in await lines("person", await number(HEAD))]
    assert told == [("make_token", "Báo cáo tuần của sở")]
    history = words_of(await main_of(await a_user("giamsat"), "/history"))
    assert "Tạo mã truy cập cho phần mềm" in history
    assert "Có hiệu lực đến" in history


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"password": "sai mật khẩu rồi"}, "password", "Mật khẩu hiện tại không đúng"),
        ({"password": ""}, "password", "Nhập mật khẩu"),
        ({"name": " "}, "name", "Nhập mục đích"),
        ({"name": "a" * 61}, "name", "Rút gọn"),
        ({"days": "367"}, "days", "Chọn thời hạn"),
        ({"scope_read": "", "scope_progress": ""}, "scopes", "Chọn phạm vi"),
        ({"scope_confirm": "1"}, "scopes", "Chọn phạm vi"),  # not the head's to give away
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(
    typed: dict[str, str], field: str, sentence: str
) -> None:
    """422, what was typed is kept but the password, nothing is made."""
    answer = await sent(await somebody(), OWN, {**TYPED, **typed})
    assert answer.status_code == 422
    beside = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert sentence in unescape(re.sub(r"<[^>]+>", "", beside))
    assert PASSWORD not in unescape(answer.text)
    assert "sai mật khẩu" not in unescape(answer.text)
    assert await value("SELECT count(*) FROM api_token") == 0


async def test_guesses_at_the_password_are_counted() -> None:
    """A stolen session may not try passwords without end: the sixth is not even looked at."""
    head = await somebody()
    for _ in range(5):
        await sent(head, OWN, {**TYPED, "password": "đoán mò một cái"})
    answer = await sent(head, OWN, TYPED)
    assert answer.status_code == 422
    assert await value("SELECT count(*) FROM api_token") == 0


async def test_one_revokes_ones_own_and_nobody_elses() -> None:
    """After the press the token opens nothing; somebody else's is not there; a second press is idle."""
    secret = await a_token_now()
    token, head = await value("SELECT id FROM api_token"), await a_user(HEAD)
    other = await a_user("stnmt.lanhdao")
    theirs = await other.fill(f"{OWN}/{token}/revoke", {"form_key": "0f8fad5b-d9cb-469f-a165-70867728950e"})
    assert theirs.status_code == 404
    assert await value("SELECT revoked_at FROM api_token") is None
    hidden = form_of((await head.get(OWN)).text, f"{OWN}/{token}/revoke")
    for _ in range(2):
        assert (await head.post(f"{OWN}/{token}/revoke", data=hidden)).status_code == 303
    assert "Đã thu hồi" in await main_of(head, OWN)
    assert f"{OWN}/{token}/revoke" not in await main_of(head, OWN)
    assert (await Program(made(), secret).get("/api/v1/nowhere")).status_code == 404
    told = [one["verb"] for one in await lines("person", await number(HEAD))]
    assert told == ["make_token", "revoke_token"]


async def a_token_now() -> str:
    """A token of the head's on the day of the records."""
    freeze()
    return await a_token()


async def test_the_administrator_makes_tokens_of_systems_that_decide_nothing() -> None:
    """With the rights of an account, named in its history and on its own page; submitting and confirming are
    not offered nor taken, nor is reading or reporting; an administrator's account lends no rights."""
    admin = await somebody("quantri")
    assert "scope_confirm" not in await main_of(admin, ALL)
    office = await number("vpub.dieuphoi1")
    said = {
        **TYPED,
        "scope_read": "",
        "scope_progress": "",
        "scope_feed": "1",
        "system": "IOC tỉnh",
        "person": str(office),
    }
    for more in ("scope_confirm", "scope_progress", "scope_read"):
        assert (await sent(admin, ALL, {**said, more: "1"})).status_code == 422, more
    assert (await sent(admin, ALL, {**said, "person": str(await number("quantri"))})).status_code == 422
    assert (await sent(admin, ALL, {**said, "system": ""})).status_code == 422
    assert await value("SELECT count(*) FROM api_token") == 0
    answer = await sent(admin, ALL, said)
    assert SECRET.search(unescape(answer.text))
    kept = await row("SELECT * FROM api_token")
    assert kept is not None
    assert (kept["system"], kept["person"], kept["scopes"]) == ("IOC tỉnh", office, ["feed"])
    for reader, path in ((admin, ALL), (await a_user("vpub.dieuphoi1"), OWN)):
        shown = words_of(await main_of(reader, path))
        assert "IOC tỉnh" in shown
        assert "ttr_" not in shown
    token = kept["id"]
    hidden = form_of((await admin.get(ALL)).text, f"{ALL}/{token}/revoke")
    assert (await admin.post(f"{ALL}/{token}/revoke", data=hidden)).status_code == 303
    assert await value("SELECT revoked_at FROM api_token") is not None
    assert [one["actor_name"] for one in await lines("person", office)] == [
        (await actor_of("quantri")).name
    ] * 2


async def test_the_actions_themselves_keep_the_rules() -> None:
    """Whatever a form lets through: another's rights, systems by others than the administrator, too many."""
    head, other = await actor_of(HEAD), await actor_of("stnmt.lanhdao")
    at = clock.now()
    for wanted, kind in (
        (Wanted("x", ["read"], 30, other.id), NotThere), (Wanted("x", ["read"], 367, head.id), Refused),
        (Wanted("x", ["read"], 30, other.id, "IOC"), Refused), (Wanted("x", [], 30, head.id), Refused),
        (Wanted("x", ["read"], 30, 999_999), Refused),
    ):  # fmt: skip
        with pytest.raises(kind):
            await make(head, wanted, at)
    async with transaction():
        for _ in range(scopes.MOST_TOKENS):
            await make(head, Wanted("x", ["read"], 30, head.id), at)
    with pytest.raises(Refused, match="20"):
        await make(head, Wanted("x", ["read"], 30, head.id), at)
    token = int(await value("SELECT min(id) FROM api_token"))
    with pytest.raises(NotThere):
        await revoke(other, token, at)
    await revoke(head, token, at)
    async with transaction():
        await make(head, Wanted("x", ["read"], 30, head.id), at)


async def new_password(browser: Browser, **said: str) -> httpx.Response:
    """Open the form of a new password and send it."""
    fields = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW, **said}
    await browser.meet("/account/password")
    return await browser.fill("/account/password", fields)


@pytest.mark.parametrize("ticked", [True, False])
async def test_a_new_password_ends_tokens_where_that_is_ticked(ticked: bool) -> None:
    """The form says how many there are and is ticked at first; without it they go on, which is told."""
    served, browser = made(), await somebody()
    mine, theirs = [await a_token(), await a_token()], await a_token("vpub.dieuphoi1")
    form = await main_of(browser, "/account/password")
    assert "2 chương trình đang dùng quyền của tài khoản" in words_of(form)
    assert re.search(r'name="end_tokens"[^>]* checked', form)
    assert "2 mã truy cập còn hiệu lực" in words_of(await main_of(browser, "/account"))
    assert "chỉ chấm dứt nếu được đánh dấu" in words_of(await main_of(browser, "/account"))
    tick = {"end_tokens": "1"} if ticked else {}
    wrong = await new_password(browser, new_password_again="khác", **tick)
    assert wrong.status_code == 422
    assert bool(re.search(r'name="end_tokens"[^>]* checked', wrong.text)) == ticked
    assert await value("SELECT count(*) FROM api_token WHERE revoked_at IS NULL") == 3
    done = await new_password(browser, **tick)
    assert done.status_code == 303
    told = words_of((await browser.get(done.headers["location"])).text)
    assert (
        "Đã chấm dứt 2 mã truy cập" if ticked else "2 mã truy cập của chương trình vẫn có hiệu lực"
    ) in told
    for token, good in ((mine[0], not ticked), (mine[1], not ticked), (theirs, True)):
        answer = await Program(served, token).get("/api/v1/programmes")
        assert answer.status_code == (200 if good else 401)
    person = await value("SELECT id FROM person WHERE username = $1", HEAD)
    verbs = [one["verb"] for one in await lines("person", person)]
    assert verbs.count("revoke_token") == (2 if ticked else 0)


async def test_a_form_without_tokens_does_not_speak_of_them() -> None:
    """Nothing to end, nothing said, before or after."""
    browser = await somebody()
    assert "end_tokens" not in await main_of(browser, "/account/password")
    done = await new_password(browser, end_tokens="1")
    assert "mã truy cập" not in words_of((await browser.get(done.headers["location"])).text)
