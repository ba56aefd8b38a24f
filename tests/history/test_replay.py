"""The lines of a task, folded, give the task as it stands today; a change made past the program shows."""

from datetime import timedelta

import pytest

from tests.given import Actor
from tests.history import tampering
from tests.history.tampering import superuser
from tests.history.test_tampering import said
from tests.tasks.moving import task
from tests.tasks.reading import NOON
from tracker.database import row, transaction, value
from tracker.database.engine import Engine, script
from tracker.history.checking import check_chain
from tracker.history.replay import BESIDE, check_replay
from tracker.history.rules import told
from tracker.tasks import actions
from tracker.tasks.actions import Report
from tracker.words import speaking

CODE = "CQS-06"  # led by STNMT, in progress, overdue


async def lead_of(code: str) -> Actor:
    """The head of the agency that leads a task."""
    found = await row(
        """SELECT p.id, p.full_name, p.agency, a.name FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           JOIN person AS p ON p.agency = a.id AND p.role = 'lead' WHERE t.code = $1 ORDER BY p.id LIMIT 1""",
        code,
    )
    assert found
    return Actor(found["id"], found["full_name"], "lead", found["agency"], found["name"], True, False)


async def test_history_folds_to_the_rows(province: Engine) -> None:
    """All 176 tasks as loaded, and after moves made through the program. Negative control of what follows."""
    checked = await check_replay()
    assert (checked.found, checked.looked_at, checked.whole) == (0, 176, True)
    lead, at = await lead_of(CODE), NOON
    for percent in (70, 75, 75):
        at += timedelta(seconds=1.25)
        report = Report("Đã họp liên ngành.", percent, cause_kind="objective", cause_text="Chờ văn bản")
        await actions.progress(lead, CODE, None, report, at)
    await actions.comment(lead, CODE, None, "Đã gửi.", at)
    assert (await check_replay()).found == 0


# What is done to the row past the program, and how it is told.
DONE = [
    ("due_on = due_on + 30", "fact", "due_on"),
    ("state = 'returned'", "fact", "state"),
    ("percent = 99", "fact", "percent"),
    ("extension_count = 3", "fact", "extension_count"),  # named by no line: it must be as by itself
    ("priority = 'urgent'", "fact", "priority"),
    ("monitor = 1", "fact", "monitor"),
    ("progressed_at = progressed_at + interval '1 microsecond'", "fact", "progressed_at"),
    ("changed_at = changed_at + interval '1 day'", "fact", "changed_at"),
    ("version = version + 1", "versions", ""),
]


async def test_a_change_of_a_row_past_the_program_is_found(province: Engine) -> None:
    """Each fact by itself; the chain of history alone says nothing, for no line was touched."""
    for change, what, field in DONE:
        async with superuser():
            await script(f"UPDATE task SET {change} WHERE code = '{CODE}'")
            checked, chain = await check_replay(), await check_chain()
        assert [(one.what, one.place, one.field) for one in checked.first] == [(what, CODE, field)], change
        assert chain.found == 0
        with speaking("vi"):
            assert CODE in told(checked.first[0])


async def test_every_column_of_a_task_is_compared_or_named_as_left_out(province: Engine) -> None:
    """A column that somebody adds is compared from the first day."""
    async with superuser():
        await script("ALTER TABLE task ADD secret integer NOT NULL DEFAULT 7")
        assert (await check_replay()).found == 0
        await script(f"UPDATE task SET secret = 8 WHERE code = '{CODE}'")
        assert [one.field for one in (await check_replay()).first] == ["secret"]
    assert set(BESIDE) == {"id", "search", "changed_at", "version"}


async def test_a_change_that_a_later_move_overwrote_is_found(province: Engine) -> None:
    """The row is as history says again, but the line says that something else was before it."""
    lead = await lead_of(CODE)
    percent = (await task(CODE))["percent"]
    async with superuser():
        await script(f"UPDATE task SET percent = 5 WHERE code = '{CODE}'")
        await script("SET LOCAL session_replication_role = origin")
        await actions.progress(lead, CODE, None, Report("Đã xong.", 80), NOON)
        checked = await check_replay()
    found = [(one.what, one.field, one.found, one.wanted) for one in checked.first]
    assert found == [("before", "percent", "5", str(percent))]


async def test_a_line_withheld_is_found_even_when_the_chain_was_computed_anew(province: Engine) -> None:
    """The versions no longer rise by one, and the facts are not what the row says."""
    async with superuser():
        assert await tampering.forget(CODE, "accept") == 1
        checked, chain = await check_replay(), await check_chain()
    assert chain.found == 0
    assert f"versions {CODE}" in said(checked)
    assert "accepted_at" in [one.field for one in checked.first]


@pytest.mark.parametrize(
    ("done", "kinds"),
    [
        ("DELETE FROM history WHERE kind = 'task' AND object_id = {id}", ["no_history"]),
        (
            "INSERT INTO history (kind, object_id, verb, at) VALUES ('task', 2000000000, 'x', now())",
            ["no_task"],
        ),
        ("DELETE FROM task WHERE id = {id}", ["no_task"]),
    ],
)
async def test_tasks_and_history_without_each_other_are_found(
    province: Engine, done: str, kinds: list[str]
) -> None:
    """A task without a line, lines without a task."""
    number = await value("SELECT id FROM task WHERE code = $1", CODE)
    async with superuser():
        await script(done.format(id=number))
        checked = await check_replay()
    assert [one.what for one in checked.first] == kinds
    with speaking("vi"):
        assert told(checked.first[0])


async def test_a_line_that_says_what_no_fact_can_be_is_told(province: Engine) -> None:
    """It stops the folding of the tasks it lies among, which is trouble by itself, and of no others."""
    async with transaction():
        await script("SET LOCAL session_replication_role = replica")
        await script(
            """UPDATE history SET changes = '{"percent": [0, "nhiều"]}'
               WHERE id = (SELECT max(id) FROM history WHERE kind = 'task')"""
        )
    checked = await check_replay()
    assert ([one.what for one in checked.first], checked.looked_at) == (["unfoldable"], 176)
