"""What changed between the ends of two days: a table from total to total, and the tasks of a kind."""

from datetime import date
from typing import Annotated, Any

from litestar import get
from msgspec import Meta, field

from tracker.exchange.api import cursors
from tracker.exchange.api.door import asker
from tracker.exchange.api.resources.asking import (
    ROOT,
    USUAL,
    AgencyCode,
    Asked,
    Cursor,
    Limit,
    Programme,
    Query,
    of_parameters,
    programme_of,
    query,
)
from tracker.exchange.api.resources.shapes import (
    Answer,
    Bucket,
    BucketKey,
    Named,
    NextCursor,
    TaskCode,
    bucket_of,
)
from tracker.exchange.api.resources.tasks import READS
from tracker.tasks.forms.changes import Asked as Between
from tracker.tasks.forms.changes import asked as days_asked
from tracker.tasks.queries import changes as queries
from tracker.tasks.queries.changes import KINDS
from tracker.tasks.queries.choices import choices
from tracker.tasks.routes.changes_view import ChangesView
from tracker.tasks.routes.changes_words import title
from tracker.web.asof import AsOf, today_of
from tracker.words import mark


class Step(Answer, frozen=True, kw_only=True):
    """One line of the table: before - out + into = after."""

    bucket: Annotated[BucketKey | None, Meta(description="null: the total.")]
    before: int
    out: int
    into: int
    after: int


class KindOfChange(Answer, frozen=True, kw_only=True):
    """How many tasks changed in one way."""

    kind: Annotated[str, Meta(description="Give it as `kind` to get the tasks.", examples=["deadline"])]
    name: Annotated[str, Meta(examples=["2 nhiệm vụ thay đổi thời hạn"])]
    count: int


class ChangedTask(Answer, frozen=True, kw_only=True):
    """One task that changed, at both ends. What is null was not there, or not theirs."""

    task: TaskCode
    title: str
    bucket_before: Bucket | None
    bucket_after: Bucket | None
    due_on_before: date | None
    due_on_after: date | None
    lead_agency_before: Annotated[str | None, Meta(description="By name.")]
    lead_agency_after: str | None
    told_on: Annotated[date | None, Meta(description="The day of the line of history that made the change.")]
    told: str


class ChangesAnswer(Answer, frozen=True, kw_only=True):
    """What changed after the end of the first day until the end of the last."""

    first: date = field(name="from")
    until: date
    programme: Named
    agency: str | None
    buckets: list[Step]
    total: Step
    kinds: Annotated[list[KindOfChange], Meta(description="Those that occurred; one task may be in several.")]
    items: Annotated[list[ChangedTask] | None, Meta(description="With `kind`: its tasks; else null.")]
    next_cursor: NextCursor


class OfChanges(Query, frozen=True, kw_only=True):
    """Between which days, whose, which kind."""

    programme: Programme = ""
    first: Annotated[
        date | None, Meta(description=mark("From the end of this day; by default a month before `until`."))
    ] = field(default=None, name="from")
    until: Annotated[date | None, Meta(description=mark("To the end of this day; by default today."))] = None
    agency: AgencyCode = ""
    kind: Annotated[
        str,
        Meta(
            description=mark("One kind of change: its tasks are listed."),
            extra_json_schema={"enum": ["", *KINDS, *queries.GROUPS]},
        ),
    ] = ""
    limit: Limit = USUAL
    cursor: Cursor = ""


@get(
    f"{ROOT}/changes",
    opt={**READS, "asks": OfChanges, "answers": ChangesAnswer},
    summary=mark("What changed"),
    description=mark(
        "What changed between the ends of two days, reconciled with both totals: of everything that the "
        "asker may see, or of what one agency leads. With a kind, its tasks, nearest deadline first."
    ),
)
async def api_changes(request: Asked) -> ChangesAnswer:
    asked = query(request, OfChanges)
    about = await programme_of(asked.programme)
    wanted = await _wanted(request, about.id, asked)
    of = queries.Between(about.id, asker(request), wanted.first.day, wanted.last.day, wanted.lead)
    view = ChangesView(wanted, await queries.before(of), await queries.changes(of))
    *lines, total = [
        Step(bucket=_key(one.bucket), before=one.before, out=one.out, into=one.into, after=one.after)
        for one in view.lines()
    ]
    counted = {kind: view.found.count(kind) for kind in KINDS}
    items, cursor = await _tasks(of, asked)
    return ChangesAnswer(
        first=of.first,
        until=of.last,
        programme=Named(code=about.code, name=about.name),
        agency=wanted.agency or None,
        buckets=lines,
        total=total,
        kinds=[KindOfChange(kind=kind, name=title(kind, n), count=n) for kind, n in counted.items() if n],
        items=items,
        next_cursor=cursor,
    )


async def _wanted(request: Asked, programme_id: int, asked: OfChanges) -> Between:
    """The two days and the agency, held to the rules of the page of changes."""
    today, viewer = today_of(request), asker(request)
    said = {"agency": asked.agency, "kind": asked.kind}
    said |= {name: day.isoformat() for name, day in (("from", asked.first), ("until", asked.until)) if day}
    agencies = (await choices(programme_id, viewer)).agencies
    found = days_asked(said, AsOf(today, today), viewer, agencies)
    if found.problems:
        raise of_parameters({name or "kind": sentence for name, sentence in found.problems.items()})
    return found


async def _tasks(of: queries.Between, asked: OfChanges) -> tuple[list[ChangedTask] | None, str | None]:
    """Some tasks of the kind asked for, and where they go on."""
    if not asked.kind:
        return None, None
    name = f"changes {of.programme_id} {of.first} {of.last} {of.lead} {asked.kind}"
    skipped = int(cursors.decode(name, asked.cursor)[0]) if asked.cursor else 0
    found = (await queries.tasks(of, [asked.kind], asked.limit + 1, skipped))[asked.kind]
    more = len(found) > asked.limit
    cursor = cursors.encode(name, [skipped + asked.limit]) if more else None
    return [_task(one) for one in found[: asked.limit]], cursor


def _task(one: dict[str, Any]) -> ChangedTask:
    return ChangedTask(
        task=one["code"],
        title=one["title"],
        bucket_before=bucket_of(one["was"]) if one["was"] else None,
        bucket_after=bucket_of(one["now"]) if one["now"] else None,
        due_on_before=one["due_was"],
        due_on_after=one["due_now"],
        lead_agency_before=one["lead_was"],
        lead_agency_after=one["lead_now"],
        told_on=one["told_on"],
        told=one["told"],
    )


def _key(bucket: str) -> Any:
    return bucket or None


HANDLERS = [api_changes]
