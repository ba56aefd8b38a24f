"""Promises about who carries a task out: refused within a window, given to another agency, delegated."""

from typing import Any

import pytest

from tests.tasks.moving import forced, form_of, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_work_page import badge, codes, tabs_of
from tests.tasks.whole import a_user_at, assert_whole, coordinators, last_text, lead_of
from tracker.database import execute, value
from tracker.database.engine import Engine

NEW = "TCBM-18"  # assigned to the city on Tuesday 05/11/2024, not accepted yet; SNV, SKHDT, SXD coordinate
DONE = "CQS-04"  # led by STTTT, in progress
HEAD, OFFICE = "tptn.lanhdao", "vpub.dieuphoi1"
WHY = {"why": "Nhiệm vụ thuộc chức năng của Sở Nội vụ."}
TO = {"agency": "STTTT", "why": "Đúng chức năng.", "document_number": "88/VPUB-KSTT",
      "document_date_day": "6", "document_date_month": "11", "document_date_year": "2024"}  # fmt: skip


async def test_a_refused_task_waits_for_the_office_and_is_given_to_another_agency(province: Engine) -> None:
    """The reason stands in the office's work; the new lead has yet to accept; the old one coordinates."""
    head = await a_user(HEAD)
    assert (
        "Được từ chối đến hết ngày 08/11/2024: trong 3 ngày làm việc"
        in (await head.get(f"/tasks/{NEW}")).text
    )
    bare = await send(head, NEW, "refuse", {"why": " "})
    assert (bare.status_code, "Nhập lý do từ chối" in bare.text) == (422, True)
    assert (await send(head, NEW, "refuse", WHY)).status_code == 303
    assert (await assert_whole(NEW))["state"] == "refused"
    assert not await opened(head, NEW, "accept")
    assert not await opened(head, NEW, "reassign")

    office = await a_user(OFFICE)
    html = await main_of(office, "/my-work")
    refused = html.partition('id="h-refused">')[2].partition("</section>")[0]
    assert codes(refused) == [NEW]
    assert WHY["why"] in refused
    assert badge((await office.get("/tasks")).text) == "31"  # 29 to confirm, one extension, and this
    page = await main_of(office, f"/tasks/{NEW}")
    assert "Trương Đức Thịnh từ chối ngày 06/11/2024" in words_of(page)
    assert (
        page.partition('id="act"')[2].partition("</section>")[0].count(f'action="/tasks/{NEW}/reassign"') == 1
    )

    assert (await send(office, NEW, "reassign", {**TO, "stays": "1"})).status_code == 303
    now = await assert_whole(NEW)
    assert (now["state"], await lead_of(NEW), now["accepted_at"], now["responsible"]) == (
        "assigned", "STTTT", None, None,
    )  # fmt: skip
    assert now["given_at"] == now["changed_at"] > now["assigned_at"]
    assert await coordinators(NEW) == ["SKHDT", "SNV", "SXD", "TPTN"]
    assert await last_text(NEW) == (
        "Từ Ủy ban nhân dân thành phố Tây Ninh sang Sở Thông tin và Truyền thông.\nĐúng chức năng.\n"
        "Theo văn bản số 88/VPUB-KSTT ngày 06/11/2024."
    )
    assert NEW in codes(await main_of(await a_user("stttt.lanhdao"), "/my-work?reason=accept"))
    assert (await moved("stttt.lanhdao", NEW, "accept", {})).status_code == 303


@pytest.mark.parametrize(
    ("moment", "days", "open_"),
    [((2024, 11, 8, 23, 59), 3, True), ((2024, 11, 9, 0, 1), 3, False), ((2024, 11, 6, 9, 0), 0, False)],
)
async def test_a_task_is_refused_within_working_days_of_its_assignment(
    province: Engine, moment: tuple[int, ...], days: int, open_: bool
) -> None:
    """To the last minute of the third working day; afterwards no form, and a forced one names the day."""
    await execute("UPDATE programme SET refusal_days = $1", days)
    head = await a_user_at(HEAD, *moment)
    assert bool(await opened(head, NEW, "refuse")) == open_
    before = await lines_of(NEW)
    answer = await forced(head, NEW, "refuse", WHY)
    if open_:
        assert (answer.status_code, (await task(NEW))["state"]) == (303, "refused")
        return
    assert (answer.status_code, await lines_of(NEW), (await task(NEW))["state"]) == (422, before, "assigned")
    assert ("là 08/11/2024" if days else "không được từ chối") in answer.text
    assert WHY["why"] in answer.text


