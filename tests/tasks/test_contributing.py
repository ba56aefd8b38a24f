"""Promises about coordinating agencies: what one is asked, gives and owes, counted nowhere twice."""

from typing import Any

import pytest

from tests.tasks.moving import forced, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_work_page import badge, codes, tabs_of
from tests.tasks.whole import a_user_at, assert_whole
from tracker.database import execute, row, value
from tracker.database.engine import Engine

CODE = "CQS-14"  # led by STTTT, due 31/12/2024; VPUB and CAT coordinate
LEAD, OFFICE, ASKED = "stttt.lanhdao", "vpub.dieuphoi1", "cat.chuyenvien1"
QUESTION = {"agency": "CAT", "asked": "Đề nghị góp ý dự thảo quy chế.", "answer_by_day": "8",
            "answer_by_month": "11", "answer_by_year": "2024"}  # fmt: skip
OWED = "/my-work?reason=contribute"


async def part(code: str = "CAT") -> dict[str, Any]:
    """The contribution of an agency to the task, as it stands."""
    found = await row(
        """SELECT c.* FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
           JOIN task AS t ON t.id = c.task WHERE t.code = $1 AND g.code = $2 AND c.until_on = 'infinity'""",
        CODE,
        code,
    )
    assert found is not None
    return found


def owed_of(html: str) -> str:
    """What my work of a lead says that others owe."""
    return words_of(html.partition('id="h-owed">')[2].partition("</section>")[0])


async def test_what_is_asked_is_owed_until_it_is_given(province: Engine) -> None:
    """On the task, in the work of who owes it and of who waits; a part of it given, it is still owed."""
    before = badge((await (await a_user(ASKED)).get("/my-work")).text)
    lead = await a_user(LEAD)
    assert CODE not in codes(await main_of(await a_user(ASKED), "/my-work"))  # due in two months
    assert (await send(lead, CODE, "ask-contribution", QUESTION)).status_code == 303
    assert f"{CODE} · Công an tỉnh · đề nghị 06/11/2024" in owed_of(await main_of(lead, "/my-work"))
    asked = await a_user(ASKED)
    html = await main_of(asked, OWED)
    assert codes(html) == [CODE]
    said = words_of(html)
    assert "Phối hợp trước hết ngày 08/11/2024" in said
    assert "Đỗ Nhật Tín, 06/11/2024 12:00: Đề nghị góp ý dự thảo quy chế." in said
    assert f'href="/tasks/{CODE}#act">Phối hợp<' in html
    assert 'id="h-now"' in html  # to be answered within two days, whatever the task's deadline
    assert badge((await asked.get("/tasks")).text) == str(int(before or 0) + 1)
    assert badge((await asked.get("/my-work")).text) == badge((await asked.get("/tasks")).text)

    still = {"contribution": "contributing", "contribution_text": "Đang lấy ý kiến các phòng."}
    assert (await send(asked, CODE, "contribute", still)).status_code == 303
    assert codes(await main_of(asked, OWED)) == [CODE]
    given = {"contribution": "contributed", "contribution_text": "Thống nhất, bổ sung Điều 5."}
    assert (await send(asked, CODE, "contribute", given)).status_code == 303
    assert codes(await main_of(asked, OWED)) == []
    assert owed_of(await main_of(lead, "/my-work")) == ""
    kept = await part()
    assert (kept["contribution"], kept["answered_at"], kept["contribution_text"]) == (
        "contributed", (await task(CODE))["changed_at"], "Thống nhất, bổ sung Điều 5.",
    )  # fmt: skip
    await assert_whole(CODE)
    assert (await task(CODE))["state"] == "in_progress"
    shown = words_of(await main_of(lead, f"/tasks/{CODE}"))
    for words in (
        "Cơ quan phối hợp (2)", "Đã có nội dung phối hợp", "Đề nghị góp ý dự thảo quy chế.",
        "Triệu Đình Phong trả lời lúc 06/11/2024 12:00", "Thống nhất, bổ sung Điều 5.",
        "trước: Đang phối hợp sau: Đã có nội dung phối hợp",
    ):  # fmt: skip
        assert words in shown, words
    total = "SELECT sum(change) FROM tally WHERE scope = 'all' AND span = 'year' AND bucket <> 'due'"
    assert await value(total) == 176


async def test_a_late_answer_counts_its_days_and_a_past_day_knows_what_it_knew(province: Engine) -> None:
    """Two days late on the 10th; on the evening of the 6th it was asked, on the 5th nothing was."""
    await moved(LEAD, CODE, "ask-contribution", QUESTION)
    lead = await a_user_at(LEAD, 2024, 11, 10)
    assert "quá 2 ngày" in owed_of(await main_of(lead, "/my-work"))
    asked = await a_user_at(ASKED, 2024, 11, 10)
    assert "Quá hạn phối hợp từ 08/11/2024" in words_of(await main_of(asked, OWED))
    await send(asked, CODE, "contribute", {"contribution": "nothing", "contribution_text": ""})
    card = 'id="h-contributions">'
    now, sixth, fifth = [
        words_of((await main_of(lead, f"/tasks/{CODE}{day}")).partition(card)[2].partition("</section>")[0])
        for day in ("", "?as_of=2024-11-06", "?as_of=2024-11-05")
    ]
    assert "Không có nội dung phối hợp" in now
    assert "trả lời lúc 10/11/2024" in now
    assert "còn 2 ngày" in sixth.lower()
    assert "Đề nghị góp ý" in sixth
    assert "trả lời lúc" not in sixth
    assert "Đề nghị góp ý" not in fifth
    assert "Chưa có đề nghị cụ thể" in fifth
    assert codes(await main_of(asked, f"{OWED}&as_of=2024-11-06")) == [CODE]
    assert codes(await main_of(asked, f"{OWED}&as_of=2024-11-05")) == []
    assert owed_of(await main_of(lead, "/my-work?as_of=2024-11-06")) != ""


