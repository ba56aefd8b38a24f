"""Promises about what programs do to tasks: the pages' rules, against the version read, once."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar

from tests.exchange.asking import ROOT, a_program, asked, codes, sent
from tests.exchange.programs import is_problem
from tests.tasks.moving import lines_of, task
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker.database import execute, value

pytestmark = pytest.mark.usefixtures("province")
REPORT = {"text": "Đã rà soát xong 3/5 đơn vị.", "percent": 60, "difficulties": "Thiếu biểu mẫu."}
RESULT = {"text": "Đã ban hành.", "result_number": "12/QĐ-UBND", "result_date": "2024-11-05"}


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def a_task(agency: str = "STNMT", state: str = "in_progress") -> str:
    """A task that an agency leads, in a state."""
    found = await value(
        """SELECT t.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE a.code = $1 AND t.state = $2 AND t.part = '' ORDER BY t.id LIMIT 1""",
        agency,
        state,
    )
    assert found
    return str(found)


async def test_progress_is_reported_as_on_the_page(served: Litestar) -> None:
    """One line of history, the words and the per cent; what is null stays, what is empty is emptied."""
    program, code = await a_program(served, "lead"), await a_task()
    before = await lines_of(code)
    answer = await sent(program, f"/tasks/{code}/updates", REPORT)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["percent"], found["report"]["text"]) == (60, REPORT["text"])
    assert answer.headers["etag"] == f'"{found["version"]}"'
    assert answer.headers["location"] == f"{ROOT}/tasks/{code}"
    again = await sent(program, f"/tasks/{code}/updates", {"text": "Đã xong 4/5.", "forecast": "Quý I"})
    assert (again.json()["percent"], again.json()["report"]["difficulties"]) == (60, "Thiếu biểu mẫu.")
    cleared = await sent(program, f"/tasks/{code}/updates", {"text": "Xong.", "difficulties": ""})
    said = {"text": "Xong.", "difficulties": "", "forecast": "Quý I"}
    assert cleared.json()["report"] == found["report"] | said
    assert await lines_of(code) == before + 3
    assert (await asked(program, f"/tasks/{code}/history", limit=200))["items"][-1]["text"] == "Xong."


async def test_a_result_is_submitted_returned_and_confirmed(served: Litestar) -> None:
    """The whole way through the interface; the bucket follows, and the figures with it."""
    lead, office, code = await a_program(served, "lead"), await a_program(served, "office"), await a_task()
    figures = (await asked(office, "/figures"))["figures"]
    submitted = await sent(lead, f"/tasks/{code}/submissions", RESULT)
    assert submitted.status_code == 201, submitted.text
    assert submitted.json()["bucket"]["key"] == "awaiting"
    assert submitted.json()["result_document"]["number"] == "12/QĐ-UBND"
    back = await sent(office, f"/tasks/{code}/returns", {"reason": "Thiếu biên bản."})
    assert (back.json()["state"], back.json()["submitted_at"]) == ("returned", None)
    await sent(lead, f"/tasks/{code}/submissions", RESULT)
    done = await sent(office, f"/tasks/{code}/confirmations", {"opinion": "Đạt."})
    assert done.status_code == 201, done.text
    assert done.json()["state"] == "confirmed"
    after = (await asked(office, "/figures"))["figures"]
    assert after["rate_all"]["numerator"] == figures["rate_all"]["numerator"] + 1
    assert after["total"] == figures["total"]
    again = await sent(office, f"/tasks/{code}/confirmations", {})
    assert is_problem(again, 422, "refused")["detail"]


async def test_the_superiors_document_is_recorded_at_the_second_level(served: Litestar) -> None:
    """With two levels the first confirmation leaves the task waiting, the second needs the document."""
    await execute("UPDATE programme SET confirmation_levels = 2")
    program, code = await a_program(served, "office"), await a_task(state="submitted")
    path = f"/tasks/{code}/confirmations"
    first = await sent(program, path, {"opinion": "Văn phòng thống nhất."})
    assert (first.json()["state"], first.json()["bucket"]["key"]) == ("submitted", "awaiting")
    assert first.json()["endorsed_at"].endswith("+07:00")
    said = is_problem(await sent(program, path, {}), 422, "refused")
    assert {one["pointer"] for one in said["errors"]} == {"#/confirmation_number", "#/confirmation_date"}
    document = {"confirmation_number": "88/VPCP-KSTT", "confirmation_date": "2024-11-06"}
    second = await sent(program, path, document)
    assert second.json()["state"] == "confirmed"
    assert second.json()["confirmation_document"]["number"] == "88/VPCP-KSTT"


async def test_every_fault_is_told_at_its_field(served: Litestar) -> None:
    """Unknown fields, wrong kinds, too long texts, broken rules: 422, a pointer each, nothing written."""
    program, code = await a_program(served, "lead"), await a_task()
    before, wrong = await lines_of(code), {
        "updates": [
            ({**REPORT, "prozent": 3}, {"#/prozent"}),
            ({"percent": 3}, {"#"}),
            ({**REPORT, "percent": "3"}, {"#/percent"}),
            ({**REPORT, "cause_kind": "fate"}, {"#/cause_kind"}),
            ({"text": "a" * 2001, "percent": 101}, {"#/text", "#/percent"}),
            ({"text": "\u0000 "}, {"#/text"}),
            ([], {"#"}),
        ],
        "submissions": [
            ({"text": "Xong"}, {"#/result_number"}),
            ({**RESULT, "result_date": "2024-11-07"}, {"#/result_date"}),
            ({**RESULT, "result_date": "05/11/2024"}, {"#/result_date"}),
            ({"text": "", "result_number": "1" * 61}, {"#/text", "#/result_number", "#/result_date"}),
        ],
    }  # fmt: skip
    for path, bodies in wrong.items():
        for body, pointers in bodies:
            said = is_problem(await sent(program, f"/tasks/{code}/{path}", body), 422, "refused")
            assert {one["pointer"] for one in said["errors"]} == pointers, (body, said)
    assert await lines_of(code) == before
    version = (await task(code))["version"]
    for text in (b"{", b"", b'{"text": "\xff"}', b'{"text": "\\ud800"}'):
        answer = await program.post(
            f"{ROOT}/tasks/{code}/updates", content=text,
            headers={"If-Match": f'"{version}"', "Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status_code in {400, 415}, text
    assert (await sent(program, f"/tasks/{code}/updates", REPORT)).status_code == 201  # the negative control


async def test_a_write_needs_the_version_that_was_read(served: Litestar) -> None:
    """428 without one, 412 with an old one or a newer, whether or not the rest is right."""
    program, code = await a_program(served, "lead"), await a_task()
    version = (await asked(program, f"/tasks/{code}"))["version"]
    is_problem(await program.post(f"{ROOT}/tasks/{code}/updates", json=REPORT), 428, "no-version")
    assert (await sent(program, f"/tasks/{code}/updates", REPORT, version)).status_code == 201
    for old in (version, version + 7):
        is_problem(await sent(program, f"/tasks/{code}/updates", REPORT, old), 412, "changed")
    both = await asyncio.gather(
        *(sent(program, f"/tasks/{code}/updates", REPORT, version + 1) for _ in range(4))
    )
    assert sorted(one.status_code for one in both) == [201, 412, 412, 412]


async def test_a_write_sent_twice_has_one_effect(served: Litestar) -> None:
    """With its key it gets the same answer, at the same time too; another body under the key is refused."""
    program, code = await a_program(served, "lead"), await a_task()
    version, before = (await asked(program, f"/tasks/{code}"))["version"], await lines_of(code)
    key = {"Idempotency-Key": "3f1c"}
    path = f"/tasks/{code}/submissions"
    twice = await asyncio.gather(*(sent(program, path, RESULT, version, **key) for _ in range(3)))
    assert {one.status_code for one in twice} == {201}
    assert len({one.text for one in twice}) == 1
    assert len({one.headers["etag"] for one in twice}) == 1
    assert await lines_of(code) == before + 1
    other = await sent(program, path, {**RESULT, "text": "Khác."}, version, **key)
    is_problem(other, 422, "refused")


async def test_only_those_in_charge_write(served: Litestar) -> None:
    """What a page would not let somebody do, a program with their token cannot either."""
    code, waiting = await a_task(), await a_task(state="submitted")
    lead, office = await a_program(served, "lead"), await a_program(served, "office")
    cases: list[tuple[Any, str, Any, int]] = [
        (lead, f"/tasks/{waiting}/confirmations", {}, 403),  # no such scope for a lead
        (office, f"/tasks/{code}/updates", REPORT, 403),
        (
            await a_program(served, "staff"),
            f"/tasks/{code}/submissions",
            RESULT,
            422,
        ),  # not allowed to submit
        (await a_program(served, "member"), f"/tasks/{code}/updates", REPORT, 403),
        (lead, f"/tasks/{await a_task('STP')}/updates", REPORT, 404),
    ]
    for program, path, body, status in cases:
        version = await value("SELECT version FROM task WHERE code = $1", path.split("/")[2])
        answer = await sent(program, path, body, version)
        assert answer.status_code == status, (path, answer.text)
    coordinated = set(await codes(lead, part="coordinating")) - set(await codes(lead, part="lead"))
    states = {one: (await task(one))["state"] for one in coordinated}
    theirs = next(one for one, state in states.items() if state == "in_progress")
    said = is_problem(await sent(lead, f"/tasks/{theirs}/updates", REPORT), 422, "refused")
    assert "errors" not in said or said["errors"][0]["pointer"] == "#"
