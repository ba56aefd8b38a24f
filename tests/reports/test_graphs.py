"""What charts are drawn from, against a reading of the files that shares no code with the product."""

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.reports.paper import Paper, squeezed
from tests.reports.sample import content
from tests.tasks.reading import a_member, a_user, main_of, words_of
from tests.tasks.test_past_days import Records
from tracker import templating, words
from tracker.database import execute, row, value
from tracker.reports.graphs.ages import AWAITING_BANDS, OVERDUE_BANDS, banded, bars, counted, slanting
from tracker.reports.graphs.heat import INKS, SHADES, ever_late, level, shaded
from tracker.reports.graphs.looks import MILLIMETRE, band_name, paper
from tracker.reports.graphs.months import month_ends, small_charts, summed, trend_lines, yearly
from tracker.reports.graphs.queries import series_as_of
from tracker.reports.printer import Printer
from tracker.reports.series import AreaTrend, Band, HeatLine, Month, Series
from tracker.tasks.rules import Figures

TODAY, EARLIER = date(2024, 11, 6), date(2023, 6, 30)


class Ages(Records):
    """The files read by hand: how long each task was overdue or waited on a day."""

    def dues(self, task: dict[str, str], day: date) -> date | None:
        """The deadline that held on a day."""
        due = task["original_due_on"] or task["due_on"]
        for at, event in self.events[task["code"]]:
            if at <= day and event["kind"] == "extension_granted":
                due = event["new_due_on"]
        return date.fromisoformat(due) if due else None

    def submitted(self, task: dict[str, str], day: date) -> date:
        """The day of the last submission until a day."""
        sent = [at for at, event in self.events[task["code"]] if event["kind"] in ("submit", "resubmit")]
        return max(at for at in sent if at <= day)

    def bands(self, bucket: str, day: date, lead: str = "") -> list[int]:
        """How many tasks have been in a bucket for up to 7, 15, 30, 90 days, and longer."""
        found = [0] * 5
        for task in self.tasks:
            if self.bucket(task, day) == bucket and lead in ("", task["lead_code"]):
                since = self.dues(task, day) if bucket == "overdue" else self.submitted(task, day)
                assert since is not None
                age = (day - since).days
                found[sum(age > edge for edge in (7, 15, 30, 90))] += 1
        return found


@pytest.mark.parametrize("day", [TODAY, EARLIER])
async def test_charts_show_what_the_files_say_was_true_on_the_day(province: object, day: date) -> None:
    """Trend, ages, months by agency and areas: today's and those of a past day."""
    files, series = Ages(), await series_as_of(1, day)
    assert [band.count for band in series.overdue] == files.bands("overdue", day)
    assert [band.count for band in series.awaiting] == files.bands("awaiting", day)
    assert any(band.count for band in series.awaiting)
    for month in series.trend:
        buckets = files.counts(month.day)
        assert all(month.figures.count(name) == n for (_, name), n in buckets.items())
        assert month.figures.total == buckets.total()
        dues = [files.dues(t, month.day) for t in files.tasks if files.bucket(t, month.day)]
        assert month.due == sum(due is not None and due <= month.day for due in dues)
    assert series.trend[-1].day == day
    check_heat(files, series)
    check_areas(files, series)


def check_heat(files: Ages, series: Series) -> None:
    """Every agency, every month end: overdue, or a dash before it led anything."""
    assert len(series.heat_days) == 12
    for n, day in enumerate(series.heat_days):
        led = Counter(task["lead_code"] for task in files.tasks if files.bucket(task, day))
        late = files.counts(day, "lead_code")
        expected = {code: late[code, "overdue"] for code in led}
        assert {line.code: line.late[n] for line in series.heat if line.late[n] is not None} == expected


def check_areas(files: Ages, series: Series) -> None:
    """Each area's last point, and that the areas add up to the trend at every point."""
    now = files.counts(series.trend[-1].day, "area_code")
    for area in series.areas:
        own = {name: n for (code, name), n in now.items() if code == area.code}
        assert area.total[-1] == sum(own.values())
        assert area.done[-1] == own.get("done_on_time", 0) + own.get("done_late", 0)
    for n, month in enumerate(series.trend):
        sums = [
            sum(each) for each in zip(*((a.done[n], a.due[n], a.total[n]) for a in series.areas), strict=True)
        ]
        assert sums == [month.figures.done, month.due, month.figures.total]


async def test_an_agencys_charts_are_of_what_it_leads(province: object) -> None:
    """Its ages are counted by hand, its months are one line, its areas add up to its own trend."""
    agency = await row("SELECT id FROM agency WHERE code = 'STNMT'")
    assert agency
    series = await series_as_of(1, TODAY, agency["id"])
    assert [band.count for band in series.overdue] == Ages().bands("overdue", TODAY, "STNMT")
    assert [line.code for line in series.heat] == ["STNMT"]
    assert series.trend[-1].figures.total == 10 == sum(area.total[-1] for area in series.areas)


