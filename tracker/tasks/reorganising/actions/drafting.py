"""A plan is written: the decision, the agencies, the choices. Only the coordinating office does."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tracker.database import execute, row, rows, transaction, value
from tracker.history.actions import record
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions.moving import Actor
from tracker.tasks.reorganising.plans import Change, Choices, Decision, Newcomer, Plan, from_register, written
from tracker.tasks.reorganising.queries import Reorganised, register, reorganisation
from tracker.words import _


async def next_number() -> int:
    """A number for a draft about to be begun: its address is known before it is saved."""
    return int(await value("SELECT nextval('reorganisation_id_seq')"))


async def start(actor: Actor, number: int, decision: Decision, at: datetime) -> None:
    """Begin a draft."""
    if actor.role != "office":
        raise NotThere
    await execute(
        """INSERT INTO reorganisation
               (id, number, issued_on, issuer, title, on_day, made_by, made_at, changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)""",
        number,
        decision.number,
        decision.issued_on,
        decision.issuer,
        decision.title,
        decision.on_day,
        actor.id,
        at,
    )


async def decide(actor: Actor, number: int, version: int, decision: Decision, at: datetime) -> None:
    """Correct what the draft says of the decision."""
    async with transaction():
        one = await opened(actor, number, version, ("draft",))
        facts = {
            name: getattr(decision, name) for name in ("number", "issued_on", "issuer", "title", "on_day")
        }
        await rewrite(one, at, **facts)


async def put_part(
    actor: Actor,
    number: int,
    version: int,
    place: int,
    change: Change | None,
    newcomers: tuple[Newcomer, ...],
    at: datetime,
) -> None:
    """Put a change in its place (from 0; beyond the last: a further one), or take it out when it is None.

    New agencies that no change names any more are forgotten.
    """
    async with transaction():
        one = await opened(actor, number, version, ("draft",))
        parts = list(one.plan.changes)
        parts[place : place + 1] = [change] if change else []
        plan = replace(
            one.plan,
            changes=tuple(parts),
            newcomers={**one.plan.newcomers, **{new.code: new for new in newcomers}},
        )
        await _replan(one, at, plan)


async def take_register(actor: Actor, number: int, version: int, at: datetime) -> int:
    """Add what the register of agencies says of this day: who ends on its eve, with their successors.

    How many agencies that were. Those that the plan has already stay as they are in it.
    """
    async with transaction():
        one = await opened(actor, number, version, ("draft",))
        known = {old: to for old, to in (await register(one.on_day)).items() if old not in one.plan.old}
        if not known:
            raise Refused(_("The register names no further agency that ends on the eve of this day."))
        found = from_register(known, await _first_days(), one.on_day)
        await _replan(one, at, replace(one.plan, changes=(*one.plan.changes, *found)))
        return len(known)


async def choose(actor: Actor, number: int, version: int, chosen: Choices, at: datetime) -> None:
    """Keep the choices of receivers and of people's new agencies, instead of those kept before."""
    async with transaction():
        one = await opened(actor, number, version, ("draft", "planned"))
        plan = replace(one.plan, areas=chosen.areas, tasks=chosen.tasks, people=chosen.people)
        await _replan(one, at, plan)


async def give_up(actor: Actor, number: int, version: int, to: str, at: datetime) -> None:
    """Cancel a draft or a planned one, or take a planned one back to be a draft; nothing was changed yet."""
    async with transaction():
        one = await opened(actor, number, version, ("draft", "planned"))
        if to == "draft" and one.state != "planned":
            raise Refused(_("This reorganisation is no draft any more."))
        await rewrite(one, at, state=to, trouble="")
        if one.state == "planned":
            await record(
                "reorganisation", one.id, "cancel" if to == "cancelled" else "reopen", at, actor_id=actor.id,
                actor_name=actor.name, actor_agency=actor.agency_name, version=one.version + 1,
                changes={"state": (one.state, to)},
            )  # fmt: skip


async def opened(actor: Actor, number: int, version: int, states: tuple[str, ...]) -> Reorganised:
    """The reorganisation, held until the transaction ends. Raises NotThere, Refused or Conflict."""
    if actor.role != "office":
        raise NotThere
    await row("SELECT id FROM reorganisation WHERE id = $1 FOR UPDATE", number)
    one = await reorganisation(number)
    if one.state == "done":
        raise Refused(_("This reorganisation was carried out; it can no longer be changed."))
    if one.version != version:
        raise Conflict
    if one.state not in states:
        raise Refused(_("This reorganisation is no draft any more."))
    return one


async def rewrite(one: Reorganised, at: datetime, **facts: Any) -> None:
    """Write facts of a reorganisation that is held; its version rises by one."""
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 3))
    await execute(
        f"UPDATE reorganisation SET {places}, changed_at = $2, version = version + 1 WHERE id = $1",
        one.id,
        at,
        *facts.values(),
    )


async def _replan(one: Reorganised, at: datetime, plan: Plan) -> None:
    kept = {code: new for code, new in plan.newcomers.items() if code in plan.receivers}
    plan = replace(plan, newcomers=kept)
    await rewrite(one, at, plan=written(plan), kind=plan.kind, trouble="")


async def _first_days() -> dict[str, date]:
    return {one["code"]: one["valid_from"] for one in await rows("SELECT code, valid_from FROM agency")}
