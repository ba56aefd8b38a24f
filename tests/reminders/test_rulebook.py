"""Promises about the page of the rules of reminding: versions, reasons, nobody overwrites anybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.tasks.moving import form_of
from tests.tasks.reading import NOON, a_user, main_of, words_of
from tests.web.site import Browser
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.reminders.rulebook.queries import newest, rulebook_at
from tracker.reminders.rulebook.rules import DAYS, Rulebook, before_days

PATH = "/settings/reminders"
SAID = {"before_days": "10, 5 2", "silent_days": "21", "awaiting_days": "5", "head_days": "3",
        "office_days": "10", "committee_days": "20", "note": "Theo kết luận họp ngày 05/11/2024"}  # fmt: skip


async def sent(browser: Browser, **changes: Any) -> httpx.Response:
    """Open the page, fill in the form, send it."""
    hidden = form_of((await browser.get(PATH)).text, PATH)
    return await browser.post(PATH, data={**hidden, **SAID, **changes})


async def test_the_office_makes_a_version_that_holds_at_once_and_the_past_keeps_its_own(
    province: Engine,
) -> None:
    """With who, when, why and what changed, on the page and in history; a double click makes one."""
    office = await a_user("vpub.dieuphoi1")
    hidden = form_of((await office.get(PATH)).text, PATH)
    assert hidden["version"] == "1"
    for _ in range(2):
        answer = await office.post(PATH, data={**hidden, **SAID})
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    new = Rulebook(2, (10, 5, 2), 21, 5, 3, 10, 20)
    assert await newest() == await rulebook_at(NOON + timedelta(minutes=5)) == new
    assert await rulebook_at(NOON - timedelta(days=1)) == Rulebook()
    said = words_of(await main_of(office, PATH))
    assert "Phiên bản 2 Đang áp dụng" in said
    assert SAID["note"] in said
    assert "Nhắc trước hạn (ngày): trước: 7, 3, 1 sau: 10, 5, 2" in said
    found = await row("SELECT id, note FROM reminder_rulebook WHERE version = 2")
    assert found is not None
    (line,) = await lines("reminder_rules", found["id"])
    assert (line["verb"], line["version"], line["text"]) == ("rule", 2, SAID["note"])
    assert line["changes"]["before_days"] == [[7, 3, 1], [10, 5, 2]]
    assert line["changes"]["committee_days"] == [30, 20]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"note": ""}, "Nhập lý do thay đổi quy định"),
        ({"note": "x" * 501}, "Rút gọn 1 ký tự"),
        ({"before_days": ""}, "Nhập từ 1 đến 5 số khác nhau"),
        ({"before_days": "0, 3"}, "Nhập từ 1 đến 5 số khác nhau"),
        ({"before_days": "91"}, "Nhập từ 1 đến 5 số khác nhau"),
        ({"before_days": "6 5 4 3 2 1"}, "Nhập từ 1 đến 5 số khác nhau"),
        ({"before_days": "ba"}, "Nhập từ 1 đến 5 số khác nhau"),
        ({"silent_days": "6"}, "Nhập số ngày từ 7 đến 365"),
        ({"committee_days": "366"}, "Nhập số ngày từ 1 đến 365"),
        ({"office_days": "3"}, "Nhập số ngày lớn hơn bậc trước (3)"),
        ({"committee_days": "9"}, "Nhập số ngày lớn hơn bậc trước (10)"),
        ({**{name: str(getattr(Rulebook(), name)) for name in DAYS}, "before_days": "1 3 7"},
         "Không có gì thay đổi"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(
    province: Engine, changes: dict[str, str], sentence: str
) -> None:
    """422, everything typed kept."""
    office = await a_user("vpub.dieuphoi1")
    answer = await sent(office, **changes)
    assert (answer.status_code, sentence in words_of(answer.text)) == (422, True)
    for name, typed in {**SAID, **changes}.items():
        assert f'value="{typed}"' in answer.text or f">{typed}</textarea>" in answer.text or not typed, name
    assert await value("SELECT max(version) FROM reminder_rulebook") == 1


async def test_whoever_comes_second_sees_both_and_overwrites_nothing(province: Engine) -> None:
    """409 with what was saved meanwhile beside what was typed; sent again, it is the next version."""
    first, second = await a_user("vpub.dieuphoi1"), await a_user("vpub.dieuphoi2")
    hidden = form_of((await second.get(PATH)).text, PATH)
    assert (await sent(first)).status_code == 303
    late = {**hidden, **SAID, "silent_days": "45", "note": "Ý kiến khác"}
    answer = await second.post(PATH, data=late)
    said = words_of(answer.text)
    assert answer.status_code == 409
    assert "Chưa báo cáo (ngày) 21 45" in said
    assert await value("SELECT max(version) FROM reminder_rulebook") == 2
    again = await second.post(PATH, data={**late, **form_of(answer.text, PATH)})
    assert again.status_code == 303
    assert [one["silent_days"] for one in await rows("SELECT * FROM reminder_rulebook ORDER BY version")] == [
        30, 21, 45,
    ]  # fmt: skip


async def test_others_read_or_find_nothing(province: Engine) -> None:
    """Member and auditor see the rules without a form; a POST of theirs is not there."""
    for username in ("bcd.truongban", "giamsat"):
        reader = await a_user(username)
        page = await main_of(reader, PATH)
        assert "Nhắc trước hạn (ngày) 7, 3, 1" in words_of(page)
        assert "<form" not in page
        assert (await reader.fill(PATH, SAID)).status_code == 404
        assert f'href="{PATH}"' in await main_of(reader, "/more")
    for username in ("stttt.lanhdao", "quantri"):
        assert (await (await a_user(username)).get(PATH)).status_code == 404


async def test_past_versions_are_not_changed_by_a_clock_that_went_back(province: Engine) -> None:
    """A version made "later" than now is not in force yet, and the next one still follows it."""
    later = datetime(2024, 12, 1, tzinfo=UTC)
    await execute(
        """INSERT INTO reminder_rulebook (version, before_days, silent_days, awaiting_days, head_days,
               office_days, committee_days, made_at) VALUES (2, '{5}', 30, 7, 7, 15, 30, $1)""",
        later,
    )
    assert await rulebook_at(NOON) == Rulebook()
    assert (await sent(await a_user("vpub.dieuphoi1"))).status_code == 303
    assert (await rulebook_at(NOON + timedelta(minutes=5))).version == 3
    assert (await rulebook_at(later)).version == 3


def test_days_before_a_deadline_are_read_as_people_type_them() -> None:
    """The longest first, each once; anything else is no list."""
    assert before_days("7, 3, 1") == before_days("1 3;7") == before_days("7,3,3,1") == (7, 3, 1)
    assert before_days("90") == (90,)
    for typed in ("", " , ", "0", "91", "-1", "1.5", "7d", "٣", "1 2 3 4 5 6", "9999"):
        assert before_days(typed) is None, typed
