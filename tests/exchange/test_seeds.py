"""Records come in whole or not at all, through the actions, as often as one likes."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.database import rows, value
from tracker.exchange.seeds import Loaded, SeedError, load
from tracker.settings import ROOT

Cells = dict[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demonstration's records, to be spoilt."""
    for path in (ROOT / "seeds").glob("*.csv"):
        shutil.copy(path, tmp_path)
    return tmp_path


def spoil(folder: Path, name: str, change: Callable[[list[Cells]], None]) -> None:
    """Rewrite one file after a change to its rows."""
    with (folder / name).open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    change(found)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


async def test_the_demonstrations_records_load_once(database: object, folder: Path) -> None:
    """66 agencies, 64 people, 176 tasks, 507 events; a second load adds nothing."""
    assert await load(folder) == Loaded(66, 64, 176, 507)
    lines = await value("SELECT count(*) FROM history")
    assert await load(folder) == Loaded(0, 0, 0, 0)
    assert await value("SELECT count(*) FROM history") == lines


async def test_a_later_load_adds_what_is_new(database: object, folder: Path) -> None:
    """An event appended to the file is the only thing the next load does."""
    await load(folder)
    new = {
        "code": "CQS-04",
        "at": "2024-11-06T23:00:00+07:00",
        "actor_username": "stttt.lanhdao",
        "kind": "progress",
        "text": "Đã trình phê duyệt.",
        "percent": "80",
        "new_due_on": "",
    }
    spoil(folder, "events.csv", lambda found: found.append(new))
    assert await load(folder) == Loaded(0, 0, 0, 1)
    assert await value("SELECT percent FROM task WHERE code = 'CQS-04'") == 80


async def test_everything_went_through_the_actions(province: object) -> None:
    """Each event left its line of history with the person's name, and progress its entry."""
    verbs = {f["verb"]: f["n"] for f in await rows("SELECT verb, count(*) AS n FROM history GROUP BY verb")}
    assert verbs == {
        "assign": 176,
        "accept": 175,
        "progress": 205,
        "submit": 134,
        "return": 12,
        "confirm": 93,
        "request_extension": 14,
        "grant_extension": 10,
        "refuse_extension": 3,
        "comment": 17,
        "ask_explanation": 7,
        "explain": 6,
        "hand_over": 6,
    }
    assert await value("SELECT count(*) FROM progress_update") == 205 + 134
    assert await value("SELECT count(*) FROM history WHERE actor IS NULL OR actor_name = ''") == 0


async def test_hand_overs_name_the_person_now_responsible(province: object) -> None:
    """CQS-06 went from Giang Hoàng Nam to Lục Bích Trâm."""
    name = await value(
        "SELECT p.full_name FROM task t JOIN person p ON p.id = t.responsible WHERE t.code = 'CQS-06'"
    )
    assert name == "Lục Bích Trâm"


def _set(row: int, column: str, cell: str) -> Callable[[list[Cells]], None]:
    return lambda found: found[row].update({column: cell})


SPOILT = [
    ("tasks.csv", _set(3, "due_on", "31/06/2022"), "tasks.csv, row 5, column due_on"),
    ("tasks.csv", _set(3, "lead_code", "KHONGCO"), "tasks.csv, row 5, column lead_code"),
    ("tasks.csv", _set(3, "coordinator_codes", "STP"), "tasks.csv, row 5, column coordinators"),
    ("tasks.csv", _set(3, "coordinator_codes", "SNV;KHONGCO"), "tasks.csv, row 5, column coordinator_codes"),
    ("tasks.csv", _set(3, "code", "TC-01"), "tasks.csv, row 5, column code"),
    ("tasks.csv", _set(3, "title", ""), "tasks.csv, row 5, column title"),
    ("tasks.csv", _set(3, "due_precision", "soon"), "tasks.csv, row 5, column due_precision"),
    ("tasks.csv", _set(3, "percent", "101"), "tasks.csv, row 5, column percent"),
    ("tasks.csv", _set(3, "confirmed_on", "2024-01-01"), "tasks.csv, row 5, column confirmed_on"),
    ("tasks.csv", _set(3, "accepted_on", "2020-01-01"), "tasks.csv, row 5, column accepted_on"),
    ("tasks.csv", _set(3, "starred", "yes"), "tasks.csv, row 5, column starred"),
    ("events.csv", _set(10, "kind", "finish"), "events.csv, row 12, column kind"),
    ("events.csv", _set(10, "actor_username", "nobody"), "events.csv, row 12, column actor_username"),
    ("events.csv", _set(10, "actor_username", "hbc.lanhdao"), "events.csv, row 12, column"),
    ("events.csv", _set(10, "at", "2021-13-01"), "events.csv, row 12, column at"),
    ("events.csv", _set(10, "at", "2021-11-01T08:00:00"), "events.csv, row 12, column at"),
    ("events.csv", _set(10, "at", "2020-01-01T08:00:00+07:00"), "events.csv, row 12, column at"),
    ("events.csv", _set(10, "code", "ZZ-1"), "events.csv, row 12, column code"),
    ("people.csv", _set(4, "agency_code", "KHONGCO"), "people.csv, row 6, column agency_code"),
    ("people.csv", _set(4, "role", "boss"), "people.csv, row 6, column role"),
    ("people.csv", _set(4, "email", "khong-co-a-cong"), "people.csv, row 6, column email"),
    ("agencies.csv", _set(2, "valid_to", "2020-01-01"), "agencies.csv, row 4, column valid_to"),
    ("agencies.csv", _set(2, "successor_codes", "KHONGCO"), "agencies.csv, row 4, column successor_codes"),
]


@pytest.mark.parametrize(("name", "change", "where"), SPOILT)
async def test_a_wrong_cell_is_named_and_nothing_is_written(
    database: object, folder: Path, name: str, change: Callable[[list[Cells]], None], where: str
) -> None:
    """The refusal names file, row and column, and the database stays empty."""
    spoil(folder, name, change)
    with pytest.raises(SeedError, match=where):
        await load(folder)
    assert await value("SELECT count(*) FROM agency") == 0
    assert await value("SELECT count(*) FROM history") == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "must stand in the header"),
        (b"code,at\nx", "must stand in the header"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"code,at,actor_username,kind,text,percent,new_due_on,more\n", "is not a column"),
        (b"code,at,actor_username,kind,text,percent,new_due_on\na,b\n", "2 cells"),
    ],
)
async def test_a_file_that_is_no_such_file_is_refused(
    database: object, folder: Path, content: bytes, why: str
) -> None:
    """Missing and unknown columns, other encodings and torn rows are named."""
    (folder / "events.csv").write_bytes(content)
    with pytest.raises(SeedError, match=why):
        await load(folder)


async def test_a_missing_file_is_named(database: object, folder: Path) -> None:
    """Without tasks.csv nothing is loaded."""
    (folder / "tasks.csv").unlink()
    with pytest.raises(SeedError, match=r"tasks\.csv"):
        await load(folder)


async def test_a_folder_without_programme_uses_the_one_of_resolution_76(
    database: object, folder: Path
) -> None:
    """programmes.csv and areas.csv may be left out."""
    (folder / "programmes.csv").unlink()
    (folder / "areas.csv").unlink()
    assert (await load(folder)).tasks == 176
