"""A reorganisation becomes true: agencies, tasks, coordinators and people in one transaction, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import cast

from tracker.clock import day_of
from tracker.database import execute, rows, transaction
from tracker.history.actions import record
from tracker.refusal import Conflict, Refused
from tracker.tasks.actions.moving import Actor
from tracker.tasks.reorganising import checking
from tracker.tasks.reorganising.actions.drafting import opened, rewrite
from tracker.tasks.reorganising.actions.handing_over import hand_over
from tracker.tasks.reorganising.actions.registering import close_agencies, found_agencies, move_people
from tracker.tasks.reorganising.grounds import ground
from tracker.tasks.reorganising.plans import last_day
from tracker.tasks.reorganising.queries import Reorganised, before, others, reorganisation
from tracker.tasks.reorganising.rules import seal, told
from tracker.tasks.rules import LIVE
from tracker.words import _, dmy, speaking


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation came to: how many tasks changed hands, or that the day has not come yet."""

    state: str
    tasks: int = 0


async def confirm(actor: Actor, number: int, version: int, sealed: str, at: datetime) -> Confirmed:
    """Carry a reorganisation out, or plan it while its day is to come.

    ``sealed`` is what the preview said; when the facts would lead elsewhere now, Conflict: nothing is
    done, and the new preview is to be looked at. From its day on there is no way back: what follows is
    another reorganisation.
    """
    async with transaction():
        one = await opened(actor, number, version, ("draft", "planned"))
        if one.on_day <= day_of(at):
            return Confirmed("done", await _carry_out(actor, one, sealed, at))
        standing = await ground(one)
        found = standing.outcome(one.plan)
        if sealed != seal(one.plan, found):
            raise Conflict
        checking.refuse(one, standing, found, actor.id)
        await rewrite(one, at, state="planned", trouble="")
        await _line(actor, one, "plan", at, "planned")
        return Confirmed("planned", len(found.tasks))


async def carry_out_due(number: int, at: datetime) -> str:
    """Carry out one whose day has come, in the name of whoever planned it; the outcome in words.

    What it cannot decide (a task came up that nobody is named for) it leaves to the office: the
    reorganisation stays planned, with the trouble noted.
    """
    with speaking("vi"):
        try:
            async with transaction():
                await execute("SELECT id FROM reorganisation WHERE id = $1 FOR UPDATE", number)
                one = await reorganisation(number)
                if one.state != "planned":
                    return f"{one.state} already"
                return f"{await _carry_out(_maker(one), one, '', at)} tasks handed over"
        except Refused as refused:
            await execute(
                """UPDATE reorganisation SET trouble = $2, version = version + 1
                   WHERE id = $1 AND state = 'planned'""",
                number,
                refused.sentence,
            )
            return f"held: {refused.sentence}"


def _maker(one: Reorganised) -> Actor:
    return cast(
        Actor,
        SimpleNamespace(
            id=one.made_by, name=one.made_name, role="office", agency_id=one.made_agency,
            agency_name=one.made_agency_name, may_submit=False, sees_all=True,
        ),
    )  # fmt: skip


async def _carry_out(actor: Actor, one: Reorganised, sealed: str, at: datetime) -> int:
    """Everything, held in an order that no other transaction can meet in a circle."""
    await _hold(one)
    if before(one, await others(one)):
        raise Refused(_("An earlier reorganisation is still to be carried out; it comes first."))
    standing = await ground(one)
    found = standing.outcome(one.plan)
    if sealed and sealed != seal(one.plan, found):
        raise Conflict
    checking.refuse(one, standing, found, actor.id if sealed else 0)
    with speaking("vi"):  # what is written for good is written in the language of the records
        by = _("under %(number)s of %(day)s, %(issuer)s",
               number=one.number, day=dmy(one.issued_on), issuer=one.issuer)  # fmt: skip
        await found_agencies(actor, one, by, at)
        await close_agencies(actor, one, by, at)
        await move_people(actor, found.people, by, at)
        await hand_over(actor, found.tasks, last_day(one.on_day), by, at)
    await rewrite(one, at, state="done", done_at=at, outcome=told(found), trouble="")
    await _line(actor, one, "carry_out", at, "done")
    return sum(move.leads_anew for move in found.tasks)


async def _hold(one: Reorganised) -> None:
    """Keep tasks from coming to the agencies that end, and from being moved, until all is done."""
    old = list(one.plan.old)
    await rows("SELECT id FROM agency WHERE code = ANY ($1) ORDER BY id FOR UPDATE", old)
    await rows(
        """SELECT t.id FROM task AS t
           WHERE t.state = ANY ($2) AND t.id IN (
               SELECT k.id FROM task AS k JOIN agency AS a ON a.id = k.lead_agency WHERE a.code = ANY ($1)
               UNION SELECT c.task FROM task_coordinator AS c JOIN agency AS a ON a.id = c.agency
               WHERE a.code = ANY ($1) AND c.until_on = 'infinity')
           ORDER BY t.id FOR UPDATE OF t""",
        old,
        list(LIVE),
    )


async def _line(actor: Actor, one: Reorganised, verb: str, at: datetime, state: str) -> None:
    await record(
        "reorganisation",
        one.id,
        verb,
        at,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_agency=actor.agency_name,
        version=one.version + 1,
        text=one.title,
        changes={"state": (one.state, state), "number": (None, one.number), "on_day": (None, one.on_day)},
    )
