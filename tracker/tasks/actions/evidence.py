"""Files of a task: attached by who takes part, removed by the agency that did; a line of history each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.database import execute, rows, transaction
from tracker.evidence import actions as evidence
from tracker.evidence import queries
from tracker.evidence.actions import Checked, Owner
from tracker.evidence.rules import told
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, guard, move
from tracker.tasks.queries.evidence import REMOVED, purpose_now
from tracker.words import _


def allowed(actor: Actor, task: Mapping[str, Any]) -> str:
    """What a file of the actor's would prove on this task. Raises Refused when none may be attached."""
    guard(actor, task, "attach")
    return purpose_now(actor, task)


async def attach(actor: Actor, code: str, files: list[Checked], note: str, at: datetime) -> tuple[int, int]:
    """Attach files that were checked; the task's version before and after.

    Needs no version: a file overwrites nothing that somebody else wrote. Raises Refused for a content that is
    there already, and beyond the agency's quota.
    """
    async with transaction():
        task = await _held(actor, code)
        owner = Owner(task["id"], actor.agency_id, allowed(actor, task), actor.id)
        await evidence.hold(actor.agency_id, files)
        await _not_twice(task["id"], files)
        at, before = max(at, task["changed_at"]), task["version"]
        for one in files:
            await evidence.keep(owner, one, note, at)
            text = told(one.name, one.file.size, one.file.sha256, note)
            moved = await move(actor, task, "attach", at, version=None, text=text)
            task["version"] = moved.version
        return before, task["version"]


async def detach(actor: Actor, code: str, evidence_id: int, at: datetime) -> tuple[str, Moved]:
    """Hide a file of the actor's own agency; its name, and the move. The content stays in the store.

    Raises NotThere when the task never had such a file.
    """
    async with transaction():
        task = await _held(actor, code)
        one = await queries.one(evidence_id, task["id"], hidden=True)
        if one["removed_at"] is not None:
            raise Refused(_("%(name)s is already removed.", name=one["name"]))
        if one["agency"] != actor.agency_id:
            raise Refused(_("Only the agency that attached a file may remove it."))
        guard(actor, task, "detach")
        purpose_now(actor, task, REMOVED)
        at = max(at, task["changed_at"])
        await evidence.hide(evidence_id, actor.id, at)
        text = told(one["name"], one["size"], one["sha256"], "")
        return one["name"], await move(actor, task, "detach", at, version=None, text=text)


async def _held(actor: Actor, code: str) -> dict[str, Any]:
    """The task, which nobody else changes until the transaction ends."""
    await execute("SELECT 1 FROM task WHERE code = $1 FOR UPDATE", code)
    return await found(actor, code)


async def _not_twice(task: int, files: list[Checked]) -> None:
    contents = [one.file.sha256 for one in files]
    there = await rows(
        "SELECT sha256, name FROM evidence WHERE task = $1 AND removed_at IS NULL AND sha256 = ANY($2)",
        task,
        contents,
    )
    names = {bytes(one["sha256"]): one["name"] for one in there}
    for n, one in enumerate(files):
        earlier = {other.file.sha256: other.name for other in files[:n]}
        if same := names.get(one.file.sha256) or earlier.get(one.file.sha256):
            said = {"name": one.name, "there": same}
            raise Refused(_("%(name)s: the same content is already there as %(there)s", **said), "files")