async def test_what_happens_later_leaves_a_past_days_charts_as_they_were(province: object) -> None:
    """A deadline moved and a task confirmed today change today alone."""
    before = await series_as_of(1, EARLIER), await series_as_of(1, TODAY)
    await execute(
        """UPDATE task SET state = 'withdrawn', resumes_to = 'assigned', changed_at = '2024-11-06T03:00Z',
                  version = version + 1 WHERE code = 'CQS-04'"""
    )
    assert await series_as_of(1, EARLIER) == before[0]
    assert await series_as_of(1, TODAY) != before[1]


async def test_a_programme_without_tasks_has_empty_charts(database: object) -> None:
    """On its first day, too."""
    series = await series_as_of(1, TODAY)
    assert (series.trend, series.areas, series.heat) == ((), (), ())
    assert counted(series.overdue) == 0


def test_every_age_lies_in_one_band() -> None:
    """The first and the last day of each band belong to it."""
    ages = [(age, 1) for age in (1, 7, 8, 15, 16, 30, 31, 90, 91, 4000)]
    found = banded(OVERDUE_BANDS, ages)
    assert [band.count for band in found] == [2, 2, 2, 2, 2]
    assert counted(found, 30) == 4
    assert banded(AWAITING_BANDS, [(0, 3)])[0] == Band(0, 7, 3)
    with words.speaking("vi"):
        names = [band_name(band) for band in AWAITING_BANDS]
    assert names == ["đến 7 ngày", "8 đến 15 ngày", "16 đến 30 ngày", "31 đến 90 ngày", "trên 90 ngày"]


def test_bars_share_a_scale_and_nothing_draws_nothing() -> None:
    """The longest fills the room; of no task at all each bar is nothing."""
    bands = (Band(1, 7, 2), Band(8, None, 4))
    assert [bar.width for bar in bars(bands)] == [50, 100]
    assert [bar.width for bar in bars(OVERDUE_BANDS)] == [0] * 5


def test_hatching_is_drawn_line_by_line_over_the_whole_bar() -> None:
    """No tiled pattern, whose seams show on paper."""
    path = slanting(70, 18)
    starts = [int(part.split()[0]) for part in path.split("M")[1:]]
    assert starts[0] < 0
    assert starts[-1] > 60
    assert {b - a for a, b in pairwise(starts)} == {7}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2024, 11, 6), date(2023, 11, 30), date(2024, 10, 31)),
        (date(2024, 2, 29), date(2023, 3, 31), date(2024, 2, 29)),
        (date(2024, 12, 31), date(2024, 1, 31), date(2024, 12, 31)),
        (date(2021, 1, 1), date(2020, 1, 31), date(2020, 12, 31)),
    ],
)
def test_months_end_up_to_the_day(day: date, first: date, last: date) -> None:
    """Twelve of them; the day itself when it is one."""
    found = month_ends(day)
    assert (len(found), found[0], found[-1]) == (12, first, last)


def test_lines_run_along_time_and_end_at_their_last_value() -> None:
    """The years have their marks; one month alone, and none, are drawn all the same."""
    months = [
        Month(date(2023, 11, 30), Figures(in_time=8), 0),
        Month(date(2024, 1, 31), Figures(in_time=4, awaiting=1, done_late=3), 2),
        Month(date(2024, 12, 31), Figures(done_on_time=8), 8),
    ]
    lines = trend_lines(months, 400, 100)
    assert lines.done.points == "0.0,100.0 62.5,62.5 400.0,0.0"
    assert (lines.done.last, lines.due.last, lines.submitted.last, lines.total.last) == (8, 8, 8, 8)
    assert [tick for tick, _ in lines.ticks] == [2, 4, 6, 8]
    assert [year for year, _ in lines.years] == [2024]
    assert trend_lines(months[:1], 400, 100).done.points == "0.0,100.0"
    assert trend_lines([], 400, 100).total.last == 0


def test_small_charts_have_the_scale_of_their_own_area() -> None:
    """Half done is half way up, in an area of two tasks as in one of two hundred."""
    days = [date(2024, 1, 31), date(2024, 12, 31)]
    areas = [AreaTrend("A", "A", (0, n), (0, n), (2 * n, 2 * n)) for n in (1, 100)]
    found = small_charts(areas, days, 100, 60)
    assert [one.done.y for one in found] == [30, 30]
    assert found[1].now == (100, 100, 200)


def test_sums_of_months_go_on_from_month_to_month() -> None:
    """A month without a step keeps the sum before it."""
    steps = {date(2024, 1, 1): 3, date(2024, 3, 1): -1}
    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert summed(steps, ends) == (3, 3, 2)


