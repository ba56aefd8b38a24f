"""Promises about charts: what is drawn adds up."""

from dataclasses import dataclass
from datetime import date

import pytest

from tracker import templating, words
from tracker.web import pages as pages  # lends the templates what they need
from tracker.web.charts import FILL, INK, ORDER, ceiling, spark_line, stacked, trend_lines


@dataclass(frozen=True)
class Figures:
    """Five counts."""

    in_time: int = 49
    overdue: int = 5
    awaiting: int = 29
    done_on_time: int = 89
    done_late: int = 4

    @property
    def total(self) -> int:
        return self.in_time + self.overdue + self.awaiting + self.done

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late

    def count(self, bucket: str, /) -> int:
        return int(getattr(self, bucket))


@dataclass(frozen=True)
class Point:
    """Figures of a day."""

    day: date
    figures: Figures
    due: int = 98


NOTHING = Figures(0, 0, 0, 0, 0)
YEARS = [Point(date(year, 6, 30), Figures(in_time=49 - year % 10)) for year in range(2021, 2025)]


def test_a_bar_fills_its_width_in_the_order_of_a_tasks_life() -> None:
    """Finished first, overdue last, nothing left over."""
    parts = stacked(Figures())
    assert [part.bucket for part in parts] == list(ORDER)
    assert [part.count for part in parts] == [89, 4, 29, 49, 5]
    assert sum(part.width for part in parts) == pytest.approx(100)
    assert parts[-1].x + parts[-1].width == pytest.approx(100)


def test_bars_on_one_scale_compare() -> None:
    """Half the tasks, half the width."""
    assert sum(part.width for part in stacked(Figures(), scale=352)) == pytest.approx(50)


def test_an_empty_bar_has_no_parts() -> None:
    """An agency without tasks divides nothing by zero."""
    assert stacked(NOTHING) == []
    assert stacked(NOTHING, scale=0) == []


def test_a_number_stands_only_where_it_fits() -> None:
    """Narrow parts are explained by the table beside the bar."""
    by_bucket = {part.bucket: part for part in stacked(Figures(), min_label=2.5)}
    assert by_bucket["overdue"].labelled
    assert by_bucket["overdue"].narrow
    assert not by_bucket["done_late"].labelled


def test_every_bucket_has_a_colour_and_an_ink() -> None:
    """The same five everywhere."""
    assert set(FILL) == set(INK) == set(ORDER)


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (4, 4), (5, 8), (176, 200), (200, 200), (201, 400), (10**6, 2 * 10**6)]
)
def test_a_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    """Its quarters are whole numbers."""
    assert ceiling(highest) == top
    assert top % 4 == 0


def test_a_trend_runs_along_time() -> None:
    """Months of different length are not equally wide; each 1 January has its mark."""
    found = trend_lines(YEARS, 200)
    assert [year for year, _ in found.years] == [2022, 2023, 2024]
    assert found.done.last == 93
    assert found.submitted.last == 122
    assert found.due.last == 98
    assert found.total.last == YEARS[-1].figures.total
    assert found.done.path.split()[0].startswith("0.0,")
    assert found.done.path.split()[-1].startswith("1000.0,")
    assert [tick for tick, _ in found.ticks] == [0, 50, 100, 150, 200]


@pytest.mark.parametrize("points", [[], YEARS[:1], [Point(date(2021, 1, 1), NOTHING)] * 2])
def test_a_trend_with_hardly_anything_to_show_is_drawn_all_the_same(points: list[Point]) -> None:
    """On the first day of a programme the page opens too."""
    trend_lines(points, 200)
    assert templating.environment().get_template("charts.html").module.trend(points, "x")  # type: ignore[attr-defined]


def test_a_small_line_ends_where_its_values_end() -> None:
    """One value is a point, none is nothing."""
    assert spark_line([0, 12, 24], 24, 240, 52) == ("0.0,52.0 120.0,26.0 240.0,0.0", 240.0)
    assert spark_line([], 0, 240, 52) == ("", 0.0)
    assert spark_line([0], 0, 240, 52) == ("0.0,52.0", 0.0)


def test_two_bars_on_one_page_do_not_share_an_id() -> None:
    """The hatch of one is not the hatch of the other."""
    draw = templating.environment().from_string(
        "{{ charts.bar(f, id='a', label='nhãn') }}{{ charts.bar(f, id='b') }}"
    )
    with words.speaking("vi"):
        drawn = draw.render(f=Figures())
    assert drawn.count('id="a-h"') == drawn.count('id="b-h"') == 1
    assert 'aria-label="nhãn"' in drawn
    assert "style=" not in drawn
    assert "viewBox" not in drawn
