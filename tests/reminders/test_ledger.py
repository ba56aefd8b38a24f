"""The ledger's pages: every run, everybody in it, and only for those who may look."""

import asyncio
from datetime import timedelta

import pytest

from tests.reminders.ledger import RUN, TEN, a_run, all_sent, reader, sent, set_letter
from tests.reminders.office import MONDAY, OWED, id_of, set_person, seven
from tests.tasks.reading import words_of
from tests.web.site import Browser
from tracker import database
from tracker.clock import week_of
from tracker.database.engine import Engine
from tracker.reminders.actions import make_run
from tracker.reminders.ledger import queries, rules
from tracker.reminders.ledger.reasons import reasons

pytestmark = pytest.mark.usefixtures("province")


async def main(browser: Browser, path: str, status: int = 200) -> str:
    """The words of a page's main part."""
    answer = await browser.get(path)
    assert answer.status_code == status, path
    return words_of(answer.text.partition("<main")[2].partition("</main>")[0])


async def rows_of(browser: Browser, path: str) -> dict[str, str]:
    """The people of a run's page and the words of their rows, in their order."""
    html = (await browser.get(path)).text
    found = [words_of(part) for part in html.partition("<tbody")[2].split('<tr role="row">')[1:]]
    names = await database.rows("SELECT full_name, username FROM person")
    return {one["username"]: row for row in found for one in names if row.startswith(one["full_name"])}


async def test_a_ledger_without_runs_says_so() -> None:
    """And says when the first one comes."""
    said = await main(await reader(), "/letters")
    assert "Chưa có lần gửi nào" in said
    assert "Thư quá hạn hằng tuần, tuần 45 năm 2024 · đến giờ gửi" in said


async def test_a_run_counts_everybody_once() -> None:
    """Owed six: one sent, one failed, one came back, one put off, two waiting; one has no address."""
    await set_person("sgddt.lanhdao", email="")
    await a_run()
    await sent("vpub.dieuphoi1")
    await set_letter("vpub.dieuphoi2", state="failed", trouble="5.1.1 no such user", tries=1)
    await sent("vpub.dieuphoi3")
    await set_letter("vpub.dieuphoi3", bounced_at=TEN)
    await set_letter("stnmt.lanhdao", tries=2, trouble="4.3.2 busy")
    (run,), older = await queries.runs()
    assert older is None
    assert {k: n for k, n in run.standings.items() if k != "nothing_due"} == {
        "sent": 1, "failed": 1, "bounced": 1, "deferred": 1, "waiting": 1, "no_address": 1,
    }  # fmt: skip
    assert (run.owed, run.written, run.trouble, run.waiting, run.letters) == (6, 5, 3, 2, 5)
    recorded = await database.value("SELECT count(*) FROM reminder_owed")
    assert sum(run.standings.values()) == recorded
    seen = await rows_of(await reader(), RUN)
    assert list(seen)[:6] == [
        "vpub.dieuphoi2", "vpub.dieuphoi3", "sgddt.lanhdao", "stnmt.lanhdao", "stnmt.chuyenvien2",
        "vpub.dieuphoi1",
    ]  # fmt: skip
    for username, words in {
        "vpub.dieuphoi2": "Không gửi được 5.1.1 no such user",
        "vpub.dieuphoi3": "Bị trả về gửi 04/11/2024 10:00, bị trả về 04/11/2024 10:00",
        "sgddt.lanhdao": "Không có địa chỉ Tài khoản chưa có địa chỉ",
        "stnmt.lanhdao": "Tạm hoãn gửi lại lúc 04/11/2024 07:00, đã thử 2 lần: 4.3.2 busy",
        "stnmt.chuyenvien2": "Đang chờ gửi",
        "vpub.dieuphoi1": "Đã gửi 04/11/2024 10:00",
    }.items():
        assert words in seen[username], username


async def test_a_letters_standing_is_the_same_in_a_list_and_on_its_page() -> None:
    """The rule and its twin in SQL agree on every state a letter may have."""
    await a_run()
    for state, at, tries, back in (
        ("ready", None, 0, None), ("ready", None, 2, None), ("sending", None, 1, None),
        ("sent", TEN, 1, None), ("sent", TEN, 1, TEN), ("failed", None, 1, None),
        ("superseded", None, 0, None),
    ):  # fmt: skip
        await database.execute(
            "UPDATE letter SET state = $1, sent_at = $2, tries = $3, bounced_at = $4", state, at, tries, back
        )
        fact = {"state": state, "tries": tries, "bounced_at": back}
        run = await queries.run_by("overdue/2024-W45")
        assert run is not None
        assert run.count(rules.standing_of(fact)) == len(OWED[MONDAY]) + 3


