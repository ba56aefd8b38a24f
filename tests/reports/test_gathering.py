"""What a report prints, gathered from the database: one snapshot, any scope, figures that add up."""

import re
from datetime import date

import pytest

from tracker.database.engine import Engine
from tracker.refusal import NotThere, Refused
from tracker.reports import queries
from tracker.reports.content import Scope, read, written
from tracker.reports.gathering import gather, scope_of
from tracker.reports.rendering import html
from tracker.tasks.rules import Figures

DAY = date(2024, 11, 6)
PAST = date(2023, 6, 30)
PUBLISHED = Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)
PARTS = [
    ("area", "TC", ""),
    ("agency", "STNMT", ""),
    ("source", "76/NQ-CP", ""),
    ("overdue", "", ""),
    ("starred", "", ""),
    ("list", "", "bucket=in_time&bucket=overdue&q=đất"),
]


async def test_the_official_report_holds_the_published_figures(province: Engine) -> None:
    """With every text, the indicators of the day and what charts are drawn from."""
    found = await gather("official", Scope(), DAY, DAY)
    assert found.summary.total == PUBLISHED
    assert len(found.summary.rows) == 176
    assert found.title.startswith("Tình hình, tiến độ thực hiện nhiệm vụ thuộc Chương trình tổng thể")
    assert found.texts["difficulties"].startswith("Có 19/54 nhiệm vụ")
    assert found.series.trend[-1].figures == PUBLISHED
    assert sum(one["standing"] == "met" for one in found.indicators if one["target_year"] == 2024) >= 9
    assert "Phụ lục III" in html(found)


@pytest.mark.parametrize(("kind", "code", "query"), PARTS)
@pytest.mark.parametrize("day", [DAY, PAST])
async def test_any_part_is_gathered_kept_and_printed_again(
    province: Engine, kind: str, code: str, query: str, day: date
) -> None:
    """Its groups add up to its total, its list is its own, and what is read back prints the same words."""
    scope = await scope_of(kind, code, query, day)
    found = await gather("scoped", scope, day, DAY)
    assert len(found.summary.rows) == found.summary.total.total < 176
    again = read(written(found))
    assert written(again) == written(found)
    assert html(again) == html(found)


async def test_a_part_has_the_very_tasks_of_its_list(province: Engine) -> None:
    """By area, by agency, by state."""
    area = await gather("scoped", await scope_of("area", "TC", "", DAY), DAY, DAY)
    assert {row["area_code"] for row in area.summary.rows} == {"TC"}
    assert [group.code for group in area.summary.by_area] == ["TC"]
    late = await gather("scoped", Scope("overdue"), DAY, DAY)
    assert late.summary.total == Figures(overdue=5)
    listed = await gather("scoped", await scope_of("list", "", "?agency=STNMT&bucket=overdue", DAY), DAY, DAY)
    assert (listed.summary.total, listed.scope.query) == (Figures(overdue=3), "bucket=overdue&agency=STNMT")
    assert "quá hạn" in listed.scope.name


async def test_what_is_asked_for_wrongly_is_refused(province: Engine) -> None:
    """Unknown kinds and codes are not there; filters that are none, and withdrawn tasks, are refused."""
    for kind, code in (("moon", ""), ("area", "XX"), ("agency", "XX"), ("source", "0/X")):
        with pytest.raises(NotThere):
            await scope_of(kind, code, "", DAY)
    with pytest.raises(NotThere):
        await gather("scoped", Scope("source", "0/X", "x"), DAY, DAY)
    for query in ("bucket=never", "due=someday", "bucket=withdrawn"):
        with pytest.raises(Refused):
            await scope_of("list", "", query, DAY)


async def test_figures_that_do_not_add_up_make_no_report(
    province: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong report is worse than none."""
    monkeypatch.setattr(queries, "totals_agree", lambda summary: False)
    with pytest.raises(Refused, match="Số liệu không khớp"):
        await gather("official", Scope(), DAY, DAY)


async def test_dates_go_by_the_day_it_is_made(province: Engine) -> None:
    """A letter about a past day asks for an answer that is still possible; a day not over has no end yet."""
    past = await gather("letter", await scope_of("agency", "STNMT", "", PAST), PAST, DAY)
    assert past.addressed.answer_by is not None
    assert past.addressed.answer_by > DAY
    page = html(past)
    assert "tháng 11 năm 2024" in page
    assert "tính đến hết ngày 30/6/2023" in page
    today = html(await gather("official", Scope(), DAY, DAY))
    assert "số liệu tính đến ngày 06/11/2024" in today
    assert "hết ngày 06/11/2024" not in today
    later = html(await gather("official", Scope(), DAY, date(2024, 12, 2)))
    assert "số liệu tính đến hết ngày 06/11/2024" in later
    assert "tháng 12 năm 2024" in later


async def test_a_part_where_nothing_is_done_is_lettered_without_gaps(province: Engine) -> None:
    """a), b), c), whichever of the points there are; the brief has its indicators."""
    page = html(await gather("scoped", Scope("overdue"), DAY, DAY))
    assert re.findall(r"<p>([a-d])\) ", page)[:3] == ["a", "b", "c"]
    assert "9/16" in html(await gather("brief", Scope(), date(2024, 10, 31), DAY))
