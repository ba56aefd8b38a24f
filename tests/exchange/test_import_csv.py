"""Promises about lists from other systems: Redmine, OpenProject, any CSV, by the same steps as an annex."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from tests.exchange.importing import ANNEX, DAY, NOW, programme, said, written
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.exchange.annex import delimited
from tracker.exchange.annex.actions import File
from tracker.exchange.annex.delimited import read_table
from tracker.exchange.annex.heads import tables
from tracker.exchange.annex.model import Read
from tracker.exchange.annex.opening import open_book
from tracker.exchange.annex.queries import terms
from tracker.exchange.annex.understanding import understand
from tracker.refusal import Refused

REDMINE = (
    "#,Project,Tracker,Status,Priority,Subject,Assignee,Due date,% Done,Category\n"
    '12,CCHC,Task,In Progress,Normal,"Rà soát, đơn giản hóa",Sở Tư pháp,2025-06-30,40,Cải cách thể chế\n'
    "13,CCHC,Task,Closed,Normal,Lập báo cáo,Sở Nội vụ,31/12/2024,100,Cải cách thể chế\n"
)
OPEN_PROJECT = (
    "ID;Chủ đề;Loại;Trạng thái;Người được giao;Ngày hoàn thành;% hoàn thành\n"
    "7;Lập báo cáo;Task;New;Sở Tư pháp;2025-06-30;0\n"
)
# Any other system: columns are guessed by their names.
OTHER = "Mã nhiệm vụ\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\nX-1\tLập báo cáo\tSở Tư pháp\tQuý II/2025\n"


def file(tmp_path: Path, text: str, coding: str = "utf-8") -> Path:
    """A file of this text."""
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(coding))
    return path


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        (REDMINE, "RM-12", ["code", "state", "title", "lead", "deadline", "percent", "area"]),
        (OPEN_PROJECT, "OP-7", ["code", "title", "state", "lead", "deadline", "percent"]),
        (OTHER, "X-1", ["code", "title", "lead", "deadline"]),
    ],
)
def test_columns_are_known_whatever_wrote_them(
    tmp_path: Path, text: str, code: str, fields: list[str], coding: str
) -> None:
    """By name, separator and letters alike; another system's numbers keep apart from ours."""
    book = read_table(file(tmp_path, text, coding))
    (found,) = tables(book)
    assert [one.field for one in found.columns if one.field] == fields
    assert book.sheets[0].lines[1].cells[0].text == code


def test_quoted_cells_and_days_are_read(tmp_path: Path) -> None:
    """Separators, breaks and quotes inside a cell belong to it; an ISO day is a day, an unreal one a text."""
    text = 'Nhiệm vụ,Chủ trì,Thời hạn\n"a, ""b""\nc",Sở,2025-06-30\nd,Sở,2025-06-31\n'
    lines = read_table(file(tmp_path, text)).sheets[0].lines
    assert lines[1].cells[0].text == 'a, "b"\nc'
    assert [line.cells[2].day for line in lines[1:]] == [date(2025, 6, 30), None]
    assert [line.number for line in lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x93\x94\xff a,b\n", "UTF-8"), (b"a,b\0\nc,d\n", ".csv"), (b"", "tiêu đề"),
     (b"a,b\n", "tiêu đề"),
     (b'a,b\n"c,d\n', ".csv")],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """With a sentence; no letters are guessed."""
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        read_table(path)


def test_no_more_is_read_than_a_list_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, cells, the length of a cell and the file's size have limits."""
    with pytest.raises(Refused):
        read_table(file(tmp_path, "a,b\n" * 20_001))
    with pytest.raises(Refused):
        read_table(file(tmp_path, "," * 400_001 + "\na"))
    with pytest.raises(Refused):
        read_table(file(tmp_path, "a,b\n" + "x" * 40_000 + ",c\n"))
    monkeypatch.setattr(delimited, "LARGEST", 3)
    with pytest.raises(Refused, match="MB"):
        read_table(file(tmp_path, OTHER))


async def read(path: Path) -> list[Read]:
    """The rows of a file by its name."""
    book = await open_book(path, path.name)
    return understand(book, tables(book), await terms(DAY, await programme()))


async def test_a_redmine_list_becomes_tasks(province: Engine, tmp_path: Path) -> None:
    """Dry run and writing as ever; what has no place in a task is said; once more changes nothing."""
    path, document = file(tmp_path, REDMINE), replace(ANNEX, number="Redmine")
    reads = await read(path)
    assert sum(not one.skipped for one in reads) + sum(bool(one.skipped) for one in reads) == 3
    kinds = {problem.kind for one in reads for problem in one.problems}
    assert "not_kept" in kinds
    outcomes = await said(reads, document=document)
    assert [one.outcome for one in outcomes if not one.read.skipped] == ["new", "error"]
    content = File(path.name, path.read_bytes())
    await written(outcomes, file=content, document=document)
    made = await rows(
        """SELECT t.code, t.title, a.code AS lead, t.due_on, t.state FROM task AS t
           JOIN agency AS a ON a.id = t.lead_agency WHERE t.code LIKE 'RM-%' ORDER BY t.code"""
    )
    assert made == [
        {"code": "RM-12", "title": "Rà soát, đơn giản hóa", "lead": "STP", "due_on": date(2025, 6, 30),
         "state": "assigned"},
    ]  # fmt: skip
    assert await value("SELECT kind FROM import_run") == "csv"
    again = await said(await read(path), NOW, document)
    assert {one.outcome for one in again if not one.read.skipped} == {"same", "error"}  # RM-13 is closed


@pytest.mark.parametrize("far", ["9999-12-31", "0001-01-01"])
async def test_a_day_outside_every_calendar_is_an_error(province: Engine, tmp_path: Path, far: str) -> None:
    """No list or page could reckon with it; the database would not take it either."""
    (one,) = [
        one for one in await read(file(tmp_path, REDMINE.replace("2025-06-30", far))) if one.code == "RM-12"
    ]
    assert not one.good
    assert {problem.kind for problem in one.problems if not problem.warning} == {"deadline_unclear"}
    with pytest.raises(asyncpg.CheckViolationError):
        await execute("UPDATE task SET due_on = $1 WHERE code = 'TC-01'", date.fromisoformat(far))


def test_what_cannot_be_seen_is_not_kept(tmp_path: Path) -> None:
    """As in a workbook: marks of direction, joiners and controls go."""
    lines = read_table(file(tmp_path, "Nhiệm vụ,Chủ trì\nA\u202eb\u200bc\x01 d,Sở\n")).sheets[0].lines
    assert lines[1].cells[0].text == "Abc d"
