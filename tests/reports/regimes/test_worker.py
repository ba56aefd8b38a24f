"""What the worker does by a regime: one draft a cut-off, letters once, whoever sleeps, races or goes back."""

import asyncio
import re
from datetime import date, datetime, timedelta

import pytest

from tests.reports.kept.desk import actor
from tests.reports.regimes.desk import (
    CUTOFF,
    MORNING,
    a_regime,
    only,
    reports,
    term,
    texts,
    written,
)
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import person
from tracker.clock import at
from tracker.database import execute, row, rows, value
from tracker.mail import links
from tracker.reports.content import read
from tracker.reports.kept import freezing
from tracker.reports.kept.actions import cancel
from tracker.reports.kept.queries import kept_whole
from tracker.reports.regimes import preparing, telling
from tracker.reports.regimes.preparing import prepare
from tracker.reports.regimes.telling import tell_committee, tell_frozen, withdraw_from_closed_accounts
from tracker.reports.regimes.told import told
from tracker.reports.regimes.worker import turn

pytestmark = pytest.mark.usefixtures("province")
LATER = at(date(2024, 11, 20), 9)


async def frozen(report: int, moment: datetime = LATER) -> int:
    """Freeze a draft; it again."""
    version = await value("SELECT version FROM report WHERE id = $1", report)
    await freezing.freeze(await actor(), report, version, moment)
    return report


async def offices() -> set[str]:
    """The addresses of the office."""
    found = await rows("SELECT email FROM person WHERE role = 'office' AND disabled_at IS NULL")
    return {one["email"] for one in found}


async def test_four_workers_begin_one_draft_and_write_each_one_letter() -> None:
    """All at once on the morning, then again: one draft with the facts of its term, one letter each, kept
    for 08:00, after the reminders; nothing before 07:00."""
    regime = await a_regime()
    await only(regime)
    assert await prepare(at(CUTOFF, 6, 59)) == []
    made = await asyncio.gather(*(prepare(MORNING) for _ in range(4)))
    assert sorted(len(one) for one in made) == [0, 0, 0, 1]
    assert await prepare(MORNING + timedelta(hours=5)) == []
    (draft,) = await reports()
    assert {**draft, "id": 0} == {
        "id": 0, "regime": regime, "period": "Tháng 11 năm 2024", "period_from": date(2024, 10, 15),
        "as_of": CUTOFF, "due_on": date(2024, 11, 20), "window_from": date(2024, 11, 7), "state": "draft",
        "created_by": None,
    }  # fmt: skip
    letters = await written("report_draft")
    assert set(letters) == await offices()
    for letter, leaves in letters.values():
        assert leaves == at(CUTOFF, 8)
        for text in texts(letter):
            assert "Tháng 11 năm 2024" in text
            assert "14/11/2024" in text
            assert "gửi trước hết ngày 20/11/2024" in text
    assert len({letter["Message-ID"] for letter, _ in letters.values()}) == len(letters)


async def test_drafts_of_one_morning_are_told_in_one_letter() -> None:
    """Of two regimes with one cut-off day: two drafts, one letter to each of the office that names both."""
    await only(await a_regime(), await a_regime("Báo cáo CCHC", terms=(term("Quý IV"),), kind="brief"))
    assert len(await prepare(MORNING)) == 2
    for letter, _ in (await written("report_draft")).values():
        assert letter["Subject"] == "Đã chuẩn bị 2 dự thảo báo cáo: Tháng 11 năm 2024, Quý IV năm 2024"


async def test_a_worker_that_slept_prepares_the_last_cutoff_with_its_day() -> None:
    """Awake after months: the draft of the last cut-off alone, as of its day; its letter leaves at once."""
    await only(
        await a_regime(terms=(term("Tháng 10", "15/9", "14/10", "20/10"), term()), since=date(2024, 9, 1))
    )
    now = at(date(2024, 12, 2), 9)
    await prepare(now)
    assert [(one["as_of"], one["window_from"]) for one in await reports()] == [(CUTOFF, date(2024, 11, 7))]
    assert {leaves for _, leaves in (await written("report_draft")).values()} == {now}


async def test_a_clock_that_goes_back_begins_nothing_older() -> None:
    """Nor anything twice when it comes forward again."""
    await only(
        await a_regime(terms=(term("Tháng 10", "15/9", "14/10", "20/10"), term()), since=date(2024, 9, 1))
    )
    await prepare(MORNING)
    for moment in (at(date(2024, 10, 20), 9), at(date(2024, 11, 13), 9), MORNING):
        assert await prepare(moment) == []
    assert [one["as_of"] for one in await reports()] == [CUTOFF]


async def test_nothing_is_prepared_out_of_force_before_its_day_or_again() -> None:
    """Not for a regime out of force, a cut-off before its first day, a draft that was cancelled. The control:
    in force, from the day itself on, it is."""
    regime = await a_regime(since=CUTOFF + timedelta(1))
    await only()
    assert await prepare(MORNING) == []
    await execute("UPDATE report_regime SET active = true WHERE id = $1", regime)
    assert await prepare(MORNING) == []
    await execute("UPDATE report_regime SET since = $2 WHERE id = $1", regime, CUTOFF)
    (draft,) = await prepare(MORNING)
    await cancel(await actor(), draft, 1, MORNING)
    assert await prepare(MORNING + timedelta(minutes=1)) == []


