"""Promises about what an import does not take: said beside each row, handed back also when all is written."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.exchange.annexes import DAY, HEADS, ROWS, grid, opened, terms, understood, workbook
from tests.exchange.import_desk import changed, office, run, write
from tests.tasks.reading import a_user, main_of, words_of
from tracker import settings
from tracker.database import value
from tracker.evidence import store
from tracker.exchange.annex.agencies import listed
from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.model import Outcome
from tracker.exchange.annex.preview import Preview
from tracker.words import speaking

WRONG = {"C146": "Sở Không Có Thật Ở Đâu", "E39": "Sản phẩm khác"}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path) -> None:
    """The store of files is the test's own."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))


async def test_what_is_not_kept_is_said_beside_each_row(tmp_path: Path) -> None:
    """Note, state and share of every row that has one, also where nothing else changes; else nothing."""
    heads = HEADS | {"state": "Trạng thái", "percent": "Tỷ lệ thực hiện"}
    lines = [{**one, "state": "Đang làm", "percent": f"{n}0%"} for n, one in enumerate(ROWS, 1)]
    lines[1] |= {"state": "", "percent": "", "note": "Mã TC-02"}
    lines[2] |= {"note": "Mã TC-03; theo chỉ đạo của Chủ tịch"}
    with speaking("vi"):
        reads = [
            one
            for one in understood(await opened(tmp_path, workbook(grid(lines, heads))[0]))
            if not one.skipped
        ]
    told = [[p.message for p in one.problems if p.kind == "not_kept"] for one in reads]
    assert [len(one) for one in told] == [2, 0, 3, 2]
    assert told[0] == [
        "Trạng thái “Đang làm” không được ghi vào nhiệm vụ: chỉ còn trong tệp.",
        "Tỷ lệ thực hiện “10%” không được ghi vào nhiệm vụ: chỉ còn trong tệp.",
    ]
    for outcome in ("new", "changed", "same"):
        shown = Preview([Outcome(one, outcome) for one in reads], {}, {}).of["warning"]
        assert {one.read.code for one in shown} >= {"TC-01", "TC-03", "TC-04"}
        assert outcome != "same" or len(shown) == 3


@pytest.mark.parametrize("name", ["Sở Nội vuu", "Sở Hoàn Toàn Khác " + "x" * 230])
def test_a_name_nobody_has_is_told_whole(name: str) -> None:
    """The choice is made for the name as it stands in the cell, however the sentence cuts it."""
    (problem,) = listed(f"Sở Tư pháp; {name}", Bodies(terms(DAY))).problems
    assert problem.about == name


async def test_rows_left_out_are_handed_back_from_the_record(province: object) -> None:
    """After writing too, by whoever of the office opens the record; an import without errors has none."""
    browser = await office()
    answer = await write(browser, await run(browser, changed(WRONG)))
    assert answer.status_code == 303
    record = answer.headers["location"]
    assert f'href="{record}/errors"' in await main_of(browser, record)
    back = await browser.get(f"{record}/errors")
    assert back.headers["content-disposition"].startswith("attachment;")
    sheet = openpyxl.load_workbook(BytesIO(back.content)).active
    assert sheet is not None
    texts = " ".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell)
    assert WRONG["C146"] in texts
    assert WRONG["E39"] not in texts
    assert "Lỗi cần sửa" in texts
    assert (await (await a_user("giamsat")).get(f"{record}/errors")).status_code == 404
    good = (await write(browser, await run(browser, changed({"E39": "Thứ ba"})))).headers["location"]
    assert f"{good}/errors" not in await main_of(browser, good)
    assert (await browser.get(f"{good}/errors")).status_code == 404
    assert (await browser.get("/import/records/4711/errors")).status_code == 404
    digest = await value("SELECT file_sha256 FROM import_run ORDER BY id LIMIT 1")
    store.path_of(bytes(digest)).unlink()
    assert (await browser.get(f"{record}/errors")).status_code == 404


async def test_the_line_of_a_new_task_names_its_document(province: object) -> None:
    """Whoever reads the task's history sees which document assigned it, and where it stands there."""
    browser = await office()
    content = changed({"H39": "Mã TTHC-77", "B39": "Việc hoàn toàn mới"})
    answer = await write(browser, await run(browser, content))
    assert answer.status_code == 303, words_of(answer.text)
    text = await value(
        """SELECT h.text FROM history AS h JOIN task AS t ON t.id = h.object_id
           WHERE h.kind = 'task' AND h.verb = 'assign' AND t.code = 'TTHC-77'"""
    )
    assert "1234/QĐ-UBND" in text
    assert "1234/QĐ-UBND" in words_of(await main_of(browser, "/tasks/TTHC-77"))
