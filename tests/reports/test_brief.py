"""The brief for the meeting room: one page whatever it says, its sums right, its texts as text."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from tests.reports.paper import Paper, squeezed
from tests.reports.sample import content, figures, summary
from tracker.reports import brief
from tracker.reports.actions import PrintRoom
from tracker.reports.content import Content, Group, Previous, hash_of, read, written
from tracker.reports.graphs.strips import added, blocks, ranked, strips, whole
from tracker.reports.printer import Printer
from tracker.reports.rendering import html
from tracker.reports.series import Band, Month, Series
from tracker.reports.summary import ProgressSummary, Row
from tracker.tasks.rules import Figures
from tracker.words import speaking

DAY = date(2024, 11, 6)
BANDS = (Band(1, 7, 2), Band(8, 15, 0), Band(16, 30, 1), Band(31, 90, 2), Band(91, None, 0))
BEFORE = Previous(7, "Báo cáo tháng 9", date(2024, 9, 30), 1, Figures(60, 3, 33, 77, 3))
HOSTILE = '</title></svg><script>alert(1)</script><img src="http://127.0.0.1/x"> & {{ 7*7 }}'


def months(n: int = 40, total: int = 176) -> tuple[Month, ...]:
    """A trend of so many months."""
    first = date(2021, 8, 31)
    return tuple(
        Month(
            first + timedelta(30 * k), Figures(in_time=total - total * k // n, done_on_time=total * k // n), k
        )
        for k in range(n)
    )


def sample(found: ProgressSummary | None = None, **changes: Any) -> Content:
    """A brief of the sample."""
    usual = {"kind": "brief", "series": Series(months(), BANDS, BANDS), "previous": BEFORE}
    return content(found, **{**usual, **changes})


def with_rows(rows: Sequence[Row], groups: Sequence[Group]) -> ProgressSummary:
    """A summary of rows made up, by agencies made up."""
    return replace(summary(), rows=rows, total=figures(list(rows)), by_agency=groups)


def late(n: int, title: str, agency: str, proposal: str) -> ProgressSummary:
    """A programme with so many overdue tasks, all named so."""
    usual = summary().rows[0]
    rows = [
        {
            **usual,
            "code": f"Q-{k}",
            "bucket": "overdue",
            "due_on": DAY - timedelta(k + 1),
            "title": title,
            "lead_short": agency,
            "lead_name": agency,
            "proposal": proposal,
        }
        for k in range(n)
    ]
    groups = [Group(f"A{k}", agency, agency, Figures(overdue=1)) for k in range(n)]
    return with_rows(rows, groups)


async def drawn(printer: Printer, page: str, folder: Path) -> Paper:
    """A document on paper."""
    path = folder / "brief.pdf"
    path.write_bytes(await printer.pdf(page))
    return Paper(path)


LONG = "Xây dựng, hoàn thiện và triển khai " * 30
CASES = {
    "as it is": sample(),
    "nothing overdue": sample(late(0, "", "", "")),
    "sixty overdue": sample(
        late(60, LONG, "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân " * 4, LONG)
    ),
    "words without an end": sample(late(9, "W" * 3000, "M" * 400, "Ư" * 3000)),
    "a line each": sample(late(9, "a\n" * 300, "b\n" * 50, "c\n" * 300)),
    "no series, nothing before": sample(series=Series(), previous=None),
    "a million": sample(
        summary(total=Figures(312_345, 98_765, 234_567, 345_678, 87_654)),
        series=Series(months(120, 1_079_009), tuple(Band(b.least, b.most, 123_456) for b in BANDS), BANDS),
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_it_is_one_landscape_page_whatever_it_says(printer: Printer, tmp_path: Path, case: str) -> None:
    """Texts are cut to their lines, parts to their heights; the foot with the hash is there all the same."""
    digest = hash_of(written(CASES[case]))
    paper = await drawn(printer, html(CASES[case], digest), tmp_path)
    [sheet] = paper.sheets
    assert (round(sheet.width), round(sheet.height)) == (297, 210)
    assert sheet.reads(digest)
    assert all(word.right < 297 - 8 and word.bottom < 210 - 4 for word in sheet.words)
    assert not paper.pictures
    assert {name for name, _, _ in paper.fonts} <= {"Inter", "Inter-Bold", "Inter-Semi-Bold"}


async def test_it_says_what_a_committee_decides_from(printer: Printer, tmp_path: Path) -> None:
    """Figures, rates with their denominators, overdue tasks, agencies, comparison; charts in words too."""
    paper = await drawn(printer, html(sample()), tmp_path)
    text = squeezed(paper.text)
    for said in (
        "93/176",
        "Đã xác nhận hoàn thành 52,84% tổng số nhiệm vụ (93/176);",
        "đạt 94,90% trên số đã hoàn thành và quá hạn (93/98).",
        "5 nhiệm vụ quá hạn, 3 do Sở Tài nguyên và Môi trường chủ trì; 29 chờ xác nhận.",
        "37 ngày",
        "Sở TN&MT",
        "13 cơ quan khác",
        "hoàn thành 93 (+13); chờ xác nhận 29 (-4); quá hạn 5 (+2); tổng số 176 (0)",
        "nhiệm vụ đến hạn trong 14 ngày",
    ):
        assert squeezed(said) in text, said
    assert len(paper.alternatives) == 5
    assert paper.alternatives[0].startswith("Biểu đồ cơ cấu 176 nhiệm vụ")
    assert all(paper.alternatives)
    assert paper.info["Tagged"] == "yes"


async def test_large_counts_stand_whole(printer: Printer, tmp_path: Path) -> None:
    """Each bucket's number can be read in the bar and beside its name, and no word lies on another."""
    paper = await drawn(printer, html(CASES["a million"]), tmp_path)
    words = [word.text for word in paper.sheets[0].words]
    for count in ("345.678", "87.654", "234.567", "312.345", "98.765"):
        assert words.count(count) >= 2, count
    ages = [word for word in paper.sheets[0].words if word.text == "123.456"]
    assert len(ages) == 5
    assert max(word.right for word in ages) < 226  # where the other chart begins
    hero = [word for word in paper.sheets[0].words if word.top < 45]
    for n, one in enumerate(hero):
        for other in hero[n + 1 :]:
            apart = one.right <= other.left + 0.2 or other.right <= one.left + 0.2
            assert apart or one.bottom <= other.top + 2.5 or other.bottom <= one.top + 2.5, (one, other)


