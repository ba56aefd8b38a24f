"""Promises about explanations: asked by committee or office, answered by the head, by a day, listed."""

import re
from datetime import date
from typing import Any

import pytest

from tests.tasks.moving import forced, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute, rows, value
from tracker.database.engine import Engine

CODE, OPEN = "CQS-28", "CQS-04"  # both led by STTTT; the second has a question of this morning
HEAD, MEMBER, OFFICE = "stttt.lanhdao", "bcd.truongban", "vpub.dieuphoi1"
QUESTION, ANSWER = "Vì sao chưa chốt kịch bản?", "Chờ ý kiến của Bộ; chốt trước 15/11/2024."
NO_DAY = {"answer_by_day": "", "answer_by_month": "", "answer_by_year": ""}
ASKED = {"question": QUESTION, **NO_DAY}


async def thread(code: str) -> list[dict[str, Any]]:
    """The questions of a task, in their order."""
    return await rows(
        "SELECT e.* FROM explanation AS e JOIN task AS t ON t.id = e.task WHERE t.code = $1 ORDER BY e.id",
        code,
    )


@pytest.mark.parametrize("who", [MEMBER, OFFICE])
async def test_a_question_is_asked_answered_and_stands_on_the_task(province: Engine, who: str) -> None:
    """By a member or the office; without a day it is five working days; the state does not change."""
    before = await task(CODE)
    assert (await moved(who, CODE, "ask-explanation", ASKED)).status_code == 303
    (asked,) = await thread(CODE)
    assert asked["answer_by"] == date(2024, 11, 13)  # Wednesday to Wednesday
    lead = await a_user(HEAD)
    html = await main_of(lead, f"/tasks/{CODE}")
    assert html.partition('id="h-act">')[2].startswith("Giải trình")
    assert "hạn trả lời 13/11/2024" in html
    assert (await send(lead, CODE, "explain", {"answer": ANSWER})).status_code == 303
    (answered,) = await thread(CODE)
    assert (answered["answer"], answered["answered_at"] is None) == (ANSWER, False)
    said = words_of(await main_of(await a_user("giamsat"), f"/tasks/{CODE}"))
    assert f"{QUESTION} Đỗ Nhật Tín trả lời lúc 06/11/2024 12:00 {ANSWER}" in said
    assert f"Hạn trả lời: sau: 13/11/2024 {QUESTION}" in said
    after = await task(CODE)
    assert {n for n in after if after[n] != before[n]} == {"version", "changed_at"}
    assert not await opened(lead, CODE, "explain")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({**ASKED, "question": " "}, "Nhập nội dung yêu cầu giải trình"),
        (
            {**ASKED, "answer_by_day": "5", "answer_by_month": "11", "answer_by_year": "2024"},
            "Ngày trả lời không được",
        ),
        (
            {**ASKED, "answer_by_day": "31", "answer_by_month": "11", "answer_by_year": "2024"},
            "Nhập ngày có thật",
        ),
    ],
)
async def test_a_question_needs_its_words_and_a_day_to_come(
    province: Engine, said: dict[str, str], sentence: str
) -> None:
    """Each mistake beside its field; what was typed stays; today itself is taken."""
    member = await a_user(MEMBER)
    answer = await send(member, CODE, "ask-explanation", said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert said["question"].strip() in answer.text
    assert await thread(CODE) == []
    today = {"answer_by_day": "6", "answer_by_month": "11", "answer_by_year": "2024"}
    assert (await send(member, CODE, "ask-explanation", {**ASKED, **today})).status_code == 303
    assert (await thread(CODE))[0]["answer_by"] == date(2024, 11, 6)


async def test_of_several_questions_the_one_chosen_is_answered(province: Engine) -> None:
    """The form names each; without a choice nothing is sent and the text stays."""
    await moved(MEMBER, OPEN, "ask-explanation", ASKED)
    lead = await a_user(HEAD)
    form = (await lead.get(f"/tasks/{OPEN}")).text.partition(f'action="/tasks/{OPEN}/explain"')[2]
    assert re.findall(r'type="radio" value="(\d)"', form.partition("</form>")[0]) == ["1", "2"]
    bare = await send(lead, OPEN, "explain", {"answer": ANSWER})
    assert bare.status_code == 422
    assert "Chọn yêu cầu được trả lời" in bare.text
    assert ANSWER in bare.text
    assert (await send(lead, OPEN, "explain", {"answer": ANSWER, "request_number": "2"})).status_code == 303
    first, second = await thread(OPEN)
    assert (first["answered_at"], second["answer"]) == (None, ANSWER)
    assert "Yêu cầu giải trình số: sau: 2" in words_of(await main_of(lead, f"/tasks/{OPEN}"))
    for number in ("2", "3", "99", "x"):  # answered, not there, no number
        answer = await send(lead, OPEN, "explain", {"answer": "Lần nữa.", "request_number": number})
        assert answer.status_code == 422, number
    assert (await thread(OPEN))[0]["answered_at"] is None


@pytest.mark.parametrize(
    ("who", "verb", "said", "status"),
    [
        (HEAD, "ask-explanation", ASKED, 404),
        ("giamsat", "ask-explanation", ASKED, 422),  # reads everything, asks nothing
        ("stttt.chuyenvien1", "explain", {"answer": ANSWER, "request_number": "1"}, 422),  # staff
        ("syt.lanhdao", "explain", {"answer": ANSWER, "request_number": "1"}, 422),  # coordinates
        ("stp.lanhdao", "explain", {"answer": ANSWER, "request_number": "1"}, 404),
        (OFFICE, "explain", {"answer": ANSWER, "request_number": "1"}, 404),
    ],
)
async def test_others_neither_ask_nor_answer(
    province: Engine, who: str, verb: str, said: dict[str, Any], status: int
) -> None:
    """The committee and the office ask, the head of the lead agency answers; the rest changes nothing."""
    before = (await lines_of(OPEN), await thread(OPEN))
    assert (await forced(await a_user(who), OPEN, verb, said)).status_code == status
    assert (await lines_of(OPEN), await thread(OPEN)) == before


async def test_it_stands_where_the_work_is_listed(province: Engine) -> None:
    """For the head with its button, for the office until answered, then as a new answer for seven days."""
    row = (await main_of(await a_user(HEAD), "/my-work?reason=explain")).partition('class="work"')[2]
    assert re.search(rf'href="/tasks/{OPEN}#act">Giải trình<', row)
    assert "Cần giải trình trước 13/11/2024" in row
    await moved(HEAD, OPEN, "explain", {"answer": ANSWER})
    office = await a_user(OFFICE)
    said = words_of(await main_of(office, "/my-work"))
    assert "Chưa giải trình (0)" in said
    assert "2 giải trình mới trong 7 ngày qua" in said
    assert f"Đỗ Nhật Tín, 06/11/2024 12:00: {ANSWER}" in said
    assert "Chưa giải trình (1)" in words_of(await main_of(office, "/my-work?as_of=2024-11-04"))


async def test_the_list_has_the_unanswered_first_then_the_answers(province: Engine) -> None:
    """For members, the office and auditors; late ones say so; narrowed to an agency; of any past day."""
    await execute("UPDATE explanation SET answer_by = '2024-11-03' WHERE answered_at IS NULL")
    member = await a_user(MEMBER)
    html = await main_of(member, "/explanations")
    waiting, _, answered = html.partition('id="h-answered"')
    assert "Chưa trả lời (1)" in waiting
    assert "Chưa trả lời, quá hạn trả lời 3 ngày" in waiting
    assert OPEN in waiting
    assert "Trả lời trong 30 ngày qua (4)" in words_of(answered) or "(4)" in answered
    assert answered.find("CQS-06") < answered.find("TCC-05")
    only = await main_of(member, "/explanations?agency=STNMT")
    assert OPEN not in only
    assert re.findall(r'<span class="code">([\w-]+)', only) == ["CQS-06", "TTHC-10", "TTHC-02"]
    then = await main_of(await a_user("giamsat"), "/explanations?as_of=2024-10-22")
    assert re.findall(r'<span class="code">([\w-]+)', then) == ["TTHC-10", "TCC-05", "TTHC-02"]
    assert "Còn 4 trường thông tin" not in then  # answered two days later
    wrong = await member.get("/explanations?agency=NOWHERE")
    assert wrong.status_code == 422
    assert "Không có cơ quan mang mã “NOWHERE”" in wrong.text
    for who in (HEAD, "stttt.chuyenvien1", "quantri"):
        assert (await (await a_user(who)).get("/explanations")).status_code == 404


async def test_a_question_with_its_day_passed_is_overdue_on_the_task(province: Engine) -> None:
    """On the page and in the head's list; on the day itself it is not yet."""
    lead = await a_user(HEAD)
    for day, late in (("2024-11-05", True), ("2024-11-06", False)):
        await execute(f"UPDATE explanation SET answer_by = '{day}' WHERE answered_at IS NULL")
        assert ("Chưa trả lời, quá hạn trả lời 1 ngày" in await main_of(lead, f"/tasks/{OPEN}")) is late
        assert ("Quá hạn giải trình (05/11/2024)" in await main_of(lead, "/my-work")) is late


async def test_an_answer_sent_twice_has_one_effect(province: Engine) -> None:
    """The second send is led where the first was."""
    lead = await a_user(HEAD)
    data = {**await opened(lead, OPEN, "explain"), "answer": ANSWER}
    answers = [await lead.post(f"/tasks/{OPEN}/explain", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert await value("SELECT count(*) FROM history WHERE verb = 'explain' AND text = $1", ANSWER) == 1
