"""Promises about two levels of confirmation: the office's, then the superior's; awaiting until the last."""

from datetime import date
from typing import Any

import pytest

from tests.tasks.moving import moved, task
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute, value
from tracker.database.engine import Engine
from tracker.tasks.queries import figures

OFFICE = "vpub.dieuphoi1"
WAITING = "TTHC-08"
YES = {"decision": "confirm", "reason": ""}
DOCUMENT = {"confirmation_number": "8123/VPCP-KSTT", "confirmation_date_day": "6",
            "confirmation_date_month": "11", "confirmation_date_year": "2024"}  # fmt: skip


@pytest.fixture
async def two_levels(province: Engine) -> None:
    """The programme's tasks are confirmed by the office, then by the superior."""
    await execute("UPDATE programme SET confirmation_levels = 2")


async def test_a_task_awaits_until_the_last_level(two_levels: None) -> None:
    """The office's confirmation moves no figure; the superior's, with its document, does."""
    before = await figures(1, date(2024, 11, 6))
    assert (await moved(OFFICE, WAITING, "confirm", YES)).status_code == 303
    first = await task(WAITING)
    assert (first["state"], first["endorsed_at"] is not None) == ("submitted", True)
    assert await figures(1, date(2024, 11, 6)) == before
    assert (await moved(OFFICE, WAITING, "confirm", {**YES, **DOCUMENT})).status_code == 303
    last = await task(WAITING)
    assert (last["state"], last["confirmation_number"]) == ("confirmed", "8123/VPCP-KSTT")
    assert (await figures(1, date(2024, 11, 6))).awaiting == before.awaiting - 1
    said = words_of(await main_of(await a_user(OFFICE), f"/tasks/{WAITING}"))
    for words in ("Văn phòng đã xác nhận, trình cấp trên", "8123/VPCP-KSTT ngày 06/11/2024"):
        assert words in said, words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"confirmation_number": ""}, "Nhập số văn bản của cấp trên"),
        ({"confirmation_date_day": "7"}, "Ngày không được sau ngày hôm nay"),
        ({"confirmation_date_year": "2020"}, "Văn bản có trước ngày trình xác nhận"),
    ],
)
async def test_the_superiors_confirmation_needs_its_document(
    two_levels: None, changes: dict[str, Any], sentence: str
) -> None:
    """Number and a possible day, named beside the field; nothing is confirmed without."""
    await moved(OFFICE, WAITING, "confirm", YES)
    answer = await moved(OFFICE, WAITING, "confirm", {**YES, **DOCUMENT, **changes})
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert (await task(WAITING))["state"] == "submitted"


async def test_a_return_at_the_second_level_begins_anew(two_levels: None) -> None:
    """The office's confirmation goes with the submission it was given to."""
    await moved(OFFICE, WAITING, "confirm", YES)
    await moved(OFFICE, WAITING, "confirm", {"decision": "return", "reason": "Cấp trên yêu cầu bổ sung."})
    back = await task(WAITING)
    assert (back["state"], back["endorsed_at"], back["endorsed_by"]) == ("returned", None, None)


async def test_who_waits_for_whom_is_told_apart(two_levels: None) -> None:
    """My work of the office lists what the superior has under its own heading."""
    await moved(OFFICE, WAITING, "confirm", YES)
    said = words_of(await main_of(await a_user(OFFICE), "/my-work"))
    assert WAITING in said.partition("Chờ cấp trên xác nhận")[2][:300]
    assert "Văn phòng xác nhận 06/11/2024" in said


async def test_nobody_confirms_at_either_level_what_they_submitted(two_levels: None) -> None:
    """The form is not offered, and a forced one is refused."""
    person = await value("SELECT id FROM person WHERE username = $1", OFFICE)
    await execute("UPDATE task SET submitted_by = $1 WHERE code = $2", person, WAITING)
    assert 'name="decision"' not in (await (await a_user(OFFICE)).get(f"/tasks/{WAITING}")).text


async def test_with_one_level_the_office_is_the_last(province: Engine) -> None:
    """Negative control: without the setting the same form confirms at once."""
    assert (await moved(OFFICE, WAITING, "confirm", YES)).status_code == 303
    assert (await task(WAITING))["state"] == "confirmed"
