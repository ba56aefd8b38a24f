"""What an indicator is, said and said anew; and what every move of an indicator begins and ends with."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from tracker.database import execute, row, rows, transaction, value
from tracker.database.engine import execute_many
from tracker.history.actions import changed, record
from tracker.indicators.model import Definition
from tracker.refusal import Conflict, NotThere, Refused
from tracker.words import _


class Actor(Protocol):
    """Whoever enters or decides."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def may_submit(self) -> bool: ...


async def define(actor: Actor, programme: int, code: str, wanted: Definition, at: datetime) -> None:
    """Make an indicator. Raises Refused when the code is taken."""
    async with transaction():
        made = await value(
            """INSERT INTO indicator (programme, code, created_at, changed_at) VALUES ($1, $2, $3, $3)
               ON CONFLICT (code) DO NOTHING RETURNING id""",
            programme, code, at,
        )  # fmt: skip
        if made is None:
            raise Refused(_("There is an indicator with this code already"), "code")
        await _say(actor, made, 1, wanted, at)
        facts = {name: (None, fact) for name, fact in _facts(wanted).items()}
        await note(actor, made, "define_indicator", at, 1, changes=facts)


async def redefine(actor: Actor, code: str, version: int, wanted: Definition, at: datetime) -> None:
    """Say anew what an indicator is; past days keep what stood then. Raises Conflict, NotThere."""
    async with transaction():
        held = await held_by(actor, code, version)
        changes = changed(_facts(await _standing(held)), _facts(wanted))
        if not changes:
            return
        await _say(actor, held["id"], held["number"] + 1, wanted, at)
        await moved(held, at)
        await note(actor, held["id"], "change_indicator", at, version + 1, changes=changes)


async def held_by(actor: Actor, code: str, version: int) -> dict[str, Any]:
    """The indicator with its present definition, ours until the transaction ends, as it was shown."""
    found = await row("SELECT id, version FROM indicator WHERE code = $1 FOR NO KEY UPDATE", code)
    if found is None:
        raise NotThere
    said = await row(
        """SELECT *, id AS definition FROM indicator_definition WHERE indicator = $1
           ORDER BY number DESC LIMIT 1""",
        found["id"],
    )
    if said is None or (actor.role != "office" and said["agency"] != actor.agency_id):
        raise NotThere
    if found["version"] != version:
        raise Conflict
    return {**said, **found}


async def targets_of(definition: int) -> dict[int, Decimal]:
    """The targets of a definition by year."""
    found = await rows(
        "SELECT year, target FROM indicator_target WHERE definition = $1 ORDER BY year", definition
    )
    return {one["year"]: one["target"] for one in found}


async def _standing(held: Mapping[str, Any]) -> Definition:
    kept = {name: held[name] for name in Definition.__dataclass_fields__ if name != "targets"}
    return Definition(**kept, targets=await targets_of(held["definition"]))


async def _say(actor: Actor, indicator: int, number: int, wanted: Definition, at: datetime) -> None:
    definition = await value(
        """INSERT INTO indicator_definition (indicator, number, set_name, name, unit, direction, baseline,
                                             period, agency, ended_on, said_by, said_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id""",
        indicator, number, wanted.set_name, wanted.name, wanted.unit, wanted.direction, wanted.baseline,
        wanted.period, wanted.agency, wanted.ended_on, actor.id, at,
    )  # fmt: skip
    await execute_many(
        "INSERT INTO indicator_target (definition, year, target) VALUES ($1, $2, $3)",
        [(definition, year, target) for year, target in wanted.targets.items()],
    )


async def moved(held: Mapping[str, Any], at: datetime) -> None:
    """Count a move: forms shown before it are out of date."""
    await execute("UPDATE indicator SET version = version + 1, changed_at = $2 WHERE id = $1", held["id"], at)


def _facts(said: Definition) -> dict[str, Any]:
    """A definition as history keeps it."""
    facts = {name: plain(fact) for name, fact in asdict(said).items() if name != "targets"}
    targets = sorted(said.targets.items())
    return {**facts, "targets": "; ".join(f"{year}: {plain(target)}" for year, target in targets)}


def plain(fact: Any) -> Any:
    """A fact as history keeps it: the same number written otherwise is the same fact."""
    return f"{fact.normalize():f}" if isinstance(fact, Decimal) else fact


async def note(
    actor: Actor, number: int, verb: str, at: datetime, version: int, *, text: str = "",
    changes: Mapping[str, tuple[Any, Any]],
) -> None:  # fmt: skip
    """Write the line of history of a move."""
    await record(
        "indicator", number, verb, at, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, version=version, text=text, changes=changes,
    )  # fmt: skip
