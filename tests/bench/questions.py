"""The questions that pages ask of the database, timed without the pages around them."""

import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.bench import parties, words
from tests.bench.load import TODAY
from tracker import clock
from tracker.database import rows
from tracker.people.viewer import Viewer
from tracker.tasks import actions, queries
from tracker.tasks.queries import Filter, changes, one, work
from tracker.tasks.queries.attention import attention
from tracker.tasks.queries.lists import EVERYBODY

FIRST = date(2021, 9, 1)
BIG, SMALL = 1, 77  # agencies: the first leads one task in eleven, a late one far fewer

Ask = Callable[[], Awaitable[object]]


def viewer(role: str, person: int, agency: int) -> Viewer:
    """Somebody of the generated parties."""
    return Viewer(person, f"{role}{person}", "Nguyễn Thị Lan", "", role, agency, f"CQ{agency:03}", "Cơ quan",
                  "vi", False, 0, False)  # fmt: skip


BIG_LEAD, SMALL_LEAD = viewer("lead", BIG, BIG), viewer("lead", SMALL, SMALL)
OFFICE = viewer("office", parties.OFFICE, 1)

NARROWED = {
    "all": Filter(),
    "overdue": Filter(buckets=("overdue",)),
    "in time": Filter(buckets=("in_time",)),
    "awaiting": Filter(buckets=("awaiting",)),
    "done on time": Filter(buckets=("done_on_time",)),
    "done late": Filter(buckets=("done_late",)),
    "overdue + awaiting": Filter(buckets=("overdue", "awaiting")),
    "overdue + done late": Filter(buckets=("overdue", "done_late")),
    "agency": Filter(lead=SMALL),
    "agency overdue": Filter(lead=SMALL, buckets=("overdue",)),
    "agency done late": Filter(lead=BIG, buckets=("done_late",)),
    "area": Filter(area=3),
    "area overdue": Filter(area=3, buckets=("overdue",)),
    "agency + area": Filter(lead=SMALL, area=3),
    "agency + area done late": Filter(lead=SMALL, area=3, buckets=("done_late",)),
    "source": Filter(source=7),
    "source overdue": Filter(source=7, buckets=("overdue",)),
    "due in 7 days": Filter(due="7"),
    "due this quarter": Filter(due="quarter"),
    "due this year, area": Filter(due="year", area=3),
    "no deadline": Filter(due="none"),
    "starred": Filter(starred=True),
    "starred overdue": Filter(starred=True, buckets=("overdue",)),
    "silent": Filter(silent=True),
    "silent, agency": Filter(silent=True, lead=SMALL),
    "waiting > 15 days": Filter(waiting_days=15),
    "rare word": Filter(words=words.RARE),
    "common words": Filter(words=words.COMMON),
    "common words overdue": Filter(words=words.COMMON, buckets=("overdue",)),
    "common words, agency": Filter(words=words.COMMON, lead=SMALL),
    "word nowhere": Filter(words=words.NONE),
    "code": Filter(words="NV-0000077"),
    "sort due": Filter(sort="due"),
    "sort updated": Filter(sort="updated"),
    "sort updated overdue": Filter(sort="updated", buckets=("overdue",)),
    "sort code": Filter(sort="code"),
    "sort code done late": Filter(sort="code", buckets=("done_late",)),
}


def past_days(seed: int = 1) -> Callable[[], date]:
    """Past days by chance, the same ones in every run."""
    chance = random.Random(seed)
    return lambda: FIRST + timedelta(days=chance.randrange((TODAY - FIRST).days))


def figures() -> dict[str, Ask]:
    """The five figures in all their cuts, of today and of past days."""
    day = past_days()
    return {
        "figures": lambda: queries.figures(1, TODAY),
        "figures, past day": lambda: queries.figures(1, day()),
        "figures of an agency, past day": lambda: queries.figures(1, day(), SMALL),
        "figures of an agency in an area, past day": lambda: queries.figures(1, day(), SMALL, 3),
        "by agency": lambda: queries.figures_by_agency(1, TODAY),
        "by agency, 31st": lambda: queries.figures_by_agency(1, date(2023, 12, 31)),
        "by agency, past day": lambda: queries.figures_by_agency(1, day()),
        "by area": lambda: queries.figures_by_area(1, TODAY),
        "by area, past day": lambda: queries.figures_by_area(1, day()),
        "by area of an agency, past day": lambda: queries.figures_by_area(1, day(), SMALL),
        "trend": lambda: queries.trend(1, TODAY),
        "trend of an agency": lambda: queries.trend(1, TODAY, SMALL),
    }


def _page(asker: Any, wanted: Filter, day: Callable[[], date]) -> Ask:
    return lambda: queries.page(1, asker, wanted, day(), TODAY, 30)


