"""The reorganisations of 01/03/2025 and 01/07/2025, on the province's 176 tasks."""

from datetime import date, datetime, timedelta

import pytest

from tests.given import Actor
from tests.tasks.reading import words_of
from tests.tasks.reorganisations import (
    JULY,
    MARCH,
    NOON,
    choose,
    confirmed,
    drafted,
    foreseen,
    month_ends,
    the_office,
    unfinished_without_one_living_lead,
)
from tests.tasks.test_standing import DIFFERENCES
from tests.web.site import Browser, made
from tracker import settings
from tracker.clock import at
from tracker.database import row, rows, value
from tracker.database.engine import Engine
from tracker.history.queries import facts_at, lines
from tracker.programmes.queries import programme
from tracker.refusal import NotThere, Refused
from tracker.reports.queries import progress_summary
from tracker.tasks.queries import GroupFigures, figures, figures_by_agency
from tracker.tasks.reorganising import actions
from tracker.tasks.rules import Figures

DAYS = [*month_ends(date(2021, 7, 1), date(2024, 10, 31)), date(2024, 7, 15), date(2024, 11, 5)]
TODAY = date(2024, 11, 6)
Seen = dict[date, tuple[Figures, list[GroupFigures]]]


async def seen(days: list[date]) -> Seen:
    """The figures of days, of the whole and by agency."""
    return {day: (await figures(1, day), await figures_by_agency(1, day)) for day in days}


async def both_planned() -> tuple[int, int]:
    """Both reorganisations as the register tells them, planned on 06/11/2024 with the choices they leave."""
    march, july = await drafted(MARCH), await drafted(JULY)
    await choose(march, areas={"SNV": {"CV": "SDTTG2503"}}, tasks={"TTHC-25": "SYT"},
                 people={"snv.chuyenvien1": "SDTTG2503"})  # fmt: skip
    assert (await confirmed(march)).state == "planned"
    with pytest.raises(Refused, match="1 nhiệm vụ chưa hoàn thành"):
        await confirmed(july)
    await choose(july, tasks={"TCBM-18": "SNV2507"}, people={"tptn.lanhdao": "SNV2507"})
    assert (await confirmed(july)).state == "planned"
    return march, july


async def carried_out(number: int, day: date) -> None:
    """What the worker does at 00:05 of the day."""
    assert (await actions.carry_out_due(number, at(day, 0, 5))).endswith("tasks handed over")


async def test_every_unfinished_task_ends_with_one_living_lead_and_2024_does_not_move(
    province: Engine,
) -> None:
    """Merges, splits, renames and abolished districts: nobody who ended leads or coordinates what goes on,
    every past day keeps its figures, agencies sum to the total, and the tally equals its recount."""
    before, now = await seen(DAYS), await seen([TODAY])
    march, july = await both_planned()
    assert await seen([TODAY]) == now  # a plan moves nothing
    for number, day in ((march, MARCH), (july, JULY)):
        eve = await seen([day - timedelta(days=1)])
        await carried_out(number, day)
        assert await unfinished_without_one_living_lead(day) == 0
        assert await seen([*DAYS]) == before
        assert await seen([TODAY]) == now
        assert await seen([day - timedelta(days=1)]) == eve
        assert await value(DIFFERENCES) == 0
        total, by_agency = (await seen([day]))[day]
        assert total.total == sum(group.figures.total for group in by_agency) == 176
        assert total.done == 93
        assert by_agency != eve[day - timedelta(days=1)][1]  # control: what moved is seen on its day
        assert await coordinating_though_ended(day) == []
    assert await leads() == {"TTHC-25": "SYT2507", "TCBM-18": "SNV2507", "CV-05": "SDTTG2507",
                             "CQS-04": "SKHCN2507", "TC-20": "STC2507"}  # fmt: skip


async def coordinating_though_ended(day: date) -> list[str]:
    """Unfinished tasks that an agency which ended, or the lead itself, coordinates."""
    found = await rows(
        """SELECT t.code FROM task_coordinator AS c JOIN task AS t ON t.id = c.task
           JOIN agency AS a ON a.id = c.agency
           WHERE c.until_on = 'infinity' AND t.state NOT IN ('confirmed', 'withdrawn')
             AND (a.valid_to < $1 OR a.id = t.lead_agency)""",
        day,
    )
    return [one["code"] for one in found]


async def leads() -> dict[str, str]:
    """Who leads some tasks now."""
    found = await rows(
        """SELECT t.code, a.code AS lead FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE t.code IN ('TTHC-25', 'TCBM-18', 'CV-05', 'CQS-04', 'TC-20')"""
    )
    return {one["code"]: one["lead"] for one in found}


