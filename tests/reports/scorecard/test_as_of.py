"""Promises about the scorecard of a day: counted from records, the same later, by its own rules."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.reports.kept.desk import NOON, actor
from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.indicators.queries import indicators_as_of
from tracker.programmes.queries import programme
from tracker.refusal import Conflict
from tracker.reports.content import Scope, read, written
from tracker.reports.gathering import gather
from tracker.reports.scorecard.actions import publish
from tracker.reports.scorecard.queries import facts_as_of, newest, rules_on, scores_as_of, versions
from tracker.reports.scorecard.rules import LADDERS, Facts, Rules
from tracker.tasks.queries import figures_by_agency

pytestmark = pytest.mark.usefixtures("province")
DAY = date(2024, 11, 6)
OTHERS = Rules(on_time=100, overdue=0, awaiting=0, extensions=0, updated=0, silence=0, indicators=0,
               ladder=LADDERS["90_75_50"])  # fmt: skip


async def facts(day: date = DAY) -> dict[str, Facts]:
    """What is counted of each agency."""
    return {one.code: one for one in await facts_as_of(await programme(), day, Rules())}


async def by_hand(day: date) -> dict[str, tuple[int, ...]]:
    """The counts of a day from each task's standing, one condition each."""
    found = await rows(
        """SELECT g.code, count(*) FILTER (WHERE s.urgency = 0 AND s.heard_on >= $1::date - 15) AS updated,
                  count(*) FILTER (WHERE s.urgency = 0 AND s.heard_on < $1::date - 30) AS silent,
                  count(*) FILTER (WHERE s.original_due_on IS NOT NULL AND s.urgency < 3) AS extended,
                  count(*) FILTER (WHERE s.urgency = 1) AS awaiting
           FROM standing AS s JOIN agency AS g ON g.id = s.lead_agency
           WHERE s.from_on <= $1 AND s.until_on > $1 AND s.urgency < 3 GROUP BY g.code""",
        day,
    )
    return {one["code"]: (one["updated"], one["silent"], one["extended"], one["awaiting"]) for one in found}


@pytest.mark.parametrize("day", [DAY, date(2024, 10, 31), date(2023, 6, 30), date(2022, 12, 31)])
async def test_counts_are_those_of_the_records(day: date) -> None:
    """Of each lead agency, on any day; together they are the province's."""
    found, hand = await facts(day), await by_hand(day)
    assert {c: (f.updated, f.silent, f.extended, f.figures.awaiting) for c, f in found.items()} == hand
    groups = {one.code: one.figures for one in await figures_by_agency((await programme()).id, day)}
    assert {code: one.figures for code, one in found.items()} == groups


async def test_the_published_day() -> None:
    """06/11/2024: the one with three overdue is last; what waits is charged to the office alone."""
    found = await facts()
    assert (found["STNMT"].extended, found["STNMT"].extension_days) == (2, 169)
    assert sum(one.figures.awaiting for one in found.values()) == 29
    assert {code: one.waiting for code, one in found.items() if one.waiting} == {"VPUB": (4, 29)}
    fresh = "SELECT count(*) FROM task WHERE state = 'submitted' AND submitted_on >= $1::date - 7"
    assert await value(fresh, DAY) == 4
    states = await indicators_as_of((await programme()).id, DAY)
    known = [one for one in states if one.agency_code == "STTTT" and one.standing != "none"]
    assert found["STTTT"].indicators == len(known) == 9
    assert found["STTTT"].met == sum(one.standing in {"met", "on_course"} for one in known)
    scores = {one.facts.code: one for one in await scores_as_of(await programme(), DAY)}
    ranks = {code: one.rank for code, one in scores.items() if one.rank}
    assert ranks == {"SKHDT": 1, "STP": 2, "SNV": 3, "STC": 4, "STTTT": 5, "STNMT": 6}
    assert (str(scores["STNMT"].points), scores["STNMT"].grade, scores["STNMT"].moved) == (
        "44.7",
        "Yếu",
        None,
    )
    assert scores["VPUB"].rank is None  # there is no other of its kind


