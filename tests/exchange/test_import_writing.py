"""An import carried out: all good rows in one transaction or none, once, by the office, for good."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from tests.exchange.importing import (
    ANNEX,
    DAY,
    FILE,
    NOW,
    annex,
    bodies_alone,
    counted,
    kinds,
    move,
    one_of,
    programme,
    said,
    with_row,
    written,
)
from tests.exchange.programs import actor_of
from tracker.clock import at, day_of
from tracker.database import execute, row, rows, value
from tracker.evidence import store
from tracker.exchange.annex.actions import carry_out, remember_columns, remember_names
from tracker.exchange.annex.model import Column, Problem, Table
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.queries import remembered_mapping, terms
from tracker.history.replay import check_replay
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.queries import figures

TALLY = (
    "SELECT count(*) FROM (SELECT * FROM tally WHERE change <> 0 EXCEPT SELECT * FROM tally_recount) AS odd"
)


async def sound() -> None:
    """The records hold together: the tally is what the tasks say, history gives the tasks."""
    assert await value(TALLY) == 0
    checked = await check_replay()
    assert checked.found == 0


async def test_an_empty_programme_takes_all_176_tasks(database: Any) -> None:
    """Every task is assigned with its code, agencies, deadline and document; the five figures add up."""
    await bodies_alone()
    outcomes = await said(await annex())
    assert counted(outcomes) == {"new": 176, "skipped": 17}
    made = await written(outcomes)
    assert (made.written, made.totals["new"], made.totals["skipped"]) == (176, 176, 17)
    days = [one.read.due_on for one in outcomes if one.outcome == "new"]
    overdue = sum(day is not None and day < DAY for day in days)
    found = await figures(await programme(), DAY)
    assert (found.total, found.overdue, found.in_time) == (176, overdue, 176 - overdue)
    task = await row(
        """SELECT t.title, t.due_on, t.due_precision, t.state, t.starred, d.number, a.code AS lead
           FROM task AS t
           JOIN source_document AS d ON d.id = t.source_document JOIN agency AS a ON a.id = t.lead_agency
           WHERE t.code = 'CDDH-22'"""
    )
    assert task is not None
    assert (task["due_on"], task["due_precision"], task["state"]) == (
        date(2024, 9, 30),
        "quarter",
        "assigned",
    )
    assert (task["starred"], task["number"], task["lead"]) == (True, "16/CT-TTg", "VPUB")
    assert await value("SELECT count(*) FROM task_coordinator") == sum(
        len(one.read.coordinators) for one in outcomes)  # fmt: skip
    await sound()


async def test_the_same_file_again_changes_nothing_and_says_so(database: Any) -> None:
    """Not a task, version, line, run or origin more; the first run is named."""
    await bodies_alone()
    reads = await annex()
    first = await written(await said(reads))
    count = """SELECT (SELECT sum(version) FROM task), (SELECT count(*) FROM history),
                      (SELECT count(*) FROM import_run), (SELECT count(*) FROM task_origin)"""
    before = await row(count)
    outcomes = await said(reads, NOW + timedelta(days=1))
    assert counted(outcomes) == {"same": 176, "skipped": 17}
    again = await written(outcomes, NOW + timedelta(days=1))
    assert (again.number, again.written, again.repeated) == (first.number, 0, True)
    assert await row(count) == before


async def test_origins_are_noted_of_tasks_that_stood_before(province: Any) -> None:
    """An annex in which nothing is new still tells where its tasks came from, once."""
    outcomes = await said(await annex())
    first = await written(outcomes)
    assert (first.written, first.repeated) == (0, False)
    assert await value("SELECT count(*) FROM task_origin WHERE run = $1", first.number) == 176
    assert (await written(await said(await annex()))).repeated
    kept = await row("SELECT file_sha256, source_document, totals FROM import_run")
    assert kept is not None
    assert bytes(kept["file_sha256"]) == FILE.sha256
    assert store.path_of(FILE.sha256).read_bytes() == FILE.content


async def test_rows_without_codes_are_found_by_their_place(database: Any) -> None:
    """Codes go on from the area's last; later the place, or the title at another place, finds the task."""
    await bodies_alone()
    reads = [replace(one, code="") for one in await annex() if not one.skipped]
    made = await written(await said(reads))
    assert len(set(made.codes.values())) == 176
    assert await value("SELECT count(*) FROM task WHERE code IN ('TC-01', 'TC-22', 'CDDH-24')") == 3
    assert counted(await said(reads)) == {"same": 176}
    # A row put in above moves the places of all below it: the titles still find their tasks.
    group = [one for one in reads if one.item.startswith("I.")]
    shifted = [replace(one, item=f"I.{n}") for n, one in enumerate(group, 2)]
    extra = replace(group[0], row=999, item="I.1", title="Việc được thêm vào đầu danh mục")
    outcomes = await said([extra, *shifted])
    assert counted(outcomes) == {"new": 1, "same": 22}
    await written(outcomes)
    assert counted(await said([extra, *shifted])) == {"same": 23}
    place = "SELECT t.title FROM task_origin AS o JOIN task AS t ON t.id = o.task WHERE o.item = 'I.1'"
    assert await value(place) == extra.title
    await sound()


