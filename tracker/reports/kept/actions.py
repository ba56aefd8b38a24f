"""What is done with drafts of reports: begun, edited, begun anew to supersede, cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from tracker.clock import day_of
from tracker.database import execute, transaction, value
from tracker.history.actions import record
from tracker.refusal import Conflict, NotThere, Refused
from tracker.reports.content import Scope
from tracker.reports.kept import rules
from tracker.reports.kept.queries import Kept, frozen_before, kept_whole, next_id
from tracker.words import _


class Actor(Protocol):
    """Whoever works on a report: somebody of the office."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_name(self) -> str: ...


@dataclass(frozen=True)
class NewReport:
    """A report to be drafted; the regime's facts where one asks for it."""

    programme: int
    kind: str
    title: str
    scope: Scope
    as_of: date
    regime: int | None = None
    period: str = ""
    period_from: date | None = None
    due_on: date | None = None
    window_from: date | None = None
    number: int = 1
    supersedes: int | None = None
    reason: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    charts: bool = False


async def create_draft(actor: Actor | None, new: NewReport, at: datetime, number: int = 0) -> int:
    """Begin a draft; its id, which may be settled before as ``number``. Raises Refused.

    Without an actor it is the worker that begins it.

    A regime's report of a day is begun once: the database refuses a second one (UniqueViolationError).
    """
    of_office(actor)
    rules.check_scope(new.kind, new.scope)
    rules.check_day(new.as_of, day_of(at))
    before = await frozen_before(new.kind, new.scope, new.as_of, regime=new.regime, programme=new.programme)
    facts = {
        "id": number or await next_id(), "programme": new.programme, "kind": new.kind, "title": new.title,
        "scope": rules.scope_text(new.scope), "regime": new.regime, "period": new.period,
        "period_from": new.period_from, "as_of": new.as_of, "due_on": new.due_on,
        "window_from": new.window_from, "state": "draft", "number": new.number,
        "supersedes": new.supersedes, "reason": new.reason, "compares": before.id if before else None,
        "sections": rules.sections_text(new.sections), "charts": new.charts, "created_at": at,
        "created_by": actor.id if actor else None, "changed_at": at,
    }  # fmt: skip
    places = ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    async with transaction():
        made = int(
            await value(
                f"INSERT INTO report ({', '.join(facts)}) VALUES ({places}) RETURNING id", *facts.values()
            )
        )
        told = {name: (None, facts[name]) for name in ("kind", "title", "scope", "as_of", "number")}
        await note(made, "begin_report", actor, at, 1, text=new.reason, changes=told)
    return made


async def save_sections(
    actor: Actor, report: int, typed: Mapping[str, str], stamps: Mapping[str, str], at: datetime
) -> rules.Merged:
    """Save what was typed over a draft, section by section; what came of it.

    With conflicts nothing is written. The same text saved again changes nothing, so that a form may be sent
    twice. Raises Refused once the draft is frozen or cancelled.
    """
    of_office(actor)
    async with transaction():
        found = await _held(report)
        done = rules.merged(found.sections, typed, stamps)
        if done.changed and not done.conflicts:
            await swap(actor, found, "edit_report", at, dict(done.changed), sections=done.kept)
    return done


async def restore_section(actor: Actor, report: int, name: str, at: datetime) -> None:
    """Give a section back to what the agencies wrote."""
    of_office(actor)
    async with transaction():
        found = await _held(report)
        if name in found.sections:
            left = {one: text for one, text in found.sections.items() if one != name}
            await swap(actor, found, "edit_report", at, {name: (found.sections[name], None)}, sections=left)


async def bind_charts(actor: Actor, report: int, wanted: bool, at: datetime) -> None:
    """Let a draft have an annex of charts, or none; so already, nothing happens. Raises Refused.

    A brief and a letter have none, and of a part of the programme there are no charts.
    """
    of_office(actor)
    async with transaction():
        found = await _held(report)
        if wanted and not rules.may_have_charts(found.kind, found.scope):
            raise Refused(_("Of this report there are no charts."))
        if found.charts != wanted:
            told = {"charts": (found.charts, wanted)}
            await swap(actor, found, "edit_report", at, told, charts=wanted)


async def _held(report: int) -> Kept:
    """A draft, held against others until the transaction ends. Raises Refused when it is none any more."""
    await execute("SELECT FROM report WHERE id = $1 FOR UPDATE", report)
    found = await kept_whole(report)
    _draft(found)
    return found


async def swap(
    actor: Actor, found: Kept, verb: str, at: datetime, told: Mapping[str, tuple[Any, Any]], **facts: Any
) -> None:
    """Write facts of a draft that is still at its version, and the line of history. Raises Conflict."""
    if "sections" in facts:
        facts["sections"] = rules.sections_text(facts["sections"])
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 4))
    new = await value(
        f"""UPDATE report SET {places}, changed_at = $3, version = version + 1
            WHERE id = $1 AND version = $2 AND state = 'draft' RETURNING version""",
        found.id,
        found.version,
        at,
        *facts.values(),
    )
    if new is None:
        raise Conflict
    await note(found.id, verb, actor, at, new, text=found.reason, changes=told)


async def supersede(actor: Actor, report: int, reason: str, at: datetime, number: int = 0) -> int:
    """Begin the next version of a frozen report, with what people wrote in it; the id of the draft.

    What nobody edited is pieced anew: sentences that tell the old figures would stand beside the new ones.
    Raises Refused when it has a successor already, or is no frozen report.
    """
    of_office(actor)
    async with transaction():
        await execute("SELECT FROM report WHERE id = $1 FOR UPDATE", report)
        old = await kept_whole(report)
        if not old.frozen:
            raise Refused(_("Only a frozen report is replaced by a new version."))
        if await value("SELECT id FROM report WHERE supersedes = $1 AND state <> 'cancelled'", report):
            raise Refused(_("There is a newer version of this report already, or a draft of it."))
        new = NewReport(
            old.programme, old.kind, old.title, old.scope, old.as_of, old.regime, old.period,
            old.period_from, old.due_on, None, old.number + 1, old.id, reason, old.sections,
            old.charts,
        )  # fmt: skip
        return await create_draft(actor, new, at, number)


async def cancel(actor: Actor, report: int, version: int, at: datetime) -> None:
    """Give a draft up; it stays in history. Raises Conflict when somebody changed or froze it first."""
    of_office(actor)
    found = await kept_whole(report)
    if found.version != version or found.state != "draft":
        raise Conflict
    async with transaction():
        await swap(actor, found, "cancel_report", at, {"state": ("draft", "cancelled")}, state="cancelled")


def _draft(found: Kept) -> None:
    if found.state == "frozen":
        raise Refused(_("This report was frozen meanwhile and does not change any more."))
    if found.state != "draft":
        raise Refused(_("This draft was cancelled meanwhile."))


def of_office(actor: Actor | None) -> None:
    """Reports are made by the office, or by the worker. Raises NotThere for others."""
    if actor is not None and actor.role != "office":
        raise NotThere


async def note(
    report: int, verb: str, actor: Actor | None, at: datetime, version: int,
    *, text: str, changes: Mapping[str, tuple[Any, Any]],
) -> None:  # fmt: skip
    """Write the line of history of a report's move. Call it inside the transaction that makes it."""
    await record(
        "report", report, verb, at, actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "", actor_agency=actor.agency_name if actor else "",
        version=version, text=text, changes=changes,
    )  # fmt: skip
