"""Promises about taking a move back: everything as it was, for ten minutes, by who made the move."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.mail.outbox import letter
from tests.tasks.moving import REPORT, RESULT, forced, form_of, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_contributing import QUESTION
from tests.tasks.test_parts import split
from tests.tasks.test_refusing import TO, WHY
from tests.tasks.test_stopping import PAPER
from tests.tasks.whole import a_user_at, assert_whole, coordinators
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.history.replay import check_replay
from tracker.tasks.actions import deciding
from tracker.tasks.rules.undoing import UNDOABLE

NEW, DONE, SENT, CODE = "TCBM-18", "CQS-04", "TTHC-08", "CQS-14"
HEAD, OFFICE, LEAD, ASKED = "tptn.lanhdao", "vpub.dieuphoi1", "stttt.lanhdao", "cat.chuyenvien1"
CONFIRM = {"decision": "confirm", "reason": ""}
GIVEN = {"contribution": "contributed", "contribution_text": "Góp ý."}
# verb: what comes before, then who, on which task, at which address, with what
MOVES: Mapping[str, tuple[list[tuple[str, str, dict[str, str]]], str, str, str, dict[str, str]]] = {
    "accept": ([], HEAD, NEW, "accept", {}),
    "refuse": ([], HEAD, NEW, "refuse", WHY),
    "reassign": ([], OFFICE, DONE, "reassign", {**TO, "agency": "SYT", "stays": "1"}),
    "hand_over": ([], LEAD, DONE, "hand-over", {"note": "Theo dõi."}),
    "ask_contribution": ([], LEAD, CODE, "ask-contribution", QUESTION),
    "contribute": ([(LEAD, "ask-contribution", QUESTION)], ASKED, CODE, "contribute", GIVEN),
    "confirm": ([], OFFICE, SENT, "confirm", CONFIRM),
    "return": ([], OFFICE, SENT, "confirm", {"decision": "return", "reason": "Thiếu chữ ký."}),
    "suspend": ([], OFFICE, DONE, "suspend", PAPER),
    "resume": ([(OFFICE, "suspend", PAPER)], OFFICE, DONE, "resume", PAPER),
    "withdraw": ([], OFFICE, SENT, "withdraw", PAPER),
    "restore": ([(OFFICE, "withdraw", PAPER)], OFFICE, SENT, "restore", PAPER),
    "unstar": ([], "bcd.truongban", DONE, "unstar", {}),
    "star": ([("bcd.truongban", "unstar", {})], "bcd.truongban", DONE, "star", {}),
}


async def standing(code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Everything kept of a task but its version: its row and its coordinators' rows."""
    row = await task(code)
    parts = await rows(
        """SELECT agency, from_on, until_on, contribution, contribution_text, question, asked_at, asked_by,
                  answer_by, answered_at, answered_by, urgency, lead_agency, due_key, submitted_on
           FROM task_coordinator WHERE task = $1 AND until_on = 'infinity' ORDER BY agency""",
        row["id"],
    )
    return {name: fact for name, fact in row.items() if name not in {"version", "changed_at"}}, parts


def test_every_move_that_can_be_taken_back_is_tried() -> None:
    """The table above and the rule name the same moves; two levels of confirmation have their own test."""
    assert set(MOVES) == UNDOABLE - {"endorse"}


