"""Promises about the door of the machine interface: a token alone opens it, each no is a problem in words."""

import asyncio
import json
from typing import Any

import pytest
from litestar import Litestar

from tests.exchange.programs import (
    HEAD,
    LATER,
    PROBES,
    Program,
    a_place_to_write,
    a_token,
    is_problem,
)
from tests.tasks.reading import NOON, a_user, freeze
from tests.web.site import made
from tracker import clock, settings
from tracker.database import execute, row, rows, value
from tracker.exchange.api import cursors, replies, scopes
from tracker.exchange.api.problems import Problem
from tracker.people.actions import disable, reset
from tracker.people.sessions import digest
from tracker.words import accepted

pytestmark = pytest.mark.usefixtures("province")
WHO = "/api/v1/probe/who"
WRITE = "/api/v1/probe/writes"


@pytest.fixture
def served(province: object) -> Litestar:
    """The application with probes behind the door, on 06/11/2024."""
    freeze()
    return made(*PROBES)


async def test_a_token_opens_with_the_rights_of_the_moment(served: Litestar) -> None:
    """Who asks, from which agency, is read anew with each request; use is noted at most once a minute."""
    token = await a_token()
    program = Program(served, token)
    assert (await program.get(WHO)).json() == {"who": HEAD, "token": "Thử", "agency": "STTTT"}
    kept = await row("SELECT * FROM api_token")
    assert kept is not None
    assert (kept["token_hash"], kept["last_address"]) == (digest(token), "10.1.1.1")
    assert token not in str(kept)
    await program.get(WHO)
    assert await value("SELECT last_used_at FROM api_token") == kept["last_used_at"]
    await execute(
        "UPDATE person SET agency = (SELECT id FROM agency WHERE code = 'STP') WHERE username = $1", HEAD
    )
    assert (await program.get(WHO)).json()["agency"] == "STP"
    await execute("UPDATE person SET role = 'admin' WHERE username = $1", HEAD)
    is_problem(await program.get(WHO), 404, "not-there")


@pytest.mark.parametrize(
    "end", ["closed", "reset", "expired", "revoked", "other", "cut", "basic", "none", "odd"]
)
async def test_what_has_ended_opens_nothing(served: Litestar, end: str) -> None:
    """401 for each, with the challenge; before it ended the same token was good (negative control)."""
    token = await a_token()
    assert (await Program(served, token).get(WHO)).status_code == 200
    sent = f"Bearer {token}"
    match end:
        case "closed":
            await disable(HEAD, clock.now())
        case "reset":
            await reset(HEAD, clock.now())
        case "expired":
            settings.override(clock_offset=settings.current().clock_offset + LATER.total_seconds())
        case "revoked":
            await execute("UPDATE api_token SET revoked_at = $1", NOON)
        case "other":
            sent = f"Bearer {scopes.PREFIX}{'A' * 43}"
        case "cut":
            sent = sent[:-1]
        case "basic":
            sent = f"Basic {token}"
        case "odd":
            sent = "Bearer \u00e9\u00e9"
    headers = {} if end == "none" else {b"Authorization": sent.encode("latin-1")}
    answer = await Program(served).get(WHO, headers=list(headers.items()))
    said = is_problem(answer, 401, "token")
    assert answer.headers["www-authenticate"] == (
        "Bearer" if end == "none" else 'Bearer error="invalid_token"'
    )
    assert token not in answer.text
    assert said["title"] == "Cần mã truy cập còn hiệu lực"


async def test_a_reopened_account_has_no_old_tokens(served: Litestar) -> None:
    """A new first password after closing does not bring a token back, not even once it was changed."""
    token = await a_token()
    await disable(HEAD, clock.now())
    await reset(HEAD, clock.now())
    await execute("UPDATE person SET must_change_password = false WHERE username = $1", HEAD)
    is_problem(await Program(served, token).get(WHO), 401, "token")
    assert (await Program(served, await a_token()).get(WHO)).status_code == 200


async def test_a_cookie_opens_no_interface_and_a_token_no_page(served: Litestar) -> None:
    """A signed-in browser gets 401 here, a token the sign-in page there; each is good at its own place."""
    browser, token = await a_user(HEAD), await a_token()
    cookies = dict(browser.cookies)
    is_problem(
        await Program(served).get(WHO, headers={"Cookie": f"session={cookies['session']}"}), 401, "token"
    )
    answer = await Program(served, token).get("/tasks")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftasks")
    assert (await browser.get("/tasks")).status_code == 200
    mixed = await Program(served, token).get(WHO, headers={"Cookie": "session=garbage"})
    assert mixed.status_code == 200


async def test_a_scope_opens_what_it_names_and_no_more(served: Litestar) -> None:
    """403 tells which scope is missing; a handler that names none lets nobody in."""
    program = Program(served, await a_token())
    answer = await program.get("/api/v1/probe/final")
    assert "confirm" in is_problem(answer, 403, "scope")["detail"]
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="confirm"'
    is_problem(await program.get("/api/v1/probe/nameless"), 404, "not-there")
    office = Program(served, await a_token("vpub.dieuphoi1", ("confirm",)))
    assert (await office.get("/api/v1/probe/final")).status_code == 200
    is_problem(await office.get(WHO), 403, "scope")


