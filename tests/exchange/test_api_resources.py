"""Promises about what the interface answers: the pages' own figures, lists and tasks."""

import pytest
from litestar import Litestar

from tests.exchange.asking import ROLES, ROOT, a_program, asked, codes
from tests.exchange.programs import is_problem
from tests.tasks.reading import a_user, freeze, length
from tests.web.site import made
from tracker.database import value

pytestmark = pytest.mark.usefixtures("province")
DAYS = ("2024-11-06", "2024-06-30", "2023-03-31")
BUCKETS = ("in_time", "overdue", "awaiting", "done_on_time", "done_late")


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def test_figures_are_those_of_the_pages(served: Litestar) -> None:
    """On three days the five figures and the lines of agencies are those of the lists, and of the page."""
    program, browser = await a_program(served, "office"), await a_user(ROLES["office"])
    for day in DAYS:
        found = await asked(program, "/figures", as_of=day)
        assert found["as_of"] == day
        sums = found["figures"]
        assert sum(sums[name] for name in BUCKETS) == sums["total"]
        for name in BUCKETS:
            assert sums[name] == await length(browser, f"/tasks?as_of={day}&bucket={name}"), (day, name)
            assert sums[name] == sum(one["figures"][name] for one in found["by_agency"])
            assert sums[name] == (await asked(program, "/tasks", as_of=day, bucket=name, limit=1))["total"]
    sums = (await asked(program, "/figures"))["figures"]
    assert [sums[name] for name in BUCKETS] == [49, 5, 29, 89, 4]
    assert sums["rate_all"] == {"per_cent": 52.84, "numerator": 93, "denominator": 176}
    assert sums["rate_due"] == {"per_cent": 94.9, "numerator": 93, "denominator": 98}
    page = (await browser.get("/")).text
    assert "52,84%" in page
    assert "94,90%" in page


async def test_an_agency_gets_its_own_figures(served: Litestar) -> None:
    """What a lead's token counts is what its agency leads, on three days; of others it learns nothing."""
    program, browser = await a_program(served, "lead"), await a_user(ROLES["lead"])
    office = await a_program(served, "office")
    for day in DAYS:
        found = await asked(program, "/figures", as_of=day)
        assert found["agency"] == "STNMT"
        assert [one["agency"]["code"] for one in found["by_agency"]] == ["STNMT"]
        assert found["figures"] == found["by_agency"][0]["figures"]
        assert found["figures"] == (await asked(office, "/figures", as_of=day, agency="STNMT"))["figures"]
        for name in BUCKETS:
            there = f"/tasks?as_of={day}&bucket={name}&part=lead"
            assert found["figures"][name] == await length(browser, there)
        mine = await codes(program, as_of=day)
        assert len(mine) == await length(browser, f"/tasks?as_of={day}")
    is_problem(await program.get(f"{ROOT}/figures?agency=STP"), 422, "refused")
    unknown = await program.get(f"{ROOT}/figures?agency=NHAM")
    theirs = await program.get(f"{ROOT}/figures?agency=STP")
    assert theirs.text.replace("STP", "?") == unknown.text.replace("NHAM", "?")


async def test_one_task_whole(served: Litestar) -> None:
    """Today with its ETag, on a past day as it stood then; who may not see it finds nothing there."""
    program = await a_program(served, "lead")
    code = (await codes(program, bucket="done_on_time"))[0]
    answer = await program.get(f"{ROOT}/tasks/{code}")
    found = answer.json()
    assert answer.headers["etag"].startswith(f'"{found["version"]}-')
    assert found["bucket"] == {"key": "done_on_time", "name": "Hoàn thành đúng hạn"}
    assert found["confirmed_at"].endswith("+07:00")
    assert found["result_document"]["number"]
    day = found["assigned_at"][:10]
    past = await program.get(f"{ROOT}/tasks/{code}", params={"as_of": day})
    assert past.json()["bucket"]["key"] == "in_time"
    assert past.json()["confirmed_at"] is None
    assert past.json()["moves"] == []
    assert "etag" not in past.headers
    other = await value(
        "SELECT code FROM task WHERE lead_agency = (SELECT id FROM agency WHERE code = 'STP') "
        "AND code NOT IN (SELECT t.code FROM task t JOIN task_coordinator c ON c.task = t.id "
        "JOIN agency a ON a.id = c.agency WHERE a.code = 'STNMT') LIMIT 1"
    )
    theirs, nowhere = [await program.get(f"{ROOT}/tasks/{one}") for one in (other, "KHONG-CO")]
    assert is_problem(theirs, 404, "not-there") | {"instance": ""} == nowhere.json() | {"instance": ""}
    assert (await (await a_program(served, "office")).get(f"{ROOT}/tasks/{other}")).status_code == 200


async def test_the_history_grows_at_its_end(served: Litestar) -> None:
    """The oldest line first, page by page; agencies by code, no number of any record."""
    program = await a_program(served, "lead")
    code = (await codes(program, bucket="done_late"))[0]
    whole = await asked(program, f"/tasks/{code}/history")
    assert whole["total"] == len(whole["items"]) > 3
    assert [one["at"] for one in whole["items"]] == sorted(one["at"] for one in whole["items"])
    assert whole["items"][0]["verb"] == "assign"
    assert {"field": "lead_agency", "before": None, "after": "STNMT"} in whole["items"][0]["changes"]
    first = await asked(program, f"/tasks/{code}/history", limit=2)
    then = await asked(program, f"/tasks/{code}/history", limit=200, cursor=first["next_cursor"])
    assert first["items"] + then["items"] == whole["items"]


async def test_changes_lead_from_total_to_total(served: Litestar) -> None:
    """Before − out + into = after in every line and in the total, whose ends are those of the two days."""
    for role in ("office", "lead"):
        program = await a_program(served, role)
        found = await asked(program, "/changes", **{"from": "2024-06-30", "until": "2024-11-06"})
        for one in [*found["buckets"], found["total"]]:
            assert one["before"] - one["out"] + one["into"] == one["after"]
        for end, day in (("before", "2024-06-30"), ("after", "2024-11-06")):
            assert sum(one[end] for one in found["buckets"]) == found["total"][end]
            assert found["total"][end] == (await asked(program, "/tasks", as_of=day, limit=1))["total"]
        assert found["items"] is None
        for kind in found["kinds"]:
            part = await asked(
                program,
                "/changes",
                kind=kind["kind"],
                limit=200,
                **{"from": "2024-06-30", "until": "2024-11-06"},
            )
            assert len(part["items"]) == kind["count"] > 0
    is_problem(await program.get(f"{ROOT}/changes?from=2024-11-06&until=2024-11-06"), 422, "refused")


async def test_codes_and_agencies_of_a_day(served: Litestar) -> None:
    """Programmes, areas, and the agencies that lived on a day: merged ones no more, their successors then."""
    program = await a_program(served, "admin")  # what the codes mean is no secret of tasks
    assert [one["code"] for one in (await asked(program, "/programmes"))["items"]] == ["CCHC-2021-2030"]
    assert "TTHC" in {one["code"] for one in (await asked(program, "/areas"))["items"]}
    found = {one["code"]: one for one in (await asked(program, "/agencies"))["items"]}
    assert found["SNV"]["successors"] == ["SNV2503", "SDTTG2503"]
    assert "SNV2503" not in found
    is_problem(await program.get(f"{ROOT}/tasks"), 404, "not-there")
