"""Promises about large annexes: 10,000 rows, in time and memory that a small server has."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.exchange.annexes import names_of, records
from tracker.settings import ROOT

ROWS = 10_000
HEAD = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn",
        "Văn bản giao", "Ghi chú")  # fmt: skip
MEASURE = """
import asyncio, json, resource, sys
from pathlib import Path
from tests.exchange.annexes import terms
from tracker.exchange.annex.heads import tables
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.understanding import understand
known = terms()
def spent():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)
start = spent()
book = asyncio.run(read_book(Path(sys.argv[1])))
good = sum(one.good for one in understand(book, tables(book), known))
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps({"good": good, "seconds": spent() - start, "child": child}))
"""


def annex(path: Path, rows: int) -> None:
    """So many tasks, no two of one text; the records' agencies and deadlines in turn."""
    names = {one["code"]: names_of(one)[0] for one in records("agencies")}
    tasks = records("tasks")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Phụ lục")
        sheet.write_row(3, 0, HEAD)
        for n in range(rows):
            task = tasks[n % len(tasks)]
            helping = "; ".join(names[code] for code in task["coordinator_codes"].split(";") if code)
            day = task["deadline_text"] if n % 3 else f"Trước ngày {n % 28 + 1}/{n % 12 + 1}/{2025 + n % 5}"
            source = (
                f"Quyết định số {n}/QĐ-TTg ngày 02/8/2024 của Thủ tướng Chính phủ: {task['source_title']}"
            )
            what, output = f"{task['title']}, đợt {n}", f"{task['expected_output']} {n}"
            cells = [n + 1, what, names[task["lead_code"]], helping, output, day, source, f"Mã X-{n}"]
            sheet.write_row(n + 4, 0, cells)


@pytest.mark.alone  # it measures time
def test_ten_thousand_rows_in_little_time_and_memory(tmp_path: Path) -> None:
    """Read and understood in under 15 s of a processor, 300 MB in the child; measured: 4 s, 70 MB."""
    path = tmp_path / "annex.xlsx"
    annex(path, ROWS)
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = json.loads(said.stdout)
    assert found["good"] == ROWS
    assert found["seconds"] < 15
    assert found["child"] < 300 * 1024 * 1024
