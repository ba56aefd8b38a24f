"""Promises about milestones: parts with a life of their own, in no list and no total."""

from datetime import date
from typing import Any

import pytest

from tests.tasks.moving import REPORT, RESULT, lines_of, moved
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_editing import edit
from tests.tasks.test_writing import OFFICE
from tests.tasks.whole import assert_whole
from tracker.clock import at
from tracker.database import transaction, value
from tracker.database.engine import Engine
from tracker.people.viewer import Viewer
from tracker.refusal import Refused
from tracker.tasks.actions.moving import found, guard, move
from tracker.tasks.queries import figures
from tracker.tasks.rules import OF_WHOLES

DAY = date(2024, 11, 6)
PART = {"title": "Hoàn thành khảo sát hiện trạng", "part_label": "Giai đoạn 1", "expected_output": "Báo cáo",
        "due_on_day": "20", "due_on_month": "11", "due_on_year": "2024"}  # fmt: skip
TODAY = {**RESULT, "result_date_day": "6"}
ACTOR = Viewer(2, "x", "Văn phòng", "", "office", 1, "VPUB", "VPUB", "vi", False, 0, False)


async def parent() -> str:
    """A task in progress with a deadline after 20/11/2024."""
    return str(
        await value(
            """SELECT code FROM task WHERE state = 'in_progress' AND due_on > '2024-12-01' AND lead_agency =
               (SELECT agency FROM person WHERE username = 'stttt.lanhdao') ORDER BY id LIMIT 1"""
        )
    )


async def split(code: str, **said: Any) -> str:
    """Add a milestone; its code."""
    answer = await moved(OFFICE, code, "split", {**PART, **said})
    assert answer.status_code == 303
    asked = "SELECT max(p.code) FROM task AS p JOIN task AS t ON t.id = p.parent WHERE t.code = $1"
    return str(await value(asked, code))


async def test_a_milestone_lives_beside_its_task(province: Engine) -> None:
    """Accepted, reported, submitted and confirmed by itself; the figures and lists count the task alone."""
    code, before = await parent(), await figures(1, DAY)
    part, second = await split(code), await split(code, title="Mốc hai", part_label="")
    assert (part, second) == (f"{code}.1", f"{code}.2")
    made, of = await assert_whole(part), await assert_whole(code)
    assert (made["parent"], made["part"], made["lead_agency"]) == (of["id"], "milestone", of["lead_agency"])
    assert await figures(1, DAY) == before
    lead = "stttt.lanhdao"
    reader = await a_user(lead)
    assert part in await main_of(reader, "/my-work")
    assert f">{part}<" not in await main_of(reader, "/tasks?per_page=100")
    for verb, said in (("accept", {}), ("progress", REPORT), ("submit", TODAY)):
        assert (await moved(lead, part, verb, said)).status_code == 303, verb
    assert part in await main_of(await a_user(OFFICE), "/my-work")
    page = words_of(await main_of(reader, f"/tasks/{code}"))
    assert "Giai đoạn 1" in page
    assert "20/11/2024" in page
    assert code in await main_of(reader, f"/tasks/{part}")
    done = await moved(OFFICE, part, "confirm", {"decision": "confirm", "reason": ""})
    assert done.status_code == 303
    assert (await assert_whole(part))["state"] == "confirmed"
    assert await figures(1, DAY) == before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Nhập nội dung mốc công việc"),
        ({"due_on_year": "2039"}, "Mốc công việc phải trong thời hạn của nhiệm vụ"),
        ({"due_on_month": "10"}, "Ngày này đã qua"),
    ],
)
async def test_a_milestone_lies_within_its_task(
    province: Engine, said: dict[str, str], sentence: str
) -> None:
    """With something to do and a day before the task's deadline; else nothing is made."""
    code = await parent()
    before = await lines_of(code)
    answer = await moved(OFFICE, code, "split", {**PART, **said})
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert await lines_of(code) == before


async def test_a_deadline_is_not_corrected_past_a_milestone(province: Engine) -> None:
    """Neither the task's to a day before it, nor its own to a day after the task's."""
    code = str(
        await value(
            """SELECT code FROM task WHERE state = 'in_progress' AND due_on > '2024-12-01'
               AND NOT EXISTS (SELECT 1 FROM extension WHERE task = task.id) ORDER BY id LIMIT 1"""
        )
    )
    part = await split(code)
    early = {"due_on_day": "10", "due_on_month": "11", "due_on_year": "2024"}
    assert "20/11/2024, sau ngày này" in (await edit(code, early)).text
    assert "Mốc công việc phải trong thời hạn" in (await edit(part, {**early, "due_on_year": "2039"})).text
    assert (await edit(part, early)).status_code == 303
    await assert_whole(part)


async def test_open_milestones_are_told_before_a_task_is_confirmed(province: Engine) -> None:
    """A warning, no hindrance."""
    code = await parent()
    await split(code)
    await moved("stttt.lanhdao", code, "submit", RESULT)
    page = words_of(await main_of(await a_user(OFFICE), f"/tasks/{code}"))
    assert "1 mốc công việc của nhiệm vụ chưa được xác nhận" in page
    assert (await moved(OFFICE, code, "confirm", {"decision": "confirm", "reason": ""})).status_code == 303


async def test_milestones_follow_their_task(province: Engine) -> None:
    """Withdrawn and restored with it, given to its new lead; what was stopped by itself stays stopped."""
    code = await parent()
    part, own = await split(code), await split(code)
    other = await value("SELECT id FROM agency WHERE code = 'SNV'")
    paper = {"stop_number": "1/CV", "stop_date": DAY, "stop_reason": "Dừng"}
    await _moves(own, "withdraw", {**paper, "stop_number": "2/CV", "resumes_to": "assigned"})
    for verb, changes in (
        ("withdraw", {**paper, "resumes_to": "in_progress"}),
        ("restore", {"state": "in_progress", "resumes_to": "", "stop_number": "", "stop_date": None,
                     "stop_reason": ""}),
        ("reassign", {"lead_agency": other, "given_at": at(DAY, 12), "accepted_at": None,
                      "responsible": None}),
    ):  # fmt: skip
        await _moves(code, verb, changes)
        row = await assert_whole(part)
        assert row["state"] == {"withdraw": "withdrawn"}.get(verb, "assigned")
        assert (await assert_whole(own))["state"] == "withdrawn"
    assert row["lead_agency"] == other


@pytest.mark.parametrize("verb", sorted(OF_WHOLES))
async def test_a_part_has_no_parts(province: Engine, verb: str) -> None:
    """It is neither split nor made to come back, whatever is sent past its page; its task may be."""
    code = await parent()
    part = await split(code)
    with pytest.raises(Refused, match="phần của nhiệm vụ"):
        guard(ACTOR, await found(ACTOR, part), verb)
    assert guard(ACTOR, await found(ACTOR, code), verb) == "in_progress"


async def _moves(code: str, verb: str, changes: dict[str, Any]) -> None:
    async with transaction():
        before = await found(ACTOR, code)
        moment = max(at(DAY, 12), before["changed_at"])
        await move(ACTOR, before, verb, moment, version=None, changes=changes)
