"""One edit of many tasks, in one transaction; whoever was first keeps theirs, and all of it can be undone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.database import execute, row, rows, transaction, value
from tracker.history.queries import lines
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions.editing import EDITED, Changes, change
from tracker.tasks.actions.moving import Actor, found
from tracker.words import _, speaking


@dataclass(frozen=True)
class Wanted:
    """What is wanted of one task that was looked at: its version then, and what it shall become."""

    task: int
    code: str
    version: int
    changes: Changes


@dataclass(frozen=True)
class Skipped:
    """A task that stays as it is, and why."""

    code: str
    why: str


async def next_number() -> int:
    """A number for an edit about to be made: its address is known before it is saved."""
    return int(await value("SELECT nextval('bulk_edit_id_seq')"))


async def apply(
    actor: Actor,
    number: int,
    programme: int,
    asked: Mapping[str, Any],
    wanted: Iterable[Wanted],
    at: datetime,
) -> list[Skipped]:
    """Change tasks together. Answers those left as they are: changed meanwhile, or not to be changed.

    ``asked`` is kept to say later what the edit was. Each task has its line of history.
    """
    if actor.role != "office":
        raise NotThere
    async with transaction():
        some = sorted(wanted, key=lambda one: one.task)
        await _hold([one.task for one in some])
        await _insert(actor, number, programme, at)
        await execute("SELECT tally_hold()")
        with speaking("vi"):  # the record's language, whoever writes it
            note = _("Edit of several tasks together, no. %(n)s.", n=number)
        skipped = []
        for one in some:
            made, why = await _one(actor, one, note, at)
            if made is None:
                skipped.append(Skipped(one.code, why))
            else:
                await _note(number, one.task, made)
        await execute("SELECT tally_settle()")
        said = {"changes": dict(asked), "skipped": [[one.code, one.why] for one in skipped]}
        await execute(
            "UPDATE bulk_edit SET said = $2 WHERE id = $1", number, json.dumps(said, ensure_ascii=False)
        )
        return skipped


async def undo(actor: Actor, number: int, at: datetime) -> list[Skipped]:
    """Bring back what an edit of many tasks changed, once; tasks that moved on since are left as they are.

    Every task gets a line of history: nothing of the edit is taken out of it.
    """
    if actor.role != "office":
        raise NotThere
    async with transaction():
        some = await _done(number)
        if await execute(
            "UPDATE bulk_edit SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL",
            number, at, actor.id,
        ) == 0:  # fmt: skip
            raise Refused(_("This edit was undone already."))
        await _hold([one["task"] for one in some])
        await execute("SELECT tally_hold()")
        with speaking("vi"):  # the record's language, whoever writes it
            note = _("Edit of several tasks together, no. %(n)s, undone.", n=number)
        skipped = []
        for one in some:
            wanted = Wanted(
                one["task"], one["code"], one["version"], await _before(one["task"], one["version"])
            )
            made, why = await _one(actor, wanted, note, at)
            if made is None:
                skipped.append(Skipped(one["code"], why))
        await execute("SELECT tally_settle()")
        said = json.dumps([[one.code, one.why] for one in skipped], ensure_ascii=False)
        await execute(
            "UPDATE bulk_edit SET said = said || jsonb_build_object('kept', $2::jsonb) WHERE id = $1",
            number,
            said,
        )
        return skipped


async def _one(actor: Actor, one: Wanted, note: str, at: datetime) -> tuple[int | None, str]:
    """The version made of one task; None and why not."""
    try:
        task = await found(actor, one.code)
        moment = max(at, task["changed_at"])
        moved = await change(actor, task, one.version, one.changes, moment, note)
    except Conflict:
        return None, _("Somebody changed it meanwhile.")
    except Refused as refused:
        return None, refused.sentence
    return (moved.version, "") if moved else (None, _("It is so already."))


async def _before(task: int, version: int) -> Changes:
    """What stood before the line of a version, as the changes that bring it back."""
    line = next(one for one in await lines("task", task) if one["version"] == version)
    facts = {name: before for name, (before, _after) in line["changes"].items() if name in EDITED}
    coordinators = line["changes"].get("coordinators")
    return Changes(facts, coordinators[0] if coordinators else None)


async def _insert(actor: Actor, number: int, programme: int, at: datetime) -> None:
    await execute(
        "INSERT INTO bulk_edit (id, programme, person, at, said) VALUES ($1, $2, $3, $4, '{}')",
        number, programme, actor.id, at,
    )  # fmt: skip


async def _note(number: int, task: int, version: int) -> None:
    await execute(
        "INSERT INTO bulk_edit_task (bulk_edit, task, version) VALUES ($1, $2, $3)", number, task, version
    )


async def _done(number: int) -> list[dict[str, Any]]:
    if await row("SELECT 1 AS n FROM bulk_edit WHERE id = $1 FOR UPDATE", number) is None:
        raise NotThere
    return await rows(
        """SELECT b.task, b.version, t.code FROM bulk_edit_task AS b JOIN task AS t ON t.id = b.task
           WHERE b.bulk_edit = $1 ORDER BY b.task""",
        number,
    )


async def _hold(tasks: list[int]) -> None:
    """In the order of ids: two edits of the same tasks wait for each other, and never in a ring."""
    await rows("SELECT id FROM task WHERE id = ANY ($1::integer[]) ORDER BY id FOR UPDATE", tasks)
