"""The register of agencies and people follows: agencies are made and closed, accounts move."""

import json
from collections.abc import Sequence
from datetime import datetime

from tracker.database import execute, row, rows, value
from tracker.history.actions import record
from tracker.tasks.actions.moving import Actor
from tracker.tasks.reorganising.actions.telling import Line, tell
from tracker.tasks.reorganising.plans import CLOSED, Newcomer, last_day
from tracker.tasks.reorganising.queries import Reorganised
from tracker.tasks.reorganising.rules import PersonMove


async def found_agencies(actor: Actor, one: Reorganised, by: str, at: datetime) -> None:
    """Make the new agencies that are not in the register yet, in the place of the first they succeed."""
    for new in one.plan.newcomers.values():
        if await value("SELECT 1 FROM agency WHERE code = $1", new.code) is None:
            made = await _found(one, new)
            facts = {
                name: (None, getattr(new, name)) for name in ("code", "name", "short_name", "kind", "email")
            }
            await _agency_line(actor, made, "found", at, by, {**facts, "valid_from": (None, one.on_day)})


async def _found(one: Reorganised, new: Newcomer) -> int:
    olds = [code for change in one.plan.changes if new.code in change.to for code in change.old]
    return int(
        await value(
            """INSERT INTO agency (code, short_name, name, kind, email, valid_from, sort_order)
               VALUES ($1, $2, $3, $4, $5, $6,
                       coalesce((SELECT min(sort_order) FROM agency WHERE code = ANY ($7)), 0))
               RETURNING id""",
            new.code,
            new.short_name,
            new.name,
            new.kind,
            new.email,
            one.on_day,
            olds,
        )
    )


async def close_agencies(actor: Actor, one: Reorganised, by: str, at: datetime) -> None:
    """Give each old agency its last day and its successors; the only successor answers to its names too."""
    ids = {found["code"]: found["id"] for found in await rows("SELECT id, code FROM agency")}
    last = last_day(one.on_day)
    for change in one.plan.changes:
        for code in change.old:
            before = await row("SELECT valid_to FROM agency WHERE id = $1", ids[code])
            assert before is not None
            until = min(before["valid_to"] or last, last)
            await execute("UPDATE agency SET valid_to = $2 WHERE id = $1", ids[code], until)
            for to in change.to:
                await execute(
                    "INSERT INTO agency_successor (agency, successor) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    ids[code],
                    ids[to],
                )
            if len(change.to) == 1:
                await _answer_to(ids[code], ids[change.to[0]])
            facts = {"valid_to": (before["valid_to"], until), "successors": (None, list(change.to))}
            await _agency_line(actor, ids[code], change.kind, at, by, facts)


async def _answer_to(old: int, new: int) -> None:
    """Documents go on using an old name for a while: at a later date it means the successor."""
    await execute(
        """INSERT INTO agency_alias (agency, alias)
           SELECT n.id, o.alias FROM agency AS n, (
               SELECT a.name AS alias FROM agency AS a WHERE a.id = $1
               UNION SELECT a.short_name FROM agency AS a WHERE a.id = $1
               UNION SELECT k.alias FROM agency_alias AS k WHERE k.agency = $1) AS o
           WHERE n.id = $2 AND o.alias NOT IN (n.name, n.short_name)
           ON CONFLICT DO NOTHING""",
        old,
        new,
    )


async def move_people(actor: Actor, moves: Sequence[PersonMove], by: str, at: datetime) -> None:
    """Accounts follow, with their role; sessions stay, and what they may see is read anew by each request.

    An account that ends is closed as by an administrator: at once, its sessions too.
    """
    ids = {found["code"]: found["id"] for found in await rows("SELECT id, code FROM agency")}
    going = [move for move in moves if move.agency != CLOSED]
    await execute(
        """UPDATE person AS p SET agency = m.agency
           FROM unnest($1::integer[], $2::integer[]) AS m (id, agency) WHERE p.id = m.id""",
        [move.person.id for move in going],
        [ids[move.agency] for move in going],
    )
    await tell(
        actor, "person", "move",
        [Line(m.person.id, at, by, {"agency": (ids[m.person.agency], ids[m.agency])}) for m in going],
    )  # fmt: skip
    ending = [move.person.id for move in moves if move.agency == CLOSED and move.person.open]
    await execute("UPDATE person SET disabled_at = $2 WHERE id = ANY ($1)", ending, at)
    await execute("DELETE FROM session WHERE person = ANY ($1)", ending)
    await tell(actor, "person", "disable", [Line(one, at, by, {"disabled_at": (None, at)}) for one in ending])


async def _agency_line(
    actor: Actor, agency: int, verb: str, at: datetime, text: str, changes: dict[str, tuple[object, object]]
) -> None:
    await record(
        "agency",
        agency,
        verb,
        at,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_agency=actor.agency_name,
        text=text,
        changes=json.loads(json.dumps(changes, default=str)),
    )