async def test_each_task_has_one_line_its_version_and_folds_to_its_row(province: Engine) -> None:
    """A line a task and reorganisation, versions without a gap, who was responsible and left, in it; what was
    finished has no line and keeps its agency."""
    march, _july = await both_planned()
    finished = await finished_leads()
    one, _standing, found = await foreseen(march)
    versions = {line["id"]: line["version"] for line in await rows("SELECT id, version FROM task")}
    await carried_out(march, MARCH)
    assert await finished_leads() == finished
    for task in await rows("SELECT * FROM task"):
        told = [line for line in await lines("task", task["id"]) if line["at"] >= at(MARCH, 0)]
        moved = next((move for move in found.tasks if move.task.id == task["id"]), None)
        assert [line["verb"] for line in told] == (["transfer"] if moved else [])
        assert task["version"] == versions[task["id"]] + len(told)
        facts = await facts_at("task", task["id"], task["version"])
        assert (facts["lead_agency"], facts["responsible"]) == (task["lead_agency"], task["responsible"])
        if moved and moved.leads_anew:
            assert f"số {one.number} ngày 01/11/2024" in told[0]["text"]
            assert told[0]["actor_name"] == (await the_office()).name
    told = await lines("agency", await value("SELECT id FROM agency WHERE code = 'STTTT'"))
    assert [line["verb"] for line in told] == ["merge"]
    assert await value("SELECT count(*) FROM history_seal") == await value("SELECT count(*) FROM history")


async def finished_leads() -> list[dict[str, object]]:
    """Who leads what is finished, with its version."""
    return await rows("SELECT id, lead_agency, version FROM task WHERE state IN ('confirmed', 'withdrawn')")


async def at_a_browser(username: str, moment: datetime) -> Browser:
    """Somebody signed in at a moment."""
    settings.override(clock_offset=(moment - datetime.now(moment.tzinfo)).total_seconds())
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


async def test_rights_follow_at_once_and_names_are_those_of_the_day(province: Engine) -> None:
    """Whoever is signed in goes on as the new agency: the old one's tasks open, others' stay shut; a past
    day's page and the timeline say the old name, today's page the new one."""
    march, _july = await both_planned()
    midnight = at(MARCH, 0, 1)
    sttt, skhcn, stp = [await at_a_browser(f"{who}.lanhdao", midnight) for who in ("stttt", "skhcn", "stp")]
    assert (await skhcn.get("/tasks/CQS-04")).status_code == 404
    await carried_out(march, MARCH)
    for browser in (sttt, skhcn):
        answer = await browser.get("/tasks/CQS-04")
        assert answer.status_code == 200
        assert "Sở Khoa học và Công nghệ" in words_of(answer.text)
    assert (await stp.get("/tasks/CQS-04")).status_code == 404
    today = words_of((await sttt.get("/tasks/CQS-04")).text)
    assert "Từ Sở Thông tin và Truyền thông (đến 28/02/2025) sang Sở Khoa học và Công nghệ" in today
    past = (await sttt.get("/tasks/CQS-04?as_of=2024-11-06")).text.partition("<main")[2]
    assert "Sở Thông tin và Truyền thông" in past
    assert "Sở Khoa học và Công nghệ (" not in past
    assert "Đỗ Nhật Tín" in past.partition('id="h-facts"')[2].partition("</section>")[0]  # its head that day
    assert (await stp.get("/tasks/CQS-04?as_of=2024-11-06")).status_code == 404
    assert "CQS-04" in (await sttt.get("/my-work")).text


async def test_pages_and_reports_print_the_name_valid_on_their_day(province: Engine) -> None:
    """The list, the agencies, the progress page, the annex of the report: of 2024 the old names alone."""
    march, july = await both_planned()
    await carried_out(march, MARCH)
    await carried_out(july, JULY)
    office = await at_a_browser("vpub.dieuphoi1", at(JULY, 8))
    for path in ("/agencies", "/", "/tasks?q=TC-20"):
        then = words_of((await office.get(f"{path}{'&' if '?' in path else '?'}as_of=2024-11-06")).text)
        now = words_of((await office.get(path)).text)
        assert "KH&amp;ĐT" in then or "Kế hoạch và Đầu tư" in then, path
        assert "Dân tộc và Tôn giáo" not in then, path
        assert "Tài chính" in now, path
    summary = await progress_summary(await programme(), TODAY, JULY)
    assert {one["lead_name"] for one in summary.rows if one["code"] == "TC-20"} == {"Sở Kế hoạch và Đầu tư"}
    assert "SKHDT" in {group.code for group in summary.by_agency}
    assert "STC2507" not in {group.code for group in summary.by_agency}


async def test_only_the_office_changes_agencies(province: Engine) -> None:
    """Not a lead, a member or an administrator, whatever they send."""
    number = await drafted(MARCH)
    for role in ("lead", "staff", "member", "auditor", "admin"):
        actor = Actor(1, "x", role, 1, "x", False, role in {"member", "auditor"})
        with pytest.raises(NotThere):
            await actions.confirm(actor, number, 2, "?", NOON)
        with pytest.raises(NotThere):
            await actions.give_up(actor, number, 2, "cancelled", NOON)
    assert await row("SELECT state FROM reorganisation WHERE id = $1", number) == {"state": "draft"}
