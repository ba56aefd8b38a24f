"""Promises about the addresses of calendar feeds: secret, shown once, taken back, dead with the account."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.exchange.feeding import ADDRESS, PATH, address, asked, events, form_for, read
from tests.tasks.reading import NOON, a_user, main_of, words_of
from tracker import settings
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.people.sessions import digest
from tracker.web.log import without_secrets

HEAD = "stttt.lanhdao"


async def number(username: str) -> int:
    """An account's number."""
    return int(await value("SELECT id FROM person WHERE username = $1", username))


async def test_an_address_is_shown_once_and_only_its_hash_is_kept(province: Engine) -> None:
    """A second click makes no second one; renewing or taking back ends the old one."""
    head = await a_user(HEAD)
    html = (await head.get("/account")).text
    assert html.count("Chưa có địa chỉ") == 2
    form = {**form_for(html, "person"), "do": "make"}
    first = await head.post(PATH, data=form)
    found = ADDRESS.search(first.text)
    assert found is not None
    again = await head.post(PATH, data=form)
    assert (again.status_code, again.headers["location"]) == (303, "/account#feeds")
    assert await value("SELECT count(*) FROM calendar_feed") == 1
    assert ADDRESS.search((await head.get("/account")).text) is None
    token = found[1].removeprefix("/feeds/").removesuffix(".ics")
    assert len(token) >= 43
    kept = await row("SELECT * FROM calendar_feed")
    assert kept is not None
    assert kept["token_hash"] == digest(token)
    assert token not in str(await rows("SELECT * FROM history")) + str(await rows("SELECT * FROM form_key"))
    assert (await read(found[1])).status_code == 200
    renewed = ADDRESS.search((await asked(head, "person", "make")).text)
    assert renewed is not None
    assert (await read(found[1])).status_code == 410
    assert (await read(renewed[1])).status_code == 200
    gone = await asked(head, "person", "revoke")
    assert (gone.status_code, gone.headers["location"]) == (303, "/account#feeds")
    assert (await read(renewed[1])).text == "Lịch này đã được thu hồi."
    told = [(one["verb"], one["text"]) for one in await lines("person", await number(HEAD))]
    assert told == [("make_feed", "person"), ("renew_feed", "person"), ("revoke_feed", "person")]
    shown = words_of(await main_of(await a_user("giamsat"), "/history"))
    assert "Thu hồi địa chỉ lịch nhắc hạn" in shown


async def test_reading_is_noted_at_most_hourly(province: Engine) -> None:
    """The account page says when an address was read last, so that a stranger's reading shows."""
    path = await address(HEAD, "agency")
    for minutes, noted in ((0, 0), (59, 0), (61, 61)):
        passed = NOON + timedelta(minutes=minutes)
        settings.override(clock_offset=(passed - datetime.now(UTC)).total_seconds())
        assert (await read(path)).status_code == 200
        at = await value("SELECT read_at FROM calendar_feed")
        assert abs(at - NOON - timedelta(minutes=noted)) < timedelta(seconds=30)
    assert "đọc lần gần nhất 06/11/2024 13:0" in (await (await a_user(HEAD)).get("/account")).text


@pytest.mark.parametrize(
    "change",
    ["disabled_at = now()", "role = 'staff'", "agency = (SELECT id FROM agency WHERE code = 'SNV')"],
)
async def test_an_address_dies_with_the_account(province: Engine, change: str) -> None:
    """Whatever way the account changes, and it stays dead when the change is taken back."""
    path, other = await address(HEAD, "person"), await address("stnmt.lanhdao", "person")
    before = await row("SELECT disabled_at, role, agency FROM person WHERE username = $1", HEAD)
    assert before is not None
    assert (await read(path)).status_code == 200
    await execute("UPDATE person SET language = 'en', email = '' WHERE username = $1", HEAD)
    assert (await read(path)).status_code == 200, "not every change of an account is one of its post"
    await execute(f"UPDATE person SET {change} WHERE username = $1", HEAD)
    assert (await read(path)).status_code == 410
    await execute(
        "UPDATE person SET disabled_at = $2, role = $3, agency = $4 WHERE username = $1",
        HEAD,
        *before.values(),
    )
    assert (await read(path)).status_code == 410
    assert (await read(other)).status_code == 200


async def test_what_is_no_address_is_not_there(province: Engine) -> None:
    """A wrong one, one without its ending, one with another sign: nothing tells them apart."""
    path = await address(HEAD, "person")
    for wrong in (path.removesuffix(".ics"), path.swapcase(), "/feeds/x.ics", "/feeds/.ics", path + ".ics"):
        answer = await read(wrong)
        assert answer.status_code == 404, wrong
        assert "BEGIN:VCALENDAR" not in answer.text


async def test_each_role_has_the_feeds_that_make_sense_for_it(province: Engine) -> None:
    """Agencies' people their own and their agency's; those who see all one of the province; others none."""
    expected = {
        HEAD: {"person", "agency"}, "stttt.chuyenvien1": {"person", "agency"}, "bcd.truongban": {"agency"},
        "vpub.dieuphoi1": {"agency"}, "giamsat": {"agency"}, "quantri": set(),
    }  # fmt: skip
    for username, scopes in expected.items():
        html = (await (await a_user(username)).get("/account")).text
        assert {one for one in ("person", "agency") if form_for(html, one)} == scopes, username
        assert ("Lịch nhắc hạn" in html) == bool(scopes)
    member = await a_user("bcd.truongban")
    form = {**form_for((await member.get("/account")).text, "agency"), "do": "make", "scope": "person"}
    assert (await member.post(PATH, data=form)).status_code == 404, "a feed the role does not have"
    assert (await member.post(PATH, data={**form, "do": "steal"})).status_code == 422
    assert (await member.post(PATH, data={**form, "csrf_token": "x"})).status_code == 403
    assert await value("SELECT count(*) FROM calendar_feed") == 0


async def test_a_calendar_asks_again_only_for_what_changed(province: Engine) -> None:
    """The same deadlines are the same bytes and answer 304; a move is a new answer."""
    path = await address(HEAD, "agency")
    first, second = await read(path), await read(path)
    assert first.content == second.content
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, max-age=900"
    tag = first.headers["etag"]
    same = await read(path, **{"If-None-Match": f'W/"other", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    code = next(iter(await events(path)))
    await execute("UPDATE task SET version = version + 1, changed_at = changed_at WHERE code = $1", code)
    assert (await read(path, **{"If-None-Match": tag})).status_code == 200


async def test_the_log_does_not_hold_an_address(province: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """Who reads the log cannot read calendars; other paths are logged as they are."""
    path = await address(HEAD, "person")
    assert (await read(path)).status_code == 200
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    paths = [line["path"] for line in logged if "path" in line]
    assert "/feeds/…" in paths
    assert "/account/feeds" in paths
    assert path not in str(logged)
    assert without_secrets(None, "", {"path": "/tasks"}) == {"path": "/tasks"}
