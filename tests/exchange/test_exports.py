"""Lists as files: what the page shows, all of it, and nothing that computes."""

import asyncio
import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.tasks.reading import LENGTH, a_member, a_user
from tests.tasks.reading import words_of as main_text
from tests.web.site import Browser
from tracker.database import execute, rows, transaction
from tracker.exchange.exports import making
from tracker.exchange.exports.queries import alone
from tracker.exchange.sheets.model import Column, Plan
from tracker.exchange.sheets.text import guarded
from tracker.exchange.sheets.turns import turn
from tracker.exchange.sheets.writing import NotWritten, scribe

ASKED = (
    "", "?bucket=overdue", "?bucket=in_time&bucket=overdue&sort=due", "?agency=STTTT", "?bucket=awaiting",
    "?q=chuyen+doi+so", "?as_of=2023-06-30", "?as_of=2023-06-30&bucket=overdue", "?bucket=withdrawn",
    "?due=quarter&sort=code", "?starred=1", "?sort=updated",
)  # fmt: skip
PAYLOADS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "\u3000=1", "\uff1d1+1",
    "\uff0b1", "\uff0d1", "\uff20a", "\u22121", "\u200b=1", "\ufeff=1", "  \t @a", "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://e.example","x")', "=IMPORTXML(A1)", "+\u0641", "@\u200b", "=\x00",
)  # fmt: skip


async def the_book(browser: Browser, path: str) -> Any:
    """The one sheet of a workbook that somebody downloads."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def table_in(sheet: Any) -> tuple[list[str], list[dict[str, Any]]]:
    """What stands above a table, and its rows by heading."""
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    head = next(n for n, line in enumerate(lines) if line[0] == "STT" or line[0] == "Mã")
    heading = [str(one) for one in lines[head]]
    above = [str(line[0]) for line in lines[:head] if line[0]]
    return above, [dict(zip(heading, line, strict=True)) for line in lines[head + 1 :]]


async def the_lines(browser: Browser, path: str) -> list[dict[str, str]]:
    """The lines of a text file that somebody downloads."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def codes_on(browser: Browser, query: str) -> tuple[int, list[str]]:
    """How many tasks a list says it has, and the codes of all its pages."""
    found: list[str] = []
    total, number = 1, 1
    while len(found) < total:
        joined = f"{query}{'&' if query else '?'}per_page=100&page={number}"
        html = (await browser.get(f"/tasks{joined}")).text
        said = LENGTH.search(html)
        total = int(said[1]) if said else 0
        found += [one.partition("<")[0] for one in html.split('class="code o-1">')[1:]]
        number += 1
    return total, found


async def test_a_file_holds_what_the_page_shows(province: object) -> None:
    """Any filter, order and day: the same tasks, as many, in the same order, in both kinds of file."""
    member = await a_member()
    for query in ASKED:
        total, codes = await codes_on(member, query)
        above, found = table_in(await the_book(member, f"/tasks.xlsx{query}"))
        assert [one["Mã"] for one in found] == codes, query
        assert [one["Mã"] for one in await the_lines(member, f"/tasks.csv{query}")] == codes, query
        assert any(f"{total} nhiệm vụ" in line for line in above), (query, above)


@pytest.mark.parametrize(("path", "day"), [("/tasks", "2024-11-06"), ("/agencies", "2023-06-30")])
async def test_a_csv_says_which_day_its_figures_are_of(province: object, path: str, day: str) -> None:
    """In its last column, as an ISO day in every row; a workbook says it once, above its table."""
    member = await a_member()
    found = await the_lines(member, f"{path}.csv?as_of={day}")
    assert found
    assert {[*one.items()][-1] for one in found} == {("Số liệu tính đến", day)}
    _above, lines = table_in(await the_book(member, f"{path}.xlsx?as_of={day}"))
    assert all("Số liệu tính đến" not in one for one in lines)


async def test_a_workbook_has_real_days_and_numbers(province: object) -> None:
    """Days can be counted with, states are the official words, the head stays, paper is A4 across."""
    member = await a_member()
    sheet = await the_book(member, "/tasks.xlsx?bucket=overdue")
    above, found = table_in(sheet)
    assert len(found) == 5
    assert all(one["Hạn hoàn thành"].date() < date(2024, 11, 6) for one in found)
    assert all(one["Số ngày còn lại (âm là quá hạn)"] < 0 for one in found)
    assert {one["Trạng thái"] for one in found} == {"Đang thực hiện, quá hạn"}
    assert all(isinstance(one["Tiến độ (%)"], int) for one in found)
    for said in ("Nguyễn Thị Lan", "06/11/2024", "Đang thực hiện, quá hạn"):
        assert said in " ".join(above)
    first = len(above) + 2
    assert sheet.freeze_panes == f"D{first + 1}"
    assert sheet.auto_filter.ref.startswith(f"A{first}:")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == f"${first}:${first}"


async def test_nobody_gets_tasks_of_others_in_a_file(province: object) -> None:
    """A lead's file holds what the lead's list shows; an administrator has no list."""
    lead = await a_user("stttt.lanhdao")
    total, codes = await codes_on(lead, "")
    above, found = table_in(await the_book(lead, "/tasks.xlsx"))
    assert 0 < total < 176
    assert sorted(one["Mã"] for one in found) == sorted(codes)
    assert any("chủ trì hoặc phối hợp" in line for line in above)
    assert len(await the_lines(await a_member(), "/tasks.csv")) == 176
    assert (await (await a_user("quantri")).get("/tasks.csv")).status_code == 404


