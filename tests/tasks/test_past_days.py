"""The figures of every past day, against a reading of the files that shares no code with the product."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.settings import ROOT
from tracker.tasks.queries import figures, figures_by_agency, figures_by_area, trend
from tracker.tasks.queries.lists import EVERYBODY, Filter, count, page
from tracker.tasks.rules import BUCKETS

TODAY = date(2024, 11, 6)
FIRST = date(2021, 7, 1)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def read(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    with (ROOT / "seeds" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Records:
    """tasks.csv and events.csv read by hand: what each task was on a day."""

    def __init__(self, shift_days: int = 0) -> None:
        self.tasks = read("tasks.csv")
        self.events: dict[str, list[tuple[date, dict[str, str]]]] = {t["code"]: [] for t in self.tasks}
        for event in read("events.csv"):
            day = datetime.fromisoformat(event["at"]).astimezone(HANOI).date()
            self.events[event["code"]].append((day + timedelta(days=shift_days), event))

    def bucket(self, task: dict[str, str], day: date) -> str | None:
        """The bucket of one task at the end of a day, or None before it was assigned."""
        if date.fromisoformat(task["assigned_on"]) > day:
            return None
        due = task["original_due_on"] or task["due_on"]
        submitted, confirmed = "", False
        for at, event in self.events[task["code"]]:
            if at > day:
                continue
            if event["kind"] in {"submit", "resubmit"}:
                submitted = at.isoformat()
            elif event["kind"] == "return":
                submitted = ""
            elif event["kind"] == "confirm":
                confirmed = True
            elif event["kind"] == "extension_granted":
                due = event["new_due_on"]
        if confirmed:
            return "done_late" if due and submitted > due else "done_on_time"
        if submitted:
            return "awaiting"
        return "overdue" if due and day.isoformat() > due else "in_time"

    def counts(self, day: date, key: str = "") -> Counter[tuple[str, str]]:
        """How many tasks of each group stand in each bucket."""
        found: Counter[tuple[str, str]] = Counter()
        for task in self.tasks:
            name = self.bucket(task, day)
            if name:
                found[task[key] if key else "", name] += 1
        return found


async def test_the_published_figures_come_out_on_06_11_2024(province: object) -> None:
    """49 in time, 5 overdue, 29 awaiting, 89 on time, 4 late; 176 in all."""
    found = await figures(1, TODAY)
    assert [found.count(name) for name in BUCKETS] == [49, 5, 29, 89, 4]


async def test_every_day_since_2021_gives_what_the_events_say_was_true_then(province: object) -> None:
    """Day by day, the tally equals a recount of the files."""
    records = Records()
    for n in range((TODAY - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        counted = records.counts(day)
        found = await figures(1, day)
        assert {b: found.count(b) for b in BUCKETS} == {b: counted["", b] for b in BUCKETS}, day


async def test_the_recount_notices_events_that_happened_a_day_later(province: object) -> None:
    """Negative control: the comparison above fails when every event is moved by one day."""
    later = Records(shift_days=1)
    differing = 0
    for n in range(0, (TODAY - FIRST).days, 7):
        day = FIRST + timedelta(days=n)
        found = await figures(1, day)
        differing += {b: found.count(b) for b in BUCKETS} != {b: later.counts(day)["", b] for b in BUCKETS}
    assert differing > 5


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2023, 10, 20), date(2024, 6, 30), TODAY])
async def test_agencies_and_areas_give_the_same_total(province: object, day: date) -> None:
    """By agency and by area, each group equals the recount, and both sum to the province."""
    records, whole = Records(), await figures(1, day)
    for key, groups in (
        ("lead_code", await figures_by_agency(1, day)),
        ("area_code", await figures_by_area(1, day)),
    ):
        counted = records.counts(day, key)
        found = {(g.code, b): g.figures.count(b) for g in groups for b in BUCKETS if g.figures.count(b)}
        assert found == dict(counted)
        assert sum(g.figures.total for g in groups) == whole.total


@pytest.mark.parametrize("day", [date(2022, 6, 15), date(2024, 1, 20), TODAY])
async def test_each_figure_is_the_length_of_the_list_it_links_to(province: object, day: date) -> None:
    """Counting by the tally, counting rows and reading the pages give the same number."""
    whole = await figures(1, day)
    for name in BUCKETS:
        wanted = Filter(buckets=(name,), per_page=100)
        read_rows = [r for n in (1, 2) for r in (await _rows(wanted, day, n))]
        assert len(read_rows) == whole.count(name) == await count(1, EVERYBODY, wanted, day, TODAY, 30)
        assert {r["bucket"] for r in read_rows} <= {name}


async def _rows(wanted: Filter, day: date, number: int) -> list[dict[str, object]]:
    chosen = Filter(buckets=wanted.buckets, per_page=100, page=number)
    found = await page(1, EVERYBODY, chosen, day, TODAY, 30)
    return found.rows if found.page == number else []


async def test_the_list_of_today_is_the_list_of_the_standings_of_today(province: object) -> None:
    """Reading today from the tasks or from the standings gives the same rows in the same order."""
    tomorrow = TODAY + timedelta(days=1)
    for number in (1, 2):
        wanted = Filter(per_page=100, page=number)
        now = await page(1, EVERYBODY, wanted, TODAY, TODAY, 30)
        then = await page(1, EVERYBODY, wanted, TODAY, tomorrow, 30)
        assert now.rows == then.rows


async def test_the_trend_ends_with_the_figures_of_the_day(province: object) -> None:
    """The last point of the trend is the day itself, and months follow one another without a gap."""
    points = await trend(1, TODAY)
    assert points[-1].figures == await figures(1, TODAY)
    assert points[-2].figures == await figures(1, date(2024, 10, 31))
    assert [p.day for p in points[:3]] == [date(2021, 8, 31), date(2021, 9, 30), date(2021, 10, 31)]
    assert points[-1].due == sum(
        1 for t in read("tasks.csv") if t["due_on"] and t["due_on"] <= TODAY.isoformat()
    )