def test_the_heat_maps_shades_grow_with_the_count() -> None:
    """None is white, the most is darkest, a dash is a dash, the worst agency stands first."""
    assert [level(n, 10) for n in (0, 1, 3, 5, 6, 10)] == [0, 1, 2, 2, 3, 4]
    lines = [HeatLine("A", "A", (None, 0)), HeatLine("B", "B", (1, 7)), HeatLine("C", "C", (9, 7))]
    found = shaded(lines, 2)
    assert [one.line.code for one in found] == ["C", "B"]
    assert [cell.shade for cell in found[0].cells] == [SHADES[4], SHADES[4]]
    assert shaded(lines)[2].cells[0].count is None
    assert [line.code for line in ever_late(lines)] == ["B", "C"]


@pytest.mark.parametrize(("shade", "ink"), list(zip(SHADES, INKS, strict=True)))
def test_a_number_is_legible_on_its_shade(shade: str, ink: str) -> None:
    """4.5 to 1 at least (WCAG 2.2, 1.4.3)."""
    low, high = sorted((_luminance(shade), _luminance(ink)))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_shades_are_told_apart_in_black_and_white() -> None:
    """Each is clearly darker than the one before."""
    greys = [_luminance(shade) for shade in SHADES]
    assert all(b < a * 0.8 for a, b in pairwise(greys))


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_look_on_paper_is_as_wide_as_it_stands() -> None:
    """Millimetres and points become CSS pixels."""
    look = paper(110, 12)
    assert look.width == round(110 * MILLIMETRE, 1)
    assert look.size == 16


async def test_the_page_of_charts_has_every_chart_with_its_table(province: object) -> None:
    """For the province's readers, today and on a past day; drawn without style attributes or patterns."""
    browser = await a_member()
    main = await main_of(browser, "/charts")
    assert main.count("<title>") == 4 + 7
    assert main.count("<details>") == 4
    for forbidden in ("style=", "<style", "<pattern", "url("):
        assert forbidden not in main
    text = words_of(main)
    assert "5 nhiệm vụ đang quá hạn" in text
    assert "29 nhiệm vụ chờ xác nhận" in text
    past = words_of(await main_of(browser, "/charts?as_of=2023-06-30"))
    assert "Số liệu đến hết ngày 30/06/2023" in past
    assert "/charts" in await main_of(browser, "/")
    room = (await browser.get("/charts?mode=projector")).text
    assert 'data-mode="projector"' in room
    assert 'font-size="19"' in room
    assert 'font-size="13"' not in room.partition("<main")[2]
    wrong = await browser.get("/charts?as_of=2024-13-01")
    assert wrong.status_code == 422


async def test_an_agency_sees_its_own_charts_and_no_other_agency(province: object) -> None:
    """Neither another agency's line of the heat map nor the province's sums."""
    main = await main_of(await a_user("stnmt.lanhdao"), "/charts")
    text = words_of(main)
    assert "3 nhiệm vụ đang quá hạn" in text
    assert "Nhiệm vụ do cơ quan chủ trì: Sở Tài nguyên và Môi trường" in text
    assert "Sở Nội vụ" not in main
    assert "STTTT" not in main


async def test_names_are_written_as_text(province: object) -> None:
    """An agency or area named like a tag is its name, in the drawing too."""
    await execute("UPDATE agency SET name = '<b>x</b>', short_name = '<i>x</i>' WHERE code = 'STNMT'")
    await execute("UPDATE area SET name = '</title><script>x</script>' WHERE code = 'TC'")
    main = await main_of(await a_member(), "/charts")
    assert "<b>x" not in main
    assert "<i>x" not in main
    assert "<script>x" not in main
    assert "&lt;i&gt;x" in main
    assert await value("SELECT count(*) FROM area WHERE name LIKE '</title>%'") == 1


ANNEX = """{% macro annex_head(number, title) %}<h1>Phụ lục {{ number }} {{ title }}</h1>{% endmacro %}
<!doctype html><html lang="vi"><head><title>x</title></head>
<body>{% include "reports/graphs/annex.html" %}</body></html>"""


async def test_the_same_drawings_stand_in_an_annex_on_paper(
    province: object, printer: Printer, tmp_path: Path
) -> None:
    """In the decree's letters, each said in words, tables small; the page's shapes but for the width."""
    found = content(series=await series_as_of(1, TODAY))
    with words.speaking("vi"):
        template = templating.environment().from_string(ANNEX)
        html = template.render(c=found, annexes={"charts": "II"})
    path = tmp_path / "annex.pdf"
    path.write_bytes(await printer.pdf(html))
    paper = Paper(path)
    assert {name for name, _, _ in paper.fonts} <= {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert len(paper.alternatives) == 4 + 7
    assert all(paper.alternatives)
    assert paper.alternatives[0].startswith("Từ 31/8/2021 đến 06/11/2024")
    for said in ("31 đến 90 ngày 2 16", "Cộng 5 29", "31/12/2022", "Sở TN&MT", "14/22"):
        assert squeezed(said) in squeezed(paper.text), said
    for sheet in paper.sheets:
        assert all(word.left >= 29.9 and word.right <= 195 for word in sheet.body)
    assert [month.day.year for month in yearly(found.series.trend)] == [2021, 2022, 2023, 2024]
