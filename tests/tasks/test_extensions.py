"""Promises about extensions: asked before the deadline, decided by the office with its document, counted."""

import asyncio
import re
from datetime import date
from typing import Any

import pytest

from tests.tasks.moving import HIDDEN, RESULT, forced, form_of, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_standing import DIFFERENCES
from tests.web.site import Browser
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import facts_at

CODE, LATE, PENDING = "CQS-28", "CQS-04", "CQS-06"  # due 30/11/2024; overdue since the day; asked already
HEAD, OFFICE = "stttt.lanhdao", "vpub.dieuphoi1"
REASON = "Chờ kinh phí thuê hạ tầng."


def day(name: str, text: str) -> dict[str, str]:
    """A day as its three boxes."""
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), text.split("/"), strict=True))


ASKED = {"extension_reason": REASON, **day("proposed_due_on", "15/12/2024")}
GRANTED = {"decision": "grant_extension", "document_number": "812/VPCP-KSTT", "decision_text": "Đồng ý.",
           **day("new_due_on", "15/12/2024"), **day("document_date", "05/11/2024")}  # fmt: skip
REFUSED = {"decision": "refuse_extension", "decision_text": "Đã gia hạn một lần.",
           **day("new_due_on", "15/12/2024")}  # fmt: skip
EXTENDED = {name: text for name, text in GRANTED.items() if name != "decision"}


async def last_extension(code: str) -> dict[str, Any]:
    """The newest extension of a task."""
    found = await row(
        "SELECT e.* FROM extension AS e JOIN task AS t ON t.id = e.task WHERE t.code = $1 ORDER BY e.id DESC",
        code,
    )
    assert found is not None
    return found


async def test_a_request_is_granted_and_told_wherever_the_deadline_is(province: Engine) -> None:
    """Asked with reason and day, granted with its document; count and days on task, list and my work."""
    assert (await moved(HEAD, CODE, "request-extension", ASKED)).status_code == 303
    office = await a_user(OFFICE)
    html = await main_of(office, f"/tasks/{CODE}")
    act = html.partition('id="act"')[2]
    assert "Quyết định gia hạn" in act.partition("</h2>")[0]
    assert [f'value="{text}"' in act for text in ("15", "12", "2024")] == [True] * 3  # the day proposed
    assert "Thời hạn chỉ thay đổi theo văn bản của Thủ tướng Chính phủ" in act
    assert (await send(office, CODE, "decide-extension", GRANTED)).status_code == 303
    after, kept = await task(CODE), await last_extension(CODE)
    assert (after["due_on"], after["original_due_on"]) == (date(2024, 12, 15), date(2024, 11, 30))
    assert (after["extension_count"], after["state"]) == (1, "in_progress")
    assert (kept["decision"], kept["granted_due_on"]) == ("granted", date(2024, 12, 15))
    assert (kept["document_number"], kept["document_date"]) == ("812/VPCP-KSTT", date(2024, 11, 5))
    lead = await a_user(HEAD)
    said = words_of(await main_of(lead, f"/tasks/{CODE}"))
    for words in ("Hạn ban đầu 30/11/2024, đã gia hạn 1 lần, 15 ngày", "Gia hạn đến 15/12/2024",
                  "Theo văn bản 812/VPCP-KSTT ngày 05/11/2024",
                  f"Đề nghị gia hạn đến ngày: sau: 15/12/2024 {REASON}",
                  "Văn bản quyết định: sau: 812/VPCP-KSTT ngày 05/11/2024 Đồng ý."):  # fmt: skip
        assert words in said, words
    assert "gia hạn 1 lần, 15 ngày" in words_of(await main_of(lead, f"/tasks?q={CODE}"))
    assert "gia hạn 1 lần, 123 ngày" in words_of(await main_of(lead, "/my-work"))  # another, coordinated
    assert await value(DIFFERENCES) == 0


