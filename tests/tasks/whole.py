"""What must hold of tasks after any move: history folds to the row, the tally is what it counts to."""

from datetime import UTC, date, datetime
from typing import Any

from tests.tasks.moving import task
from tests.web.site import Browser, made
from tracker import settings
from tracker.clock import at as moment_at
from tracker.database import rows, value
from tracker.history.queries import lines
from tracker.tasks.queries.then import value_told

OUTSIDE = frozenset({"version", "changed_at", "id", "code", "search"})


def clock(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> None:
    """Let it be this moment in Hanoi, until the database is given back."""
    wanted = moment_at(date(year, month, day), hour, minute)
    settings.override(clock_offset=(wanted - datetime.now(UTC)).total_seconds())


async def a_user_at(username: str, *moment: int) -> Browser:
    """Somebody at a browser, at another moment than noon of 06/11/2024."""
    clock(*moment)
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


async def assert_whole(code: str) -> dict[str, Any]:
    """The task, after its history was folded and compared with it, and the tally was counted afresh."""
    row = await task(code)
    told = await lines("task", row["id"])
    assert [line["version"] for line in told] == list(range(1, row["version"] + 1))
    facts: dict[str, Any] = {}
    for line in told:
        for name, (before, after) in line["changes"].items():
            if name in row and name in facts:
                assert value_told(name, before) == facts[name], (line["verb"], name)
            facts[name] = value_told(name, after) if name in row else after
    differing = {name for name in facts if name in row and name not in OUTSIDE and facts[name] != row[name]}
    assert not differing, {name: (facts[name], row[name]) for name in differing}
    assert not await rows("SELECT * FROM tally WHERE change <> 0 EXCEPT SELECT * FROM tally_recount")
    assert not await rows("SELECT * FROM tally_recount EXCEPT SELECT * FROM tally")
    return row


async def coordinators(code: str) -> list[str]:
    """The codes of the agencies that coordinate a task now."""
    found = await rows(
        """SELECT g.code FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
           JOIN task AS t ON t.id = c.task WHERE t.code = $1 AND c.until_on = 'infinity' ORDER BY g.code""",
        code,
    )
    return [one["code"] for one in found]


async def lead_of(code: str) -> str:
    """The code of the agency that leads a task."""
    return str(
        await value(
            "SELECT a.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency WHERE t.code = $1", code
        )
    )


async def last_text(code: str) -> str:
    """The text of a task's newest line of history."""
    return str((await lines("task", (await task(code))["id"]))[-1]["text"])