async def test_a_row_with_the_same_code_at_another_place_is_the_same_task(province: Any) -> None:
    """The code finds the task, and the place is noted anew."""
    await written(await said(await annex()))
    moved = with_row(await annex(), "TC-10", item="I.500")
    outcomes = await said(moved)
    assert one_of(outcomes, "TC-10").outcome == "same"
    assert not (await written(outcomes)).repeated
    places = "SELECT o.item FROM task_origin AS o JOIN task AS t ON t.id = o.task WHERE t.code = 'TC-10'"
    assert [one["item"] for one in await rows(places)] == ["I.500"]


async def test_changes_are_written_with_their_lines_of_history(province: Any) -> None:
    """A new lead has yet to accept; the rest is an edit that names the document; all is as the row says."""
    rows_ = with_row(
        await annex(), "TC-10", title="Rà soát quy định về xây dựng", lead="STC", coordinators=("STP", "SXD"),
        deadline="30/6/2025", due_on=date(2025, 6, 30), precision="day", area="CV",
        source="Nghị quyết số 01/NQ-CP ngày 05/01/2024 của Chính phủ",
    )  # fmt: skip
    made = await written(await said(rows_))
    assert made.totals["changed"] == made.written == 1
    verbs = """SELECT h.verb, h.text FROM history AS h JOIN task AS t ON t.id = h.object_id
               WHERE h.kind = 'task' AND t.code = 'TC-10' ORDER BY h.id DESC LIMIT 2"""
    edit, reassigned = await rows(verbs)
    assert (edit["verb"], reassigned["verb"]) == ("edit", "reassign")
    assert "2610/QĐ-UBND" in edit["text"]
    assert "2610/QĐ-UBND" in reassigned["text"]
    assert counted(await said(rows_)) == {"same": 176, "skipped": 17}
    assert await value("SELECT state FROM task WHERE code = 'TC-10'") == "assigned"
    await sound()


async def test_rows_with_errors_stay_out_and_in_the_record(province: Any) -> None:
    """Good rows are written beside them; the record tells all rows, each once."""
    reads = with_row(await annex(), "TC-10", title="Mới")
    reads = with_row(reads, "TC-15", problems=(Problem("C", "agency_unknown", "Không có cơ quan này."),))
    made = await written(await said(reads))
    assert {kind: made.totals[kind] for kind in ("changed", "error", "same")} == {
        "changed": 1, "error": 1, "same": 174}  # fmt: skip
    kept = await rows('SELECT outcome, "row", code, problems::text FROM import_row ORDER BY id')
    assert [one["row"] for one in kept] == [one.row for one in reads]
    (wrong,) = [one for one in kept if one["outcome"] == "error"]
    assert (wrong["code"], "agency_unknown" in wrong["problems"]) == ("TC-15", True)


async def test_rows_that_are_not_wanted_are_left_as_they_are(province: Any) -> None:
    """Only the rows named are written; the others are told as left."""
    reads = with_row(with_row(await annex(), "TC-10", title="Một"), "TC-15", title="Hai")
    outcomes = await said(reads)
    made = await written(outcomes, only={key_of(one_of(outcomes, "TC-15").read)})
    assert (made.written, made.totals["left"]) == (1, 1)
    titles = await rows("SELECT code FROM task WHERE title IN ('Một', 'Hai')")
    assert [one["code"] for one in titles] == ["TC-15"]