async def test_beyond_what_fits_the_overdue_are_counted(printer: Printer, tmp_path: Path) -> None:
    """Five are named, the rest are a row of their own."""
    paper = await drawn(printer, html(sample(late(60, "Việc", "Sở A", ""))), tmp_path)
    assert squeezed("và 55 nhiệm vụ quá hạn khác") in squeezed(paper.text)
    few = brief.to_do(late(5, "Việc", "Sở A", ""))
    assert [one.days for one in few] == ["5 ngày", "4 ngày", "3 ngày", "2 ngày", "1 ngày"]


def test_room_left_shows_what_waits_longest() -> None:
    """Awaiting is the confirmer's to act on; it never takes the room of an overdue task."""
    found = brief.to_do(replace(summary(), rows=summary().awaiting))
    assert len(found) == brief.ROWS
    assert all(one.waits and one.days.startswith("chờ ") for one in found)


@pytest.mark.parametrize("case", CASES)
def test_what_was_kept_prints_the_same(case: str) -> None:
    """Read back from its text, a content gives the same page, letter for letter."""
    text = written(CASES[case])
    assert html(read(text), hash_of(text)) == html(CASES[case], hash_of(text))


async def test_hostile_titles_are_words(printer: Printer, tmp_path: Path) -> None:
    """A title, an agency or a proposal like a tag is printed as it is, and fetches nothing."""
    page = html(sample(late(3, HOSTILE, HOSTILE, HOSTILE)))
    assert "<script" not in page
    assert "<img" not in page
    paper = await drawn(printer, page, tmp_path)
    assert squeezed("<script>alert(1)</script>") in squeezed(paper.text)
    assert not any("127.0.0.1/x" in link for link in paper.links)


def test_eight_agencies_and_the_rest_add_up_to_the_total() -> None:
    """The most overdue first, then the largest; no task in two rows."""
    shown, rest = ranked(cast("list[Group]", summary().by_agency), 8)
    assert [group.code for group in shown[:3]] == ["STNMT", "STTTT", "SGDDT"]
    assert added([*shown, *rest]) == summary().total
    assert brief.by_agency(summary())["said"].count("/") == 9


def test_an_only_or_even_worst_agency_is_not_named() -> None:
    """Of two alike neither leads; of one alone the report is."""
    assert brief.worst(summary()) == ("Sở Tài nguyên và Môi trường", 3)
    assert brief.worst(late(2, "x", "y", ""))[0] == ""


def test_bars_are_as_wide_as_their_counts() -> None:
    """On one scale, in the order of a task's life."""
    bar = whole(summary().total, 275, 10)
    assert [block.label for block in bar] == ["89", "4", "29", "49", "5"]
    assert sum(block.width + 0.5 for block in bar) == pytest.approx(275)
    one, two = strips([("A", Figures(overdue=4)), ("B", Figures(in_time=2))], left=40, width=60, row=5)
    assert (one.blocks[0].x, one.blocks[0].width, two.blocks[0].width, two.y) == (40, 60, 30, 5)
    assert blocks(Figures(), 0, 0, 5, 1) == ()


def test_a_long_name_is_cut_beside_its_bar() -> None:
    """With a sign that it was."""
    assert brief.short("Sở TN&MT") == "Sở TN&MT"
    assert brief.short("Ủy ban nhân dân thành phố Tây Ninh").endswith("…")
    assert len(brief.short("M" * 60)) == brief.NAME


async def test_a_brief_costs_little(printer: Printer) -> None:
    """Under 0.6 s of the warm child's processor time, at the median of five."""
    page = html(sample())
    await printer.pdf(page)
    spent = []
    for _ in range(5):
        before = _processor(printer)
        await printer.pdf(page)
        spent.append(_processor(printer) - before)
    print("brief, processor seconds:", spent)
    assert statistics.median(spent) < 0.6


def _processor(printer: Printer) -> float:
    """The processor seconds that the child has used."""
    assert printer._child is not None
    parts = Path(f"/proc/{printer._child.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


async def test_the_same_brief_is_drawn_once(printer: Printer) -> None:
    """Asked again, and by its content alone, it comes from the shelf."""
    room = PrintRoom(printer)
    first = await room.report_pdf(sample())
    assert await room.report_pdf(read(written(sample()))) is first


def test_it_speaks_vietnamese_whoever_asks() -> None:
    """An English reader's brief is the committee's too."""
    with speaking("en"):
        assert html(sample()) == html(CASES["as it is"])
