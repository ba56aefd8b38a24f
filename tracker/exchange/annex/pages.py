"""The pages of an import put together: the start, the columns, the dry run."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request
from litestar.response import Response

from tracker.evidence.rules import shown_size
from tracker.exchange.annex import drafts, forms, record_page, run_page, steps, view
from tracker.exchange.annex.drafts import Draft
from tracker.exchange.annex.gate import LARGEST
from tracker.exchange.annex.preview import earlier
from tracker.exchange.annex.repeats import elsewhere
from tracker.exchange.annex.steps import Run
from tracker.people.viewer import viewer_of
from tracker.tasks.forms.fields import whole
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/import"


def number_of(request: Asked) -> int:
    """The page of a list that is asked for, from 1."""
    return max(whole(request.query_params.get("page", "1")) or 1, 1)


async def start(request: Asked, problems: Mapping[str, str], status: int = 200) -> Response[str]:
    """The first step: the imports so far, the drafts, and the form for a file."""
    at = number_of(request)
    past, count = await record_page.past(at)
    programmes = await drafts.programmes()
    return page(
        request, "exchange/import.html", status=status, problems=problems, key=new_key(), past=past,
        past_count=count, number=at, size=record_page.SIZE, totals_heads=record_page.heads(),
        drafts=await drafts.open_ones(viewer_of(request).id), kept_days=drafts.KEPT_DAYS,
        largest=shown_size(LARGEST),
        programme_items=[{"value": one["code"], "text": one["short_name"]} for one in programmes],
    )  # fmt: skip


async def columns(request: Asked, draft: Draft, form: forms.ColumnsForm | None = None) -> Response[str]:
    """The second step: the document and the columns, as they stand or as typed."""
    seen, stands = await steps.columns_seen(draft, today_of(request))
    problems = form.problems if form else {}
    if form:
        form.key = new_key()
    return page(
        request, "exchange/import_columns.html", status=422 if problems else 200, draft=draft, seen=seen,
        form=form or stands, problems=problems, abandon_key=new_key(),
        meanings=[(code, _(words)) for code, words in view.MEANINGS.items()],
    )  # fmt: skip


async def dry_run(
    request: Asked,
    draft: Draft,
    status: int = 200,
    *,
    problems: Mapping[str, str] | None = None,
    meanwhile: Sequence[tuple[str, str]] | None = None,
    done: Run | None = None,
) -> Response[str]:
    """The third step. ``meanwhile``: what moved since the page that was acted on, None when nothing was."""
    now = request.scope["state"]["now"]
    done = done or await steps.compared(draft, now, today_of(request))
    show = request.query_params.get("show", "")
    show = show if show in run_page.KINDS else ""
    run, here = done.preview, f"{PATH}/{draft.id}"
    document = draft.choices.document
    before = await elsewhere(draft.sha256, document) if document else None
    names = {key: box for box, key in run_page.boxes(run.outcomes).items()}
    return page(
        request, "exchange/import_run.html", status=status, draft=draft, run=run, seen=done.seen, show=show,
        parts_of=run_page.parts(run, done.found.own, show, number_of(request)),
        tabs=run_page.tabs(run, here, show), key=new_key(), choice_key=new_key(), abandon_key=new_key(),
        problems=problems or {}, meanwhile=meanwhile, before=before, document=document,
        seen_digest=run_page.fingerprint(run.outcomes), looked=now.isoformat(), several=done.several,
        bodies=sorted(run.names.items(), key=lambda one: one[1]), names=done.chosen(draft.choices),
        due=view.due,
        box_of=lambda one: names[view.key_of(one.read)], key_of=view.key_of, field_name=view.field_name,
        earlier=earlier, reason_of=view.reason_of, text_of=done.text_of,
    )  # fmt: skip