async def test_a_second_level_is_not_the_offices() -> None:
    """What the office endorsed waits for the superior: not charged from that day on."""
    about = replace(await programme(), confirmation_levels=2)
    task = await value("SELECT id FROM task WHERE urgency = 1 ORDER BY id LIMIT 1")
    await execute(
        """UPDATE task SET endorsed_at = $2, endorsed_by = $3, version = version + 1, changed_at = $2
           WHERE id = $1""",
        task, at(DAY - timedelta(days=1), 9), (await actor()).id,
    )  # fmt: skip
    waits = [
        next(one.waiting for one in await facts_as_of(about, day, Rules()) if one.waiting)
        for day in (DAY, DAY - timedelta(days=2))
    ]
    assert waits[0][1] == 28
    alone = next(one.waiting for one in await facts_as_of(await programme(), DAY, Rules()) if one.waiting)
    assert alone[1] == 29  # negative control: one level


async def test_rules_are_versions_and_a_past_day_keeps_its_own() -> None:
    """Put in force today: today is scored by them, yesterday as it was; the second of two editors is told."""
    about, me = await programme(), await actor()
    before = await scores_as_of(about, DAY - timedelta(days=1))
    assert await publish(me, about.id, 0, OTHERS, "Theo quyết định của tỉnh", NOON) == 1
    with pytest.raises(Conflict):
        await publish(me, about.id, 0, Rules(), "x", NOON)
    assert await newest(about.id) == replace(OTHERS, version=1)
    assert await rules_on(about.id, DAY) == replace(OTHERS, version=1)
    assert await rules_on(about.id, DAY - timedelta(days=1)) == Rules()
    assert await scores_as_of(about, DAY - timedelta(days=1)) == before
    now = {one.facts.code: one for one in await scores_as_of(about, DAY)}
    assert (str(now["STNMT"].points), now["STTTT"].grade) == ("20.0", "Tốt")
    (told,) = await versions(about.id)
    assert (told["note"], told["who"]) == ("Theo quyết định của tỉnh", "Nguyễn Hà Phương")
    line = await value("SELECT changes ->> 'ladder' FROM history WHERE kind = 'scorecard_rules'")
    assert "Xuất sắc 90; Tốt 75" in line


async def test_a_past_day_stays_what_it_was(province: Any) -> None:
    """Told on the day and told again after later moves, it is the same to the last number."""
    about = await programme()
    then = await scores_as_of(about, date(2024, 6, 30))
    moment: datetime = at(DAY, 9)
    await execute(
        """UPDATE task SET percent = 1, progressed_at = $1, changed_at = $1, version = version + 1
           WHERE urgency = 0""",
        moment,
    )
    assert await scores_as_of(about, date(2024, 6, 30)) == then
    now = {one.facts.code: one.facts for one in await scores_as_of(about, DAY)}
    assert all(one.updated == one.figures.open for one in now.values())  # negative control


async def test_a_report_keeps_the_scores_of_its_day() -> None:
    """All in the official one, read back the same; a letter tells an agency its own alone."""
    found = await gather("official", Scope(), DAY, DAY)
    assert {one["code"]: one["score"] for one in found.scores}["STNMT"] == 44.7
    assert written(read(written(found))) == written(found)
    letter = await gather("letter", Scope("agency", "STNMT", "Sở TN&MT"), DAY, DAY)
    assert [one["code"] for one in letter.scores] == ["STNMT"]
    area = await gather("scoped", Scope("area", "TC", "Thể chế"), DAY, DAY)
    assert area.scores == ()


async def test_a_day_before_all_has_no_scores() -> None:
    """Nobody led anything."""
    assert await scores_as_of(await programme(), date(2021, 1, 1)) == []
