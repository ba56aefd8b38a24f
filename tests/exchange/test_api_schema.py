"""The interface answers as it is described: whatever is asked, by whichever role, nothing else comes back."""

import asyncio

import pytest
from litestar import get
from litestar.response import Response
from schemathesis.core.failures import FailureGroup

from tests.exchange.asking import ROLES
from tests.exchange.fuzzing import Across, Run, aside
from tests.exchange.programs import a_token
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker.database import value
from tracker.exchange.api import scopes
from tracker.exchange.api.resources.programmes import Programmes
from tracker.exchange.api.resources.routes import HANDLERS

# A task in the state in which a role may do something with it.
_STATES = {"office": "submitted", "lead": "in_progress", "staff": "in_progress"}


@pytest.mark.parametrize("role", ROLES)
async def test_every_answer_is_as_described(
    province: object, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No server error, no status, type, header or field that the description lacks, nothing without token."""
    freeze()
    monkeypatch.setattr(scopes, "PER_MINUTE", 1_000_000)  # the pace has promises of its own
    run = Run(
        Across(made(), asyncio.get_running_loop()),
        await a_token(ROLES[role], tuple(scopes.offered(role))),
        await value(
            """SELECT t.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
               WHERE a.code = 'STNMT' AND t.state = $1 ORDER BY t.id LIMIT 1""",
            _STATES.get(role, "confirmed"),
        ),
    )
    await aside(run.all)
    answered = run.answered
    assert len(answered) == len(HANDLERS) - 1  # all but the PDF
    reached = {label for label, counts in answered.items() if counts[200] or counts[201]}
    assert reached >= {"GET /api/v1/programmes", "GET /api/v1/areas", "GET /api/v1/agencies"}
    if role != "admin":
        assert "GET /api/v1/tasks" in reached
    if role in {"lead", "office"}:
        assert any(label.startswith("POST") for label in reached), answered


@get("/api/v1/teapot", opt={"access": "api", "scope": "read", "answers": Programmes})
async def teapot() -> Response[dict[str, int]]:
    return Response({"items": 7})


async def test_an_answer_that_is_not_as_described_is_found(province: object) -> None:
    """The promise above can fail: a handler that answers otherwise than it says does not get past."""
    freeze()
    run = Run(Across(made(teapot), asyncio.get_running_loop()), await a_token(ROLES["office"]), "")
    with pytest.raises(FailureGroup, match="Response violates schema"):
        await aside(lambda: run.all("/api/v1/teapot"))
