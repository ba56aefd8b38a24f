"""Writing a report to a file."""

from datetime import date
from pathlib import Path

import pytest

from tests.reports.paper import Paper, squeezed
from tests.reports.sample import task_titles
from tracker.database.engine import Engine
from tracker.reports import actions
from tracker.reports.actions import replace_file, write_progress_report


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report half written is worse than yesterday's."""
    target = tmp_path / "bao-cao.pdf"
    target.write_bytes(b"old")
    with monkeypatch.context() as broken:
        broken.setattr(actions.os, "fsync", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            replace_file(target, b"new")
    assert target.read_bytes() == b"old"
    replace_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["bao-cao.pdf"]


async def test_the_report_of_the_database_says_what_the_published_figures_say(
    province: Engine, tmp_path: Path
) -> None:
    """From the tables to paper: 176 = 49 + 5 + 29 + 89 + 4, and every title."""
    target = tmp_path / "bao-cao.pdf"
    await write_progress_report(date(2024, 11, 6), target, today=date(2024, 11, 6))
    text = squeezed(Paper(target).text)
    assert "Sốnhiệmvụ49529894176" in text
    assert "93/176,đạt52,84%" in text
    assert "93/98,đạt94,90%" in text
    assert all(squeezed(title) in text for title in task_titles().values())
