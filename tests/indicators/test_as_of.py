"""Promises about indicators as of a day: the published figures, and that a past day stays as it was."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import asyncpg
import asyncpg.pool
import pytest

from tests.exchange.programs import actor_of
from tests.indicators.desk import HEAD, NUMBER, OFFICE, an_entry, an_indicator, entered, version_of
from tests.tasks.reading import freeze
from tracker import clock
from tracker.database import execute
from tracker.indicators import actions
from tracker.indicators.actions import Definition
from tracker.indicators.queries import IndicatorState, indicators_as_of, met_count
from tracker.settings import ROOT

pytestmark = pytest.mark.usefixtures("province")
TODAY = date(2024, 11, 6)


def read(name: str) -> list[dict[str, str]]:
    """A file of the records, read by another reader than ours."""
    with (ROOT / "seeds" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reached(day: str) -> set[str]:
    """The indicators that are met by their last value up to a day, counted from the files alone."""
    last = {
        one["code"]: Decimal(one["value"]) for one in read("indicator_values.csv") if one["period_end"] <= day
    }
    return {
        one["code"]
        for one in read("indicators.csv")
        if one["code"] in last
        and (
            last[one["code"]] >= Decimal(one["target"])
            if one["direction"] == "up"
            else last[one["code"]] <= Decimal(one["target"])
        )
    }


def digital(states: list[IndicatorState]) -> list[IndicatorState]:
    """Those of the set that was published."""
    return [one for one in states if one.code.startswith("CDS-")]


async def test_nine_of_sixteen_on_31_10_2024() -> None:
    """The published figure comes out, 8 a month before; and every day agrees with the files."""
    for day, n in (("2024-10-31", 9), ("2024-10-30", 8), ("2024-09-30", 8)):
        states = await indicators_as_of(1, date.fromisoformat(day))
        assert {one.code for one in states if one.met} == reached(day), day
        found = met_count(digital(states))
        assert (found.met, found.total) == (n, 16)
    assert reached("2024-10-31") != reached("2023-06-30")  # the other reading can tell days apart
    days = [one.code for one in digital(await indicators_as_of(1, TODAY)) if not one.met]
    assert [code[-2:] for code in days] == ["02", "03", "08", "09", "10", "11", "16"]


async def test_of_one_agency() -> None:
    """Those of an agency are those of all that it is responsible for."""
    states = await indicators_as_of(1, TODAY)
    theirs = next(one.agency_id for one in states if one.agency_code == "VPUB")
    found = await indicators_as_of(1, TODAY, theirs)
    assert {one.code for one in found} == {one.code for one in states if one.agency_code == "VPUB"}
    assert 0 < len(found) < len(states)


async def test_three_questions_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """29 indicators and one are asked for alike."""
    asked: list[str] = []
    fetch = asyncpg.Connection.fetch

    async def counted(self: asyncpg.Connection, sql: str, *args: object, **more: object) -> object:
        asked.append(sql)
        return await fetch(self, sql, *args, **more)

    monkeypatch.setattr(asyncpg.pool.PoolConnectionProxy, "fetch", counted, raising=False)
    assert len(await indicators_as_of(1, TODAY)) == 29
    n = len(asked)
    assert len(await indicators_as_of(1, TODAY, code="CDS-01")) == 1
    assert len(asked) - n == n == 3


async def facts(day: date) -> tuple[object, ...]:
    """What is told of the indicator on a day."""
    one = (await indicators_as_of(0, day, code="NN-01"))[0]
    return one.value, one.target, one.name, one.standing


async def test_a_past_day_stays_as_it_was() -> None:
    """A value counts from the day it was approved; a correction and a new definition change no day before."""
    freeze()
    await an_indicator()
    office, today = await actor_of(OFFICE), TODAY
    first = await entered(an_entry("64.5"))
    assert (await facts(today))[0] is None  # it waits
    await actions.decide(office, "NN-01", await version_of(), first, approve=True, reason="", at=clock.now())
    before = await facts(today)
    assert before == (NUMBER("64.5"), NUMBER(100), "Tỷ lệ thửa đất đã số hóa", "on_course")
    assert await indicators_as_of(0, today - timedelta(1), code="NN-01") == []  # not defined yet
    later = clock.now() + timedelta(days=2)
    again = await entered(an_entry("61.25"))
    assert await facts(today) == before  # what counted goes on until the correction is approved
    await actions.decide(office, "NN-01", await version_of(), again, approve=True, reason="", at=later)
    agency = (await indicators_as_of(0, today, code="NN-01"))[0].agency_id
    other = Definition("Đất đai", "Tên mới", "%", "up", NUMBER(10), "quarter", agency, {2024: NUMBER(60)})
    await actions.redefine(office, "NN-01", await version_of(), other, later + timedelta(days=1))
    assert await facts(today) == before
    assert await facts(today + timedelta(2)) == (NUMBER("61.25"), NUMBER(100), before[2], "on_course")
    assert await facts(today + timedelta(3)) == (NUMBER("61.25"), NUMBER(60), "Tên mới", "met")


async def test_what_counted_cannot_be_changed() -> None:
    """Neither a decided value nor a definition nor a target is changed or deleted, by whatever statement."""
    freeze()
    await an_indicator()
    number = await entered(an_entry(), HEAD)
    await execute("UPDATE indicator_value SET state = 'replaced' WHERE id = $1", number)  # under way: may be
    for statement in (
        "UPDATE indicator_value SET value = 1",
        "UPDATE indicator_value SET state = 'approved', decided_at = now() WHERE state = 'replaced'",
        "DELETE FROM indicator_value",
        "UPDATE indicator_definition SET name = 'Khác'",
        "UPDATE indicator_target SET target = 1",
        "DELETE FROM indicator_target",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await execute(statement)
