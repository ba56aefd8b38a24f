"""Promises about stopped tasks: by a document, listed with the reason, outside the total when withdrawn."""

import re
from typing import Any

import pytest

from tests.tasks.listing import codes, shown
from tests.tasks.moving import RESULT, forced, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, length, main_of, words_of
from tests.tasks.whole import a_user_at, assert_whole
from tracker.database import execute, value
from tracker.database.engine import Engine

CODE = "CQS-28"  # led by STTTT, in progress; CAT and BCHQS coordinate
SENT = "TTHC-08"  # led by STTTT, submitted
OFFICE = "vpub.dieuphoi1"
PAPER = {"why": "Trung ương đang sửa nghị định.", "document_number": "99/UBND-KSTT", "document_date_day": "5",
         "document_date_month": "11", "document_date_year": "2024"}  # fmt: skip
OUT = "/tasks?bucket=withdrawn"


async def figures() -> dict[str, int]:
    """The five figures and the total, as the list's panel and its heading say them today."""
    html = await main_of(await a_user("bcd.truongban"), "/tasks")
    found = dict(re.findall(r'name="bucket" value="(\w+)".*?<span>(\d+)</span></label>', html))
    total = re.search(r'id="h-results">(\d+)', html)
    assert total is not None
    return {name: int(n) for name, n in {**found, "total": total[1]}.items()}


async def test_a_suspended_task_rests_and_goes_on_as_it_was(province: Engine) -> None:
    """It stays among the open ones with its deadline; nobody reports on it; the document stands on top."""
    before, were = await task(CODE), await figures()
    assert (await moved(OFFICE, CODE, "suspend", PAPER)).status_code == 303
    resting = await assert_whole(CODE)
    assert (resting["state"], resting["resumes_to"], resting["due_on"]) == (
        "suspended", "in_progress", before["due_on"],
    )  # fmt: skip
    assert await figures() == were
    lead = await a_user("stttt.lanhdao")
    html = await main_of(lead, f"/tasks/{CODE}")
    assert f"Tạm dừng theo văn bản 99/UBND-KSTT ngày 05/11/2024. {PAPER['why']}" in words_of(html)
    assert not await opened(lead, CODE, "progress")
    assert "Tạm dừng" in words_of((await lead.get(f"/tasks?q={CODE}")).text.partition('id="results"')[2])
    row = (await main_of(lead, "/my-work")).partition(f">{CODE}<")[2].partition("</li>")[0]
    assert ">Mở<" in row
    office = await a_user(OFFICE)
    act = (await main_of(office, f"/tasks/{CODE}")).partition('id="act"')[2]
    assert act.partition("</section>")[0].count(f'action="/tasks/{CODE}/resume"') == 1
    on = {**PAPER, "why": "Nghị định đã ban hành.", "document_number": "120/UBND"}
    assert (await send(office, CODE, "resume", on)).status_code == 303
    after = await assert_whole(CODE)
    assert {name for name in after if after[name] != before[name]} == {"version", "changed_at"}
    assert "Theo văn bản số 120/UBND ngày 05/11/2024." in words_of(await main_of(office, f"/tasks/{CODE}"))


async def test_a_withdrawn_task_leaves_the_total_and_stays_listed(province: Engine) -> None:
    """In a list of its own with its reason; under the progress page's total; yesterday it counted."""
    were = await figures()
    member = await a_user("bcd.truongban")
    assert "ngoài tổng số" not in (await member.get("/")).text
    assert "bucket=withdrawn" not in (await member.get("/tasks")).text
    assert (await moved(OFFICE, CODE, "withdraw", PAPER)).status_code == 303
    assert (await assert_whole(CODE))["resumes_to"] == "in_progress"
    now = await figures()
    assert now == {**were, "in_time": were["in_time"] - 1, "total": 175, "withdrawn": 1}
    assert CODE not in await shown(member, "")
    html = (await member.get(OUT)).text
    assert codes(html) == [CODE]
    said = words_of(html.partition('id="results"')[2])
    assert "1 nhiệm vụ" in said
    assert (
        "Đã thu hồi 06/11/2024, văn bản 99/UBND-KSTT ngày 05/11/2024 Trung ương đang sửa nghị định." in said
    )
    front = (await member.get("/")).text
    link = re.search(r'<a href="([^"]+)">1 nhiệm vụ đã thu hồi, ngoài tổng số</a>', front)
    assert link is not None
    assert await length(member, link[1].replace("&amp;", "&")) == 1
    assert await length(member, f"{OUT}&as_of=2024-11-05") == 0
    assert CODE in await shown(member, "as_of=2024-11-05")
    page = words_of(await main_of(member, f"/tasks/{CODE}"))
    assert "Thu hồi theo văn bản 99/UBND-KSTT ngày 05/11/2024, ngoài tổng số." in page
    for who, number in (("stttt.lanhdao", 1), ("cat.lanhdao", 1), ("stp.lanhdao", 0)):
        assert await length(await a_user(who), OUT) == number, who
    assert CODE not in await main_of(await a_user("stttt.lanhdao"), "/my-work")
    assert (await moved(OFFICE, CODE, "restore", PAPER)).status_code == 303
    assert (await assert_whole(CODE))["state"] == "in_progress"
    assert await figures() == were
    assert "ngoài tổng số" not in (await member.get("/")).text


async def test_a_submission_does_not_outlive_a_withdrawal(province: Engine) -> None:
    """It says so before; restored, the task is in progress and is submitted anew."""
    office = await a_user(OFFICE)
    assert "Hồ sơ trình ngày 30/08/2024 không còn hiệu lực" in (await office.get(f"/tasks/{SENT}")).text
    await send(office, SENT, "withdraw", PAPER)
    gone = await assert_whole(SENT)
    assert (gone["submitted_at"], gone["submitted_by"], gone["resumes_to"]) == (None, None, "in_progress")
    await send(office, SENT, "restore", PAPER)
    assert (await assert_whole(SENT))["state"] == "in_progress"
    assert (await moved("stttt.lanhdao", SENT, "submit", RESULT)).status_code == 303