async def test_every_handler_of_the_interface_names_a_scope(served: Litestar) -> None:
    """A route under the interface is public (its description) or asks for a token with a real scope."""
    wrong = [
        (route.path, handler.opt)
        for route in made().routes
        for handler in getattr(route, "route_handlers", ())
        if route.path.startswith("/api/") or handler.opt.get("access") == "api"
        if handler.http_methods != {"OPTIONS"}
        if handler.opt.get("access") != "api" or handler.opt.get("scope") not in scopes.SCOPES
    ]
    assert {path for path, _ in wrong} == {"/api/v1", "/api/v1/openapi.json"}


async def test_too_many_in_a_minute_wait_for_the_next(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 with the seconds to wait, for this token alone; the next minute begins anew."""
    monkeypatch.setattr(scopes, "PER_MINUTE", 2)
    program = Program(served, await a_token())
    assert [(await program.get(WHO)).status_code for _ in range(2)] == [200, 200]
    answer = await program.get(WHO)
    is_problem(answer, 429, "too-many")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert (await Program(served, await a_token("vpub.dieuphoi1")).get(WHO)).status_code == 200
    settings.override(clock_offset=settings.current().clock_offset + 60)
    assert (await program.get(WHO)).status_code == 200


async def test_what_the_house_refuses_is_a_problem(
    served: Litestar, capsys: pytest.CaptureFixture[str]
) -> None:
    """The refusals of rules, the database away, an error: each its status; no secret in answers or logs."""
    token = await a_token()
    program = Program(served, token)
    refused = is_problem(await program.get("/api/v1/probe/fails/refused"), 422, "refused")
    assert refused["detail"] == "Không được."
    assert refused["errors"] == [{"detail": "Không được.", "pointer": "#/percent"}]
    is_problem(await program.get("/api/v1/probe/fails/conflict"), 409, "conflict")
    matched = await program.get("/api/v1/probe/fails/conflict", headers={"If-Match": '"1"'})
    is_problem(matched, 412, "changed")
    is_problem(await program.get("/api/v1/probe/fails/not-there"), 404, "not-there")
    away = await program.get("/api/v1/probe/fails/away")
    is_problem(away, 503, "away")
    assert away.headers["retry-after"]
    broken = await program.get("/api/v1/probe/fails/broken")
    code = is_problem(broken, 500, "error")["code"]
    logged = capsys.readouterr().err
    assert "bí mật" not in broken.text
    assert code in logged
    assert token not in logged
    assert "Bearer" not in logged


async def test_unknown_addresses_and_methods_are_problems_in_the_language_asked_for(served: Litestar) -> None:
    """Vietnamese, or English when that is liked better; with or without a token."""
    for program in (Program(served), Program(served, await a_token())):
        said = is_problem(await program.get("/api/v1/nowhere"), 404, "not-there")
        assert said["title"].startswith("Không có dữ liệu")
        answer = await program.get("/api/v1/nowhere", headers={"Accept-Language": "en-GB,en;q=0.9,vi;q=0.1"})
        assert is_problem(answer, 404, "not-there")["title"] == "There is nothing here for this token"
        assert answer.headers["content-language"] == "en"
        wrong = await program.put(WHO)
        is_problem(wrong, 405, "method")
        assert wrong.headers["allow"] == "GET, HEAD, OPTIONS"
        long = await program.get(f"{WHO}?x={'a' * 5000}")
        is_problem(long, 414, "too-long")
    page = await Program(served).get("/nowhere")
    assert page.headers["content-type"].startswith("text/html")


def test_the_language_is_chosen_by_weight() -> None:
    """Vietnamese when nothing of ours is named or both are liked as much."""
    said = {"": "vi", "en": "en", "fr, en;q=0.2": "en", "en;q=0.5, vi": "vi", "vi, en": "vi", "*": "vi",
            "en;q=x": "vi", "EN-us;q=0.8,vi-VN;q=0.7": "en", "en;q=0": "vi"}  # fmt: skip
    assert {header: accepted(header) for header in said} == said


async def test_bodies_and_parameters_are_looked_at(served: Litestar) -> None:
    """Kind, size, syntax and shape of what is sent: 415, 413, 400, 422 with the place of the fault."""
    await a_place_to_write()
    program = Program(served, await a_token(scopes=("read", "progress")), **{"If-Match": '"3"'})
    is_problem(await program.post(WRITE, data={"percent": "5"}), 415, "not-json")
    json_body, huge = {"Content-Type": "application/json"}, b'"' + b"a" * 300_000 + b'"'
    is_problem(await program.post(WRITE, content=huge, headers=json_body), 413, "too-large")
    is_problem(await program.post(WRITE, content=b'{"percent"', headers=json_body), 400, "unreadable")
    bodies: list[Any] = [{"percent": "nhiều"}, {}, [], None]
    for body in bodies:
        said = is_problem(await program.post(WRITE, json=body), 422, "refused")
        assert all(one["pointer"] in {"#", "#/percent"} for one in said["errors"]), said
    assert (await program.post(WRITE)).status_code == 422
    bad = is_problem(await program.get("/api/v1/probe/listed?cursor=x&limit=y"), 422, "refused")
    assert bad["errors"][0]["parameter"] == "limit"
    assert await value("SELECT count(*) FROM probe") == 0


async def test_a_write_names_the_version_it_was_made_for(served: Litestar) -> None:
    """428 without, 412 for what is no tag of ours; the answer carries the next one."""
    await a_place_to_write()
    program = Program(served, await a_token(scopes=("progress",)))
    for said, status, kind in (
        ({}, 428, "no-version"), ({"If-Match": "*"}, 428, "no-version"),
        ({"If-Match": 'W/"3"'}, 412, "changed"),
        ({"If-Match": "3"}, 412, "changed"), ({"If-Match": '"1234567890"'}, 412, "changed"),
    ):  # fmt: skip
        is_problem(await program.post(WRITE, json={"percent": 5}, headers=said), status, kind)
    assert await value("SELECT count(*) FROM probe") == 0
    done = await program.post(WRITE, json={"percent": 5}, headers={"If-Match": '"3"'})
    assert (done.status_code, done.headers["etag"], done.json()["chữ"]) == (201, '"4"', "ơ")


async def test_a_write_sent_twice_under_a_key_has_one_effect(served: Litestar) -> None:
    """In turn or at once: one effect, one answer; another request under the key is refused; then it ages."""
    await a_place_to_write()
    program = Program(served, await a_token(scopes=("progress",)), **{"If-Match": '"3"'})

    async def sent(percent: int, key: str = "k-1") -> tuple[int, bytes, str | None, str | None]:
        answer = await program.post(WRITE, json={"percent": percent}, headers={replies.HEADER: key})
        return (
            answer.status_code,
            answer.content,
            answer.headers.get("etag"),
            answer.headers.get(replies.REPLAYED),
        )

    found = await asyncio.gather(*(sent(5) for _ in range(6)))
    assert len({one[:3] for one in found}) == 1
    assert sorted(str(one[3]) for one in found) == ["None", *["true"] * 5]
    assert await value("SELECT count(*) FROM probe") == 1
    other = await program.post(WRITE, json={"percent": 6}, headers={replies.HEADER: "k-1"})
    assert is_problem(other, 422, "refused")["errors"][0]["header"] == replies.HEADER
    changed = await program.post(
        WRITE, json={"percent": 5}, headers={replies.HEADER: "k-1", "If-Match": '"4"'}
    )
    is_problem(changed, 422, "refused")
    another = Program(served, await a_token(scopes=("progress",)), **{"If-Match": '"3"'})
    mine = await another.post(WRITE, json={"percent": 5}, headers={replies.HEADER: "k-1"})
    assert (mine.status_code, mine.headers.get(replies.REPLAYED)) == (201, None)  # a key is its token's own
    assert (await sent(13, "k-2"))[0] == 422
    assert (
        await value("SELECT count(*) FROM api_reply WHERE key = 'k-2'") == 0
    )  # what failed may be sent again
    bad = await program.post(WRITE, json={"percent": 5}, headers={replies.HEADER: "co dau cach"})
    is_problem(bad, 422, "refused")
    assert await replies.sweep(clock.now()) == 0
    assert await replies.sweep(clock.now() + replies.KEPT + replies.KEPT) == 2
    assert (await sent(5))[3] is None
    assert await value("SELECT count(*) FROM probe") == 3


def test_a_cursor_cannot_be_made_up(served: Litestar) -> None:
    """What was encoded comes back; changed, of another list, or garbage, it is a problem of the parameter."""
    place = ["2024-11-06", 17, None, "Sở Tư pháp"]
    cursor = cursors.encode("tasks", place)
    assert cursors.decode("tasks", cursor) == place
    assert cursor.isascii()
    assert len(cursor) < cursors.LONGEST
    flipped = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    for listing, said in (("tasks", flipped), ("other", cursor), ("tasks", ""), ("tasks", "é"),
                          ("tasks", "a"),
                          ("tasks", cursor + "=" * 3), ("tasks", "A" * 5000)):  # fmt: skip
        with pytest.raises(Problem) as found:
            cursors.decode(listing, said)
        assert (found.value.status, found.value.errors[0]["parameter"]) == (422, "cursor")


async def test_a_token_outside_its_frame_cannot_be_stored(served: Litestar) -> None:
    """Longer than 366 days, without scopes, or kept as it is: the database itself says no."""
    token = await a_token()
    for change in ("expires_at = created_at + interval '367 days'", "scopes = '{}'", "token_hash = 'ttr_'"):
        with pytest.raises(Exception, match="api_token"):
            await execute(f"UPDATE api_token SET {change}")
    kept = json.dumps([str(one) for one in await rows("SELECT * FROM api_token")])
    assert token not in kept