async def test_a_wrong_address_gives_a_sentence(province: object) -> None:
    """Nonsense among the filters or an impossible day is refused in words, not left aside."""
    member = await a_member()
    for query, words in (("?bucket=nonsense", "nonsense"), ("?as_of=2031-01-01", "06/11/2024")):
        answer = await member.get(f"/tasks.xlsx{query}")
        assert answer.status_code == 422
        assert words in answer.text


async def test_nothing_in_a_file_computes(province: object) -> None:
    """Texts that spreadsheets take for formulas stay texts: no formula, no link, an apostrophe in CSV."""
    office = await a_member()
    some = [one["id"] for one in await rows("SELECT id FROM task WHERE part = '' ORDER BY id LIMIT 24")]
    for task, payload in zip(some, (one for one in PAYLOADS if "\x00" not in one), strict=True):
        await execute(
            """UPDATE task SET title = $2, progress_note = $2, difficulties = $2, proposal = $2,
               forecast = $2, expected_output = $2, deadline_text = $2, cause_text = $2,
               source_clause = $2, changed_at = changed_at WHERE id = $1""",
            task, payload,
        )  # fmt: skip
    sheet = await the_book(office, "/tasks.xlsx")
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert sum(cell.value == "=1+1" for cell in cells) == 9  # as it was written, and a text
    lines = await the_lines(office, "/tasks.csv")
    texts = [text for line in lines for text in line.values()]
    first = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert [one for one in texts if one[:1] in first and not _number(one)] == []
    assert texts.count("'=1+1") == 9


def _number(text: str) -> bool:
    return text.lstrip("-").isdigit()


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_looks_like_a_formula_is_guarded(text: str) -> None:
    """Each known way to begin a formula gets an apostrophe before it."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Rà soát", "3/5 đơn vị", "a=b", "12/QĐ-UBND", "5% - đạt", "(-)"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    """Negative control: nothing is put before what no program takes for a formula."""
    assert guarded(text) == text


async def test_a_list_too_long_is_refused(province: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit a sentence says so and nothing is made; at the limit there is a file."""
    member = await a_member()
    monkeypatch.setattr(making, "MOST", 175)
    answer = await member.get("/tasks.xlsx")
    assert answer.status_code == 422
    assert "175" in answer.text
    monkeypatch.setattr(making, "MOST", 176)
    assert len(await the_lines(member, "/tasks.csv")) == 176


async def test_one_file_at_a_time_for_a_person(province: object) -> None:
    """While one is being made, by whatever process, the same person waits; another does not."""
    lead, other = await a_user("stttt.lanhdao"), await a_member()
    person = (await rows("SELECT id FROM person WHERE username = 'stttt.lanhdao'"))[0]["id"]
    held, let_go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            assert await alone(person)
            held.set()
            await let_go.wait()

    holding = asyncio.create_task(hold())
    await held.wait()
    waits = await lead.get("/tasks.csv")
    assert (waits.status_code, int(waits.headers["retry-after"]) > 0) == (429, True)
    assert "Chờ" in main_text(waits.text)
    assert (await other.get("/tasks.csv")).status_code == 200
    let_go.set()
    await holding
    assert (await lead.get("/tasks.csv")).status_code == 200


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("bcd.truongban", "/tasks.xlsx"),
        ("bcd.truongban", "/agencies.csv"),
        ("stttt.lanhdao", "/my-work/offline.xlsx"),
    ],
)
async def test_few_files_are_made_at_a_time(province: object, username: str, path: str) -> None:
    """Whoever comes while as many are made as may be, comes again: 429, a sentence, seconds."""
    browser = await a_user(username)
    async with turn():
        assert (await browser.get(path)).status_code == 200  # negative control: one is not too many
        async with turn():
            waits = await browser.get(path)
    assert waits.status_code == 429
    assert "đang tạo các tệp khác" in main_text(waits.text)
    assert int(waits.headers["retry-after"]) > 0
    assert (await browser.get(path)).status_code == 200  # the turn was given back


async def test_the_figures_by_agency_are_those_of_the_page(province: object) -> None:
    """One row an agency; the five figures add up to those published."""
    member = await a_member()
    _above, found = table_in(await the_book(member, "/agencies.xlsx"))
    assert sum(one["Tổng số"] for one in found) == 176
    assert sum(one["Đang thực hiện, quá hạn"] for one in found) == 5
    lines = await the_lines(member, "/agencies.csv?as_of=2023-06-30")
    assert 0 < sum(int(one["Tổng số"]) for one in lines) < 176
    assert (await (await a_user("stttt.lanhdao")).get("/agencies.csv")).status_code == 404


async def test_a_child_that_is_cut_off_leaves_no_file() -> None:
    """A table whose writer died is told as such; none is handed out half."""
    plan = Plan("a", "b", (), (Column("c", 9),))
    async with scribe("csv") as file:
        await file.begin(plan)
        file._child.kill()
        with pytest.raises(NotWritten):
            await file.finish()
    async with scribe("csv") as file:
        await file.begin(plan)
        await file.write([["d"]])
        with await file.finish() as found:
            assert found.read() == b'\xef\xbb\xbf"c"\r\n"d"\r\n'
