"""Facts of a task corrected by the office: what changed stands in the line of history, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import FOR_EVER, day_of
from tracker.database import execute, row, rows, transaction, value
from tracker.history.actions import changed
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.tasks.queries.parties import coordinating
from tracker.words import _, dmy, fold, speaking

# The facts that an edit may change; the state, the lead and what was reported have moves of their own.
EDITED = ("area", "title", "source_document", "source_clause", "responsible", "monitor", "leader",
          "expected_output", "deadline_text", "due_on", "due_precision", "priority", "starred")  # fmt: skip
OF_DEADLINE = ("due_on", "due_precision")


@dataclass(frozen=True)
class Changes:
    """What an edit makes of a task: facts by column, and the agencies that coordinate (None: as they are)."""

    facts: Mapping[str, Any]
    coordinators: Sequence[int] | None = None


async def edit(
    actor: Actor, code: str, version: int | None, new: Changes, at: datetime, note: str = ""
) -> Moved | None:
    """Correct a task. None when nothing differs: no line is written, no version made."""
    async with transaction():
        task = await found(actor, code)
        return await change(actor, task, version, new, at, note)


async def change(
    actor: Actor, task: Mapping[str, Any], version: int | None, new: Changes, at: datetime, note: str = ""
) -> Moved | None:
    """The same for a task that was found, inside a transaction."""
    facts = {name: fact for name, (_old, fact) in changed(task, new.facts).items() if name in EDITED}
    before = [one["id"] for one in await coordinating(task["id"])]
    after = before if new.coordinators is None else await _in_order(new.coordinators)
    if not facts and set(before) == set(after):
        return None
    if set(OF_DEADLINE) & set(facts):
        await _check_deadline(task, facts)
    if task["lead_agency"] in after:
        raise Refused(_("The lead agency cannot also coordinate the task"), "coordinators")
    told = {"coordinators": (before, after)} if set(before) != set(after) else {}
    text = "\n".join(filter(None, (note, await said(task, facts, before, after))))
    moved = await move(actor, task, "edit", at, version=version, text=text, changes=facts, told=told)
    for one in (task["id"], *await _unfinished_occurrences(task["id"])):
        await _coordinate(one, before, after, day_of(at))
    if {"title", "source_document"} & set(facts):
        await _searchable(task["id"])
    return moved


async def _check_deadline(task: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """A deadline that was extended, or about to be, is no typing error any more."""
    if task["recurs"]:
        raise Refused(_("This task comes back: its deadlines follow its recurrence."), "due_on")
    asked = "SELECT 1 FROM extension WHERE task = $1 AND decision IN ('', 'granted')"
    if task["extension_count"] or await value(asked, task["id"]):
        raise Refused(
            _(
                "This deadline was extended, or an extension is asked for:"
                " record the new one as an extension."
            ),
            "due_on",
        )
    due_on: date | None = facts.get("due_on", task["due_on"])
    if task["part"] == "occurrence" and due_on is None:  # its task has the deadline of its present one
        raise Refused(_("A task that comes back needs a deadline"), "due_on")
    parent = await value("SELECT due_on FROM task WHERE id = $1", task["parent"])
    if task["part"] == "milestone" and parent and (due_on is None or due_on > parent):
        raise Refused(_("A milestone is due by its task's deadline, %(day)s", day=dmy(parent)), "due_on")
    last = await value(
        """SELECT max(due_on) FROM task WHERE parent = $1 AND part = 'milestone'
           AND state NOT IN ('confirmed', 'withdrawn')""",
        task["id"],
    )
    if last and due_on and due_on < last:
        raise Refused(
            _("A milestone of this task is due on %(day)s, later than that", day=dmy(last)), "due_on"
        )


async def _in_order(agencies: Sequence[int]) -> list[int]:
    asked = "SELECT id FROM agency WHERE id = ANY ($1::integer[]) ORDER BY sort_order, id"
    return [one["id"] for one in await rows(asked, list(agencies))]


async def _unfinished_occurrences(task: int) -> list[int]:
    """Whoever lends a hand to a task that comes back does so to its occurrences."""
    asked = """SELECT id FROM task WHERE parent = $1 AND part = 'occurrence'
               AND state NOT IN ('confirmed', 'withdrawn') ORDER BY id"""
    return [one["id"] for one in await rows(asked, task)]


async def _coordinate(task: int, before: Sequence[int], after: Sequence[int], today: date) -> None:
    """Begin and end stretches today; what began today leaves no trace of a day."""
    gone = [one for one in before if one not in after]
    mine = "task = $1 AND agency = ANY ($2::integer[]) AND until_on = 'infinity'"
    await execute(f"DELETE FROM task_coordinator WHERE {mine} AND from_on >= $3", task, gone, today)
    await execute(f"UPDATE task_coordinator SET until_on = $3 WHERE {mine}", task, gone, today)
    for one in after:
        if one not in before:
            await execute(
                """INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING""",
                task, one, today, FOR_EVER,
            )  # fmt: skip


async def _searchable(task: int) -> None:
    """What search finds follows the title and the document; it is derived, and no fact of history."""
    found = await row(
        """SELECT t.code, t.title, coalesce(d.number, '') AS number
           FROM task AS t LEFT JOIN source_document AS d ON d.id = t.source_document WHERE t.id = $1""",
        task,
    )
    assert found is not None
    words = fold(f"{found['code']} {found['title']} {found['number']}")
    await execute("UPDATE task SET search = $2 WHERE id = $1", task, words)


async def said(
    task: Mapping[str, Any], facts: Mapping[str, Any], before: Sequence[int], after: Sequence[int]
) -> str:
    """What changed, a line a fact, in the record's language; the deadline stands in the line by itself."""
    with speaking("vi"):
        lines = []
        for name, title in (
            ("title", _("Task")), ("area", _("Area")), ("source_document", _("Assigned by")),
            ("source_clause", _("Clause")), ("responsible", _("Person responsible")),
            ("monitor", _("Followed by")), ("leader", _("Leader in charge")),
            ("expected_output", _("Expected output")), ("deadline_text", _("Deadline as written")),
            ("priority", _("Priority")), ("starred", _("Starred")),
        ):  # fmt: skip
            if name in facts:
                old, new = await _name(name, task[name]), await _name(name, facts[name])
                lines.append(_("%(what)s: from “%(old)s” to “%(new)s”.", what=title, old=old, new=new))
        for title, some in (
            (_("Coordinates from now on: %(agencies)s."), [one for one in after if one not in before]),
            (_("Coordinates no longer: %(agencies)s."), [one for one in before if one not in after]),
        ):
            if some:
                names = await rows("SELECT name FROM agency WHERE id = ANY ($1::integer[]) ORDER BY id", some)
                lines.append(title % {"agencies": "; ".join(one["name"] for one in names)})
        return "\n".join(lines)


_NAMED = {
    "area": "SELECT name FROM area WHERE id = $1",
    "source_document": "SELECT number FROM source_document WHERE id = $1",
    **dict.fromkeys(("responsible", "monitor", "leader"), "SELECT full_name FROM person WHERE id = $1"),
}


async def _name(column: str, fact: Any) -> str:
    if column in _NAMED:
        return str(await value(_NAMED[column], fact) or "")
    if column == "starred":
        return _("Yes") if fact else _("No")
    if column == "priority":
        return {"normal": _("Normal"), "urgent": _("Urgent"), "express": _("Express")}[fact]
    return str(fact)
