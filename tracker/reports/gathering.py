"""Everything a report prints, gathered in one snapshot of the database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from tracker import settings
from tracker.indicators.queries import indicators_as_of
from tracker.people.viewer import Viewer
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import NotThere, Refused
from tracker.reports import queries, rules
from tracker.reports.addressed import addressed
from tracker.reports.content import Addressed, Content, Office, Previous, Scope
from tracker.reports.graphs.queries import series_as_of
from tracker.reports.prefill import prefilled
from tracker.reports.scorecard.queries import scores_as_of
from tracker.reports.scorecard.view import told
from tracker.tasks.forms import filters
from tracker.tasks.queries import Filter
from tracker.tasks.queries.choices import choices
from tracker.tasks.queries.lists import EVERYBODY
from tracker.tasks.queries.narrowing import WITHDRAWN
from tracker.tasks.routes.list_view import ListView
from tracker.web.asof import AsOf
from tracker.words import _, decree_day, speaking

SAYS_ALL = ("overdue", "starred")  # scopes that need no code
# A list is read as the office sees it.
_OFFICE = Viewer(0, "", "", "", "office", 0, "", "", "vi", False, 0, False)


async def gather(
    kind: str,
    scope: Scope,
    as_of: date,
    today: date,
    *,
    title: str = "",
    id: int = 0,  # noqa: A002  as the report names it
    number: int = 1,
    reason: str = "",
    period: str = "",
    period_from: date | None = None,
    sections: Mapping[str, str] | None = None,
    previous: Previous | None = None,
    recipients: Sequence[str] = (),
) -> Content:
    """A report's content as of the end of a day, in Vietnamese whoever asks.

    ``sections`` are the texts that were edited; the others are pieced from what agencies wrote. Call it
    outside any transaction: it reads one moment of its own. Raises Refused when the figures do not add up,
    NotThere for an unknown code.
    """
    facts = await programme()
    with speaking("vi"):  # an official document has one language
        async with queries.snapshot():
            wanted = await _wanted(scope, facts)
            summary = await queries.summarised(facts, as_of, today, wanted)
            beside = await _beside(kind, scope, facts, wanted.lead if wanted else 0, as_of, today)
    edited = dict(sections or {})
    return Content(
        kind=kind,
        title=title or rules.subject(scope.kind, scope.name, facts.name),
        scope=scope,
        summary=summary,
        office=_office(recipients),
        id=id,
        number=number,
        reason=reason,
        period=period,
        period_from=period_from,
        sections=edited,
        texts={**prefilled(summary, previous), **edited},
        previous=previous,
        made_on=today,
        **beside,
    )


async def _beside(
    kind: str, scope: Scope, facts: ProgrammeFacts, agency_id: int, as_of: date, today: date
) -> dict[str, Any]:
    """What stands beside the tasks, of a whole programme or of one agency; of other parts nothing does."""
    if scope.kind not in ("programme", "agency"):
        return {}
    programme_id = facts.id
    states = await indicators_as_of(programme_id, as_of, agency_id)
    scores = told(await scores_as_of(facts, as_of))
    return {
        "series": await series_as_of(programme_id, as_of, agency_id),
        # As plain as they are kept: what is read back again prints the same.
        "indicators": tuple(msgspec.to_builtins(one, str_keys=True) for one in states),
        # An agency is told its own score and none of others.
        "scores": tuple(one for one in scores if not agency_id or one["code"] == scope.code),
        "addressed": await addressed(programme_id, scope.code, as_of, today)
        if kind == "letter"
        else Addressed(),
    }


def _office(recipients: Sequence[str]) -> Office:
    head = rules.letterhead(settings.current().organisation)
    return Office(head.issuer, rules.SIGNER, "", tuple(recipients) or rules.recipients(head))


async def scope_of(kind: str, code: str, query: str, as_of: date) -> Scope:
    """What of the programme a report is about, with its name as of the day.

    ``query`` are the words of a list's address. Raises NotThere for an unknown kind or code, and Refused
    with the sentence of the list's own page for words that are not among its filters.
    """
    if kind == "programme":
        return Scope()
    facts = await programme()
    with speaking("vi"):
        if kind in SAYS_ALL:
            return Scope(kind)
        if kind == "list":
            return await _list(query, facts, as_of)
        if kind == "source":
            return await _source(code, facts)
        if kind in ("agency", "area"):
            found = await queries.named(kind, code, facts.id)
            return Scope(kind, found["code"], found["name"])
    raise NotThere


async def _list(query: str, facts: ProgrammeFacts, as_of: date) -> Scope:
    asked, view = await _asked(query, facts, as_of)
    kept = urlencode({name: value for name, value in asked.narrowing.items() if value}, doseq=True)
    return Scope("list", name=view.said or "tất cả", query=kept)


async def _asked(query: str, facts: ProgrammeFacts, as_of: date) -> tuple[filters.Asked, ListView]:
    """The filters of a list's address, read as the list's own page reads them."""
    known = await choices(facts.id, EVERYBODY)
    asked = filters.read(parse_qsl(query.removeprefix("?")), known, agency_worker=False)
    for field, problem in asked.problems.items():
        raise Refused(problem, field)
    if WITHDRAWN in asked.buckets:
        raise Refused(_("Withdrawn tasks stand outside the total, so no report lists them."), "bucket")
    return asked, ListView(_OFFICE, asked, known, AsOf(as_of, as_of), facts.silent_days)


async def _source(code: str, facts: ProgrammeFacts) -> Scope:
    known = await choices(facts.id, EVERYBODY)
    code = known.citations.get(code, code)
    if code not in known.sources:
        raise NotThere
    number, issued_on = await queries.cited(known.sources[code].id)
    return Scope("source", code, f"{number} ngày {decree_day(issued_on)}" if issued_on else number)


async def _wanted(scope: Scope, facts: ProgrammeFacts) -> Filter | None:
    """The filter that lets a scope's tasks through; None for the whole programme."""
    if scope.whole:
        return None
    if scope.kind == "list":
        asked, _view = await _asked(scope.query, facts, date.min)
        return asked.wanted
    if scope.kind == "overdue":
        return Filter(buckets=("overdue",))
    if scope.kind == "starred":
        return Filter(starred=True)
    if scope.kind == "source":
        found = (await choices(facts.id, EVERYBODY)).sources.get(scope.code)
        if found is None:
            raise NotThere
        return Filter(source=found.id)
    key = (await queries.named(scope.kind, scope.code, facts.id))["id"]
    return Filter(lead=key) if scope.kind == "agency" else Filter(area=key)