async def test_history_folds_to_the_extended_task(province: Engine) -> None:
    """Every column that the moves changed stands in their lines."""
    await moved(HEAD, CODE, "request-extension", ASKED)
    await moved(OFFICE, CODE, "decide-extension", GRANTED)
    after = await task(CODE)
    folded = await facts_at("task", after["id"], after["version"])
    assert folded["due_on"] == "2024-12-15"
    assert folded["original_due_on"] == "2024-11-30"
    assert folded["extension_count"] == 1
    assert folded["extension"]["document_number"] == "812/VPCP-KSTT"


async def test_a_refusal_keeps_the_deadline_and_gives_its_reason(province: Engine) -> None:
    """The lead agency reads it as written, and may ask again."""
    await moved(HEAD, CODE, "request-extension", ASKED)
    office = await a_user(OFFICE)
    bare = await send(office, CODE, "decide-extension", {**REFUSED, "decision_text": " "})
    assert bare.status_code == 422
    assert "Nhập lý do không đồng ý" in bare.text
    assert (await send(office, CODE, "decide-extension", REFUSED)).status_code == 303
    after = await task(CODE)
    assert (after["due_on"], after["extension_count"]) == (date(2024, 11, 30), 0)
    lead = await a_user(HEAD)
    assert "Không đồng ý · đề nghị đến 15/12/2024" in words_of(await main_of(lead, f"/tasks/{CODE}"))
    assert "Đã gia hạn một lần." in (await lead.get(f"/tasks/{CODE}")).text
    assert (await send(lead, CODE, "request-extension", ASKED)).status_code == 303


