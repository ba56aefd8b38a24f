"""Promises about a task's address: what is not theirs is not there, and no text or code breaks the page."""

import pytest

from tests.tasks.reading import a_user, words_of
from tracker.database import execute
from tracker.database.engine import Engine


async def test_what_is_not_theirs_is_what_is_not_there(province: Engine) -> None:
    """Another agency's task and a task that does not exist have one answer; those it concerns read it."""
    stranger = await a_user("stp.lanhdao")
    pages = [await stranger.get(f"/tasks/{code}") for code in ("CQS-04", "CQS-99")]
    assert [page.status_code for page in pages] == [404, 404]
    first, second = (words_of(page.text) for page in pages)
    assert first == second
    for who in ("stttt.lanhdao", "syt.lanhdao", "vpub.dieuphoi1", "bcd.truongban", "giamsat"):
        assert (await (await a_user(who)).get("/tasks/CQS-04")).status_code == 200


@pytest.mark.parametrize(
    "code", ["%00", "CQS-04%00", "a" * 500, "..%2f..", "%ff%fe", "' OR 1=1", "CQS-04%0A"]
)
async def test_no_code_is_an_error_of_the_system(province: Engine, code: str) -> None:
    """Whatever stands in the address: not found, to read or to change."""
    browser = await a_user("vpub.dieuphoi1")
    assert (await browser.get(f"/tasks/{code}")).status_code == 404
    answer = await browser.fill(f"/tasks/{code}/confirm", {"decision": "confirm", "version": "1"})
    assert answer.status_code in {404, 405}


async def test_whatever_was_typed_is_shown_as_text(province: Engine) -> None:
    """Markup in every word of a task reaches the page as letters."""
    evil = "<script>alert(1)</script>"
    await execute(
        """UPDATE task SET title = $1::text, expected_output = $1, deadline_text = $1, source_clause = $1,
                  progress_note = $1, difficulties = $1, cause_text = $1, forecast = $1, proposal = $1,
                  result_number = $1::text WHERE code = 'CQS-04'""",
        evil,
    )
    for who in ("stttt.lanhdao", "vpub.dieuphoi1"):
        browser = await a_user(who)
        for path in ("/tasks/CQS-04", "/tasks?q=CQS-04", "/my-work"):
            assert evil not in (await browser.get(path)).text
    assert "&lt;script&gt;" in (await browser.get("/tasks/CQS-04")).text
