"""Programs that ask the machine interface: their tokens, their requests, probes behind its door."""

from datetime import timedelta
from typing import Any, cast

import httpx
from litestar import Litestar, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response
from msgspec import Struct

from tests.web.site import HOST
from tracker import clock
from tracker.database import execute, row, transaction, value
from tracker.exchange.api import cursors, etags, replies
from tracker.exchange.api.actions import Wanted, make
from tracker.exchange.api.door import asker, token_of
from tracker.exchange.api.replies import Reply
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, NotThere, Refused

HEAD = "stttt.lanhdao"
Asked = Request[Any, Any, Any]


class Said(Struct):
    """The body of a probe."""

    percent: int


@get("/api/v1/probe/who", opt={"access": "api", "scope": "read"})
async def who(request: Asked) -> dict[str, Any]:
    return {
        "who": asker(request).username,
        "token": token_of(request).name,
        "agency": asker(request).agency_code,
    }


@get("/api/v1/probe/final", opt={"access": "api", "scope": "confirm"})
async def final() -> dict[str, Any]:
    return {}


@get("/api/v1/probe/nameless", opt={"access": "api"})
async def nameless() -> dict[str, Any]:
    return {}


@get("/api/v1/probe/listed", opt={"access": "api", "scope": "read"})
async def listed(cursor: FromQuery[str], limit: FromQuery[int] = 5) -> dict[str, Any]:
    return {"place": cursors.decode("probe", cursor), "limit": limit}


@get("/api/v1/probe/fails/{how:str}", opt={"access": "api", "scope": "read"})
async def fails(how: FromPath[str]) -> dict[str, Any]:
    raise {
        "refused": Refused("Không được.", "percent"),
        "conflict": Conflict(),
        "not-there": NotThere(),
        "away": ConnectionError(),
        "broken": RuntimeError("bí mật của máy"),
    }[how]


@post("/api/v1/probe/writes", opt={"access": "api", "scope": "progress"}, status_code=201)
async def writes(request: Asked, data: JSONBody[Said]) -> Response[bytes]:
    version = etags.wanted(request)

    async def work() -> Reply:
        if data.percent == 13:
            raise Refused("Số xấu.", "percent")
        done = await value("INSERT INTO probe (percent) VALUES ($1) RETURNING id", data.percent)
        return Reply({"done": done, "chữ": "ơ"}, 201, {"ETag": etags.of(version + 1)})

    return await replies.once(request, token_of(request), work)


PROBES = (who, final, nameless, listed, fails, writes)


async def actor_of(username: str) -> Viewer:
    """A person of the records as somebody who acts."""
    found = await row(
        """SELECT p.id, p.username, p.full_name AS name, p.title, p.role, a.id AS agency_id,
                  a.code AS agency_code, a.name AS agency_name, p.language, p.may_submit
           FROM person AS p JOIN agency AS a ON a.id = p.agency WHERE p.username = $1""",
        username,
    )
    assert found is not None
    return Viewer(**found, session_id=0, must_change_password=False)


async def a_token(username: str = HEAD, scopes: tuple[str, ...] = ("read",), days: int = 30) -> str:
    """A token of a person's own; its secret."""
    actor = await actor_of(username)
    async with transaction():
        return await make(actor, Wanted("Thử", list(scopes), days, actor.id), clock.now())


class Program(httpx.AsyncClient):
    """A program with a token, without cookies."""

    def __init__(self, served: Litestar, token: str = "", **headers: str) -> None:
        transport = httpx.ASGITransport(
            cast(Any, served), raise_app_exceptions=False, client=("10.1.1.1", 4711)
        )
        said = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(transport=transport, base_url=HOST, headers={**said, **headers})


async def a_place_to_write() -> None:
    """A table whose rows are effects."""
    await execute("CREATE TABLE probe (id serial, percent integer)")


def is_problem(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """The problem that an answer is, after looking at what each of them has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == f"/api/v1#problem-{kind}"
    assert (found["status"], found["instance"]) == (status, answer.request.url.path)
    assert found["title"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return found


LATER = timedelta(days=31)
