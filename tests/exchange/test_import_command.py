"""The command ``tracker import``: what it says, as JSON or a table, and how it ends."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import SECRET, clone, drop
from tests.doors.test_commands import tracker
from tests.exchange.annexes import REAL, saved

SHAPE = ["row", "outcome", "code", "title", "lead", "coordinators", "due_on", "precision", "problems"]
Surroundings = dict[str, str]


@pytest.fixture
async def real(
    clerk: asyncpg.Connection, server_url: str, seeded_template: str, tmp_path: Path
) -> AsyncIterator[Surroundings]:
    """An installation on a real server that holds the demonstration's records."""
    url = await clone(clerk, server_url, seeded_template)
    yield {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_EVIDENCE_FOLDER": str(tmp_path / "store"),
    }
    await drop(clerk, url)


def ended(code: int, *args: str, env: Surroundings) -> Any:
    """A command that ended so; what it said."""
    done = tracker("import", *args, env=env)
    assert done.returncode == code, (done.stdout[-500:], done.stderr)
    assert "Traceback" not in done.stderr
    return done


def kinds(row: dict[str, Any]) -> set[str]:
    """What is said of a row."""
    return {one["kind"] for one in row["problems"]}


def test_json_tells_every_row_and_a_second_run_changes_nothing(real: Surroundings) -> None:
    """The shape is as promised; years later the annex of 2024 is still understood by the names of 2024."""
    said = json.loads(ended(0, str(REAL), "--dry-run", "--json", env=real).stdout)
    assert said["totals"] == {"rows": 193, "new": 0, "changed": 0, "same": 176, "error": 0, "skipped": 17,
                              "columns_unread": []}  # fmt: skip
    row = next(one for one in said["rows"] if one["code"] == "CDDH-22")
    assert (row["row"], row["outcome"], row["lead"]) == (189, "same", "VPUB")
    assert (row["due_on"], row["precision"]) == ("2024-09-30", "quarter")
    assert {kind for one in said["rows"] for kind in kinds(one)} == set()  # no day is told, none is past
    told = json.loads(
        ended(0, str(REAL), "--dry-run", "--json", "--issued-on", "2024-10-25", env=real).stdout
    )
    assert "deadline_past" in kinds(next(one for one in told["rows"] if one["code"] == "CDDH-22"))
    assert row["coordinators"] == ["SNV", "STNMT", "STTTT", "SXD"]
    assert [*row] == SHAPE
    assert [one["row"] for one in said["rows"]] == list(range(1, 194))
    assert "as import 1" in ended(0, str(REAL), env=real).stdout
    assert "nothing changed" in ended(0, str(REAL), env=real).stdout


def test_rows_that_were_not_understood_end_it_with_1_and_stay_out(real: Surroundings, tmp_path: Path) -> None:
    """The good rows are written; cell and reason of the others stand below them."""
    book = load_workbook(REAL)
    sheet = book["Phụ lục"]
    sheet["C19"], sheet["B24"] = "Sở Không Có Thật Ở Đâu", "Nội dung được sửa trong tệp"
    (tmp_path / "sai.xlsx").write_bytes(saved(book))
    document = ["--document", "99/QĐ-UBND", "--issued-on", "2024-11-05", "--issuer", "UBND"]
    done = ended(1, str(tmp_path / "sai.xlsx"), *document, "--programme", "CCHC-2021-2030", env=real)
    assert "error in C19:" in done.stdout
    assert "0 new, 1 changed, 174 same, 1 error." in done.stdout
    assert "1 rows written" in done.stdout


def test_a_file_that_is_no_annex_ends_it_with_2_and_one_sentence(real: Surroundings, tmp_path: Path) -> None:
    """Missing, another kind, without a head, or an account that is not the office's."""
    (tmp_path / "chu.xlsx").write_bytes(b"xin chao")
    (tmp_path / "trong.xlsx").write_bytes(saved(Workbook()))
    for args, told in (
        ([str(tmp_path / "khong-co.xlsx")], "does not exist"),
        ([str(tmp_path / "chu.xlsx")], "no Excel workbook"),
        ([str(tmp_path / "trong.xlsx")], "No table"),
        ([str(REAL), "--as", "stttt.lanhdao"], "no account stttt.lanhdao of the office"),
    ):
        done = ended(2, *args, env=real)
        assert told in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_the_same_bytes_under_another_name_are_refused_unless_the_document_is_said(
    real: Surroundings, tmp_path: Path
) -> None:
    """One sentence and 2; the dry run tells the earlier import above all; with --document it is written."""
    book = Workbook()
    assert book.active is not None
    for line in (
        ["STT", "Mã nhiệm vụ", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
        ["1", "TTHC-90", "Việc mới", "Sở Tư pháp", "Quý II/2030"],
    ):
        book.active.append(line)
    first, second = tmp_path / "mot.xlsx", tmp_path / "hai.xlsx"
    first.write_bytes(saved(book))
    second.write_bytes(first.read_bytes())
    assert "1 rows written, as import 1" in ended(0, str(first), env=real).stdout
    told = ended(0, str(second), "--dry-run", env=real).stdout
    assert told.startswith("Look at this first: this file was imported on ")
    assert "as import 1, as tasks of document mot." in told
    before = json.loads(ended(0, str(second), "--dry-run", "--json", env=real).stdout)["imported_before"]
    assert (before["import"], before["document"]) == (1, "mot")
    no = ended(2, str(second), env=real).stderr
    assert len(no.strip().splitlines()) == 1
    assert "--document" in no
    assert (
        "nothing changed" in ended(0, str(first), env=real).stdout
    )  # under its own name it is the same file
    assert "as import 2" in ended(0, str(second), "--document", "hai", env=real).stdout