@pytest.mark.parametrize("meanwhile", ["starred = NOT starred", "title = 'Đã sửa'"])
async def test_a_dry_run_that_holds_no_longer_is_not_carried_out(province: Any, meanwhile: str) -> None:
    """A task that was changed since, wanted or the same until now, stops all of it."""
    outcomes = await said(with_row(with_row(await annex(), "TC-10", title="Một"), "TC-15", title="Hai"))
    await move("TC-10", f"{meanwhile}, changed_at = changed_at + interval '1 day'")
    with pytest.raises(Conflict):
        await written(outcomes)
    assert await value("SELECT count(*) FROM task WHERE title = 'Hai'") == 0
    assert await value("SELECT count(*) FROM import_run") == 0


async def test_a_rule_that_says_no_on_the_way_takes_everything_back(province: Any) -> None:
    """Two imports of one new code in one file: nothing of either is there, and the row is named."""
    model = next(one for one in await annex() if one.code == "TC-10")
    outcomes = await said(
        [replace(model, row=7, code="TC-88", item=""), replace(model, row=8, code="TC-88", item="")]
    )
    with pytest.raises(Refused, match="8"):
        await written(outcomes)
    assert await value("SELECT count(*) FROM task WHERE code = 'TC-88'") == 0


@pytest.mark.parametrize("username", ["stttt.lanhdao", "bcd.truongban", "giamsat", "quantri"])
async def test_only_the_office_imports(province: Any, username: str) -> None:
    """For everybody else there is nothing to carry out."""
    outcomes = await said(await annex())
    with pytest.raises(NotThere):
        await carry_out(await actor_of(username), await programme(), ANNEX, outcomes, FILE, NOW)


async def test_a_document_of_tomorrow_is_refused(province: Any) -> None:
    """The date is a typing error; nothing is written."""
    tomorrow = replace(ANNEX, issued_on=DAY + timedelta(days=1))
    with pytest.raises(Refused):
        await written(await said(await annex(), document=tomorrow), document=tomorrow)


async def test_the_record_of_an_import_is_never_changed(province: Any) -> None:
    """The database itself refuses to change or delete a run or a row of it."""
    await written(await said(await annex()))
    for statement in (
        "UPDATE import_run SET file_name = 'x'", "DELETE FROM import_run",
        "UPDATE import_row SET outcome = 'new'", "DELETE FROM import_row",
    ):  # fmt: skip
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.InsufficientPrivilegeError)):
            await execute(statement)


async def test_new_tasks_of_an_agency_that_ended_go_to_its_heir(province: Any) -> None:
    """The office imports an old annex: the task is the heir's, and the row said so."""
    later = at(date(2025, 8, 1), 9)
    model = next(one for one in await annex() if one.code == "TC-10")
    outcomes = await said([replace(model, code="TC-91", item="", lead="STP", coordinators=("SKHDT",))], later)
    assert kinds(outcomes[0]) == {"agency_followed"}
    await written(outcomes, later)
    lead = "SELECT a.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency WHERE t.code = 'TC-91'"
    assert await value(lead) == "STP2507"
    assert day_of(await value("SELECT assigned_at FROM task WHERE code = 'TC-91'")) == date(2025, 8, 1)


async def test_names_and_columns_are_remembered(province: Any) -> None:
    """What was confirmed once is known the next time, and the last word counts."""
    office = await actor_of("vpub.dieuphoi1")
    for code in ("SNV", "STP"):
        await remember_names(office, {"sonoivuvalaodong": code}, NOW)
    assert (await terms(DAY)).remembered == {"sonoivuvalaodong": "STP"}
    for field in ("note", "title"):
        await remember_columns(office, Table("S", 1, 1, (Column("B", "Việc", field),), "abc"), NOW)
    assert await remembered_mapping("abc") == {"B": "title"}
    assert await remembered_mapping("khác") is None


async def test_terms_are_those_of_the_documents_day(province: Any) -> None:
    """Agencies by all their names on the day; areas of the programme."""
    now, later = await terms(DAY, await programme()), await terms(date(2025, 8, 1), await programme())
    (justice,) = [one for one in now.bodies if one.code == "STP"]
    assert {"Sở Tư pháp", "S.Tư pháp"} <= set(justice.names)
    assert "STP" not in {one.code for one in later.bodies}
    assert now.areas["TC"]
    assert (await terms(DAY, 999)).areas == {}
