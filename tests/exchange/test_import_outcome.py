"""What an import would do: said of every row before anything is written, field by field, and nothing more."""

from dataclasses import replace
from datetime import date
from typing import Any
from unicodedata import normalize

from tests.exchange.importing import (
    ANNEX,
    DAY,
    annex,
    counted,
    kinds,
    one_of,
    said,
    seeded,
    with_row,
    written,
)
from tracker.clock import at
from tracker.database import execute, transaction, value
from tracker.database.engine import engine
from tracker.exchange.annex.citing import Cited, cited
from tracker.exchange.annex.model import Problem
from tracker.words import speaking


async def test_the_annex_of_the_tasks_that_stand_changes_none(province: Any) -> None:
    """All 176 tasks are the same, the extended ones with the deadline they had at first; 17 rows are none."""
    assert counted(await said(await annex())) == {"same": 176, "skipped": 17}
    assert sum(bool(one["original_due_on"]) for one in seeded()) > 3


async def test_nothing_is_written_by_comparing(province: Any) -> None:
    """A dry run leaves no document, no run and no origin."""
    count = "SELECT (SELECT count(*) FROM source_document) + (SELECT count(*) FROM import_run)"
    before = await value(count)
    await said(with_row(await annex(), "TC-10", title="Khác"))
    assert await value(count) == before


async def test_a_change_is_told_field_by_field_in_words(province: Any) -> None:
    """What stands now and what the file says, by field; other rows stay the same."""
    changed = with_row(
        await annex(), "TC-10", title="Rà soát quy định về xây dựng", lead="STC", coordinators=("STP", "SNV"),
        deadline="30/6/2025", due_on=date(2025, 6, 30), precision="day", starred=True,
        output="Báo cáo tổng hợp", source="Nghị quyết số 01/NQ-CP ngày 05/01/2025 của Chính phủ",
    )  # fmt: skip
    outcomes = await said(changed)
    assert counted(outcomes) == {"same": 175, "changed": 1, "skipped": 17}
    diff = one_of(outcomes, "TC-10").diff
    assert {"title", "lead", "coordinators", "deadline_text", "due_on", "output", "source"} <= set(diff)
    assert diff["lead"] == ("Sở Xây dựng", "Sở Tài chính")
    assert diff["due_on"] == ("31/12/2024", "30/06/2025")
    assert diff["coordinators"][1] == "Sở Nội vụ; Sở Tư pháp"
    assert diff["source"][1] == "01/NQ-CP (05/01/2025)"


async def test_spaces_and_composition_of_letters_are_no_change(province: Any) -> None:
    """A text typed with other spaces, line breaks or letters composed in another way is the same text."""
    reads = await annex()
    title = next(one.title for one in reads if one.code == "TC-10")
    odd = normalize("NFD", title.replace(" ", "  \n", 1))
    assert odd != title
    assert counted(await said(with_row(reads, "TC-10", title=odd)))["same"] == 176


async def test_what_the_file_leaves_empty_is_no_change(province: Any) -> None:
    """A file without a column says nothing about it: no text, helper or star is taken away."""
    bare = [replace(one, coordinators=(), output="", source="", clause="", deadline="", due_on=None,
                    precision="none", starred=False, area="") for one in await annex()]  # fmt: skip
    assert counted(await said(bare))["same"] == 176


async def test_a_row_whose_place_is_named_otherwise_is_still_its_task(province: Any) -> None:
    """Found by its title, of equal titles by title and lead; places are then as the file has them."""
    bare = [replace(one, code="", item=one.item and f"Phụ lục I: {one.item}") for one in await annex()]
    await written(await said(await annex()))
    assert counted(await said(bare)) == {"same": 176, "skipped": 17}
    await written(await said(bare))
    assert await value("SELECT count(*) FROM task_origin WHERE item LIKE 'Phụ lục I: %'") == 176
    assert await value("SELECT count(*) FROM task_origin") == 176
    one, other = (next(read for read in bare if read.lead == lead) for lead in ("STC", "SNV"))
    await execute(
        "UPDATE task SET title = 'Báo cáo kết quả' WHERE title = ANY ($1)", [one.title, other.title]
    )
    twice = [replace(read, item=f"A.{n}", title="Báo cáo kết quả") for n, read in enumerate((other, one))]
    outcomes = await said(twice)
    assert [(each.outcome, each.read.lead) for each in outcomes] == [("same", "SNV"), ("same", "STC")]
    third = replace(one, item="A.9", title="Báo cáo kết quả", lead="STP", coordinators=())
    assert [each.outcome for each in await said([third])] == ["new"]  # negative control


async def test_an_extended_deadline_is_not_overwritten(province: Any) -> None:
    """The first deadline in the file is no change; a third one is an error that names the way."""
    extended = next(one for one in seeded() if one["original_due_on"] and not one["submitted_on"])["code"]
    day = {"deadline": "31/12/2026", "due_on": date(2026, 12, 31), "precision": "day"}
    outcome = one_of(await said(with_row(await annex(), extended, **day)), extended)
    assert outcome.outcome == "error"
    assert kinds(outcome) == {"extended"}


