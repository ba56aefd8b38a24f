"""Promises about open data: the published figures and no word more, for everybody, while it is on."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from tests.tasks.reading import a_user, freeze
from tests.tasks.test_official_deadline import SAID, sent
from tests.web.site import Browser, made
from tracker.database import rows, value
from tracker.database.engine import Engine
from tracker.exchange.aggregate.rules import Aggregate, Group, as_csv
from tracker.tasks.queries.figures import figures_by_agency
from tracker.tasks.rules import BUCKETS, Figures

PATHS = ("/open-data", "/open-data/figures.json", "/open-data/figures.csv")
OPEN = {**SAID, "official_deadline": "current", "open_data": "on"}


@pytest.fixture
async def public(province: Engine) -> Browser:
    """Somebody who never signed in, after the office opened the figures."""
    assert (await sent(OPEN)).status_code == 303
    return Browser(made())


async def test_nothing_is_public_until_the_office_says_so(province: Engine) -> None:
    """Off by default: the addresses are not there, for strangers and for people alike."""
    freeze()
    for browser in (Browser(made()), await a_user("vpub.dieuphoi1")):
        assert {(await browser.get(path)).status_code for path in PATHS} == {404}


async def test_the_five_figures_are_the_published_ones(public: Browser) -> None:
    """176 = 49 + 5 + 29 + 89 + 4 on 06/11/2024, with both rates and what they are shares of."""
    found = (await public.get("/open-data/figures.json")).json()
    assert {name: found[name] for name in ("total", *BUCKETS)} == {
        "total": 176, "in_time": 49, "overdue": 5, "awaiting": 29, "done_on_time": 89, "done_late": 4,
    }  # fmt: skip
    assert found["rate_all"] == {"per_cent": 52.84, "numerator": 93, "denominator": 176}
    assert found["rate_due"] == {"per_cent": 94.9, "numerator": 93, "denominator": 98}
    assert found["as_of"] == "2024-11-06"
    assert found["made_at"].startswith("2024-11-06T12:00:0")
    assert found["made_at"].endswith("+07:00")
    assert set(found["definitions"]) == {"total", *BUCKETS, "rate_all", "rate_due"}
    assert all(one["name"] and one["meaning"] for one in found["definitions"].values())


@pytest.mark.parametrize("day", ["2024-11-06", "2023-12-31"])
async def test_page_json_and_csv_tell_the_same_of_any_day(public: Browser, day: str) -> None:
    """The agencies sum to the programme, in every form, as the progress page counts them."""
    told = (await public.get(f"/open-data/figures.json?as_of={day}")).json()
    sheet = (await public.get(f"/open-data/figures.csv?as_of={day}")).content
    lines = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))
    first, agencies = lines[0], lines[1:]
    for name in ("total", *BUCKETS):
        assert told[name] == int(first[name]) == sum(int(one[name]) for one in agencies)
        assert [one[name] for one in told["agencies"]] == [int(one[name]) for one in agencies]
    counted = await figures_by_agency(1, date.fromisoformat(day))
    assert [(one.code, one.figures.total) for one in counted] == [
        (one["code"], int(one["total"])) for one in agencies
    ]
    html = (await public.get(f"/open-data?as_of={day}")).text
    assert f"{told['total']}</strong>" in html
    assert all(one["name"] in html for one in told["agencies"])


async def test_no_task_and_no_person_is_in_it(public: Browser) -> None:
    """Titles, codes, names of people and what they wrote stay inside."""
    answers = [await public.get(path) for path in PATHS]
    assert {one.status_code for one in answers} == {200}
    told = "".join(one.text for one in answers)
    inside = await rows("SELECT title AS said FROM task UNION SELECT full_name FROM person"
                        " UNION SELECT code FROM task")  # fmt: skip
    assert not [one["said"] for one in inside if one["said"] in told]


async def test_it_can_be_closed_again_and_both_are_on_record(public: Browser) -> None:
    """The switch is a rule of the programme: who turned it is in the history."""
    assert (await sent({**OPEN, "open_data": "off"})).status_code == 303
    assert (await public.get("/open-data")).status_code == 404
    told = await rows("SELECT changes->'open_data' AS c FROM history WHERE kind = 'programme' ORDER BY id")
    assert [json.loads(one["c"]) for one in told] == [["off", "on"], ["on", "off"]]
    assert (await sent({**OPEN, "open_data": "maybe"})).status_code == 422
    assert await value("SELECT open_data FROM programme") == "off"


async def test_a_day_that_is_none_is_refused(public: Browser) -> None:
    """422 with a sentence; nothing is guessed."""
    for path in PATHS:
        assert (await public.get(f"{path}?as_of=2024-13-01")).status_code == 422


def test_a_name_is_no_formula() -> None:
    """Whatever an agency is called, a spreadsheet computes nothing."""
    at = datetime(2024, 11, 6, tzinfo=UTC)
    one = Aggregate("P", "=1+1", date(2024, 11, 6), at, Figures(), [Group("@A", "-2", "", Figures())])
    told = as_csv(one).decode("utf-8-sig").splitlines()
    assert [line.split(",")[2:4] for line in told[1:]] == [["P", "'=1+1"], ["'@A", "'-2"]]
