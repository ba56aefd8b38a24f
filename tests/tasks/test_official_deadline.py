"""Promises about the official deadline: figures by either, and what changing it moves and leaves."""

from datetime import date
from typing import Any

import pytest

from tests.tasks.reading import a_user
from tests.tasks.test_standing import DIFFERENCES
from tracker.database import rows, value
from tracker.database.engine import Engine
from tracker.tasks.queries import figures
from tracker.tasks.queries.either import figures_by
from tracker.tasks.rules import BUCKETS, Figures, bucket

TODAY = date(2024, 11, 6)
SAID = {"confirmation_levels": "1", "official_deadline": "original", "refusal_days": "3",
        "explanation_days": "5", "silent_days": "30", "open_data": "off"}  # fmt: skip


async def by_hand(day: date, original: bool) -> Figures:
    """The figures counted one task at a time in Python from the standings of a day."""
    counts = dict.fromkeys(BUCKETS, 0)
    for one in await rows("SELECT * FROM standing WHERE from_on <= $1 AND until_on > $1", day):
        due = one["original_due_on"] if original and one["original_due_on"] else one["due_on"]
        if stands := bucket(one["state"], due, one["submitted_on"], day):
            counts[stands] += 1
    return Figures.of(counts)


async def sent(said: dict[str, Any]) -> Any:
    """The office opens the rules and saves them as given."""
    browser = await a_user("vpub.dieuphoi1")
    html = (await browser.get("/settings/programme")).text
    key = html.partition('name="form_key" value="')[2].partition('"')[0]
    version = html.partition('name="version" value="')[2].partition('"')[0]
    return await browser.fill("/settings/programme", {"form_key": key, "version": version, **said})


@pytest.mark.parametrize("day", [TODAY, date(2024, 6, 30), date(2023, 12, 31)])
async def test_every_figure_can_be_counted_by_either_deadline(province: Engine, day: date) -> None:
    """By the extended deadline the figures are the official ones; by the original, as counted by hand."""
    assert await figures_by("current", 1, day) == await figures(1, day)
    assert await figures_by("original", 1, day) == await by_hand(day, original=True)


async def test_by_the_original_deadline_more_is_late(province: Engine) -> None:
    """Negative control: the two ways of counting differ on the demonstration's day."""
    assert await figures_by("original", 1, TODAY) != await figures(1, TODAY)


async def test_changing_the_official_deadline_moves_today_and_no_past_day(province: Engine) -> None:
    """Every page then counts by the original deadline; a past day stays; changing back restores today."""
    before, then = await figures(1, TODAY), await figures(1, date(2024, 10, 31))
    wanted = await figures_by("original", 1, TODAY)
    assert (await sent(SAID)).status_code == 303
    assert await figures(1, TODAY) == wanted
    assert await figures_by("current", 1, TODAY) == before
    assert await figures(1, date(2024, 10, 31)) == then
    assert await value(DIFFERENCES) == 0
    lines = await value("SELECT count(*) FROM history WHERE verb = 'judge'")
    assert lines == await value("SELECT count(*) FROM task WHERE original_due_on IS NOT NULL")
    assert (await sent({**SAID, "official_deadline": "current"})).status_code == 303
    assert await figures(1, TODAY) == before


async def test_what_is_typed_wrong_is_named_and_kept(province: Engine) -> None:
    """422 beside the fields; nothing is saved."""
    answer = await sent({**SAID, "refusal_days": "31", "silent_days": "", "confirmation_levels": "3"})
    assert answer.status_code == 422
    for sentence in ("Nhập số ngày từ 0 đến 30", "Nhập số ngày từ 1 đến 365", "Chọn một phương án"):
        assert sentence in answer.text
    assert 'value="31"' in answer.text
    assert await value("SELECT version FROM programme") == 1


async def test_two_officers_do_not_overwrite_each_other(province: Engine) -> None:
    """The second, whose page is older, is told and keeps what was typed."""
    assert (await sent(SAID)).status_code == 303
    late = await sent({**SAID, "version": "1", "refusal_days": "7"})
    assert late.status_code == 409
    assert 'value="7"' in late.text
    assert await value("SELECT refusal_days FROM programme") == 3
