"""Made-up requests against the description of the interface: schemathesis in its ASGI mode, role by role.

Schemathesis asks from a thread of its own; the application answers on the loop that holds its database.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from litestar import Litestar
from schemathesis.generation import GenerationMode
from schemathesis.python import asgi
from schemathesis.specs.openapi import checks

from tracker.database import value

# Of each operation and role, of each kind: as described, and not.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))
SEED = int(os.environ.get("API_SEED", "1"))
SKIPPED = "/api/v1/reports/progress.pdf"  # seconds each; test_api_reports draws one
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.ignored_auth,
]
# What is there, in place of what was made up.
REAL = {
    "programme": "CCHC-2021-2030",
    "agency": "STNMT",
    "area": "TTHC",
    "source": "23/CT-TTg",
    "as_of": "2023-06-30",
    "from": "2023-06-30",
    "until": "2024-10-31",
    "kind": "deadline",
    "cursor": "",
}


@dataclass
class Across:
    """The application, asked from another thread's loop."""

    served: Litestar
    loop: asyncio.AbstractEventLoop

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        answer = asyncio.run_coroutine_threadsafe(self._answer(scope, body), self.loop)
        for message in await asyncio.wrap_future(answer):
            await send(message)

    async def _answer(self, scope: Any, body: bytes) -> list[Any]:
        said: list[Any] = []
        asked = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return asked.pop() if asked else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        await self.served({**scope, "state": {}}, cast(Any, receive), cast(Any, send))
        return said


@dataclass
class Run:
    """One role at all operations. ``answered`` counts statuses by operation."""

    app: Across
    token: str
    code: str  # of a task that the role sees
    answered: dict[str, Counter[int]] = field(default_factory=dict)

    def all(self, only: str = "") -> None:
        """Ask everything, or one address, as described and not; raises at the first answer that is none."""
        schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", self.app)
        with asgi.get_client(self.app) as client:
            for found in schema.get_all_operations():
                operation = found.ok()
                if operation.path != SKIPPED and only in {"", operation.path}:
                    self._asked(operation, client, GenerationMode.POSITIVE)
                    self._asked(operation, client, GenerationMode.NEGATIVE)

    def _asked(self, operation: Any, client: Any, mode: GenerationMode) -> None:
        counts = self.answered.setdefault(operation.label, Counter())

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @seed(SEED)
        @given(case=operation.as_strategy(mode), real=st.booleans())
        def one(case: Any, real: bool) -> None:
            if real and mode is GenerationMode.POSITIVE:
                self._made_real(case)
            headers = {"Authorization": f"Bearer {self.token}"}
            answer = case.call_and_validate(session=client, headers=headers, checks=CHECKS)
            counts[answer.status_code] += 1

        one()

    def _made_real(self, case: Any) -> None:
        for name in set(case.query or {}) & set(REAL):
            case.query[name] = REAL[name]
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = self.code
        if "If-Match" in (case.headers or {}):
            asked = value("SELECT version FROM task WHERE code = $1", self.code)
            case.headers["If-Match"] = f'"{_there(self.app.loop, asked)}"'


def _there(loop: asyncio.AbstractEventLoop, asked: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run_coroutine_threadsafe(asked, loop).result()


async def aside(work: Callable[[], None]) -> None:
    """Do a work in a thread, this loop staying free to answer it."""
    await asyncio.to_thread(work)
