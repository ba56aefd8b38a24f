"""What is done with the values of indicators: entered by the agency, approved or returned by the office."""

from dataclasses import asdict
from datetime import datetime

from tracker.clock import day_of
from tracker.database import execute, row, transaction
from tracker.indicators.defining import (
    Actor,
    define,
    held_by,
    moved,
    note,
    plain,
    redefine,
    targets_of,
)
from tracker.indicators.model import Definition, Entry
from tracker.indicators.rules import check_entry, lands_as, target_year
from tracker.refusal import Conflict, NotThere, Refused
from tracker.words import _, dmy

__all__ = ["Actor", "Definition", "Entry", "decide", "define", "enter", "redefine"]


async def enter(actor: Actor, code: str, version: int, entry: Entry, at: datetime) -> str:
    """Enter a period's value; the state it is kept in: submitted, or draft until the lead submits it.

    What was under way for the period is replaced; what was approved stays and counts until this one is.
    Raises Refused with the field that is wrong, Conflict, NotThere for an indicator of another agency.
    """
    async with transaction():
        held = await held_by(actor, code, version)
        if held["ended_on"] and entry.period_end > held["ended_on"]:
            raise Refused(_("Followed until %(day)s", day=dmy(held["ended_on"])), "period_end")
        targets = await targets_of(held["definition"])
        year = target_year(targets, entry.period_end)
        facts = (entry.period_end, entry.value, entry.forecast, entry.cause_text)
        wrong = check_entry(*facts, targets[year], held["direction"], year, day_of(at))
        for name, sentence in wrong.items():
            raise Refused(sentence, name)
        state = lands_as(actor.role, actor.may_submit)
        await execute(
            """UPDATE indicator_value SET state = 'replaced'
               WHERE indicator = $1 AND period_end = $2 AND state IN ('draft', 'submitted')""",
            held["id"], entry.period_end,
        )  # fmt: skip
        await execute(
            """INSERT INTO indicator_value (indicator, period_end, value, forecast, cause_kind, cause_text,
                                            note, state, entered_by, entered_at, number)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                       (SELECT coalesce(max(number), 0) + 1 FROM indicator_value
                        WHERE indicator = $1 AND period_end = $2))""",
            held["id"], *asdict(entry).values(), state, actor.id, at,
        )  # fmt: skip
        await moved(held, at)
        verb = "submit_value" if state == "submitted" else "draft_value"
        said = {name: (None, plain(fact)) for name, fact in asdict(entry).items() if fact not in (None, "")}
        await note(actor, held["id"], verb, at, version + 1, changes=said)
    return state


async def decide(
    actor: Actor, code: str, version: int, number: int, *, approve: bool, reason: str, at: datetime
) -> None:
    """Approve a value that was submitted, or return it with a reason; nobody decides on their own.

    ``number`` is the value's own. Raises Conflict when it is not waiting any more, Refused, NotThere.
    """
    async with transaction():
        held = await held_by(actor, code, version)
        found = await row(
            "SELECT * FROM indicator_value WHERE id = $1 AND indicator = $2", number, held["id"]
        )
        if actor.role != "office" or found is None:
            raise NotThere
        if found["state"] != "submitted":
            raise Conflict
        if found["entered_by"] == actor.id:
            raise Refused(_("Who entered a value does not decide on it: somebody else of the office must"))
        if not approve and not reason:
            raise Refused(_("Enter why the value is returned"), "reason")
        state = "approved" if approve else "returned"
        await execute(
            """UPDATE indicator_value SET state = $2, decided_by = $3, decided_at = $4, reason = $5
               WHERE id = $1""",
            number, state, actor.id, at, "" if approve else reason,
        )  # fmt: skip
        await moved(held, at)
        changes = {"period_end": (None, found["period_end"]), "state": ("submitted", state)}
        verb = "approve_value" if approve else "return_value"
        await note(actor, held["id"], verb, at, version + 1, text="" if approve else reason, changes=changes)
