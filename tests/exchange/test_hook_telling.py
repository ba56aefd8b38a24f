"""What web hooks are told: each move in the order of history, the overdue ones daily, no word of anybody."""

import asyncio
import json
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest

from tests.exchange.receiver import a_hook, keeper, kept, outbox, version_of
from tests.given import Actor
from tests.tasks.reading import NOON
from tracker import clock
from tracker.database import execute, row, rows, transaction, value
from tracker.exchange.hooks import actions as keeping
from tracker.exchange.hooks import telling
from tracker.exchange.hooks.actions import Wanted
from tracker.exchange.hooks.rules import MOVED, OVERDUE
from tracker.history.actions import record
from tracker.tasks import actions
from tracker.tasks.actions.parts import Milestone, split
from tracker.tasks.actions.refusing import Reassignment, reassign
from tracker.tasks.actions.undoing import undo
from tracker.tasks.queries import figures

pytestmark = pytest.mark.usefixtures("province")
TODAY = date(2024, 11, 6)
SEVEN = clock.at(TODAY, 7)
DAY = timedelta(days=1)
OURS = "lời riêng của cán bộ"  # stands in every free text below
SAID = actions.Report(OURS, 60, "resources", OURS, "subjective", OURS, OURS, OURS)
TOLD = {
    "line", "code", "version", "verb", "part", "parent", "state_before", "state", "deadline_before",
    "deadline", "lead_before", "lead", "percent",
}  # fmt: skip


async def who(username: str) -> Actor:
    """Somebody of the demonstration."""
    found = await row("SELECT id, full_name, role, agency FROM person WHERE username = $1", username)
    assert found is not None
    everything = found["role"] in {"member", "office", "auditor"}
    return Actor(found["id"], found["full_name"], found["role"], found["agency"], "", True, everything)


async def agency(code: str) -> int:
    """An agency by its code."""
    return int(await value("SELECT id FROM agency WHERE code = $1", code))


async def said_to(hook: int) -> list[dict[str, Any]]:
    """The data of a hook's messages, in their order."""
    return [json.loads(one["content"])["data"] for one in await outbox(hook)]


async def a_life() -> None:
    """A task that STNMT leads and STTTT coordinates: worked on, sent back, taken back, given to SNV."""
    office, lead, minute = await who("vpub.dieuphoi1"), await who("stnmt.lanhdao"), count(1)

    def at() -> datetime:
        return NOON + timedelta(minutes=next(minute))

    new = actions.NewTask(
        code="HK-01", programme=1, area=await value("SELECT min(id) FROM area"), title="Nhiệm vụ thử",
        lead_agency=lead.agency_id, coordinators=(await agency("STTTT"),), deadline_text="",
        due_on=date(2024, 12, 31), due_precision="day",
    )  # fmt: skip
    await actions.assign(office, new, at())
    await actions.accept(lead, "HK-01", None, at())
    await actions.progress(lead, "HK-01", None, SAID, at())
    await actions.progress(lead, "HK-01", None, SAID, at())  # the state stays: nothing to tell
    await actions.comment(office, "HK-01", None, OURS, at())
    await split(office, "HK-01", None, Milestone("Mốc", date(2024, 12, 1)), at())
    await actions.submit(lead, "HK-01", None, actions.Submission(SAID, "1/QĐ", TODAY, OURS), at())
    await actions.return_(office, "HK-01", None, OURS, at(), 50)
    await undo(office, "HK-01", None, at())
    await actions.return_(office, "HK-01", None, OURS, at())
    await reassign(office, "HK-01", None, Reassignment("SNV", OURS, "2/QĐ", TODAY), at())
    snv = await who("snv.lanhdao")
    await actions.accept(snv, "HK-01", None, at())


