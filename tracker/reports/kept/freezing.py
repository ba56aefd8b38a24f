"""How a draft becomes a report that never changes: gathered, written, hashed, kept."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import day_of
from tracker.database import transaction
from tracker.history.actions import anchor
from tracker.refusal import Conflict
from tracker.reports.content import UNASKED, Content, Scope, hash_of, written
from tracker.reports.gathering import gather
from tracker.reports.kept import rules
from tracker.reports.kept.actions import Actor, note, of_office, swap
from tracker.reports.kept.queries import Kept, frozen_before, kept_whole
from tracker.words import speaking


def default_title(kind: str, scope: Scope) -> str:
    """What a report is called when nobody named it, in Vietnamese whoever asks."""
    with speaking("vi"):
        return rules.about(kind, scope)[: rules.LONGEST_TITLE]


async def composed(found: Kept, today: date) -> Content:
    """What a draft would print today: its figures, and the agencies' words where nothing was edited.

    Raises Refused when the figures do not add up.
    """
    before = await frozen_before(
        found.kind, found.scope, found.as_of, regime=found.regime, programme=found.programme
    )
    content = await gather(
        found.kind,
        found.scope,
        min(found.as_of, today),
        today,
        title="" if found.title == default_title(found.kind, found.scope) else found.title,
        id=found.id,
        number=found.number,
        reason=found.reason,
        period=found.period,
        period_from=found.period_from,
        sections=found.sections,
        previous=before,
        recipients=found.recipients,
    )
    content = replace(content, charts=found.charts)
    wanted = [
        name
        for name in rules.outlined(found.kind, found.outline)
        if (found.kind, name) not in UNASKED or name in found.sections
    ]
    return replace(content, texts={name: content.texts[name] for name in wanted if name in content.texts})


@dataclass(frozen=True)
class Ready:
    """What is about to be kept of a draft: the draft it was gathered for, and the content as text."""

    found: Kept
    text: str
    digest: str
    compares: int | None


async def ready(actor: Actor, found: Kept, version: int, at: datetime) -> Ready:
    """Gather what a draft that is still at ``version`` prints.

    It stands before the transaction that keeps it, for it needs a snapshot of its own. Raises Refused for a
    day that has not come or figures that do not add up, Conflict when somebody changed the draft first.
    """
    of_office(actor)
    today = day_of(at)
    if found.version != version or found.state != "draft":
        raise Conflict
    rules.check_frozen_day(found.as_of, today)
    await anchor(today, at)  # the head of history as it is now stands at the report's foot
    content = await composed(found, today)
    text = written(content)
    return Ready(found, text, hash_of(text), content.previous.id if content.previous else None)


async def keep(actor: Actor, what: Ready | None, at: datetime) -> str:
    """Keep what was gathered, for ever; its hash. Call it inside a transaction.

    Raises Conflict when the draft was changed or frozen meanwhile.
    """
    of_office(actor)
    if what is None:
        raise Conflict
    told = {"state": ("draft", "frozen"), "content_hash": (None, what.digest)}
    await swap(
        actor, what.found, "freeze_report", at, told, state="frozen", content=what.text,
        content_hash=bytes.fromhex(what.digest), frozen_at=at, frozen_by=actor.id, compares=what.compares,
    )  # fmt: skip
    if old := what.found.supersedes:
        changes = {"superseded_by": (None, what.found.id)}
        await note(old, "supersede_report", actor, at, 0, text=what.found.reason, changes=changes)
    return what.digest


async def freeze(actor: Actor, report: int, version: int, at: datetime) -> str:
    """Freeze a draft that is still at ``version``; the hash of its content.

    From here on its figures, names and words are those of this moment. Raises as ``ready`` and ``keep`` do.
    """
    found = await ready(actor, await kept_whole(report), version, at)
    async with transaction():
        return await keep(actor, found, at)
