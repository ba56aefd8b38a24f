"""A write that is sent twice has one effect: its answer is kept under the key that the sender chose."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request
from litestar.response import Response

from tracker.database import execute, row, transaction, value
from tracker.exchange.api.door import Token
from tracker.exchange.api.problems import Problem
from tracker.words import _

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class Reply:
    """What a write answers: ``content`` becomes JSON (dataclasses, msgspec structs, dicts)."""

    content: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


async def once(request: Asked, token: Token, work: Callable[[], Awaitable[Reply]]) -> Response[bytes]:
    """Do a write in one transaction with the keeping of its answer.

    With ``Idempotency-Key`` the same request sent again within a day, be it at the same time, gets the same
    answer and has no second effect; another request under the key is a Problem 422. Without the header it is
    done as often as it is sent. What fails is not kept: it had no effect and may be sent again.
    """
    key = request.headers.get(HEADER)
    if key is None:
        async with transaction():
            return _response(await work())
    if not _KEY.fullmatch(key):
        raise Problem.of_header(
            HEADER, _("Send a key of 1 to 255 letters, digits and signs, without blanks.")
        )
    said = await _digest(request)
    async with transaction():
        # Whoever comes second waits here until the first has committed.
        now = request.scope["state"]["now"]
        mine = await value(
            """INSERT INTO api_reply AS kept (token, key, request, status, headers, body, at)
               VALUES ($1, $2, $3, 0, '{}', '', $4)
               ON CONFLICT (token, key) DO UPDATE SET request = excluded.request, at = excluded.at
               WHERE kept.at < $5 RETURNING id""",
            token.id, key, said, now, now - KEPT,
        )  # fmt: skip
        if mine is None:
            return await _again(token, key, said)
        answer = _response(await work())
        await execute(
            "UPDATE api_reply SET status = $2, headers = $3, body = $4 WHERE id = $1",
            mine, answer.status_code, json.dumps(dict(answer.headers)), answer.content,
        )  # fmt: skip
    return answer


async def sweep(at: datetime) -> int:
    """Forget the answers that were kept for a day; how many."""
    return await execute("DELETE FROM api_reply WHERE at < $1", at - KEPT)


async def _again(token: Token, key: str, said: bytes) -> Response[bytes]:
    kept = await row(
        "SELECT request, status, headers, body FROM api_reply WHERE token = $1 AND key = $2", token.id, key
    )
    if kept is None:  # swept this very moment
        raise Problem(409)
    if kept["request"] != said:
        raise Problem.of_header(HEADER, _("This key was used for another request. Choose a new one."))
    headers = {**json.loads(kept["headers"]), REPLAYED: "true"}
    return _json(kept["body"], kept["status"], headers)


async def _digest(request: Asked) -> bytes:
    """SHA-256 over what makes two requests the same."""
    asked = hashlib.sha256()
    query = request.scope.get("query_string", b"")
    match = request.headers.get("If-Match", "")
    for part in (request.method.encode(), request.url.path.encode(), query, match.encode("utf-8", "replace")):
        asked.update(len(part).to_bytes(4, "big") + part)
    asked.update(await request.body())
    return asked.digest()


def _response(reply: Reply) -> Response[bytes]:
    return _json(msgspec.json.encode(reply.content), reply.status, reply.headers)


def _json(body: bytes, status: int, headers: Mapping[str, str]) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json", headers=dict(headers))