async def test_each_move_is_told_in_the_order_of_history_and_no_word_of_anybody() -> None:
    """Code, verb, state, deadline, lead, percent, version: the facts of then, taken-back moves included."""
    hook = await a_hook()
    await a_life()
    before = await value("SELECT max(id) FROM history")
    assert await telling.tell_moves(NOON + DAY) == 11
    found = await said_to(hook)
    assert all(set(one) == TOLD for one in found)
    task = [one for one in found if one["code"] == "HK-01"]
    assert [(one["verb"], one["state_before"], one["state"], one["percent"]) for one in task] == [
        ("assign", None, "assigned", 0),
        ("accept", "assigned", "accepted", 0),
        ("progress", "accepted", "in_progress", 60),
        ("submit", "in_progress", "submitted", 60),
        ("return", "submitted", "returned", 50),
        ("undo", "returned", "submitted", 60),
        ("return", "submitted", "returned", 60),
        ("reassign", "returned", "assigned", 60),
        ("accept", "assigned", "accepted", 60),
    ]
    assert [one["lead"] for one in task] == ["STNMT"] * 7 + ["SNV"] * 2
    assert (task[7]["lead_before"], task[8]["lead_before"]) == ("STNMT", "SNV")
    assert (task[0]["deadline_before"], task[0]["deadline"]) == (None, "2024-12-31")
    assert all(one["line"] < other["line"] <= before for one, other in pairwise(found))
    parts = [(one["code"], one["verb"], one["part"], one["parent"]) for one in found if one["part"]]
    assert parts == [
        ("HK-01.1", "assign", "milestone", "HK-01"),
        ("HK-01.1", "reassign", "milestone", "HK-01"),
    ]
    everything = "".join(one["content"] for one in await outbox(hook))
    assert OURS not in everything
    assert "Nguyễn" not in everything
    assert OURS in await value("SELECT string_agg(text || changes::text, '') FROM history")  # it is there


async def test_an_agency_is_told_of_its_own_tasks_alone() -> None:
    """Who leads, until the task is given away; who gets it, from then on; who coordinates; nobody else."""
    hooks = {code: await a_hook(agency=await agency(code)) for code in ("STNMT", "SNV", "STTTT", "SYT")}
    await a_life()
    await telling.tell_moves(NOON)
    told = {code: [(one["code"], one["verb"]) for one in await said_to(hook)] for code, hook in hooks.items()}
    assert [verb for one, verb in told["STNMT"] if one == "HK-01"][-1] == "reassign"
    assert [verb for one, verb in told["SNV"] if one == "HK-01"] == ["reassign", "accept"]
    assert len([1 for one, _verb in told["STTTT"] if one == "HK-01"]) == 9
    assert [one for one, _verb in told["STTTT"] if one != "HK-01"] == []
    assert told["SYT"] == []


async def test_moves_are_told_once_whoever_looks_and_none_from_before_the_hook() -> None:
    """Four workers at once tell each line once; what a paused hook missed it is told when it goes on."""
    hook = await a_hook()
    assert await telling.tell_moves(NOON) == 0
    await a_life()
    found = await asyncio.gather(*(telling.tell_moves(NOON) for _ in range(4)))
    assert sum(found) == len(await outbox(hook)) == 11
    async with transaction():
        await keeping.pause(await keeper(), hook, await version_of(hook), NOON)
    await actions.comment(await who("vpub.dieuphoi1"), "HK-01", None, OURS, NOON + DAY)
    await actions.progress(await who("snv.lanhdao"), "HK-01", None, SAID, NOON + DAY)
    assert await telling.tell_moves(NOON) == 0
    async with transaction():
        await keeping.resume(await keeper(), hook, await version_of(hook), NOON)
    assert await telling.tell_moves(NOON) == 1
    assert await telling.tell_moves(NOON) == 0


async def test_a_move_that_commits_late_is_not_forgotten() -> None:
    """A line whose id was given out early stands in the chain where it committed: it is told last."""
    await a_life()
    hook = await a_hook()
    written, go_on = asyncio.Event(), asyncio.Event()

    async def line(due_on: date, version: int) -> None:
        number = await value("SELECT id FROM task WHERE code = 'HK-01'")
        await record(
            "task", number, "extend", NOON, actor_id=None, actor_name="", actor_agency="", version=version,
            changes={"due_on": (None, due_on)},
        )  # fmt: skip

    async def slow() -> None:
        async with transaction():
            await line(TODAY, 98)
            written.set()
            await go_on.wait()

    late = asyncio.create_task(slow())
    await written.wait()
    await line(TODAY + DAY, 99)
    assert await telling.tell_moves(NOON) == 1
    go_on.set()
    await late
    assert await telling.tell_moves(NOON) == 1
    quick, slowly = await said_to(hook)
    assert (quick["version"], slowly["version"]) == (99, 98)
    assert slowly["line"] < quick["line"]  # by ids of lines it would have been passed over


