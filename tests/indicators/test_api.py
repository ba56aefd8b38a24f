"""Promises about indicators as programs ask for them: the pages' own, by the same rules."""

import pytest

from tests.exchange.asking import a_program, asked
from tests.exchange.programs import Program, a_token, is_problem
from tests.indicators.test_as_of import reached
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker.exchange.api.resources.asking import ROOT

pytestmark = pytest.mark.usefixtures("province")


async def test_indicators_of_a_day() -> None:
    """Who is met on two days is what the files say; numbers are exact text; one has all its periods."""
    freeze()
    program = await a_program(made(), "member")
    for day in ("2024-10-31", "2024-09-30"):
        found = await asked(program, "/indicators", as_of=day)
        met = {one["code"] for one in found["items"] if one["standing"] == "met"}
        assert met == reached(day)
        assert (found["met"], found["total"], found["as_of"]) == (len(met), 29, day)
    one = await asked(program, "/indicators/CDS-08")
    assert (one["value"], one["forecast"], one["target"], one["target_year"]) == ("71.4", "90", "100", 2024)
    assert one["targets"] == {"2024": "100"}
    assert (one["cause_kind"], one["standing"]) == ("subjective", "at_risk")
    assert one["periods"][0] == {"on": "2022-03-31", "value": "10", "forecast": None}
    past = await asked(program, "/indicators/CDS-08", as_of="2023-12-31")
    assert (past["value"], past["standing"]) == ("46", "none")  # nobody forecast anything yet


async def test_an_agency_gets_its_own() -> None:
    """A lead's token finds its agency's alone; others' are as absent as what is not there."""
    freeze()
    head = Program(made(), await a_token("stttt.lanhdao"))
    found = (await asked(head, "/indicators"))["items"]
    assert found
    assert {one["agency"]["code"] for one in found} == {"STTTT"}
    for code in ("CDS-02", "KHONG-01"):
        is_problem(await head.get(f"{ROOT}/indicators/{code}"), 404, "not-there")
    assert (await head.get(f"{ROOT}/indicators/{found[0]['code']}")).status_code == 200