async def test_a_new_question_takes_the_place_of_the_one_before(province: Engine) -> None:
    """What was given stays in history; it is asked anew and owed anew. A task that ends is owed nothing."""
    await moved(OFFICE, CODE, "ask-contribution", QUESTION)
    await moved(ASKED, CODE, "contribute", {"contribution": "contributed", "contribution_text": "Bản một."})
    await moved(OFFICE, CODE, "ask-contribution", {**QUESTION, "asked": "Góp ý bản hai."})
    kept = await part()
    assert (kept["contribution"], kept["question"], kept["contribution_text"], kept["answered_at"]) == (
        "asked", "Góp ý bản hai.", "", None,
    )  # fmt: skip
    assert "Bản một." in words_of(await main_of(await a_user(LEAD), f"/tasks/{CODE}"))
    browser = await a_user(ASKED)
    assert codes(await main_of(browser, OWED)) == [CODE]
    await execute(
        "UPDATE task SET state = 'withdrawn', resumes_to = state, changed_at = changed_at WHERE code = $1",
        CODE,
    )
    assert codes(await main_of(browser, OWED)) == []
    assert dict(tabs_of(await main_of(browser, "/my-work")))[OWED] == 0


@pytest.mark.parametrize(
    ("who", "verb", "said", "sentence"),
    [
        (LEAD, "ask-contribution", {**QUESTION, "agency": "STC"}, "Chọn một cơ quan phối hợp của nhiệm vụ"),
        (LEAD, "ask-contribution", {**QUESTION, "agency": ""}, "Chọn một cơ quan phối hợp của nhiệm vụ"),
        (LEAD, "ask-contribution", {**QUESTION, "asked": ""}, "Nhập nội dung đề nghị"),
        (LEAD, "ask-contribution", {**QUESTION, "answer_by_day": "5"}, "không được trước ngày hôm nay"),
        (LEAD, "ask-contribution", {**QUESTION, "answer_by_day": "31"}, "Nhập ngày có thật"),
        (
            ASKED,
            "contribute",
            {"contribution": "", "contribution_text": "Góp ý."},
            "Chọn tình trạng phối hợp",
        ),
        (
            ASKED,
            "contribute",
            {"contribution": "asked", "contribution_text": "Góp ý."},
            "Chọn tình trạng phối hợp",
        ),
        (
            ASKED,
            "contribute",
            {"contribution": "contributed", "contribution_text": " "},
            "Nhập nội dung phối hợp",
        ),
    ],
)
async def test_mistakes_are_named_and_nothing_is_lost(
    province: Engine, who: str, verb: str, said: dict[str, str], sentence: str
) -> None:
    """422, the sentence beside its field, what was typed in its box, nothing changed."""
    before = (await part(), await lines_of(CODE))
    answer = await moved(who, CODE, verb, said)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    typed = said.get("asked") or said.get("contribution_text", "").strip()
    assert typed in answer.text
    assert (await part(), await lines_of(CODE)) == before


@pytest.mark.parametrize(
    ("who", "asks", "contributes", "statuses"),
    [
        (LEAD, True, False, (303, 422)),
        ("stttt.chuyenvien1", False, False, (422, 422)),
        (OFFICE, True, False, (303, 404)),
        ("cat.lanhdao", False, True, (422, 303)),
        (ASKED, False, True, (422, 303)),
        ("vpub.chuyenvien1", False, True, (422, 303)),  # its own part, not that of CAT
        ("stp.lanhdao", False, False, (404, 404)),
        ("bcd.truongban", False, False, (404, 404)),
        ("giamsat", False, False, (404, 404)),
    ],
)
async def test_each_makes_its_own_moves(
    province: Engine, who: str, asks: bool, contributes: bool, statuses: tuple[int, int]
) -> None:
    """The lead's head and the office ask; a coordinating agency's people answer, for their agency alone."""
    browser = await a_user(who)
    assert bool(await opened(browser, CODE, "ask-contribution")) == asks
    assert bool(await opened(browser, CODE, "contribute")) == contributes
    given = {"contribution": "contributed", "contribution_text": "Góp ý."}
    before = await part()
    found = (await forced(browser, CODE, "contribute", given)).status_code
    assert found == statuses[1]
    assert ((await part()) == before) == (who not in {"cat.lanhdao", ASKED})
    key = {"form_key": "1f8fad5b-d9cb-469f-a165-70867728950e"}
    assert (await forced(browser, CODE, "ask-contribution", {**QUESTION, **key})).status_code == statuses[0]


async def test_nobody_is_asked_where_nobody_coordinates(province: Engine) -> None:
    """No form, and a forced one is refused."""
    await execute("DELETE FROM task_coordinator USING task WHERE task.id = task AND code = $1", CODE)
    lead = await a_user(LEAD)
    assert not await opened(lead, CODE, "ask-contribution")
    assert (await forced(lead, CODE, "ask-contribution", QUESTION)).status_code == 422
    assert 'id="h-contributions"' not in await main_of(lead, f"/tasks/{CODE}")
