"""Promises about what is new since the last visit: the same news as in letters, seen only when said so."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.tasks.moving import RESULT, form_of, moved
from tests.tasks.reading import NOON, a_user, main_of, words_of
from tests.tasks.test_explanations import ANSWER, ASKED
from tests.web.site import Browser, made
from tracker import clock, settings
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.people import sessions
from tracker.reminders.daily.facts import moves_until
from tracker.reminders.daily.rules import REACH
from tracker.reminders.notice.actions import mark_seen
from tracker.reminders.notice.queries import Reader, of_reader, seen, unseen

CODE = "CQS-28"  # led by STTTT, in progress; CAT and BCHQS coordinate
SENT = "TTHC-08"  # submitted
HEAD, OFFICE, MEMBER = "stttt.lanhdao", "vpub.dieuphoi1", "bcd.truongban"
PATH = "/news"


async def a_reader(username: str) -> Browser:
    """Somebody at a browser ten minutes after noon: what the others did is past."""
    settings.override(clock_offset=(NOON + timedelta(minutes=10) - datetime.now(UTC)).total_seconds())
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


async def told(username: str) -> list[tuple[str, str]]:
    """The news of somebody, newest first: code and what happened."""
    html = await main_of(await a_reader(username), PATH)
    listed = html.partition('id="h-news"')[2]
    return list(zip(re.findall(r'<span class="code">([^<]+)', listed), tags(listed), strict=True))


def tags(html: str) -> list[str]:
    """What happened, as each row says."""
    return [words_of(one) for one in re.findall(r'<p class="tags">(.*?)</p>', html, re.DOTALL)]


async def count(username: str) -> int:
    """The number beside the name of the page."""
    found = re.search(r'data-n="(\d+)"', (await (await a_reader(username)).get(f"{PATH}/count")).text)
    return int(found[1]) if found else 0


async def say_seen(username: str) -> httpx.Response:
    """Somebody opens the page and says that they have seen it."""
    browser = await a_reader(username)
    hidden = form_of((await browser.get(PATH)).text, PATH)
    assert hidden, "there is nothing to say so of"
    return await browser.post(PATH, data=hidden)


async def test_before_the_first_visit_everything_was_seen(province: Engine) -> None:
    """The records hold years of moves; whoever signs in for the first time has no news, and then some."""
    await a_user(HEAD)
    assert await told(HEAD) == []
    assert await count(HEAD) == 0
    assert "Không có tin mới" in await main_of(await a_user(HEAD), PATH)
    assert (await moved(OFFICE, CODE, "ask-explanation", ASKED)).status_code == 303
    assert await told(HEAD) == [(CODE, "Yêu cầu giải trình")]
    assert await count(HEAD) == 1
    kept = await value("SELECT line FROM person_seen AS s JOIN person AS p ON p.id = s.person"
                       " WHERE p.username = $1", HEAD)  # fmt: skip
    await a_user(HEAD)  # signs in once more: what was unseen stays so
    assert await count(HEAD) == 1
    assert kept < await value("SELECT max(id) FROM history")


async def test_looking_is_not_having_seen(province: Engine) -> None:
    """Pages and counts change nothing; the button does, up to what the page showed and no further."""
    await a_user(HEAD)
    await moved(OFFICE, CODE, "ask-explanation", ASKED)
    head = await a_reader(HEAD)
    before = await rows("SELECT * FROM person_seen")
    for path in (PATH, f"{PATH}?page=7", f"{PATH}?page=x", f"{PATH}/count", f"{PATH}/count?poll=1"):
        assert (await head.get(path)).status_code == 200
    assert await rows("SELECT * FROM person_seen") == before
    shown = form_of((await head.get(PATH)).text, PATH)
    await moved(MEMBER, CODE, "ask-explanation", {**ASKED, "question": "Khi nào xong?"})
    assert await count(HEAD) == 2
    answer = await head.post(PATH, data=shown)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert await count(HEAD) == 1, "what came after the page was made is still new"
    assert "Khi nào xong?" in await main_of(head, PATH)
    assert (await say_seen(HEAD)).status_code == 303
    assert await told(HEAD) == []
    await head.post(PATH, data=shown)  # an old window
    assert await told(HEAD) == []


async def test_nobody_marks_what_is_not_written_yet(province: Engine) -> None:
    """A forged number marks no future news; no number is refused; without the token nothing is done."""
    head = await a_user(HEAD)
    assert (await head.fill(PATH, {"line": "9" * 18})).status_code == 303
    await moved(OFFICE, CODE, "ask-explanation", ASKED)
    assert await count(HEAD) == 1
    for wrong in ("", "-1", "1.5", "９", "9" * 19):
        assert (await head.fill(PATH, {"line": wrong})).status_code == 422
    assert (await head.post(PATH, data={"line": "1"})).status_code == 403


async def test_news_goes_to_whom_it_concerns(province: Engine) -> None:
    """The head who was asked, then the member who asked; no other member or agency, nor whoever did it."""
    others = ("cat.lanhdao", "stnmt.lanhdao", "bcd.thuongtruc", "stttt.chuyenvien1")
    known = {one["username"] for one in await rows("SELECT username FROM person")}
    for username in (HEAD, OFFICE, MEMBER, *(set(others) & known)):
        await a_user(username)
    assert (await moved(MEMBER, CODE, "ask-explanation", ASKED)).status_code == 303
    assert await told(HEAD) == [(CODE, "Yêu cầu giải trình")]
    assert await told(MEMBER) == []
    assert (await moved(HEAD, CODE, "explain", {"answer": ANSWER})).status_code == 303
    assert await told(HEAD) == [], "answered: there is nothing left to tell"
    assert await told(MEMBER) == [(CODE, "Đã giải trình")]
    assert ANSWER in await main_of(await a_reader(MEMBER), PATH)
    assert await told(OFFICE) == []
    for username in set(others) & known:
        assert await told(username) == [], username
    assert (await moved(HEAD, CODE, "submit", RESULT)).status_code == 303
    assert await told(OFFICE) == [(CODE, "Trình xác nhận hoàn thành")]
    assert "stnmt" not in str(await told("stnmt.lanhdao"))


async def test_asking_less_of_the_database_loses_nothing(province: Engine) -> None:
    """Negative control of the narrow question: for each account it finds what the rules find in all lines."""
    everybody = await rows(
        "SELECT id, role, agency FROM person WHERE role <> 'admin' AND disabled_at IS NULL"
    )
    readers = [Reader(one["id"], one["role"], one["agency"]) for one in everybody]
    last = await value("SELECT max(at) FROM history WHERE kind = 'task'")
    found = 0
    for fortnights in range(4):
        at = last - REACH * fortnights
        wide = await moves_until(at)
        for reader in readers:
            mine = [line["line"] for line in await unseen(reader, at)]
            assert mine == [line["line"] for line in reversed(of_reader(wide, reader))], reader
            found += len(mine)
    assert found > 20


async def test_a_page_left_open_asks_in_vain(province: Engine) -> None:
    """Signed out or idle, the count is empty: nobody is sent away from what they type, no session is kept."""
    answer = await Browser(made()).get(f"{PATH}/count?poll=1", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (200, "")
    assert "hx-redirect" not in answer.headers
    assert (await (await a_user("quantri")).get(f"{PATH}/count")).text == ""
    head = await a_user(HEAD)
    for minutes, there in ((20, True), (29, True), (31, False)):
        settings.override(
            clock_offset=(NOON + timedelta(minutes=minutes) - datetime.now(UTC)).total_seconds()
        )
        assert (await head.get(f"{PATH}/count?poll=1")).status_code == 200
        token = head.cookies.get("session", domain="tracker.test") or ""
        assert (await sessions.recognise(token, clock.now(), False) is not None) == there


async def test_the_navigation_leads_there_without_scripts(province: Engine) -> None:
    """A plain link for whom moves of others concern; the number comes after the page, with scripts."""
    for username, there in (
        (HEAD, True),
        (OFFICE, True),
        (MEMBER, True),
        ("giamsat", False),
        ("quantri", False),
    ):
        html = (await (await a_user(username)).get("/account")).text
        assert ('<a href="/news"' in html) == there
        assert ('hx-get="/news/count?poll=1"' in html) == there
    assert (await (await a_user("quantri")).get(PATH)).status_code == 404


@pytest.mark.parametrize("n", [60])
async def test_much_news_has_pages(province: Engine, n: int) -> None:
    """Newest first, 25 a page, each once; the number says all of it."""
    await a_user(HEAD)
    head, actor = await a_user(HEAD), await value("SELECT id FROM person WHERE username = $1", OFFICE)
    await execute(
        """INSERT INTO history (kind, object_id, verb, at, actor, actor_name, version, text)
           SELECT 'task', t.id, 'extend', $2, $3, 'Văn phòng', 0, 'lần ' || n
           FROM task AS t, generate_series(1, $4) AS n WHERE t.code = $1 ORDER BY n""",
        CODE, NOON, actor, n,
    )  # fmt: skip
    seen_words: list[str] = []
    for number in (1, 2, 3):
        seen_words += re.findall(r"lần \d+", await main_of(head, f"{PATH}?page={number}"))
    assert seen_words == [f"lần {one}" for one in range(n, 0, -1)]
    assert await count(HEAD) == n
    hidden = form_of((await head.get(f"{PATH}?page=2")).text, PATH)
    await head.post(PATH, data=hidden)
    assert await count(HEAD) == 0, "all means all, whichever page shows the button"


async def test_marking_goes_forward_only(province: Engine) -> None:
    """Two windows: the older one takes nothing back."""
    head = await value("SELECT id FROM person WHERE username = $1", HEAD)
    last = int(await value("SELECT max(id) FROM history"))
    for line in (last, last - 5):
        await mark_seen(head, line, NOON)
        found = await seen(head)
        assert found is not None
        assert found.line == last
