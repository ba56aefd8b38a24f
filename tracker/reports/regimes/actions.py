"""What is done with regimes: one is made or changed, with its terms, and history tells which facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from asyncpg import UniqueViolationError

from tracker.clock import day_of
from tracker.database import execute, transaction, value
from tracker.database.engine import execute_many
from tracker.history.actions import changed, record
from tracker.refusal import Conflict, NotThere, Refused
from tracker.reports.regimes.queries import Regime
from tracker.reports.regimes.rules import Term
from tracker.words import _

KIND = "regime"
_FACTS = ("name", "kind", "period", "window_days", "outline", "recipients", "to_committee", "active")


class Actor(Protocol):
    """Whoever arranges regimes: somebody of the office."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_name(self) -> str: ...


@dataclass(frozen=True)
class Wanted:
    """A regime as it is to be."""

    name: str
    kind: str
    period: str
    window_days: int
    outline: tuple[str, ...]
    recipients: str
    to_committee: bool
    active: bool
    terms: tuple[Term, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """What history tells of it."""
        kept = {name: getattr(self, name) for name in _FACTS}
        return {**kept, "outline": list(self.outline), "terms": [str(term) for term in self.terms]}


async def next_id() -> int:
    """The id of a regime about to be made."""
    return int(await value("SELECT nextval('report_regime_id_seq')"))


async def make(actor: Actor, number: int, programme: int, wanted: Wanted, at: datetime) -> None:
    """Make a regime, whose cut-offs are prepared from today on. Raises Refused for a name that is taken."""
    _of_office(actor)
    async with transaction():
        await insert(number, programme, wanted, day_of(at), at)
        told = {name: (None, new) for name, new in wanted.facts.items()}
        await _line(actor, number, "make_regime", at, told, 1)


async def insert(number: int, programme: int, wanted: Wanted, since: date, at: datetime) -> None:
    """Write a regime and its terms. Raises Refused for a name that is taken."""
    if await value("SELECT id FROM report_regime WHERE programme = $1 AND name = $2", programme, wanted.name):
        raise Refused(_taken(), "name")
    try:
        await execute(
            """INSERT INTO report_regime (id, programme, name, kind, period, window_days, outline, recipients,
                                          to_committee, active, since, changed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
            number, programme, *_values(wanted), since, at,
        )  # fmt: skip
    except UniqueViolationError:  # somebody else took the name at this very moment
        raise Refused(_taken(), "name") from None
    await _set_terms(number, wanted.terms)


def _taken() -> str:
    return _("Another regime has this name")


async def change(actor: Actor, before: Regime, seen: int, wanted: Wanted, at: datetime) -> None:
    """Change a regime that is still at the version ``seen``; drafts and reports that are there stay.

    One put in force again begins anew from today; one that stands so already is left alone. Raises Conflict,
    and Refused for a name that is taken.
    """
    _of_office(actor)
    if before.version != seen:
        raise Conflict
    changes = changed(facts_of(before), wanted.facts)
    if not changes:
        return
    since = day_of(at) if wanted.active and not before.active else before.since
    async with transaction():
        try:
            version = await value(
                """UPDATE report_regime SET name = $3, kind = $4, period = $5, window_days = $6, outline = $7,
                       recipients = $8, to_committee = $9, active = $10, since = $11, changed_at = $12,
                       version = version + 1
                   WHERE id = $1 AND version = $2 RETURNING version""",
                before.id, seen, *_values(wanted), since, at,
            )  # fmt: skip
        except UniqueViolationError:
            raise Refused(_taken(), "name") from None
        if version is None:
            raise Conflict
        await execute("DELETE FROM report_term WHERE regime = $1", before.id)
        await _set_terms(before.id, wanted.terms)
        await _line(actor, before.id, "change_regime", at, changes, version)


def facts_of(regime: Regime) -> dict[str, Any]:
    """A regime's facts as history tells them."""
    return Wanted(**{name: getattr(regime, name) for name in (*_FACTS, "terms")}).facts


def _values(wanted: Wanted) -> list[Any]:
    return [
        list(one) if isinstance(one, tuple) else one for one in (getattr(wanted, name) for name in _FACTS)
    ]


async def _set_terms(number: int, terms: tuple[Term, ...]) -> None:
    await execute_many(
        """INSERT INTO report_term (regime, ordinal, name, begins_month, begins_day, cutoff_month, cutoff_day,
                                    due_month, due_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        [
            (number, n, one.name, one.begins.month, one.begins.day, one.cutoff.month, one.cutoff.day,
             one.due.month, one.due.day)
            for n, one in enumerate(terms, 1)
        ],
    )  # fmt: skip


def _of_office(actor: Actor) -> None:
    if actor.role != "office":
        raise NotThere


async def _line(
    actor: Actor, number: int, verb: str, at: datetime, changes: Mapping[str, tuple[Any, Any]], version: int
) -> None:
    await record(
        KIND, number, verb, at, actor_id=actor.id, actor_name=actor.name, actor_agency=actor.agency_name,
        version=version, changes=changes,
    )  # fmt: skip
