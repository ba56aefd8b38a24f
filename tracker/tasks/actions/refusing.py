"""Who carries a task out: refused by an agency, given to another, delegated inside it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import FOR_EVER, day_of
from tracker.database import execute, row, transaction
from tracker.refusal import Refused
from tracker.tasks.actions.carrying_out import hand_over
from tracker.tasks.actions.moving import Actor, Moved, found, guard, move, not_future
from tracker.tasks.actions.stopping import cited
from tracker.tasks.queries.parties import coordinating, last_day_to_refuse, name_of, people_of
from tracker.words import _, dmy, speaking


@dataclass(frozen=True)
class Reassignment:
    """Which agency (by code) leads from now on, and why. ``stays``: the old lead goes on as a coordinator."""

    agency: str
    reason: str = ""
    number: str = ""
    day: date | None = None
    stays: bool = False


async def refuse(actor: Actor, code: str, version: int | None, reason: str, at: datetime) -> Moved:
    """The lead agency does not take the task on; the office decides who does.

    Only before it is accepted, and within the programme's days after the agency got it.
    """
    if not reason.strip():
        raise Refused(_("Enter the reason for refusing the task"), "why")
    async with transaction():
        task = await found(actor, code)
        guard(actor, task, "refuse")
        last = await last_day_to_refuse(task)
        if last is None:
            raise Refused(_("Tasks of this programme are not refused."))
        if day_of(at) > last:
            raise Refused(_("The last day to refuse this task was %(day)s.", day=dmy(last)))
        return await move(actor, task, "refuse", at, version=version, text=reason)


async def reassign(actor: Actor, code: str, version: int | None, to: Reassignment, at: datetime) -> Moved:
    """Give a task to another living agency, which has yet to accept it.

    Nobody is responsible any more; what was reported stays, and its parts go along. If the new lead
    coordinated the task, that ends (a trigger).
    """
    not_future(to.day, at, "document_date")
    async with transaction():
        task = await found(actor, code)
        old, new = await _agencies(task["lead_agency"], to.agency, day_of(at))
        before = [one["id"] for one in await coordinating(task["id"])]
        after = [*(one for one in before if one != new["id"]), *([old["id"]] if to.stays else [])]
        changes = {"lead_agency": new["id"], "given_at": at, "accepted_at": None, "responsible": None}
        with speaking("vi"):  # the record's language, whoever writes it
            change = _("From %(old)s to %(new)s.", old=old["name"], new=new["name"])
            text = "\n".join(filter(None, (change, to.reason, cited(to.number, to.day))))
        told = {"coordinators": (before, after)} if before != after else {}
        moved = await move(
            actor, task, "reassign", at, version=version, text=text, changes=changes, told=told
        )
        if to.stays:
            await execute(
                "INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)",
                task["id"], old["id"], day_of(at), FOR_EVER,
            )  # fmt: skip
        return moved


async def _agencies(lead: int, code: str, day: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The agency that leads and the one that shall. Raises Refused when that one does not live."""
    old = await row("SELECT id, name FROM agency WHERE id = $1", lead)
    new = await row(
        """SELECT id, name FROM agency
           WHERE code = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2)""",
        code,
        day,
    )
    if old is None or new is None:
        raise Refused(_("Choose one of the agencies listed"), "agency")
    if new["id"] == lead:
        raise Refused(_("Choose another agency than the one that leads now"), "agency")
    return old, new


async def delegate(
    actor: Actor, code: str, version: int | None, to_person: int, note: str, at: datetime
) -> Moved:
    """Make another head or officer of the lead agency responsible; the line says from whom to whom."""
    async with transaction():
        task = await found(actor, code)
        people = {one["id"]: one["full_name"] for one in await people_of(task["lead_agency"])}
        if to_person not in people or to_person == task["responsible"]:
            raise Refused(_("Choose another person of the lead agency"), "responsible")
        old, new = await name_of(task["responsible"]), people[to_person]
        with speaking("vi"):  # the record's language, whoever writes it
            change = _("From %(old)s to %(new)s.", old=old, new=new) if old else _("To %(new)s.", new=new)
        return await hand_over(actor, code, version, to_person, "\n".join(filter(None, (change, note))), at)