def lists() -> dict[str, Ask]:
    """Pages of lists of today for the province and for agencies, near and far, and of past days."""
    found = {f"{name}": _page(EVERYBODY, wanted, lambda: TODAY) for name, wanted in NARROWED.items()}
    far = replace(Filter(), page=100)
    for name in ("all", "overdue", "in time", "done late", "overdue + awaiting", "agency", "area", "starred",
                 "silent", "due this quarter", "common words", "sort due", "sort updated"):  # fmt: skip
        found[f"{name}, page 100"] = _page(EVERYBODY, replace(NARROWED[name], page=100), lambda: TODAY)
    for part in ("", "lead", "coordinating"):
        for who, name in ((SMALL_LEAD, "small"), (BIG_LEAD, "big")):
            found[f"{name} agency's own {part}"] = _page(who, Filter(part=part), lambda: TODAY)
    for name in ("overdue", "silent", "rare word", "common words", "starred", "sort updated"):
        found[f"big agency's own, {name}"] = _page(BIG_LEAD, NARROWED[name], lambda: TODAY)
    found["big agency's own, page 100"] = _page(BIG_LEAD, far, lambda: TODAY)
    return found


def past_lists() -> dict[str, Ask]:
    """The same of past days, which are read from the standings."""
    found = {f"past: {name}": _page(EVERYBODY, wanted, past_days()) for name, wanted in NARROWED.items()}
    found["past: all, page 100"] = _page(EVERYBODY, Filter(page=100), past_days())
    found["past: overdue, page 100"] = _page(EVERYBODY, Filter(page=100, buckets=("overdue",)), past_days())
    for who, name in ((SMALL_LEAD, "small"), (BIG_LEAD, "big")):
        found[f"past: {name} agency's own"] = _page(who, Filter(), past_days())
    return found


def _scope(worker: Viewer) -> work.Scope:
    return work.Scope(worker, 1, TODAY, TODAY)


def others() -> dict[str, Ask]:
    """My work, one task, reports' rows, the bucket tabs."""
    numbers, day = random.Random(3), past_days()
    codes = lambda: f"NV-{numbers.randrange(1, 170):07d}"  # noqa: E731
    return {
        "one task": lambda: one.task_page(OFFICE, codes(), TODAY, TODAY),
        "one task, past day": lambda: one.task_page(OFFICE, "NV-0000019", date(2024, 11, 1), TODAY),
        "work of small agency": lambda: work.of_agency(_scope(SMALL_LEAD)),
        "work of big agency": lambda: work.of_agency(_scope(BIG_LEAD)),
        "with others, big": lambda: work.with_others(_scope(BIG_LEAD)),
        "to confirm": lambda: work.to_confirm(_scope(OFFICE)),
        "extensions to decide": lambda: work.extensions_to_decide(_scope(OFFICE)),
        "unexplained": lambda: work.unexplained(_scope(OFFICE)),
        "not accepted": lambda: work.not_accepted(_scope(OFFICE)),
        "waiting": lambda: work.waiting(_scope(OFFICE)),
        "to do, office": lambda: work.todo(OFFICE, 1, TODAY),
        "to do, big": lambda: work.todo(BIG_LEAD, 1, TODAY),
        "attention": lambda: attention(1, OFFICE, 0, TODAY, TODAY, 30),
        "attention, big agency": lambda: attention(1, BIG_LEAD, BIG, TODAY, TODAY, 30),
        "attention, past day": lambda: attention(1, OFFICE, 0, day(), TODAY, 30),
        "changes since the month began": lambda: changes.summary(1, OFFICE, date(2024, 10, 31), TODAY),
        "changes of a month": lambda: changes.summary(1, OFFICE, date(2024, 10, 6), TODAY),
        "changes of a year": lambda: changes.summary(1, OFFICE, date(2023, 12, 31), TODAY),
        "changes of a past month": lambda: changes.summary(1, OFFICE, date(2023, 5, 31), date(2023, 6, 30)),
        "changes of a year, small agency": lambda: changes.summary(
            1, SMALL_LEAD, date(2023, 12, 31), TODAY, SMALL
        ),
        "bucket tabs, small agency": lambda: queries.bucket_counts(1, SMALL_LEAD, TODAY, TODAY),
        "bucket tabs, big agency": lambda: queries.bucket_counts(1, BIG_LEAD, TODAY, TODAY),
        "all rows, 2001": lambda: queries.all_rows(1, TODAY, TODAY),
        "overdue rows, 2001": lambda: queries.all_rows(1, TODAY, TODAY, wanted=Filter(buckets=("overdue",))),
        "all rows, 2001, past day": lambda: queries.all_rows(1, day(), TODAY),
    }


async def progress_update(size: int) -> Ask:
    """A report of progress, committed: another open task each time, by the agency that leads it."""
    open_ones = await rows(
        """SELECT code, lead_agency FROM task WHERE state = 'in_progress' AND id >= $1
           ORDER BY id LIMIT 400""",
        1 if size < 1_000 else random.Random(size).randrange(size // 2),
    )
    turns = itertools.cycle(open_ones)
    at = itertools.count(clock.at(TODAY, 9).timestamp())

    async def ask() -> None:
        task = next(turns)
        lead = viewer("lead", task["lead_agency"], task["lead_agency"])
        report = actions.Report(text="Đã lấy ý kiến các cơ quan liên quan.", percent=random.randrange(100))
        await actions.progress(lead, task["code"], None, report, datetime.fromtimestamp(next(at), UTC))

    return ask