async def test_a_cutoff_on_a_day_off_stays_and_letters_wait_for_work() -> None:
    """Made on the Saturday as of the Saturday; the letters leave on the Monday, or later if that is off."""
    saturday = date(2024, 11, 16)
    await only(await a_regime(terms=(term(cutoff="16/11"),)))
    await execute("INSERT INTO holiday (on_day, name, works) VALUES ('2024-11-18', 'Nghỉ', 'off')")
    await prepare(at(saturday, 7, 30))
    assert [(one["as_of"], one["window_from"]) for one in await reports()] == [(saturday, date(2024, 11, 11))]
    assert {leaves for _, leaves in (await written("report_draft")).values()} == {at(date(2024, 11, 19), 8)}


async def test_what_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a draft without its letters nor letters without their record: the next turn does all of it."""
    await only(await a_regime())

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(preparing, "_tell_office", fail)
        with pytest.raises(ZeroDivisionError):
            await prepare(MORNING)
    assert await reports() == []
    (draft,) = await prepare(MORNING)
    await frozen(draft)
    with monkeypatch.context() as patched:
        patched.setattr(telling, "_note", fail)
        with pytest.raises(ZeroDivisionError):
            await tell_frozen(LATER)
    assert await written("report_frozen") == {}
    assert await tell_frozen(LATER) > 0


async def test_figures_are_those_of_the_cutoff_whatever_comes_later() -> None:
    """Of the draft and of what is frozen days later: what was submitted on the 15th was not on the 14th."""
    await only(await a_regime())
    (draft,) = await prepare(MORNING)
    before = (await freezing.composed(await kept_whole(draft), CUTOFF)).summary.total
    await execute(
        """UPDATE task SET state = 'submitted', submitted_at = $1, changed_at = $1,
               submitted_by = (SELECT min(id) FROM person WHERE role = 'lead'), version = version + 1
           WHERE id = (SELECT id FROM task WHERE state = 'in_progress' ORDER BY id LIMIT 1)""",
        at(date(2024, 11, 15), 9),
    )
    later = date(2024, 11, 20)
    assert (await freezing.composed(await kept_whole(draft), later)).summary.total == before
    await frozen(draft)
    content = read(await value("SELECT content FROM report WHERE id = $1", draft))
    assert (content.as_of, content.summary.total, content.period) == (CUTOFF, before, "Tháng 11 năm 2024")
    # The control: as of the 15th it counts.
    await execute("UPDATE report_regime SET active = false")
    await only(await a_regime("Khác", terms=(term(cutoff="15/11"),)))
    (other,) = await prepare(LATER)
    assert (
        await freezing.composed(await kept_whole(other), later)
    ).summary.total.awaiting == before.awaiting + 1


async def test_the_committee_is_told_once_by_a_link_without_figures() -> None:
    """Every member with an address and an open account, four workers at once: one letter each in their own
    language, in which stand the title and the day and no figure; others are recorded with why not."""
    await person("member", full_name="Không Địa Chỉ")
    await person("member", email="cu@tinh.example", full_name="Đã Đóng", disabled_at=MORNING)
    await person("member", email="en@tinh.example", full_name="John Doe", language="en")
    await only(await a_regime())
    (draft,) = await prepare(MORNING)
    assert await tell_committee(draft, LATER) == 0
    await frozen(draft)
    made = await asyncio.gather(*(tell_frozen(LATER) for _ in range(4)))
    letters = await written("report_frozen")
    assert sorted(made) == [0, 0, 0, len(letters)]
    members = await rows(
        "SELECT id, email FROM person WHERE role = 'member' AND disabled_at IS NULL AND email <> ''"
    )
    assert set(letters) == {one["email"] for one in members}
    assert {leaves for _, leaves in letters.values()} == {LATER}
    for one in members:
        for text in texts(letters[one["email"]][0]):
            assert links.to(f"/reports/{draft}", one["id"], "http://tracker.test") in text
            assert "14/11/2024" in text
            assert "176" not in text
            assert not re.search(r"\d ?%", re.sub(r"<[^>]*>", "", text))
    assert "has frozen this report" in texts(letters["en@tinh.example"][0])[0]
    others = {one["name"]: one["outcome"] for one in await told(draft) if one["outcome"] != "letter"}
    assert {"Không Địa Chỉ": "no_address", "Đã Đóng": "closed"}.items() <= others.items()
    page = words_of(await main_of(await a_user("vpub.dieuphoi1"), f"/reports/{draft}"))
    assert "Không Địa Chỉ: chưa có địa chỉ thư" in page
    assert "Đã Đóng: tài khoản đã khóa" in page
    assert await tell_committee(draft, LATER) == 0


async def test_whom_a_report_is_not_told() -> None:
    """Not where the regime says so, not a report without a regime, not long after; letters to accounts closed
    meanwhile do not leave, and others do."""
    regime = await a_regime(to_committee=False)
    await only(regime)
    (draft,) = await prepare(MORNING)
    await frozen(draft)
    await turn(LATER)
    assert await written("report_frozen") == {}
    await execute("UPDATE report_regime SET to_committee = true WHERE id = $1", regime)
    await tell_frozen(LATER + timedelta(days=40))
    assert await written("report_frozen") == {}
    await turn(LATER)
    ready = "SELECT count(*) FROM letter WHERE kind = 'report_frozen' AND state = 'ready'"
    before = await value(ready)
    member = await row("SELECT person FROM letter WHERE kind = 'report_frozen' ORDER BY id LIMIT 1")
    assert member is not None
    await execute("UPDATE person SET disabled_at = $2 WHERE id = $1", member["person"], LATER)
    assert await withdraw_from_closed_accounts() == 1
    assert await value(ready) == before - 1
