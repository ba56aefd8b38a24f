"""The narrative before anybody edits it: what agencies wrote, by kind of difficulty and of cause."""

import dataclasses
from typing import Any

from tests.reports.sample import DAY, only, summary
from tracker.reports.content import DIFFICULTIES, SECTIONS, Previous
from tracker.reports.prefill import NOT_LISTED, NOTHING, prefilled
from tracker.reports.summary import ProgressSummary
from tracker.tasks.rules import Figures


def changed(**facts: Any) -> ProgressSummary:
    """The sample with the first open task in time changed."""
    chosen = summary().of("in_time")[0]["code"]
    rows = [dict(row, **facts) if row["code"] == chosen else row for row in summary().rows]
    return dataclasses.replace(summary(), rows=rows)


def test_every_section_and_kind_of_difficulty_has_a_text() -> None:
    """Whatever the figures are: nobody edits into an empty box without knowing why it is empty."""
    wanted = {*SECTIONS, *(f"difficulties.{kind}" for kind in DIFFICULTIES)}
    nothing = ProgressSummary(DAY, "Chương trình", Figures(), [], [], [])
    for found in (summary(), nothing, only(lambda row: row["bucket"] == "done_late")):
        texts = prefilled(found, None)
        assert set(texts) == wanted
        assert all(texts.values())


def test_difficulties_are_sorted_by_what_stands_in_the_way() -> None:
    """Under the kind their agency chose, with code and agency; without a kind among the general ones."""
    told = prefilled(changed(difficulties="Thiếu biên chế.", difficulty_kind="resources"), None)
    assert told["difficulties.resources"].startswith("- Thiếu biên chế (")
    assert told["difficulties.central_law"] == NOTHING
    assert "Thiếu biên chế" not in told["difficulties"]
    general = prefilled(changed(difficulties="Thiếu biên chế.", difficulty_kind=""), None)
    assert "- Thiếu biên chế (" in general["difficulties"]


def test_causes_stand_apart_as_objective_and_subjective() -> None:
    """Those of overdue tasks are counted, for their words stand in the table."""
    told = prefilled(summary(), None)["causes"].splitlines()
    objective = next(
        n for n, line in enumerate(told) if line.startswith("a) Nguyên nhân khách quan: 14 nhiệm vụ")
    )
    subjective = next(
        n for n, line in enumerate(told) if line.startswith("b) Nguyên nhân chủ quan: 05 nhiệm vụ")
    )
    assert "trong đó 03 nhiệm vụ quá hạn" in told[objective]
    assert objective < subjective
    assert sum(line.startswith("- ") for line in told[objective:subjective]) == 11
    assert told[-1].endswith(").")


def test_a_task_done_or_waiting_hinders_nobody_any_more() -> None:
    """What its agency once wrote of difficulties is not told."""
    done = [dict(row, difficulties="Vướng", cause_kind="objective") for row in summary().of("done_late")]
    told = prefilled(dataclasses.replace(summary(), rows=done), None)
    assert told["difficulties"] == "Các cơ quan chủ trì không báo cáo khó khăn, vướng mắc."
    assert told["causes"] == "Các cơ quan chủ trì không báo cáo nguyên nhân."


def test_the_forecast_names_what_it_hopes_for() -> None:
    """And hopes for nothing that is not there; agencies' own forecasts follow."""
    told = prefilled(changed(forecast="Xong trước 30/11."), None)["forecast"]
    assert "Nếu các nhiệm vụ này được hoàn thành, 05 nhiệm vụ quá hạn được hoàn thành và 29 nhiệm vụ" in told
    assert "là 160/176, đạt 90,91%." in told
    assert "\n- Xong trước 30/11 (" in told
    done = prefilled(only(lambda row: row["bucket"] == "done_on_time"), None)
    assert "Nếu" not in done["forecast"]
    assert "Các cơ quan chủ trì không có kiến nghị." in done["proposals"]


def test_proposals_point_to_the_table_and_list_the_others() -> None:
    """The overdue tasks' stand in their table; what is due next follows from the figures."""
    told = prefilled(summary(), None)
    assert told["proposals"].startswith(
        "1. Xem xét, cho ý kiến đối với kiến nghị của các cơ quan chủ trì nêu tại"
    )
    assert "và các kiến nghị sau:\n- " in told["proposals"]
    assert told["proposals"].splitlines()[-1].startswith("2. Chỉ đạo người đứng đầu")
    assert told["next"].splitlines()[0] == "1. Tập trung hoàn thành 05 nhiệm vụ quá hạn."


def test_more_tasks_than_the_report_before_are_said() -> None:
    """So that nobody reads a new denominator as a result."""
    before = Previous(1, "", DAY.replace(day=1), 1, Figures(in_time=174))
    assert "số nhiệm vụ theo dõi tăng 02 nhiệm vụ." in prefilled(summary(), before)["direction"]
    assert "theo dõi tăng" not in prefilled(summary(), None)["direction"]


def test_a_programme_too_long_to_be_listed_claims_nothing_of_its_tasks() -> None:
    """Only what its figures tell."""
    told = prefilled(dataclasses.replace(summary(), rows=summary().overdue, is_whole=False), None)
    assert {told[name] for name in ("difficulties", "causes", "forecast", "proposals")} == {NOT_LISTED}
    assert "05 nhiệm vụ quá hạn" in told["next"]
