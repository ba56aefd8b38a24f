"""Promises about taking indicators over: all or nothing, again and again, every fault named."""

import shutil
from pathlib import Path

import pytest

from tests.tasks.reading import freeze
from tracker.database import rows, value
from tracker.exchange.seeds import SeedError, load
from tracker.settings import ROOT

pytestmark = pytest.mark.usefixtures("province")
COUNTS = "SELECT (SELECT count(*) FROM indicator) AS n, (SELECT count(*) FROM indicator_value) AS m"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the records."""
    freeze()
    return Path(shutil.copytree(ROOT / "seeds", tmp_path / "seeds"))


async def test_loading_again_adds_what_is_missing(folder: Path) -> None:
    """The same files change nothing; a new line is a new value; the notes that tell a cause are causes."""
    assert await rows(COUNTS) == [{"n": 29, "m": 335}]
    with (folder / "indicator_values.csv").open("a", encoding="utf-8") as file:
        file.write("CDS-08,2024-11-05,72.5,90,\n")
    for _n in range(2):
        await load(folder)
        assert await rows(COUNTS) == [{"n": 29, "m": 336}]
    causes = await value("SELECT count(*) FROM indicator_value WHERE cause_kind <> ''")
    assert causes == 5
    assert await value("SELECT count(*) FROM indicator_value WHERE note LIKE 'Nguyên nhân%'") == 0


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [
        ("indicator_values.csv", "CDS-99,2024-11-05,1,,", "row 337, column code"),
        ("indicator_values.csv", "CDS-01,2024-13-05,1,,", "row 337, column period_end"),
        ("indicator_values.csv", 'CDS-01,2024-11-05,"1,5",,', "row 337, column value"),
        ("indicator_values.csv", "CDS-01,2024-11-05,,,", "row 337, column value"),
        ("indicators.csv", "CDS-17,Tên,%,level,1,2,2024,VPUB", "row 31, column direction"),
        ("indicators.csv", "CDS-17,Tên,%,up,1,,2024,VPUB", "row 31, column target"),
        ("indicators.csv", "CDS-17,Tên,%,up,1,2,2024,KHONG", "row 31, column agency_code"),
    ],
)
async def test_a_fault_is_named_and_nothing_written(folder: Path, file: str, line: str, place: str) -> None:
    """File, row and column; a good line before it is not kept either."""
    with (folder / file).open("a", encoding="utf-8") as records:
        records.write(line + "\n")
    with pytest.raises(SeedError, match=f"{file}, {place}"):
        await load(folder)
    assert await rows(COUNTS) == [{"n": 29, "m": 335}]


async def test_a_folder_without_indicators_is_loaded(folder: Path) -> None:
    """They may be left out."""
    for name in ("indicators", "indicator_sets", "indicator_values"):
        (folder / f"{name}.csv").unlink()
    await load(folder)
    assert await rows(COUNTS) == [{"n": 29, "m": 335}]