@pytest.mark.parametrize("verb", MOVES)
async def test_a_move_taken_back_leaves_everything_as_it_was(province: Engine, verb: str) -> None:
    """Facts, moments, coordinators and figures; history keeps both lines, and the page says what happened."""
    before, who, code, address, said = MOVES[verb]
    for earlier in before:
        await moved(earlier[0], code, earlier[1], earlier[2])
    if verb == "hand_over":
        officer = await value("SELECT id FROM person WHERE username = 'stttt.chuyenvien1'")
        said = {**said, "responsible": str(officer)}
    was, number = await standing(code), await lines_of(code)
    browser = await a_user(who)
    assert (await send(browser, code, address, said)).status_code == 303
    assert await standing(code) != was
    top = (await main_of(browser, f"/tasks/{code}")).partition('class="grid taskgrid"')[0]
    assert "Hoàn tác được đến 12:10" in words_of(top)
    answer = await browser.post(f"/tasks/{code}/undo", data=form_of(top, f"/tasks/{code}/undo"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{code}")
    assert await standing(code) == was
    await assert_whole(code)
    assert (await check_replay()).found == 0
    assert await lines_of(code) == number + 2
    shown = await main_of(browser, f"/tasks/{code}")
    assert words_of(shown.partition('class="tl"')[2]).startswith("> Hoàn tác ")
    assert not form_of(shown, f"/tasks/{code}/undo")  # what was taken back is not taken back again


async def test_a_first_confirmation_is_taken_back(province: Engine) -> None:
    """Where the programme has two levels."""
    await execute("UPDATE programme SET confirmation_levels = 2")
    was = await standing(SENT)
    await moved(OFFICE, SENT, "confirm", CONFIRM)
    assert (await task(SENT))["endorsed_at"] is not None
    assert set(deciding.SUBMISSION) >= {"endorsed_at", "endorsed_by"}
    assert (await moved(OFFICE, SENT, "undo", {})).status_code == 303
    assert await standing(SENT) == was


async def test_ten_minutes_and_no_longer(province: Engine) -> None:
    """At the tenth minute it is offered; after it the page is without, and a forced one says why."""
    await moved(LEAD, DONE, "hand-over", {"responsible": str(await someone()), "note": ""})
    assert await opened(await a_user_at(LEAD, 2024, 11, 6, 12, 9), DONE, "undo")
    late = await a_user_at(LEAD, 2024, 11, 6, 12, 11)
    assert not await opened(late, DONE, "undo")
    answer = await forced(late, DONE, "undo", {})
    assert (answer.status_code, "Chỉ hoàn tác được trong 10 phút" in answer.text) == (422, True)


async def someone() -> int:
    """An officer of STTTT."""
    return int(await value("SELECT id FROM person WHERE username = 'stttt.chuyenvien1'"))


async def test_who_moved_the_task_meanwhile_is_not_overwritten(province: Engine) -> None:
    """409 with what happened since; nothing changed. The control: without it the same form is taken."""
    head = await a_user(HEAD)
    await send(head, NEW, "accept", {})
    hidden = await opened(head, NEW, "undo")
    await moved("tptn.chuyenvien1", NEW, "progress", REPORT)
    number = await lines_of(NEW)
    answer = await head.post(f"/tasks/{NEW}/undo", data=hidden)
    assert answer.status_code == 409
    assert "Nhiệm vụ đã có người khác cập nhật; không hoàn tác được nữa." in answer.text
    assert REPORT["text"] in answer.text
    assert (await lines_of(NEW), (await task(NEW))["state"]) == (number, "in_progress")


async def test_one_send_has_one_effect(province: Engine) -> None:
    """The same form sent twice takes back once; of two windows the second is told."""
    head = await a_user(HEAD)
    await send(head, NEW, "accept", {})
    first, second = await opened(head, NEW, "undo"), await opened(head, NEW, "undo")
    for _ in range(2):
        assert (await head.post(f"/tasks/{NEW}/undo", data=first)).status_code == 303
    assert (await task(NEW))["state"] == "assigned"
    assert await lines_of(NEW) == 3
    assert (await head.post(f"/tasks/{NEW}/undo", data=second)).status_code in {409, 422}
    assert await lines_of(NEW) == 3


@pytest.mark.parametrize("who", [OFFICE, "tptn.chuyenvien1", "bcd.truongban", "giamsat", "snv.lanhdao"])
async def test_nobody_takes_back_what_another_did(province: Engine, who: str) -> None:
    """Not the office either, which has moves of its own; a report or a comment is not taken back at all."""
    await moved(HEAD, NEW, "accept", {})
    browser, number = await a_user(who), await lines_of(NEW)
    assert not await opened(browser, NEW, "undo")
    assert (await forced(browser, NEW, "undo", {})).status_code == 422
    assert await lines_of(NEW) == number
    await moved(HEAD, NEW, "progress", REPORT)
    assert not await opened(await a_user(HEAD), NEW, "undo")
    assert (await forced(await a_user(HEAD), NEW, "undo", {})).status_code == 422
    assert (await (await a_user("stp.lanhdao")).fill(f"/tasks/{NEW}/undo", {})).status_code == 404


async def test_what_a_letter_tells_is_not_taken_back(province: Engine) -> None:
    """Once somebody was told, history goes on; what nobody was told is taken back: the control."""
    head = await a_user(HEAD)
    await send(head, NEW, "accept", {})
    hidden = await opened(head, NEW, "undo")
    assert hidden
    await execute(
        """WITH run AS (INSERT INTO reminder_run (key, kind, on_day, made_at)
                        VALUES ('daily/thử', 'daily', '2024-11-06', now()) RETURNING id)
           INSERT INTO reminder_said (run, person, key, kind, task, outcome)
           SELECT run.id, h.actor, 'line/' || h.id, 'act', h.object_id, 'gone'
           FROM run, history AS h ORDER BY h.id DESC LIMIT 1"""
    )
    assert await opened(head, NEW, "undo")  # looked at, and nobody was to be told
    made = await letter("tptn.lanhdao")
    await execute("UPDATE reminder_said SET outcome = 'letter', letter = $1", made)
    assert not await opened(head, NEW, "undo")
    answer = await head.post(f"/tasks/{NEW}/undo", data=hidden)
    assert (answer.status_code, "Đã có thư thông báo việc này" in answer.text) == (422, True)
    assert (await task(NEW))["state"] == "accepted"


async def test_an_agency_that_coordinated_for_a_day_gets_its_part_back(province: Engine) -> None:
    """Its row was deleted when it became the lead on the day it began; what it was asked is in history."""
    sxd = await value("SELECT id FROM agency WHERE code = 'SXD'")
    await execute("UPDATE task_coordinator SET from_on = '2024-11-06' WHERE agency = $1", sxd)
    await moved(OFFICE, NEW, "ask-contribution", {**QUESTION, "agency": "SXD"})
    was = await standing(NEW)
    await moved(OFFICE, NEW, "reassign", {**TO, "agency": "SXD"})
    assert "SXD" not in await coordinators(NEW)
    assert (await moved(OFFICE, NEW, "undo", {})).status_code == 303
    assert await standing(NEW) == was
    await assert_whole(NEW)


async def test_a_submission_that_was_returned_by_mistake_keeps_its_day(province: Engine) -> None:
    """The fair clock: on time by the day it was first submitted, not by that of the undoing."""
    await moved(LEAD, DONE, "submit", RESULT)
    submitted = (await task(DONE))["submitted_at"]
    office = await a_user_at(OFFICE, 2024, 11, 8)
    await send(office, DONE, "confirm", {"decision": "return", "reason": "Nhầm."})
    await send(office, DONE, "undo", {})
    assert (await task(DONE))["submitted_at"] == submitted


async def test_a_window_left_open_is_told_what_the_other_did(province: Engine) -> None:
    """409 with both moves; sent from there it takes back the last one."""
    lead = await a_user(LEAD)
    await send(lead, DONE, "hand-over", {"responsible": str(await someone())})
    old = await opened(lead, DONE, "undo")
    second = await value("SELECT id FROM person WHERE username = 'stttt.chuyenvien2'")
    await send(lead, DONE, "hand-over", {"responsible": str(second)})
    answer = await lead.post(f"/tasks/{DONE}/undo", data=old)
    assert (answer.status_code, (await task(DONE))["responsible"]) == (409, second)
    again = await lead.post(f"/tasks/{DONE}/undo", data=form_of(answer.text, f"/tasks/{DONE}/undo"))
    assert (again.status_code, (await task(DONE))["responsible"]) == (303, await someone())


@pytest.mark.parametrize("verb", ["reassign", "suspend", "withdraw"])
async def test_milestones_go_along_and_come_back(province: Engine, verb: str) -> None:
    """The move of a task is its milestones', and so is its taking back; a stopped one stays as it is."""
    first, second = [await split(CODE, title=f"Mốc {n}") for n in (1, 2)]
    await moved(OFFICE, second, "withdraw", {**PAPER, "document_date_day": "6"})
    three = (CODE, first, second)
    was = [await standing(code) for code in three]
    said = {**TO, "agency": "SYT"} if verb == "reassign" else PAPER
    assert (await moved(OFFICE, CODE, verb, said)).status_code == 303
    now = [await standing(code) for code in three]
    assert now[1] != was[1]
    assert now[1][0]["state"] == now[0][0]["state"]
    assert now[2] == was[2]
    assert (await moved(OFFICE, CODE, "undo", {})).status_code == 303
    assert [await standing(code) for code in three] == was
    assert [await lines_of(first), await lines_of(second)] == [3, 2]
