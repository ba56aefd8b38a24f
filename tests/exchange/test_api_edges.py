"""Promises about the edges of the interface: OPTIONS, Allow, its own address, odd bodies, keys and tags."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar

from tests.exchange.asking import ROOT, a_program, asked, sent
from tests.exchange.programs import Program, is_problem
from tests.exchange.test_api_writes import a_task
from tests.tasks.moving import lines_of
from tests.tasks.reading import freeze
from tests.web.site import made
from tracker import settings
from tracker.database import value
from tracker.exchange.api import replies
from tracker.words import fold

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


def later(hours: float) -> None:
    """The clock of the house put on."""
    by = timedelta(hours=hours).total_seconds()
    settings.override(clock_offset=settings.current().clock_offset + by)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/tasks", "GET, HEAD, OPTIONS"),
        ("/tasks/TC-01", "GET, HEAD, OPTIONS"),
        ("/tasks/TC-01/updates", "OPTIONS, POST"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/", "GET, HEAD, OPTIONS"),
    ],
)
async def test_what_an_address_does_is_told(served: Litestar, path: str, allowed: str) -> None:
    """204 with Allow, token or not; 405 says the same; an address that is none has nothing to tell."""
    for program in (Program(served), await a_program(served, "office")):
        told = await program.options(ROOT + path)
        assert (told.status_code, told.headers["allow"], told.content) == (204, allowed, b"")
        wrong = await program.delete(ROOT + path)
        is_problem(wrong, 405, "method")
        assert wrong.headers["allow"] == allowed
        assert "allow" not in (await program.options(f"{ROOT}/nowhere")).headers
        is_problem(await program.options(f"{ROOT}/nowhere"), 404, "not-there")
        if "HEAD" in allowed:
            assert (await program.head(ROOT + path)).status_code not in {404, 405}


async def test_the_page_has_one_address(served: Litestar) -> None:
    """With a slash at its end it leads to the page; without, it is the page."""
    led = await Program(served).get(f"{ROOT}/")
    assert (led.status_code, led.headers["location"]) == (308, ROOT)
    page = await Program(served).get(ROOT)
    assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (200, "text/html")


async def test_a_field_said_twice_is_refused(served: Litestar) -> None:
    """Which of both counts is never guessed: 422 with its place, nothing written; said once it is taken."""
    program, code = await a_program(served, "lead"), await a_task()
    version, before = (await asked(program, f"/tasks/{code}"))["version"], await lines_of(code)
    headers = {"If-Match": f'"{version}"', "Content-Type": "application/json"}

    async def post(body: str) -> Any:
        return await program.post(f"{ROOT}/tasks/{code}/updates", content=body.encode(), headers=headers)

    for twice in ('{"text": "a", "percent": 5, "percent": 60}', '{"text": "a", "te\\u0078t": "b"}'):
        said = is_problem(await post(twice), 422, "refused")
        assert said["errors"][0]["pointer"] in {"#/percent", "#/text"}
    assert await lines_of(code) == before
    assert (await post('{"text": "a", "percent": 60}')).status_code == 201


async def test_an_answer_is_kept_for_a_day_and_no_longer(served: Litestar) -> None:
    """After a day the key is new, though nobody swept: the write is tried again, and kept again."""
    program, code = await a_program(served, "lead"), await a_task()
    version = (await asked(program, f"/tasks/{code}"))["version"]
    key = {replies.HEADER: "k-1"}
    first = await sent(program, f"/tasks/{code}/updates", {"text": "a", "percent": 60}, version, **key)
    later(23.9)
    again = await sent(program, f"/tasks/{code}/updates", {"text": "a", "percent": 60}, version, **key)
    assert (again.status_code, again.headers[replies.REPLAYED], again.json()) == (201, "true", first.json())
    later(0.2)
    late = await sent(program, f"/tasks/{code}/updates", {"text": "a", "percent": 60}, version, **key)
    is_problem(late, 412, "changed")  # the task went on since: done anew it does not match
    assert replies.REPLAYED not in late.headers
    lines = await lines_of(code)
    other = {"text": "b", "percent": 70}
    done = await sent(program, f"/tasks/{code}/updates", other, version + 1, **key)
    twice = await sent(program, f"/tasks/{code}/updates", other, version + 1, **key)
    assert (done.status_code, twice.headers.get(replies.REPLAYED)) == (201, "true")
    assert await lines_of(code) == lines + 1
    assert await value("SELECT count(*) FROM api_reply") == 1


async def test_a_task_that_says_the_same_is_not_sent_again(served: Litestar) -> None:
    """304 by the tag of the answer; the next day, in another language or after a change it is 200 anew."""
    program, code = await a_program(served, "lead"), await a_task()
    there = f"{ROOT}/tasks/{code}"
    tag = (await program.get(there)).headers["etag"]
    for said in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        same = await program.get(there, headers={"If-None-Match": said})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    version = tag.strip('"').partition("-")[0]
    for said in (f'"{version}"', '"0"', tag.strip('"')):
        assert (await program.get(there, headers={"If-None-Match": said})).status_code == 200
    english = {"If-None-Match": tag, "Accept-Language": "en"}
    assert (await program.get(there, headers=english)).status_code == 200
    later(24)
    assert (await asked(program, f"/tasks/{code}"))["days_left"] is not None
    tomorrow = await program.get(there, headers={"If-None-Match": tag})
    assert (tomorrow.status_code, tomorrow.headers["etag"].partition("-")[0]) == (200, f'"{version}')
    for match in (tag, f'"{int(version) + 1}"'):  # a tag of the answer is good for a write, a day old too
        headers = {"If-Match": match}
        done = await program.post(f"{there}/updates", json={"text": fold(match)}, headers=headers)
        assert done.status_code == 201, done.text
    stale = await program.post(f"{there}/updates", json={"text": "c"}, headers={"If-Match": tag})
    is_problem(stale, 412, "changed")
    assert (await program.get(there, headers={"If-None-Match": tomorrow.headers["etag"]})).status_code == 200