async def test_the_window_is_the_calendars_and_begins_anew_with_another_lead(province: Engine) -> None:
    """A Friday off moves the last day to Monday; who gets the task on the 7th may refuse until the 13th."""
    await execute("INSERT INTO holiday (on_day, works, name) VALUES ('2024-11-08', 'off', 'Thử')")
    assert "đến hết ngày 11/11/2024" in (await (await a_user(HEAD)).get(f"/tasks/{NEW}")).text
    office = await a_user_at(OFFICE, 2024, 11, 7)
    assert (await send(office, NEW, "reassign", {"agency": "STTTT"})).status_code == 303
    lead = await a_user_at("stttt.lanhdao", 2024, 11, 13)
    assert "đến hết ngày 13/11/2024" in (await lead.get(f"/tasks/{NEW}")).text
    assert await opened(lead, NEW, "refuse")


async def test_a_new_lead_that_coordinated_does_so_no_more(province: Engine) -> None:
    """One agency is never counted twice in a task; who led and does not stay sees it no more."""
    before = await coordinators(DONE)
    assert "SYT" in before
    assert (await moved(OFFICE, DONE, "reassign", {"agency": "SYT"})).status_code == 303
    assert await coordinators(DONE) == [code for code in before if code != "SYT"]
    now = await assert_whole(DONE)
    assert (now["state"], await lead_of(DONE), now["percent"]) == ("assigned", "SYT", 71)
    assert (await (await a_user("stttt.lanhdao")).get(f"/tasks/{DONE}")).status_code == 404
    assert (await (await a_user("stttt.lanhdao")).get(f"/tasks/{DONE}?as_of=2024-11-05")).status_code == 200
    assert (
        await value("SELECT sum(change) FROM tally WHERE scope = 'all' AND span = 'year' AND bucket <> 'due'")
        == 176
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"agency": "STTTT"}, "Chọn cơ quan khác cơ quan đang chủ trì"),
        ({"agency": "NONE"}, "Chọn một cơ quan trong danh sách"),
        ({"agency": ""}, "Chọn một cơ quan trong danh sách"),
        ({"agency": "SNV2503"}, "Chọn một cơ quan trong danh sách"),  # lives from 01/03/2025
        ({"agency": "SYT", "document_number": "5/CV"}, "Nhập ngày văn bản"),
        ({**TO, "agency": "SYT", "document_number": ""}, "Nhập số văn bản"),
        ({**TO, "agency": "SYT", "document_date_day": "7"}, "Ngày không được sau ngày hôm nay"),
    ],
)
async def test_a_task_goes_to_a_living_agency_by_a_real_document(
    province: Engine, said: dict[str, str], sentence: str
) -> None:
    """Each mistake beside its field, nothing typed lost, nothing changed."""
    if said["agency"] == "SNV2503":
        await execute(
            """INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)
               VALUES ('SNV2503', 'Sở mới', 'Sở mới', 'department', 1, '2025-03-01')
               ON CONFLICT (code) DO NOTHING"""
        )
    before = await task(DONE)
    office = await a_user(OFFICE)
    html = (await office.get(f"/tasks/{DONE}")).text
    assert '<option value="SYT"' in html
    assert '<option value="SNV2503"' not in html
    answer = await send(office, DONE, "reassign", {"why": "Lý do.", **said})
    kept = said.get("why", "Lý do.") in answer.text
    assert (answer.status_code, sentence in answer.text, kept) == (422, True, True)
    assert await task(DONE) == before