async def test_every_mistake_of_a_request_is_named_at_once(province: Engine) -> None:
    """The day must be after the deadline, the reason given; both stay as typed, in the page's order."""
    said = {"extension_reason": "", **day("proposed_due_on", "30/11/2024")}
    answer = await send(await a_user(HEAD), CODE, "request-extension", said)
    assert answer.status_code == 422
    summary = answer.text.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    assert re.findall(r'href="#([\w-]+)"', summary) == [
        "request_extension-proposed_due_on_day", "request_extension-extension_reason",
    ]  # fmt: skip
    assert answer.text.count("Ngày đề nghị phải sau ngày 30/11/2024") == 2
    assert answer.text.count("Nhập lý do đề nghị gia hạn") == 2
    assert 'value="30"' in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decision": ""}, "Chọn đồng ý hoặc không đồng ý gia hạn"),
        ({"document_number": ""}, "Nhập số văn bản quyết định"),
        (day("document_date", "//"), "Nhập ngày của văn bản quyết định"),
        (day("document_date", "07/11/2024"), "Ngày không được sau ngày hôm nay"),
        (day("document_date", "01/01/2020"), "Văn bản có trước khi giao nhiệm vụ"),
        (day("new_due_on", "30/11/2024"), "Thời hạn mới phải sau ngày 30/11/2024"),
        (day("new_due_on", "31/11/2024"), "Nhập ngày có thật"),
    ],
)
async def test_a_grant_needs_a_later_day_and_its_document(
    province: Engine, changes: dict[str, str], sentence: str
) -> None:
    """Each mistake beside its field; nothing is decided, what was typed stays."""
    await moved(HEAD, CODE, "request-extension", ASKED)
    answer = await send(await a_user(OFFICE), CODE, "decide-extension", {**GRANTED, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Đồng ý." in answer.text
    assert (await last_extension(CODE))["decision"] == ""


async def test_after_the_deadline_nobody_asks(province: Engine) -> None:
    """The page says why, a forced form is refused; on the deadline's own day it is taken."""
    lead = await a_user(HEAD)
    html = await main_of(lead, f"/tasks/{LATE}")
    assert "Chỉ đề nghị gia hạn trước khi hết hạn" in html
    assert not form_of(html, f"/tasks/{LATE}/request-extension")
    said = {"extension_reason": REASON, **day("proposed_due_on", "15/12/2024")}
    answer = await forced(lead, LATE, "request-extension", said)
    assert answer.status_code == 422
    assert "Chỉ đề nghị gia hạn trước khi hết hạn" in answer.text
    assert REASON in answer.text
    await execute("UPDATE task SET due_on = '2024-11-06', changed_at = changed_at WHERE code = $1", LATE)
    assert (await send(lead, LATE, "request-extension", said)).status_code == 303


@pytest.mark.parametrize(
    ("who", "verb", "said", "status"),
    [
        ("stttt.chuyenvien1", "request-extension", ASKED, 422),  # staff; the head asks
        ("cat.lanhdao", "request-extension", ASKED, 422),  # coordinates
        ("stp.lanhdao", "request-extension", ASKED, 404),
        ("bcd.truongban", "request-extension", ASKED, 404),
        (OFFICE, "decide-extension", GRANTED, 422),  # nothing was asked
        (HEAD, "decide-extension", GRANTED, 404),
        (HEAD, "extend", EXTENDED, 404),
        ("giamsat", "extend", EXTENDED, 404),
    ],
)
async def test_a_step_by_others_changes_nothing(
    province: Engine, who: str, verb: str, said: dict[str, Any], status: int
) -> None:
    """Each step belongs to its party."""
    before = (await task(CODE), await lines_of(CODE))
    assert (await forced(await a_user(who), CODE, verb, said)).status_code == status
    assert (await task(CODE), await lines_of(CODE)) == before


async def test_one_request_at_a_time(province: Engine) -> None:
    """While one waits there is no form for another, and a forced one is refused."""
    lead = await a_user("stnmt.lanhdao")
    await execute("UPDATE task SET due_on = '2024-11-30' WHERE code = $1", PENDING)
    assert not await opened(lead, PENDING, "request-extension")
    answer = await forced(lead, PENDING, "request-extension", ASKED)
    assert answer.status_code == 422
    assert "Đã có một đề nghị gia hạn đang chờ quyết định" in answer.text


async def test_a_superiors_document_moves_the_deadline_without_a_request(province: Engine) -> None:
    """Recorded by the office, counted like any other; while a request waits it is decided instead."""
    assert (await moved(OFFICE, CODE, "extend", EXTENDED)).status_code == 303
    after, kept = await task(CODE), await last_extension(CODE)
    assert (after["due_on"], after["extension_count"]) == (date(2024, 12, 15), 1)
    assert (kept["decision"], kept["document_number"]) == ("granted", "812/VPCP-KSTT")
    said = words_of(await main_of(await a_user(HEAD), f"/tasks/{CODE}"))
    assert "Hạn mới theo văn bản cấp trên" in said or "Thời hạn mới theo văn bản cấp trên" in said
    assert "Nguyễn Hà Phương ghi nhận lúc 06/11/2024 12:00" in said
    office = await a_user(OFFICE)
    assert not await opened(office, PENDING, "extend")
    answer = await forced(office, PENDING, "extend", {**EXTENDED, **day("new_due_on", "31/12/2024")})
    assert answer.status_code == 422
    assert (await task(PENDING))["due_on"] == date(2024, 10, 31)


async def test_where_the_original_deadline_is_official_it_stays(province: Engine) -> None:
    """The granted day stands with the extension, is shown, and the next request is measured by it."""
    await execute("UPDATE programme SET official_deadline = 'original'")
    await moved(HEAD, CODE, "request-extension", ASKED)
    assert (await moved(OFFICE, CODE, "decide-extension", GRANTED)).status_code == 303
    after, kept = await task(CODE), await last_extension(CODE)
    assert after["due_on"] == after["original_due_on"] == date(2024, 11, 30)
    assert (after["extension_count"], kept["granted_due_on"]) == (1, date(2024, 12, 15))
    lead = await a_user(HEAD)
    said = words_of(await main_of(lead, f"/tasks/{CODE}"))
    assert "đã gia hạn 1 lần, 15 ngày, đến 15/12/2024. Hạn chính thức là hạn ban đầu." in said
    assert "gia hạn 1 lần, 15 ngày, đến 15/12/2024" in words_of(await main_of(lead, f"/tasks?q={CODE}"))
    answer = await send(lead, CODE, "request-extension", ASKED)
    assert answer.status_code == 422
    assert "Ngày đề nghị phải sau ngày 15/12/2024" in answer.text
    assert await value(DIFFERENCES) == 0


async def test_a_request_lapses_with_its_task_and_comes_back_with_it(province: Engine) -> None:
    """Submitted, it waits nowhere; the office may refuse but not grant; returned, it waits again."""
    await moved(HEAD, CODE, "request-extension", ASKED)
    await moved(HEAD, CODE, "submit", RESULT)
    office = await a_user(OFFICE)
    assert CODE not in await main_of(office, "/extensions")
    assert "Gia hạn chờ quyết định (1)" in words_of(await main_of(office, "/my-work"))  # that of another task
    assert "Hết hiệu lực: nhiệm vụ không còn ở bước thực hiện" in await main_of(office, f"/tasks/{CODE}")
    form = (await office.get(f"/tasks/{CODE}")).text.partition('action="/tasks/CQS-28/decide-extension"')[2]
    assert 'value="refuse_extension"' in form.partition("</form>")[0]
    assert 'value="grant_extension"' not in form.partition("</form>")[0]
    assert (await send(office, CODE, "decide-extension", GRANTED)).status_code == 422
    await moved(OFFICE, CODE, "confirm", {"decision": "return", "reason": "Thiếu chữ ký."})
    assert CODE in await main_of(office, "/extensions")


async def test_two_officers_decide_one_request_once(province: Engine) -> None:
    """The second is told what happened and keeps what was typed."""
    await moved(HEAD, CODE, "request-extension", ASKED)
    first, second = await a_user(OFFICE), await a_user("vpub.dieuphoi2")
    hidden = await opened(second, CODE, "decide-extension")
    await send(first, CODE, "decide-extension", REFUSED)
    late = await second.post(f"/tasks/{CODE}/decide-extension", data={**hidden, **GRANTED})
    assert late.status_code == 409
    assert "812/VPCP-KSTT" in late.text
    assert (await last_extension(CODE))["decision"] == "refused"


@pytest.mark.parametrize(
    ("who", "code", "verb", "said"),
    [
        (HEAD, CODE, "request-extension", ASKED),
        (OFFICE, PENDING, "decide-extension", {**GRANTED, **day("new_due_on", "31/12/2024")}),
        (OFFICE, CODE, "extend", EXTENDED),
        (HEAD, LATE, "explain", {"answer": "Chờ hồ sơ của đơn vị."}),
        ("bcd.truongban", CODE, "ask-explanation", {"question": "Vì sao chưa chốt kịch bản?"}),
        (OFFICE, CODE, "comment", {"comment": "Đề nghị làm nhanh."}),
        ("bcd.truongban", CODE, "star", {}),
    ],
)
async def test_a_form_that_somebody_forestalled_comes_back_as_typed(
    province: Engine, who: str, code: str, verb: str, said: dict[str, str]
) -> None:
    """A word of somebody else meanwhile: 409 with everything typed, and sent again it is taken."""
    browser = await a_user(who)
    hidden = await opened(browser, code, verb)
    await moved("vpub.dieuphoi2", code, "comment", {"comment": "Đang xem."})
    answer = await browser.post(f"/tasks/{code}/{verb}", data={**hidden, **said})
    assert answer.status_code == 409
    for name, text in said.items():
        assert text in answer.text, name
    again = form_of(answer.text, f"/tasks/{code}/{verb}")
    assert (await browser.post(f"/tasks/{code}/{verb}", data={**again, **said})).status_code == 303


# many at once ------------------------------------------------------------------------------------

OTHERS = {"TCC-10": "skhdt.lanhdao", "TC-10": "sxd.lanhdao", "CV-21": "ttr.lanhdao"}


async def three_asked() -> dict[str, int]:
    """Three requests more than the one of the records; the tasks by code."""
    for code, who in OTHERS.items():
        assert (
            await moved(who, code, "request-extension", {**ASKED, **day("proposed_due_on", "31/01/2025")})
        ).status_code == 303
    found = await rows("SELECT id, code FROM task WHERE code = ANY ($1::varchar[])", [*OTHERS, PENDING])
    return {one["code"]: one["id"] for one in found}


async def batch(browser: Browser) -> dict[str, str]:
    """The page of many as it would be sent untouched: nothing decided."""
    html = (await browser.get("/extensions")).text
    return sent_again(html)


def sent_again(html: str) -> dict[str, str]:
    """What the form of many on a page holds."""
    form = html.partition('action="/extensions"')[2].partition("</form>")[0]
    said = dict(HIDDEN.findall(form))
    said |= dict(re.findall(r'name="(\w+)" type="text"[^>]*? value="([^"]*)"', form))
    said |= dict(re.findall(r'name="(decision_\d+)"[^>]*? value="(\w+)" checked', form))
    return said | dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', form))


def boxes(html: str) -> set[str]:
    """The names of every box of the form of many."""
    return set(
        re.findall(r' name="(\w+)"', html.partition('action="/extensions"')[2].partition("</form>")[0])
    )


async def test_many_are_decided_at_once_each_by_itself(province: Engine) -> None:
    """One by the shared document, one by its own and another day, one refused, one left; then an account."""
    ids = await three_asked()
    office = await a_user(OFFICE)
    html = words_of(await main_of(office, "/extensions"))
    assert "4 đề nghị đang chờ" in html
    assert "trước: 31/10/2024 sau: 31/12/2024 gia hạn 1 lần, 123 ngày" in html
    assert "trước: 25/11/2024 sau: 31/01/2025 chưa gia hạn lần nào" in html
    said = await batch(office)
    shared, own, refused = ids["TCC-10"], ids["TC-10"], ids["CV-21"]
    said |= {
        f"decision_{shared}": "grant_extension",
        f"decision_{own}": "grant_extension",
        f"decision_{refused}": "refuse_extension",
        f"decision_text_{refused}": "Đủ thời gian.",
        "document_number": "900/UBND-TH",
        f"document_number_{own}": "77/TTg-CN",
        **day("document_date", "04/11/2024"),
        **day(f"document_date_{own}", "01/11/2024"),
        **day(f"due_on_{own}", "15/02/2025"),
    }
    answer = await office.post("/extensions", data=said)
    assert answer.status_code == 200
    told = words_of(answer.text)
    assert "Đã quyết định 3 đề nghị." in told
    assert "TC-10 : Đã gia hạn đến ngày 15/02/2025." in told
    assert "CV-21 : Đã ghi không đồng ý gia hạn." in told
    assert "1 đề nghị đang chờ" in told
    assert "900/UBND-TH" not in answer.text  # the next decisions begin anew
    assert (await task("TCC-10"))["due_on"] == date(2025, 1, 31)
    assert (await last_extension("TCC-10"))["document_number"] == "900/UBND-TH"
    assert (await last_extension("TC-10"))["document_number"] == "77/TTg-CN"
    assert (await last_extension("CV-21"))["decision_text"] == "Đủ thời gian."
    assert (await last_extension(PENDING))["decision"] == ""
    assert await value(DIFFERENCES) == 0


async def test_a_batch_sent_many_times_has_one_effect(province: Engine) -> None:
    """Ten at once and once more: one line of history a task, the same account each time."""
    ids = await three_asked()
    office = await a_user(OFFICE)
    said = {**await batch(office), "decision_text": "Đủ thời gian."}
    said |= {f"decision_{ids[code]}": "refuse_extension" for code in OTHERS}
    lines = {code: await lines_of(code) for code in OTHERS}
    answers = await asyncio.gather(*(office.post("/extensions", data=said) for _ in range(10)))
    answers.append(await office.post("/extensions", data=said))
    assert {answer.status_code for answer in answers} == {200}
    assert all("Đã quyết định 3 đề nghị." in answer.text for answer in answers)
    assert {code: await lines_of(code) for code in OTHERS} == {code: n + 1 for code, n in lines.items()}


async def test_one_conflict_does_not_hold_up_the_others_and_loses_nothing(province: Engine) -> None:
    """The task that somebody changed is told apart and keeps its row as typed; sent again it is taken."""
    ids = await three_asked()
    office = await a_user(OFFICE)
    said = {**await batch(office), "decision_text": "Đủ thời gian."}
    said |= {f"decision_{ids[code]}": "refuse_extension" for code in ("TC-10", "CV-21")}
    said |= {f"decision_text_{ids['CV-21']}": "Lý do riêng."}
    await moved("ttr.lanhdao", "CV-21", "comment", {"comment": "Sắp xong."})
    answer = await office.post("/extensions", data=said)
    assert answer.status_code == 409
    told = words_of(answer.text)
    assert "Đã quyết định 1 đề nghị." in told
    assert "CV-21 : Có người vừa thay đổi nhiệm vụ này" in told
    assert "Nội dung vừa nhập: Lý do riêng." in told
    assert (await last_extension("CV-21"))["decision"] == ""
    again = sent_again(answer.text)
    assert again[f"decision_{ids['CV-21']}"] == "refuse_extension"
    assert again[f"decision_text_{ids['CV-21']}"] == "Lý do riêng."
    assert again["form_key"] != said["form_key"]
    assert (await office.post("/extensions", data=again)).status_code == 200
    assert (await last_extension("CV-21"))["decision_text"] == "Lý do riêng."


async def test_mistakes_stop_the_whole_batch_before_anything_is_decided(province: Engine) -> None:
    """Each is named beside its field; every choice and text stays."""
    ids = await three_asked()
    office = await a_user(OFFICE)
    granted, refused = ids["TC-10"], ids["CV-21"]
    said = await batch(office)
    none = await office.post("/extensions", data=said)
    assert none.status_code == 422
    assert "Chọn quyết định cho ít nhất một đề nghị" in none.text
    said |= {
        f"decision_{granted}": "grant_extension", f"decision_{refused}": "refuse_extension",
        **day(f"due_on_{granted}", "01/01/2024"), **day("document_date", "07/11/2024"),
    }  # fmt: skip
    answer = await office.post("/extensions", data=said)
    assert answer.status_code == 422
    summary = answer.text.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    links = re.findall(r'href="#([\w-]+)"', summary)
    assert links == [
        f"extensions-due_on_{granted}_day", "extensions-document_number", "extensions-document_date_day",
        "extensions-decision_text",
    ]  # fmt: skip
    assert all(f'id="{link}"' in answer.text for link in links)
    kept = sent_again(answer.text)
    assert {name: kept.get(name) for name in said if name not in {"form_key", "csrf_token"}} == {
        name: text for name, text in said.items() if name not in {"form_key", "csrf_token"}
    }
    assert await value("SELECT count(*) FROM extension WHERE decision = ''") == 4


@pytest.mark.parametrize("spoiled", [{"state": "confirmed"}, {"decision_x": "later"}, {"due_on_1_hour": "1"}])
async def test_what_the_form_of_many_never_sends_is_refused(
    province: Engine, spoiled: dict[str, str]
) -> None:
    """A field unknown: 422, nothing decided; a key that is none, or a choice that is none, likewise."""
    office = await a_user(OFFICE)
    said = {**await batch(office), "decision_text": "Không."}
    task_id = (await task(PENDING))["id"]
    said |= {f"decision_{task_id}": "refuse_extension"}
    for wrong in (spoiled, {"form_key": "x"}, {f"decision_{task_id}": "burn"}, {f"version_{task_id}": ""}):
        assert (await office.post("/extensions", data={**said, **wrong})).status_code == 422
    assert (await last_extension(PENDING))["decision"] == ""
    assert (await office.post("/extensions", data=said)).status_code == 200


async def test_nothing_to_decide_is_good_news(province: Engine) -> None:
    """An empty page says so; nobody else finds it."""
    await execute("UPDATE extension SET decision = 'refused', decided_at = now() WHERE decision = ''")
    assert "Không có đề nghị nào chờ quyết định." in await main_of(await a_user(OFFICE), "/extensions")
    for who in (HEAD, "bcd.truongban", "giamsat", "quantri"):
        assert (await (await a_user(who)).get("/extensions")).status_code == 404