async def test_a_suspended_task_that_is_withdrawn_comes_back_as_it_was_before_both(province: Engine) -> None:
    """Restored it is in progress, not suspended by a document that nobody can see any more."""
    for verb in ("suspend", "withdraw", "restore"):
        assert (await moved(OFFICE, CODE, verb, PAPER)).status_code == 303, verb
        await assert_whole(CODE)
    now = await task(CODE)
    assert (now["state"], now["resumes_to"], now["stop_number"], now["stop_date"]) == (
        "in_progress",
        "",
        "",
        None,
    )


async def test_the_withdrawn_are_listed_newest_first_on_any_day(province: Engine) -> None:
    """Alone by the day they were withdrawn, whatever their deadlines; beside other states as asked."""
    days = {"CQS-04": 7, CODE: 8, SENT: 9}
    for code, day in days.items():
        await send(await a_user_at(OFFICE, 2024, 11, day), code, "withdraw", PAPER)
    member = await a_user_at("bcd.truongban", 2024, 11, 12)
    assert codes((await member.get(OUT)).text) == [SENT, CODE, "CQS-04"]
    assert "Mới thu hồi trước" in (await member.get(OUT)).text
    assert codes((await member.get(f"{OUT}&as_of=2024-11-08")).text) == [CODE, "CQS-04"]
    assert codes((await member.get(f"{OUT}&sort=code")).text) == ["CQS-04", CODE, SENT]
    assert codes((await member.get(f"{OUT}&sort=due")).text) == [SENT, "CQS-04", CODE]
    both = await shown(member, "bucket=withdrawn&bucket=overdue")
    assert both[-3:] == [SENT, "CQS-04", CODE]
    assert set(both[:-3]) == set(await shown(member, "bucket=overdue"))
    assert await length(member, f"{OUT}&agency=STTTT&q=dien+tap") == 1
    assert await length(member, f"{OUT}&silent=1") == 0
    lead = await a_user_at("cat.lanhdao", 2024, 11, 12)
    assert CODE in codes((await lead.get(f"{OUT}&part=coordinating")).text)
    assert SENT not in codes((await lead.get(OUT)).text)
    html = (await member.get("/tasks")).text
    assert re.search(r'href="/tasks\?bucket=withdrawn">Đã thu hồi <b>3</b>', html)
    await send(await a_user_at(OFFICE, 2024, 11, 13), SENT, "restore", {**PAPER, "document_date_day": "13"})
    member = await a_user_at("bcd.truongban", 2024, 11, 14)
    assert codes((await member.get(OUT)).text) == [CODE, "CQS-04"]
    assert codes((await member.get(f"{OUT}&as_of=2024-11-12")).text) == [SENT, CODE, "CQS-04"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"why": ""}, "Nhập lý do"),
        ({"document_number": ""}, "Nhập số văn bản"),
        ({"document_date_day": "", "document_date_month": "", "document_date_year": ""}, "Nhập ngày văn bản"),
        ({"document_date_day": "7"}, "Ngày không được sau ngày hôm nay"),
        ({"document_date_year": "2021"}, "Văn bản có trước khi giao nhiệm vụ"),
    ],
)
@pytest.mark.parametrize("verb", ["suspend", "withdraw"])
async def test_a_task_is_stopped_by_a_document_with_a_reason(
    province: Engine, verb: str, changes: dict[str, str], sentence: str
) -> None:
    """Each mistake beside its field, the rest as typed."""
    answer = await moved(OFFICE, CODE, verb, {**PAPER, **changes})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ({**PAPER, **changes}["document_number"] or PAPER["why"]) in answer.text
    assert (await task(CODE))["state"] == "in_progress"


@pytest.mark.parametrize("verb", ["suspend", "resume", "withdraw", "restore"])
async def test_the_office_alone_stops_tasks(province: Engine, verb: str) -> None:
    """Nobody else has a form, or is let through with a forced one; nor the office from a wrong state."""
    state = {"resume": "suspend", "restore": "withdraw"}.get(verb)
    if state:
        await moved(OFFICE, CODE, state, PAPER)
    before: Any = await lines_of(CODE)
    for who in ("stttt.lanhdao", "stttt.chuyenvien1", "cat.lanhdao", "bcd.truongban", "giamsat"):
        browser = await a_user(who)
        assert not await opened(browser, CODE, verb)
        assert (await forced(browser, CODE, verb, PAPER)).status_code == 404
    office = await a_user(OFFICE)
    assert await opened(office, CODE, verb)
    assert not await opened(office, "TTHC-01", verb)
    assert await value("SELECT state FROM task WHERE code = 'TTHC-01'") == "confirmed"
    assert (await forced(office, "TTHC-01", verb, PAPER)).status_code == 422
    assert await lines_of(CODE) == before


async def test_a_task_of_an_agency_that_has_ended_is_not_taken_up_again(province: Engine) -> None:
    """Every open task has a living lead: a withdrawn one of an ended agency is cloned, not restored."""
    await moved(OFFICE, CODE, "withdraw", PAPER)
    await execute("UPDATE agency SET valid_to = '2024-11-05' WHERE code = 'STTTT'")
    assert (await moved(OFFICE, CODE, "restore", PAPER)).status_code == 422
    assert (await task(CODE))["state"] == "withdrawn"
    await execute("UPDATE agency SET valid_to = NULL WHERE code = 'STTTT'")
    assert (await moved(OFFICE, CODE, "restore", PAPER)).status_code == 303
