"""What is frozen stays: in the database, on its page, in its files, whatever becomes of the tasks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from litestar import Litestar

from tests.reports.jobs.hands import made as files_made
from tests.reports.kept.desk import DAY, EVENING, NOON, a_draft, a_frozen_report, actor, fields, frozen
from tests.reports.paper import Paper
from tests.tasks.reading import a_user, freeze, main_of, words_of
from tests.web.site import Browser, made
from tracker.database import execute, row, rows, transaction, value
from tracker.database.engine import Engine
from tracker.history.queries import lines
from tracker.refusal import Conflict, NotThere, Refused
from tracker.reports.actions import PrintRoom, print_room
from tracker.reports.content import Scope, hash_of
from tracker.reports.kept import actions, freezing
from tracker.reports.kept.files import make_files
from tracker.reports.kept.queries import frozen_before, kept_whole
from tracker.reports.kept.rules import stamp
from tracker.reports.printer import Printer


@pytest.fixture
async def served(province: Engine) -> AsyncIterator[Litestar]:
    """The application with a print room."""
    freeze()
    app = made()
    async with print_room() as room:
        app.state.print_room = room
        yield app


async def office(served: Litestar) -> Browser:
    """The coordinating office at a browser."""
    found = await value("SELECT id FROM person WHERE username = 'vpub.dieuphoi1'")
    return await Browser(served).as_person(int(found))


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF."""
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    return Paper(path).text


async def a_year_passes() -> None:
    """Fifty edits: tasks done, titles and deadlines changed; an agency, an area get other names."""
    codes = await rows("SELECT id FROM task WHERE part IS NULL OR part = '' ORDER BY id LIMIT 50")
    for n, one in enumerate(codes):
        await execute(
            """UPDATE task SET title = title || ' (sửa)', due_on = due_on + 45, percent = 5, changed_at = $2,
                   cause_text = 'Đã sửa', version = version + 1 WHERE id = $1""",
            one["id"],
            NOON + timedelta(hours=n),
        )
    await execute("UPDATE agency SET name = name || ' và Biển', short_name = short_name || ' B'")
    await execute("UPDATE area SET name = name || ' (mới)'")


async def test_a_frozen_report_says_the_same_for_ever(served: Litestar, tmp_path: Path) -> None:
    """After fifty edits, new deadlines and new names its page, and its text drawn anew, are as they were."""
    browser, report = await office(served), await a_draft()
    there = f"/reports/{report}"
    send = await fields(browser, f"{there}/freeze", f"{there}/freeze")
    answer = await browser.post(f"{there}/freeze", data=send)
    assert answer.status_code == 303
    assert answer.headers["location"] == there
    again = await browser.post(f"{there}/freeze", data=send)
    assert (again.status_code, again.headers["location"]) == (303, there), "a double click has one effect"
    await main_of(browser, there)  # which tells of the freezing once
    await files_made()
    page, pdf = words_of(await main_of(browser, there)), await browser.get(f"{there}/files/pdf")
    assert "93/176" in page
    assert "89" in page
    assert pdf.headers["content-disposition"].startswith(
        'attachment; filename="bao-cao-tien-do-2024-11-06-v1.pdf"'
    )
    first = text_of(pdf.content, tmp_path)
    kept = await kept_whole(report)
    assert kept.content_hash.hex() == hash_of(kept.content)
    await a_year_passes()
    assert words_of(await main_of(browser, there)) == page
    async with Printer() as printer:  # another print room, which remembers nothing
        drawn = await PrintRoom(printer).report_pdf((await kept_whole(report)).what)
    assert text_of(drawn, tmp_path) == first
    assert (await browser.get(f"{there}/files/pdf")).content == pdf.content
    # Negative control: a report of the same day that is begun now does tell of the changes.
    now = await freezing.composed(await kept_whole(await a_draft()), DAY + timedelta(9))
    assert any("(sửa)" in one["title"] for one in now.summary.rows)


