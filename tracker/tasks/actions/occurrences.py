"""The occurrences of a task that comes back: the first from its present facts, the others made ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, rows, value
from tracker.history.actions import record
from tracker.tasks.actions.moving import FACTS, Actor
from tracker.tasks.deadlines import Occurrence, Recurrence
from tracker.tasks.rules.occurrences import AHEAD_DAYS, MIRRORED, suffix
from tracker.words import speaking

# What every occurrence has of its task, beside what is its own.
_COMMON = """programme, area, source_document, source_clause, lead_agency, responsible, monitor, leader,
    expected_output, deadline_text, priority, search"""

# An extension in force is the first occurrence's as well: its deadline is judged by it, its days count on.
_GRANTED = """INSERT INTO extension (task, requested_at, requested_by, reason, proposed_due_on, decision,
        decided_at, decided_by, decision_text, granted_due_on, document_number, document_date)
    SELECT $2, requested_at, requested_by, reason, proposed_due_on, decision, decided_at,
           decided_by, decision_text, granted_due_on, document_number, document_date
    FROM extension WHERE task = $1 AND decision = 'granted' ORDER BY id"""


@dataclass(frozen=True)
class Nobody:
    """Who acts when a rule does: nobody."""

    id: int | None = None
    name: str = ""
    agency_name: str = ""


async def whole(task: int) -> dict[str, Any]:
    """Every fact of a task, held until the transaction ends."""
    found = await row("SELECT * FROM task WHERE id = $1 FOR UPDATE", task)
    assert found is not None
    return found


async def occurrences_of(task: int) -> list[dict[str, Any]]:
    """The occurrences of a task by their deadlines."""
    return await rows(
        """SELECT id, code, version, opens_on, due_on, state, stop_number, extension_count FROM task
           WHERE parent = $1 AND part = 'occurrence' ORDER BY due_on, id""",
        task,
    )


async def first(actor: Actor, task: dict[str, Any], rule: Recurrence, at: datetime) -> None:
    """What the task was doing when it got its rule is its first occurrence."""
    year_before = task["due_on"] - timedelta(days=AHEAD_DAYS)
    earlier = Recurrence(rule.every, rule.month, rule.day).occurrences(year_before, task["due_on"])
    parent = await whole(task["id"])
    after = rule.next_on(task["due_on"])
    fits = [one for one in (*earlier, *((after,) if after else ())) if one.opens_on <= task["due_on"]]
    period = fits[-1] if fits else None
    opens_on = min(period.opens_on if period else day_of(at), day_of(at))
    await _make(actor, parent, rule, period, opens_on, task["due_on"], at, mirrored=True)


async def lay_out(actor: Actor | Nobody, parent: dict[str, Any], rule: Recurrence, at: datetime) -> int:
    """Make what is missing ahead; withdraw, or give its new deadline, what has not opened yet."""
    today, made = day_of(at), 0
    kept = {one["code"]: one for one in await occurrences_of(parent["id"])}
    last = max((one["due_on"] for one in kept.values() if one["opens_on"] <= today), default=today)
    wanted = rule.occurrences(max(today, last + timedelta(days=1)), today + timedelta(days=AHEAD_DAYS))
    by_code = {code_of(parent["code"], rule.every, one.opens_on): one for one in wanted}
    for code, one in by_code.items():
        if code not in kept:
            await _make(actor, parent, rule, one, one.opens_on, one.due_on, at, mirrored=False)
            made += 1
    await _change_unopened(actor, kept.values(), by_code, at)
    return made


async def _change_unopened(
    actor: Actor | Nobody, kept: Iterable[dict[str, Any]], wanted: dict[str, Occurrence], at: datetime
) -> None:
    for one in kept:
        if one["opens_on"] <= day_of(at) or one["state"] not in {"accepted", "assigned", "withdrawn"}:
            continue
        if one["stop_number"] or one["extension_count"]:  # somebody has decided about this one
            continue
        due = wanted[one["code"]].due_on if one["code"] in wanted else None
        if due is None and one["state"] != "withdrawn":
            await _tell(actor, one, "withdraw", at, {"state": "withdrawn", "resumes_to": one["state"]})
        elif due is not None and one["state"] == "withdrawn":
            resumes = await value("SELECT resumes_to FROM task WHERE id = $1", one["id"])
            await _tell(actor, one, "restore", at, {"state": resumes, "resumes_to": "", "due_on": due})
        elif due is not None and due != one["due_on"]:
            await _tell(actor, one, "edit", at, {"due_on": due})


async def _tell(
    actor: Actor | Nobody, one: dict[str, Any], verb: str, at: datetime, facts: dict[str, Any]
) -> None:
    before = await row(f"SELECT {FACTS} FROM task AS t WHERE t.id = $1 FOR UPDATE", one["id"])
    assert before is not None
    changes = {name: (before[name], new) for name, new in facts.items() if before[name] != new}
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 3))
    sql = f"UPDATE task SET {places}, version = version + 1, changed_at = $2 WHERE id = $1"
    moment = max(at, before["changed_at"])
    await execute(sql, one["id"], moment, *facts.values())
    await record(
        "task", one["id"], verb, moment, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, version=before["version"] + 1, changes=changes,
    )  # fmt: skip


def code_of(parent: str, every: str, opens_on: date) -> str:
    """The code of an occurrence."""
    return f"{parent}-{suffix(every, opens_on)}"


async def _make(
    actor: Actor | Nobody,
    parent: dict[str, Any],
    rule: Recurrence,
    period: Occurrence | None,
    opens_on: date,
    due_on: date,
    at: datetime,
    *,
    mirrored: bool,
) -> None:
    """One occurrence: with the facts of its task as it stands, or new, accepted if its task was."""
    code = code_of(parent["code"], rule.every, period.opens_on if period else opens_on)
    with speaking("vi"):
        label = str(period.label) if period else code
    made = int(
        await value(
            f"""INSERT INTO task (code, parent, part, part_label, opens_on, title, due_on, due_precision,
                                  assigned_at, changed_at, state, accepted_at, {_COMMON})
                SELECT $2, id, 'occurrence', $3, $4, title, $5, 'day', $6::timestamptz, $7,
                       CASE WHEN $8 THEN 'accepted' ELSE 'assigned' END,
                       CASE WHEN $8 THEN $6::timestamptz END, {_COMMON}
                FROM task WHERE id = $1 RETURNING id""",
            parent["id"], code, label, opens_on, due_on,
            parent["assigned_at"] if mirrored else at, at, not mirrored and parent["accepted_at"] is not None,
        )
    )  # fmt: skip
    if mirrored:
        facts = {name: parent[name] for name in (*MIRRORED, "progressed_at")}
        places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 2))
        await execute(f"UPDATE task SET {places} WHERE id = $1", made, *facts.values())
        await execute(_GRANTED, parent["id"], made)
    await execute(
        """INSERT INTO task_coordinator (task, agency, from_on, until_on)
           SELECT $2, agency, $3, until_on FROM task_coordinator WHERE task = $1 AND until_on = 'infinity'""",
        parent["id"], made, day_of(at),
    )  # fmt: skip
    await _record_first(actor, made, at)


async def _record_first(actor: Actor | Nobody, made: int, at: datetime) -> None:
    facts = await row(f"SELECT {FACTS} FROM task AS t WHERE t.id = $1", made)
    assert facts is not None
    beside = {"id", "code", "changed_at", "version"}
    changes = {name: (None, fact) for name, fact in facts.items() if name not in beside}
    await record(
        "task", made, "assign", at, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, version=1, changes=changes,
    )  # fmt: skip
