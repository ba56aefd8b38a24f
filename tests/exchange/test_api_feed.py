"""Promises about the operations centre's feed: the published figures, under a scope of its own."""

import csv
import io

import pytest
from litestar import Litestar

from tests.exchange.asking import ROLES, a_program, asked
from tests.exchange.programs import Program, a_token
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker.exchange.api.scopes import FEED, READ
from tracker.tasks.rules import BUCKETS

PATHS = ("/api/v1/feed/daily", "/api/v1/feed/daily.csv")


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def test_the_feed_is_the_figures_with_their_denominators(served: Litestar) -> None:
    """176 = 49 + 5 + 29 + 89 + 4, and every agency's line; JSON, CSV and /figures agree on any day."""
    centre = Program(served, await a_token(ROLES["office"], (FEED,)))
    reader = await a_program(served, "office")
    for day in ("2024-11-06", "2023-12-31"):
        found = await asked(centre, "/feed/daily", as_of=day)
        told = await asked(reader, "/figures", as_of=day)
        assert found["made_at"].startswith("2024-11-06T12:00")
        assert {name: found[name] for name in told} == told
        answer = await centre.get("/api/v1/feed/daily.csv", params={"as_of": day})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        for name in ("total", *BUCKETS):
            assert int(lines[0][name]) == found["figures"][name]
            assert [int(one[name]) for one in lines[1:]] == [
                one["figures"][name] for one in found["by_agency"]
            ]
    assert (await asked(centre, "/feed/daily"))["figures"]["total"] == 176


async def test_the_feed_has_a_scope_of_its_own(served: Litestar) -> None:
    """A token that reads tasks gets no feed, one for the feed no tasks; a department reads no province."""
    reader = Program(served, await a_token(ROLES["office"], (READ,)))
    centre = Program(served, await a_token(ROLES["office"], (FEED,)))
    assert {(await reader.get(path)).status_code for path in PATHS} == {403}
    assert (await centre.get("/api/v1/tasks")).status_code == 403
    lead = await a_program(served, "lead")
    assert {(await lead.get(path)).status_code for path in PATHS} <= {403, 404}