async def test_a_hook_that_begins_to_want_moves_is_not_told_the_past() -> None:
    """The same when it is changed: from now on."""
    hook = await a_hook(events=[OVERDUE])
    await a_life()
    assert await telling.tell_moves(NOON) == 0
    wanted = Wanted("Trung tâm", "https://else.example/", [MOVED], None)
    async with transaction():
        await keeping.change(await keeper(), hook, 1, wanted, NOON)
    assert await telling.tell_moves(NOON) == 0
    await actions.progress(await who("snv.lanhdao"), "HK-01", None, SAID, NOON + DAY)
    assert await telling.tell_moves(NOON) == 1


async def test_the_morning_batch_agrees_with_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the day and every overdue task, the longest first, in pages; for an agency its own."""
    province = await a_hook(at=NOON - DAY)
    stnmt = await agency("STNMT")
    own = await a_hook(agency=stnmt, at=NOON - DAY)
    monkeypatch.setattr(telling, "PAGE", 2)
    assert await telling.tell_overdue(TODAY, SEVEN, SEVEN) >= 4
    pages = await said_to(province)
    shown = await figures(1, TODAY)
    assert [(page["page"], page["pages"], page["overdue"]) for page in pages] == [
        (n, 3, 5) for n in (1, 2, 3)
    ]
    assert pages[0]["figures"] == {
        "in_time": 49, "overdue": 5, "awaiting": 29, "done_on_time": 89, "done_late": 4, "total": 176,
    }  # fmt: skip
    assert pages[0]["figures"]["overdue"] == shown.overdue
    tasks = [task for page in pages for task in page["tasks"]]
    assert len({task["code"] for task in tasks}) == 5
    assert [task["days_late"] for task in tasks] == sorted((t["days_late"] for t in tasks), reverse=True)
    for task in tasks:
        kept_task = await row(
            """SELECT t.title, t.due_on, a.code AS lead FROM task t JOIN agency a ON a.id = t.lead_agency
               WHERE t.code = $1""",
            task["code"],
        )
        assert kept_task == {
            "title": task["title"], "due_on": date.fromisoformat(task["deadline"]), "lead": task["lead"],
        }  # fmt: skip
        assert TODAY - date.fromisoformat(task["deadline"]) == timedelta(days=task["days_late"])
    mine = await rows(
        """SELECT t.code FROM task t WHERE urgency = 0 AND due_on < $1 AND (lead_agency = $2 OR EXISTS
           (SELECT FROM task_coordinator c WHERE c.task = t.id AND c.agency = $2))""",
        TODAY, stnmt,
    )  # fmt: skip
    of_agency = await said_to(own)
    assert {t["code"] for page in of_agency for t in page["tasks"]} == {one["code"] for one in mine}
    assert of_agency[0]["figures"]["total"] == (await figures(1, TODAY, lead_id=stnmt)).total < 176
    assert of_agency[0]["agency"] == "STNMT"


async def test_old_messages_are_forgotten_and_waiting_ones_are_not() -> None:
    """After ninety days what was sent or given up is dropped."""
    hook = await a_hook(at=NOON - 200 * DAY)
    for n in range(3):
        await telling.tell_overdue(TODAY + n * DAY, SEVEN, NOON - 100 * DAY)
    await execute("UPDATE hook_message SET state = 'sent', sent_at = created_at WHERE key LIKE '%06/1'")
    await execute("UPDATE hook_message SET state = 'failed' WHERE key LIKE '%07/1'")
    assert await telling.forget(NOON) == 2
    assert [one["state"] for one in await outbox(hook)] == ["ready"]
    assert (await kept(hook))["version"] == 1
