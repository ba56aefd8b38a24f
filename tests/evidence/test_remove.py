"""Removing: by the agency that attached, until it was submitted; hidden, never lost; a past day as it was."""

import re
from datetime import date, timedelta
from pathlib import Path

from tests.evidence.samples import pdf
from tests.evidence.sending import (
    ALONE,
    LEAD,
    MEMBER,
    OFFICE,
    PDF,
    STAFF,
    TASK,
    at_work,
    attach,
    coordinator,
    files_in,
    kept,
    last_line,
    remove,
)
from tests.tasks.moving import RESULT, lines_of, send, task
from tests.tasks.reading import words_of
from tracker.database import execute
from tracker.evidence import queries


async def test_a_file_is_removed_by_the_agency_that_attached_it(province: object, store: Path) -> None:
    """Its staff may, too: the row says by whom, the history what; the content stays, the page forgets it."""
    await attach(await at_work(LEAD), PDF)
    (one,), before = await kept(), await task(TASK)
    browser = await at_work(STAFF)
    assert "Gỡ tệp này" in (await browser.get(f"/tasks/{TASK}/evidence")).text
    answer = await remove(browser, one["id"])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tasks/{TASK}")
    (now,), line = await kept(), await last_line()
    assert now["removed_at"] is not None
    assert (line["verb"], line["version"]) == ("detach", before["version"] + 1)
    assert one["sha256"].hex() in line["text"]
    assert len(files_in(store)) == 1
    assert await queries.of_task(before["id"]) == []
    assert await queries.count_of(before["id"]) == 0
    assert (await browser.get(f"/tasks/{TASK}/evidence/{one['id']}")).status_code == 404
    again = await attach(browser, PDF)
    assert (again.status_code, len(await kept())) == (303, 2)


async def test_nobody_removes_what_another_agency_attached(province: object, store: Path) -> None:
    """Not the coordinating agency, not the office: refused with a sentence, and not offered."""
    await attach(await at_work(LEAD), PDF)
    (one,) = await kept()
    for username in (await coordinator(), OFFICE):
        browser = await at_work(username)
        answer = await remove(browser, one["id"])
        assert answer.status_code == 422
        assert "Chỉ cơ quan đã đính kèm tệp được gỡ tệp đó." in words_of(answer.text)
        assert "Gỡ tệp này" not in answer.text
    for username in (MEMBER, "sct.lanhdao"):
        assert (await remove(await at_work(username), one["id"])).status_code == 404
    assert (await kept())[0]["removed_at"] is None


async def test_what_was_submitted_stays_as_it_was(province: object, store: Path) -> None:
    """From the submission on the agencies take nothing away; the office may take back its own document."""
    await attach(await at_work(LEAD), PDF)
    await attach(await at_work(OFFICE), ("Quyết định.pdf", pdf(text="b")))
    mine, theirs = await kept()
    assert (await send(await at_work(LEAD), TASK, "submit", RESULT)).status_code == 303
    browser, before = await at_work(LEAD), await lines_of(TASK)
    answer = await remove(browser, mine["id"])
    assert answer.status_code == 422
    assert "đang chờ xác nhận" in words_of(answer.text)
    assert "Gỡ tệp này" not in answer.text
    assert await lines_of(TASK) == before
    assert (await remove(await at_work(OFFICE), theirs["id"])).status_code == 303


async def test_a_removal_sent_twice_has_one_effect(province: object, store: Path) -> None:
    """The same form: the same answer. Another: it is removed already. A number of elsewhere: not there."""
    await attach(await at_work(LEAD), PDF)
    (one,), browser = await kept(), await at_work(LEAD)
    key = {"form_key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    assert [(await remove(browser, one["id"], **key)).status_code for _ in range(2)] == [303, 303]
    answer = await remove(browser, one["id"])
    assert answer.status_code == 422
    assert f"{PDF[0]} đã được gỡ trước đó." in words_of(answer.text)
    for number in (one["id"] + 1, 2**31, 10**30):
        assert (await remove(browser, number)).status_code == 404
        assert (await browser.get(f"/tasks/{TASK}/evidence/{number}")).status_code == 404
    other = "CQS-28"
    assert (await (await at_work(OFFICE)).get(f"/tasks/{other}/evidence/{one['id']}")).status_code == 404
    assert len(re.findall("detach", str([await last_line()]))) == 1


async def test_a_past_day_shows_and_hands_out_what_stood_then(province: object, store: Path) -> None:
    """Attached on the 4th, removed on the 6th: there on the 4th and 5th, not on the 3rd, not today."""
    await attach(await at_work(LEAD), PDF)
    (one,), browser, number = await kept(), await at_work(MEMBER), (await task(TASK))["id"]
    await execute("UPDATE evidence SET uploaded_at = uploaded_at - interval '2 days'")
    await remove(await at_work(LEAD), one["id"])
    there = {}
    for day in (3, 4, 5, 6):
        asked = f"?as_of=2024-11-0{day}"
        page = (await browser.get(f"/tasks/{TASK}/evidence{asked}")).text
        file = await browser.get(f"/tasks/{TASK}/evidence/{one['id']}{asked}")
        listed = (
            await queries.of_task(number, date(2024, 11, day)) if day < 6 else await queries.of_task(number)
        )
        assert (PDF[0] in page) == (file.status_code == 200) == bool(listed), day
        there[day] = file.status_code
    assert there == {3: 404, 4: 200, 5: 200, 6: 404}
    assert (
        f"/tasks/{TASK}/evidence/{one['id']}?as_of=2024-11-05"
        in (await browser.get(f"/tasks/{TASK}/evidence?as_of=2024-11-05")).text
    )


async def test_a_removal_of_htmx_is_answered_with_its_part_of_the_page(province: object, store: Path) -> None:
    """The list without it, a sentence, and the versions by which other forms stay good."""
    await attach(await at_work(LEAD), PDF)
    (one,), browser, before = await kept(), await at_work(LEAD), (await task(TASK))["version"]
    key = {"csrf_token": browser.token, "form_key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    answer = await browser.post(f"/tasks/{TASK}/evidence/{one['id']}/remove", data=key, headers=ALONE)
    assert answer.status_code == 200
    assert f'data-was="{before}" data-is="{before + 1}"' in answer.text
    assert "Tài liệu minh chứng (0)" in answer.text
    assert timedelta(0) <= (await task(TASK))["changed_at"] - (await kept())[0]["removed_at"]
