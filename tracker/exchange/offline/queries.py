"""What goes into a book, and what stands beside it when it comes back."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.exchange.offline.rules import (
    FIELDS,
    Filled,
    Judged,
    both_changed,
    changed,
    facts,
    merged,
    same_report,
)
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions import Actor
from tracker.tasks.actions.moving import found, guard
from tracker.tasks.forms import kinds
from tracker.tasks.forms.carrying_out import PROGRESS
from tracker.tasks.rules import WORKING
from tracker.words import _

MOST = 2_000  # tasks of one book

_OPEN = """SELECT t.id, t.code, t.title, t.state, t.due_on, t.part, t.version, t.percent, t.progress_note,
        t.progressed_on, t.difficulty_kind, t.difficulties, t.cause_kind, t.cause_text, t.forecast, t.proposal
    FROM task AS t WHERE t.programme = $1 AND t.lead_agency = $2 AND t.state = ANY ($3)
      AND (t.opens_on IS NULL OR t.opens_on <= $4)
      AND NOT EXISTS (SELECT 1 FROM recurrence AS r WHERE r.task = t.id)
    ORDER BY t.due_on NULLS LAST, t.id LIMIT $5"""
_SAID = """SELECT t.code, u.text, u.percent::text, u.difficulty_kind, u.difficulties, u.cause_kind,
        u.cause_text, u.forecast, u.proposal
    FROM progress_update AS u JOIN task AS t ON t.id = u.task
    WHERE t.code = ANY ($1::text[]) AND t.lead_agency = $2 AND u.at >= $3"""


@dataclass(frozen=True)
class Draft:
    """A book that came back: when it was taken along, when and as which file it came, what it says."""

    programme: int
    file_name: str
    taken_at: datetime
    sent_at: datetime
    filled: list[Filled]


async def open_tasks(programme: int, agency: int, today: date) -> list[dict[str, Any]]:
    """What an agency leads and may report on: accepted, in progress or returned, nearest deadline first."""
    return await rows(_OPEN, programme, agency, list(WORKING), today, MOST)


async def draft_of(person: int) -> Draft | None:
    """The book that a person sent last, if there is one."""
    kept = await row(
        "SELECT programme, file_name, taken_at, sent_at, filled FROM offline_draft WHERE person = $1", person
    )
    if kept is None:
        return None
    return Draft(**{**kept, "filled": [Filled(**one) for one in json.loads(kept["filled"])]})


async def judged(actor: Actor, draft: Draft, today: date) -> list[Judged]:
    """Every row of a book beside its task as it is now, in the order of the book."""
    codes = {one.code for one in draft.filled if one.touched}
    said = await _said(codes, actor.agency_id, draft.taken_at)
    return [
        await _judged(actor, one, said.get(one.code, []), today) if one.touched else Judged(one, "same")
        for one in draft.filled
    ]


async def _judged(actor: Actor, one: Filled, said: list[dict[str, str]], today: date) -> Judged:
    if "" in one.wrong:
        return Judged(one, "error", wrong=one.wrong)
    try:
        task = await found(actor, one.code)
        if any(same_report(one.values, each) for each in said) or same_report(one.values, facts(task)):
            return Judged(one, "same", task)
        guard(actor, task, "progress")
    except NotThere:
        return Judged(one, "error", wrong={"": _("This task is not, or no longer, led by the agency.")})
    except Refused as refused:
        return Judged(one, "error", task, {"": refused.sentence})
    now = facts(task)
    values = merged(one, now)
    form = kinds.read(PROGRESS, [*values.items(), ("version", str(one.version))], task, today, {})
    if wrong := {**form.problems, **one.wrong}:
        return Judged(one, "error", task, wrong)
    both = both_changed(one, now)
    kind = "conflict" if both else "update"
    return Judged(one, kind, task, changes=changed(form.values, now), values=form.values, both=both)


async def _said(codes: Collection[str], agency: int, since: datetime) -> dict[str, list[dict[str, str]]]:
    """The reports that were made of tasks since a moment: what the book says may be among them."""
    known: dict[str, list[dict[str, str]]] = {}
    for one in await rows(_SAID, sorted(codes), agency, since):
        known.setdefault(one["code"], []).append({name: one[name] for name in FIELDS})
    return known