async def test_a_confirmed_task_is_not_changed_by_a_file(province: Any) -> None:
    """The row is an error with the rule's own sentence, and tells what differs."""
    outcomes = await said(with_row(await annex(), "TC-02", title="Nội dung mới"))
    outcome = one_of(outcomes, "TC-02")
    assert (outcome.outcome, kinds(outcome), set(outcome.diff)) == ("error", {"closed"}, {"title"})


async def test_a_new_row_is_a_new_task_unless_something_is_missing(province: Any) -> None:
    """New with its code or without; an area nobody can tell, or a code of odd letters, is an error."""
    model = next(one for one in await annex() if one.code == "TC-10")
    rows = [
        replace(model, row=301, code="TC-99", item="I.99"),
        replace(model, row=302, code="", item="I.98", title="Việc chưa có"),
        replace(model, row=303, code="", item="I.97"),
        replace(model, row=304, code="TC 77Đ", item="I.96"),
        replace(model, row=305, code="X-1", item="I.95", area=""),
        replace(model, row=306, skipped="total"),
    ]
    outcomes = await said(rows)
    assert [one.outcome for one in outcomes] == ["new", "new", "new", "error", "error", "skipped"]
    assert [kinds(one) - {"item_missing"} for one in outcomes[:5]] == [
        set(), set(), {"alike"}, {"code_form"}, {"area_needed"}]  # fmt: skip


async def test_two_rows_are_not_one_task(province: Any) -> None:
    """The second row of a task is an error that names the first."""
    reads = await annex()
    again = [*reads, replace(next(one for one in reads if one.code == "TC-10"), row=900)]
    outcome = (await said(again))[-1]
    assert (outcome.outcome, kinds(outcome)) == ("error", {"task_twice"})


async def test_rows_with_errors_are_not_compared(province: Any) -> None:
    """What was not understood stays an error, whatever stands in the records."""
    wrong = with_row(await annex(), "TC-10", problems=(Problem("C", "agency_unknown", "?"),))
    assert one_of(await said(wrong), "TC-10").outcome == "error"


async def test_agencies_that_ended_stand_for_whoever_took_over(province: Any) -> None:
    """A year later an old annex is the same; new tasks go to the heirs, or say that there are several."""
    later = at(date(2025, 8, 1), 9)
    reads = await annex()
    assert counted(await said(reads, later))["same"] == 176
    model = next(one for one in reads if one.code == "TC-10")
    rows = [replace(model, row=n, code=f"TC-9{n}", item="", lead=lead, coordinators=())
            for n, lead in enumerate(("STP", "SNV", "TXTB"))]  # fmt: skip
    outcomes = await said(rows, later)
    assert [(one.outcome, kinds(one)) for one in outcomes] == [
        ("new", {"agency_followed"}), ("new", {"agency_followed"}), ("error", {"agency_ended"})]  # fmt: skip


async def test_comparing_asks_as_often_for_one_row_as_for_all(province: Any) -> None:
    """The number of questions does not grow with the rows."""
    reads = await annex()
    counts = []
    for some in (reads[:12], reads):
        asked: list[str] = []
        async with transaction():
            under_way = engine().current_transaction.get()
            assert under_way is not None
            with under_way.connection.query_logger(lambda record, asked=asked: asked.append(record.query)):
                await said(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 3


def test_documents_are_read_from_what_a_cell_cites() -> None:
    """Number, kind, day and issuer; the first of several; a day is no number."""
    one = cited("Chỉ thị số 23/CT-TTg ngày 02/9/2021 của Thủ tướng Chính phủ")
    assert one == Cited("23/CT-TTg", "Chỉ thị", date(2021, 9, 2), "Thủ tướng Chính phủ")
    two = cited("Nghị định 34/2016/NĐ-CP ngày 14 tháng 5 năm 2016; Quyết định số 468/QĐ-TTg")
    assert two == Cited("34/2016/NĐ-CP", "", date(2016, 5, 14), "", several=True)
    assert cited("Kết luận phiên họp ngày 02/9/2021") is None
    assert cited("") is None


async def test_words_of_a_difference_are_in_the_readers_language(province: Any) -> None:
    """Negative control of the fingerprint: English and Vietnamese words differ, outcomes do not."""
    rows = with_row(await annex(), "TC-10", starred=True)
    with speaking("en"):
        english = one_of(await said(rows), "TC-10")
    vietnamese = one_of(await said(rows), "TC-10")
    assert english.diff["starred"] == ("No", "Yes")
    assert vietnamese.diff["starred"] == ("Không", "Có")
    assert (ANNEX.issued_on, english.outcome) == (DAY, vietnamese.outcome)
