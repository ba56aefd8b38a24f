"""The stacked bar on paper."""

import pytest

from tracker.reports.charts import GAP, WIDTH, stacked_bar
from tracker.tasks.rules import Figures

PUBLISHED = Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)


def test_the_parts_are_as_wide_as_their_counts() -> None:
    """And fill the width of the text but for the gaps."""
    blocks = stacked_bar(PUBLISHED, str, "").blocks
    assert [block.label for block in blocks] == ["89", "4", "29", "49", "5"]
    assert sum(block.width + GAP for block in blocks) == pytest.approx(WIDTH)
    assert blocks[0].width + GAP == pytest.approx(WIDTH * 89 / 176)


def test_a_part_too_narrow_for_its_number_leaves_it_to_the_legend() -> None:
    """The legend counts all five, empty ones too."""
    bar = stacked_bar(Figures(in_time=100_000, overdue=1), str, "")
    assert [block.label for block in bar.blocks] == ["100.000", ""]
    assert [entry.label for entry in bar.legend][-1] == "overdue: 1"
    assert len(bar.legend) == 5


def test_awaiting_alone_is_hatched_within_its_block() -> None:
    """Black and white printers and some eyes tell no colours apart."""
    blocks = stacked_bar(PUBLISHED, str, "").blocks
    assert [bool(block.hatch) for block in blocks] == [False, False, True, False, False]
    awaiting = blocks[2]
    ends = [float(point.split()[0]) for point in awaiting.hatch.replace("L", "M").split("M")[1:]]
    assert awaiting.x - 0.01 <= min(ends)
    assert max(ends) <= awaiting.x + awaiting.width + 0.01


def test_nothing_draws_nothing() -> None:
    """A programme without tasks has an empty bar."""
    assert stacked_bar(Figures(), str, "").blocks == []