async def test_the_head_makes_an_officer_responsible_and_the_officer_finds_the_task(province: Engine) -> None:
    """The page names the person, the line of history from whom to whom, the officer's work has a tab."""
    officer = await value("SELECT id FROM person WHERE username = 'stttt.chuyenvien1'")
    head = await a_user("stttt.lanhdao")
    answer = await send(head, DONE, "hand-over", {"responsible": str(officer), "note": "Theo dõi hằng tuần."})
    assert answer.status_code == 303
    assert (await assert_whole(DONE))["responsible"] == officer
    assert await last_text(DONE) == "Giao Hứa Đăng Khoa.\nTheo dõi hằng tuần."
    said = words_of(await main_of(head, f"/tasks/{DONE}"))
    assert "Người phụ trách Hứa Đăng Khoa" in said
    mine = await main_of(await a_user("stttt.chuyenvien1"), "/my-work?reason=mine")
    assert codes(mine) == [DONE]
    assert "Của tôi" in mine.partition('class="work"')[2]
    assert ("/my-work?reason=mine", 1) in tabs_of(mine)
    assert ("/my-work?reason=mine", 0) in tabs_of(await main_of(head, "/my-work"))
    past = await main_of(await a_user("stttt.chuyenvien1"), "/my-work?reason=mine&as_of=2024-11-05")
    assert codes(past) == []
    second = await value("SELECT id FROM person WHERE username = 'stttt.chuyenvien2'")
    await moved("stttt.lanhdao", DONE, "hand-over", {"responsible": str(second)})
    assert await last_text(DONE) == "Từ Hứa Đăng Khoa sang Âu Mỹ Duyên."


@pytest.mark.parametrize("username", ["syt.chuyenvien1", "quantri", "stttt.chuyenvien2", "nobody"])
async def test_only_a_person_of_the_lead_agency_is_made_responsible(province: Engine, username: str) -> None:
    """Not one of another agency, nor an account of another role, nor one that is closed."""
    await execute("UPDATE person SET disabled_at = now() WHERE username = 'stttt.chuyenvien2'")
    person = await value("SELECT id FROM person WHERE username = $1", username) or "x"
    answer = await moved(
        "stttt.lanhdao", DONE, "hand-over", {"responsible": str(person), "note": "Ghi chú này."}
    )
    assert (answer.status_code, "thuộc cơ quan chủ trì" in answer.text, "Ghi chú này." in answer.text) == (
        422,
        True,
        True,
    )
    assert (await task(DONE))["responsible"] is None


@pytest.mark.parametrize(
    ("who", "verb", "said", "status"),
    [
        ("tptn.chuyenvien1", "refuse", WHY, 422),
        ("snv.lanhdao", "refuse", WHY, 422),  # coordinates
        ("stp.lanhdao", "refuse", WHY, 404),
        (OFFICE, "refuse", WHY, 404),
        (HEAD, "reassign", TO, 404),
        ("bcd.truongban", "reassign", TO, 404),
        ("tptn.chuyenvien1", "hand-over", {"responsible": "1"}, 422),
        ("snv.lanhdao", "hand-over", {"responsible": "1"}, 422),
        ("giamsat", "hand-over", {"responsible": "1"}, 404),
    ],
)
async def test_a_move_by_others_changes_nothing(
    province: Engine, who: str, verb: str, said: dict[str, Any], status: int
) -> None:
    """No form on their page, and a forced one is refused."""
    browser, before = await a_user(who), await lines_of(NEW)
    if status == 422:
        assert not await opened(browser, NEW, verb)
    assert ((await forced(browser, NEW, verb, said)).status_code, await lines_of(NEW)) == (status, before)


async def test_a_form_overtaken_by_another_move_is_shown_again_with_its_choices(province: Engine) -> None:
    """409 with what was chosen still chosen, then taken as it stands."""
    office = await a_user(OFFICE)
    hidden = await opened(office, DONE, "reassign")
    await moved("stttt.lanhdao", DONE, "comment", {"comment": "Đề nghị làm rõ."})
    answer = await office.post(f"/tasks/{DONE}/reassign", data={**hidden, **TO, "agency": "SYT"})
    assert answer.status_code == 409
    assert '<option value="SYT" selected' in answer.text
    assert "Đề nghị làm rõ." in answer.text
    again = form_of(answer.text, f"/tasks/{DONE}/reassign")
    taken = await office.post(f"/tasks/{DONE}/reassign", data={**again, **TO, "agency": "SYT"})
    assert (taken.status_code, await lead_of(DONE)) == (303, "SYT")