async def test_files_are_made_once_and_handed_out_as_they_are(served: Litestar) -> None:
    """Made again they stay; the tag of an answer is the hash, and whoever has the file is told so."""
    browser, report = await office(served), await a_draft()
    await frozen(report)
    page = await main_of(browser, f"/reports/{report}")
    assert "Tạo tệp còn thiếu" in page
    answer = await browser.fill(f"/reports/{report}/files")
    assert answer.status_code == 303
    await files_made()
    before = await rows("SELECT id, sha256 FROM report_file WHERE report = $1 ORDER BY id", report)
    assert len(before) == 4
    steps: list[str] = []

    async def step(name: str) -> None:
        steps.append(name)

    await make_files(served.state.print_room, report, EVENING, step)
    assert steps == []
    assert await rows("SELECT id, sha256 FROM report_file WHERE report = $1 ORDER BY id", report) == before
    for file_format, opening in (("pdf", b"%PDF"), ("archive", b"%PDF"), ("xlsx", b""), ("docx", b"")):
        got = await browser.get(f"/reports/{report}/files/{file_format}")
        assert got.status_code == 200
        assert got.content.startswith(opening)
        tag = got.headers["etag"]
        same = await browser.get(f"/reports/{report}/files/{file_format}", headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
    assert (await browser.get(f"/reports/{report}/files/odt")).status_code == 404


async def test_the_database_itself_keeps_a_frozen_report(province: Engine) -> None:
    """Neither a row that was frozen nor its files can be changed or deleted; a draft can."""
    draft, report = await a_draft(), await a_frozen_report()
    for sql in (
        "UPDATE report SET title = 'khác' WHERE id = $1",
        "UPDATE report SET state = 'draft', content = NULL WHERE id = $1",
        "DELETE FROM report WHERE id = $1",
        "UPDATE report_file SET content = 'khác' WHERE report = $1",
        "DELETE FROM report_file WHERE report = $1",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await execute(sql, report)
    assert await execute("UPDATE report SET title = 'khác' WHERE id = $1", draft) == 1
    assert await execute("DELETE FROM report WHERE id = $1", draft) == 1


async def test_of_two_who_freeze_at_once_one_wins(province: Engine) -> None:
    """The other is told that somebody was first, and there is one hash, one moment, one line of history."""
    report, who = await a_draft(), await actor()
    done = await asyncio.gather(
        *(freezing.freeze(who, report, 1, NOON) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "str"]
    assert [one["verb"] for one in await lines("report", report)] == ["begin_report", "freeze_report"]
    with pytest.raises(Conflict):
        await freezing.freeze(who, report, 2, NOON)


async def test_only_days_that_came_and_only_the_office(province: Engine) -> None:
    """Figures of a day to come are not there to be frozen, and no agency freezes."""
    ahead = await a_draft(as_of=DAY + timedelta(3))
    with pytest.raises(Refused, match="09/11/2024"):
        await frozen(ahead)
    with pytest.raises(Refused):
        await a_draft(as_of=DAY + timedelta(60))
    with pytest.raises(NotThere):
        await freezing.freeze(await actor("stnmt.lanhdao"), ahead, 1, NOON)


async def test_a_new_version_replaces_and_never_overwrites(served: Litestar) -> None:
    """It has the next number, a reason and the old words; the old one keeps its address, text and files."""
    browser, report = await office(served), await a_frozen_report()
    there, before = f"/reports/{report}", await row("SELECT * FROM report WHERE id = $1", report)
    send = await fields(browser, there, f"{there}/supersede")
    wrong = await browser.post(f"{there}/supersede", data=send)
    assert wrong.status_code == 422
    assert "Nhập lý do thay thế báo cáo" in wrong.text
    said = {**send, "reason": "Sửa phần kiến nghị. <b>"}
    answer = await browser.post(f"{there}/supersede", data=said)
    draft = int(answer.headers["location"].rpartition("/")[2])
    assert (await browser.post(f"{there}/supersede", data=said)).headers["location"] == f"/reports/{draft}"
    with pytest.raises(Refused):
        await actions.supersede(await actor(), report, "lần nữa", NOON)
    assert "Đã có bản thay thế" not in await main_of(browser, there), "a draft replaces nothing yet"
    await frozen(draft)
    page = await main_of(browser, there)
    assert "Đã có bản thay thế số 2" in page
    assert "Sửa phần kiến nghị. &lt;b&gt;" in page
    assert await row("SELECT * FROM report WHERE id = $1", report) == before
    assert (await browser.get(f"{there}/files/pdf")).status_code == 200
    newer = await kept_whole(draft)
    assert (newer.number, newer.supersedes, newer.as_of) == (2, report, DAY)
    assert newer.what.texts == (await kept_whole(report)).what.texts
    assert "bản 2" in words_of(await main_of(browser, f"/reports/{draft}"))
    assert [one["verb"] for one in await lines("report", report)] == [
        "begin_report",
        "freeze_report",
        "supersede_report",
    ]
    archive = await main_of(browser, "/reports")
    assert "Bản 2 thay bản 1" in archive
    assert f'"/reports/{report}"' not in archive, "one report, one row"


async def test_what_a_report_is_compared_with(province: Engine) -> None:
    """The last frozen one of an earlier day, of the same kind and scope, that nothing replaced."""
    days = [date(2024, 6, 30), date(2024, 9, 30)]
    assert await frozen_before("official", Scope(), DAY) is None
    first, second = [await a_frozen_report(day) for day in days]
    await a_draft(as_of=date(2024, 10, 31))  # a draft is nothing to compare with
    letter = await a_draft("scoped", Scope("overdue", name="Quá hạn"), date(2024, 10, 1))
    await frozen(letter)
    found = await frozen_before("official", Scope(), DAY)
    assert found is not None
    assert (found.id, found.as_of) == (second, days[1])
    assert found.total.total == sum(one.total for one in found.by_agency.values())
    newer = await actions.supersede(await actor(), second, "đính chính", NOON)
    assert (await frozen_before("official", Scope(), DAY)) == found
    await frozen(newer)
    after = await frozen_before("official", Scope(), DAY)
    assert after is not None
    assert after.id == newer
    before = await frozen_before("official", Scope(), days[1])
    assert before is not None
    assert before.id == first
    # A name that changed since is the same scope.
    overdue = await frozen_before("scoped", Scope("overdue", name="Tên khác"), DAY)
    assert overdue is not None
    assert overdue.id == letter
    assert (await kept_whole(newer)).compares == first


async def test_a_freeze_that_fails_leaves_a_draft(province: Engine) -> None:
    """All of it or nothing: an error after the row was written leaves the draft as it was."""
    report, who = await a_draft(), await actor()
    ready = await freezing.ready(who, await kept_whole(report), 1, NOON)

    async def broken() -> None:
        async with transaction():
            await freezing.keep(who, ready, NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    found = await kept_whole(report)
    assert (found.state, found.version, found.content) == ("draft", 1, "")
    assert [one["verb"] for one in await lines("report", report)] == ["begin_report"]


async def test_a_member_reads_it_and_can_do_nothing_to_it(province: Engine) -> None:
    """The page of a frozen report offers a member no form but the check of a file."""
    report = await a_frozen_report()
    page = await main_of(await a_user("bcd.truongban"), f"/reports/{report}")
    assert f'action="/reports/{report}/check"' in page
    assert f'action="/reports/{report}/supersede"' not in page


async def test_a_new_version_tells_no_old_figures(served: Litestar) -> None:
    """What the office wrote goes on; what was pieced from figures is pieced anew."""
    report = await a_draft()
    shown = {"results": stamp("", edited=False)}
    await actions.save_sections(await actor(), report, {"results": "Của văn phòng."}, shown, NOON)
    await frozen(report)
    await execute(
        """UPDATE task SET state = 'confirmed', confirmed_at = $1, changed_at = $1, version = version + 1
           WHERE id = (SELECT id FROM task WHERE state = 'submitted' ORDER BY id LIMIT 1)""",
        NOON,
    )
    newer = await kept_whole(await actions.supersede(await actor(), report, "Xác nhận thêm", NOON))
    content = await freezing.composed(newer, DAY)
    old = (await kept_whole(report)).what
    assert "29 nhiệm vụ chờ xác nhận" in old.texts["forecast"]
    assert content.summary.total.awaiting == 28
    assert "28 nhiệm vụ chờ xác nhận" in content.texts["forecast"]
    assert not [name for name, text in content.texts.items() if "29 nhiệm vụ chờ" in text]
    assert content.texts["results"] == old.texts["results"] == "Của văn phòng."
