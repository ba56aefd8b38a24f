"""What is done about the rules of reminding: a new version is made; a person chooses, or stops, letters."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tracker.database import execute, row, rows, transaction, value
from tracker.history.actions import changed, record
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, NotThere
from tracker.reminders.rulebook.rules import COURTESIES, Rulebook, offered, wants

STOPPED = "stop_letters"  # by the link in a letter: nobody is signed in, so the line names nobody
CHOSE = "choose_letters"


async def publish(editor: Viewer, seen: int, rules: Rulebook, note: str, at: datetime) -> int:
    """Put a new version of the rules in force, for the next run on; its number.

    ``seen`` is the version that the form was made from. Raises Conflict when it is not the newest any more.
    """
    async with transaction():
        before = await row("SELECT * FROM reminder_rulebook ORDER BY version DESC LIMIT 1")
        if before is None or before["version"] != seen:
            raise Conflict
        made = await value(
            """INSERT INTO reminder_rulebook (version, before_days, silent_days, awaiting_days, head_days,
                                              office_days, committee_days, note, made_by, made_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
               ON CONFLICT (version) DO NOTHING RETURNING id""",
            seen + 1, list(rules.before_days), rules.silent_days, rules.awaiting_days, rules.head_days,
            rules.office_days, rules.committee_days, note, editor.id, at,
        )  # fmt: skip
        if made is None:
            raise Conflict
        await _line("reminder_rules", made, "rule", editor, at, _changes(before, rules), seen + 1, note)
    return seen + 1


def _changes(before: Mapping[str, Any], rules: Rulebook) -> dict[str, tuple[Any, Any]]:
    """What a version says otherwise than the one before it."""
    after = {name: kept for name, kept in asdict(rules).items() if name != "version"}
    return changed(dict(before), {**after, "before_days": list(rules.before_days)})


async def choose(viewer: Viewer, wanted: Iterable[str], at: datetime) -> bool:
    """Keep which courtesy letters a person wants, of those offered to the role; whether anything changed."""
    kinds = offered(viewer.role)
    asked = {kind: kind in set(wanted) for kind in kinds}
    async with transaction():
        changes = await _keep(viewer.id, asked, at)
        if changes:
            await _line("person", viewer.id, CHOSE, viewer, at, changes)
    return bool(changes)


async def stop_all(person_id: int, at: datetime) -> None:
    """Stop every courtesy letter of a person. Done again, it changes nothing and writes no line.

    Raises NotThere for an account that is closed or was never there.
    """
    async with transaction():
        changes = await _keep(person_id, dict.fromkeys(COURTESIES, False), at)
        if changes:
            await record(
                "person", person_id, STOPPED, at,
                actor_id=None, actor_name="", actor_agency="", changes=changes,
            )  # fmt: skip


async def _keep(person_id: int, asked: Mapping[str, bool], at: datetime) -> dict[str, tuple[bool, bool]]:
    """Keep choices, one at a time for each person; what changed, kind to before and after."""
    there = "SELECT id FROM person WHERE id = $1 AND disabled_at IS NULL FOR UPDATE"
    if await row(there, person_id) is None:
        raise NotThere
    found = await rows("SELECT kind, wanted FROM reminder_choice WHERE person = $1", person_id)
    before = {(person_id, one["kind"]): one["wanted"] for one in found}
    changes = {
        kind: (was, wanted)
        for kind, wanted in asked.items()
        if (was := wants(before, person_id, kind)) != wanted
    }
    for kind, (_was, wanted) in changes.items():
        await execute(
            """INSERT INTO reminder_choice (person, kind, wanted, changed_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (person, kind) DO UPDATE SET wanted = $3, changed_at = $4""",
            person_id, kind, wanted, at,
        )  # fmt: skip
    return changes


async def _line(
    kind: str, object_id: int, verb: str, actor: Viewer, at: datetime, changes: Mapping[str, tuple[Any, Any]],
    version: int = 0, text: str = "",
) -> None:  # fmt: skip
    await record(
        kind, object_id, verb, at,
        actor_id=actor.id, actor_name=actor.name, actor_agency=actor.agency_name,
        version=version, text=text, changes=changes,
    )  # fmt: skip
