"""Promises about lists of tasks: the list page's own, from page to page, whatever is written meanwhile."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar

from tests.exchange.asking import ROLES, ROOT, a_program, asked, codes
from tests.exchange.programs import actor_of, is_problem
from tests.tasks.reading import a_user, freeze, length
from tests.web.site import made
from tracker import clock
from tracker.database import rows
from tracker.tasks import actions
from tracker.tasks.actions import Report
from tracker.tasks.actions.stopping import Paper, withdraw

pytestmark = pytest.mark.usefixtures("province")
DAYS = ("2024-11-06", "2024-06-30", "2023-03-31")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"bucket": "overdue"},
    {"bucket": ["awaiting", "done_late"]},
    {"bucket": "withdrawn"},
    {"area": "TTHC"},
    {"due": "14"},
    {"due": "quarter"},
    {"due": "none"},
    {"starred": "1"},
    {"silent": "1"},
    {"waiting": "7"},
    {"q": "thủ tục"},
    {"q": "QUY TRINH", "area": "TTHC"},
    {"source": "23/CT-TTg"},
)


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


@pytest.mark.parametrize("role", ["office", "lead"])
async def test_lists_are_those_of_the_page(served: Litestar, role: str) -> None:
    """Each filter of the list page lets the same number through here, today and on a past day."""
    program, browser = await a_program(served, role), await a_user(ROLES[role])
    some = 0
    for wanted in FILTERS:
        for day in DAYS[:2]:
            query = urlencode(wanted, doseq=True)
            shown = await length(browser, f"/tasks?as_of={day}&{query}")
            found = await codes(program, as_of=day, limit=200, **wanted)
            assert len(found) == max(shown, 0), (wanted, day)
            assert len(set(found)) == len(found)
            some += bool(found)
    assert some > len(FILTERS)  # most of them find something


@pytest.mark.parametrize("sort", ["urgency", "due", "updated", "code"])
async def test_pages_make_up_the_list(served: Litestar, sort: str) -> None:
    """Seven at a time is the list at once, in its order, whoever asks and of whatever day; each once."""
    for role in ("office", "lead"):
        program = await a_program(served, role)
        for query in ({}, {"as_of": "2023-12-31"}, {"bucket": "done_on_time"}, {"q": "quy"}):
            whole = await codes(program, sort=sort, limit=200, **query)
            assert whole
            assert await codes(program, sort=sort, limit=7, **query) == whole


async def test_the_withdrawn_are_paged_too(served: Litestar) -> None:
    """They stand by the day they were withdrawn, each with its reason."""
    office, program = await actor_of(ROLES["office"]), await a_program(served, "office")
    taken = (await codes(program, bucket=["in_time", "overdue"]))[:3]
    for n, code in enumerate(taken, 1):
        paper = Paper("Không còn phù hợp", f"{n}/QĐ-UBND", date(2024, 11, 1))
        await withdraw(office, code, None, paper, clock.now())
    found = await asked(program, "/tasks", bucket="withdrawn")
    assert {one["code"] for one in found["items"]} == set(taken)
    assert {one["withdrawal"]["reason"] for one in found["items"]} == {"Không còn phù hợp"}
    whole = await codes(program, bucket="withdrawn", limit=200)
    assert await codes(program, bucket="withdrawn", limit=1) == whole


async def test_writes_meanwhile_neither_repeat_nor_skip(served: Litestar) -> None:
    """Between two pages others work: no task comes twice, and none that stayed in its place is missing."""
    program = await a_program(served, "office")
    before = await codes(program, limit=200)
    first = await asked(program, "/tasks", limit=30)
    head = await actor_of(ROLES["lead"])
    open_ones = await rows(
        "SELECT code FROM task WHERE lead_agency = $1 AND state = 'in_progress' ORDER BY id", head.agency_id
    )
    assert len(open_ones) > 2
    for one in open_ones:
        await actions.submit(
            head,
            one["code"],
            None,
            actions.Submission(Report("Xong", 100), "9/BC", date(2024, 11, 5)),
            clock.now(),
        )
    moved = {one["code"] for one in open_ones}
    shown = [one["code"] for one in first["items"]]
    cursor = first["next_cursor"]
    while cursor:
        page = await asked(program, "/tasks", limit=30, cursor=cursor)
        shown += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert [code for code in shown if code not in moved] == [code for code in before if code not in moved]


async def test_a_cursor_is_good_for_its_own_list(served: Litestar) -> None:
    """With another filter, order or day, or changed by a sign, it is refused; as it was given it leads on."""
    program = await a_program(served, "office")
    cursor = (await asked(program, "/tasks", limit=5))["next_cursor"]
    await asked(program, "/tasks", limit=9, cursor=cursor)
    for query in ({"sort": "due"}, {"bucket": "overdue"}, {"as_of": "2024-06-30"}, {"cursor": cursor[:-2]}):
        answer = await program.get(f"{ROOT}/tasks", params={"cursor": cursor, **query})
        said = is_problem(answer, 422, "refused")
        assert said["errors"][0]["parameter"] == "cursor"


async def test_what_an_address_asks_is_checked(served: Litestar) -> None:
    """A misspelt name, a value that is none, a day that is not yet: 422, and the parameter is named."""
    program = await a_program(served, "office")
    wrong = {
        "buckets=overdue": "buckets", "bucket=late": "bucket", "limit=0": "limit", "limit=201": "limit",
        "limit=x": "limit", "as_of=2024-13-01": "as_of", "as_of=2024-11-07": "as_of", "agency=NHAM": "agency",
        "as_of=06/11/2024": "as_of", "area=NHAM": "area", "sort=title": "sort", "due=8": "due",
        "part=lead": "part",
        "programme=NHAM": "programme", "q=a&q=b": "q", "waiting=0": "waiting", "programme=%00": "programme",
        "cursor=abc": "cursor", f"q={'a' * 201}": "q", "source=%F0%9F%98%80": "source",
    }  # fmt: skip
    for query, name in wrong.items():
        said = is_problem(await program.get(f"{ROOT}/tasks?{query}"), 422, "refused")
        assert [one["parameter"] for one in said["errors"]] == [name], query
        assert said["detail"]