async def test_a_row_says_what_was_owed_and_why() -> None:
    """The codes lead to their tasks, with days late as on the run's day, whatever the task says now."""
    await a_run()
    await database.execute(
        "UPDATE task SET due_on = '2025-06-30', changed_at = $1 WHERE code = 'TTHC-02'",
        seven(MONDAY) + timedelta(days=1),
    )
    browser = await reader(at=TEN + timedelta(days=2))
    seen = await rows_of(browser, RUN)
    assert "TTHC-02 quá hạn 35 ngày; TTHC-10 quá hạn 20 ngày" in seen["stnmt.lanhdao"]
    assert 'href="/tasks/TTHC-02"' in (await browser.get(RUN)).text
    assert "Không có việc phải nhắc" in seen["snv.lanhdao"]


async def test_outcomes_narrow_a_run_and_an_unknown_one_is_not_there() -> None:
    """Each filter shows as many people as it promises."""
    await a_run()
    await sent("vpub.dieuphoi1")
    browser = await reader()
    assert list(await rows_of(browser, f"{RUN}?outcome=sent")) == ["vpub.dieuphoi1"]
    assert len(await rows_of(browser, f"{RUN}?outcome=waiting")) == 5
    assert "Không có ai thuộc nhóm này" in await main(browser, f"{RUN}?outcome=failed")
    for path in (f"{RUN}?outcome=x", f"{RUN}?page=0", "/letters/runs/overdue/2024-W44", "/letters/runs/x/y",
                 "/letters?kind=x", "/letters?state=x", "/letters?before=x", "/letters/99"):  # fmt: skip
        assert (await browser.get(path)).status_code == 404, path


async def test_runs_are_narrowed_and_paged_the_newest_first() -> None:
    """By kind and by what is wrong with them; every run is on exactly one page."""
    weeks = [MONDAY - timedelta(weeks=n) for n in reversed(range(queries.PER_PAGE + 3))]
    for monday in weeks:
        await make_run(monday, seven(monday))
    await all_sent()
    await set_letter("stnmt.lanhdao", state="failed", sent_at=None)
    keys, before = [], None
    while True:
        shown, before = await queries.runs(before=before)
        keys += [run.key for run in shown]
        if before is None:
            break
    assert keys == [f"overdue/{week_of(monday)}" for monday in reversed(weeks)]
    assert [run.key for run in (await queries.runs(state="trouble"))[0]] == ["overdue/2024-W45"]
    assert (await queries.runs(state="waiting"))[0] == []
    assert (await queries.runs(kind="daily"))[0] == []
    browser = await reader()
    html = (await browser.get("/letters")).text
    assert html.count(f'<a href="{RUN}">') == 1
    assert 'rel="next"' in html
    assert "Không có lần gửi nào phù hợp" in await main(browser, "/letters?state=waiting")


async def test_a_page_of_people_asks_as_often_however_many_they_are(province: Engine) -> None:
    """Hundred people cost as many questions as one: nothing is asked row by row."""
    await a_run()
    await sent("vpub.dieuphoi1")
    seen: list[str] = []
    run = await queries.run_by("overdue/2024-W45")
    assert run is not None
    async with database.transaction():
        under_way = province.current_transaction.get()
        assert under_way is not None
        under_way.connection.add_query_logger(lambda asked: seen.append(asked.query))
        for outcome in ("sent", "waiting", ""):
            seen.clear()
            found = await queries.entries(run, outcome, 1)
            await reasons(run, [one["person"] for one in found])
            await asyncio.sleep(0)
            assert (len(found), len(seen)) == ({"sent": 1, "waiting": 5, "": 45}[outcome], 3)


async def test_somebody_away_is_shown_with_who_was_written_to() -> None:
    """The letter of a substitute stands in the row of the person who was owed it."""
    await a_run()
    stands_in = await id_of("stnmt.chuyenvien1")
    await set_letter("stnmt.chuyenvien2", person=stands_in)
    name = await database.value("SELECT full_name FROM person WHERE id = $1", stands_in)
    seen = await rows_of(await reader(), RUN)
    assert f"gửi {name}, người nhận thay" in seen["stnmt.chuyenvien2"]
    assert "người nhận thay" not in seen["stnmt.lanhdao"]
