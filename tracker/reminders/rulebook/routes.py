"""The page of the rules of reminding: as they are, what others would change today, every version."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict
from tracker.reminders.rulebook import form as forms
from tracker.reminders.rulebook.actions import publish
from tracker.reminders.rulebook.effect import Effect
from tracker.reminders.rulebook.form import RulebookForm
from tracker.reminders.rulebook.preview import KIND_NAMES, effect_today
from tracker.reminders.rulebook.queries import newest, versions
from tracker.reminders.rulebook.view import changes, facts
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/settings/reminders"


@get(PATH, opt={"access": "province"})
async def reminder_rules(request: Asked) -> Response[str]:
    return await _page(request, forms.standing(await newest()))


@post(PATH, opt={"access": "office"}, status_code=303)
async def set_reminder_rules(request: Asked) -> Response[str]:
    present, now = await newest(), request.scope["state"]["now"]
    form = forms.read((await request.form()).multi_items(), present)
    if form.previews and form.rules:
        return await _page(request, form, effect=await effect_today(present, form.rules, today_of(request)))
    if form.problems or form.rules is None:
        return await _again(request, form, 422)
    viewer = viewer_of(request)
    try:
        async with transaction():
            if not await once(form.key, viewer.id, PATH, form.digest, PATH, now):
                await publish(viewer, form.version, form.rules, form.values["note"], now)
    except Conflict:
        return await _conflict(request, form)
    return see_other(request, PATH, _("The rules of reminding were saved and hold from the next run on."))


async def _conflict(request: Asked, form: RulebookForm) -> Response[str]:
    """What was typed beside what somebody saved meanwhile; sent again, it follows that version."""
    latest = await newest()
    form.version = latest.version
    typed = form.rules or latest
    return await _again(request, form, 409, both=list(zip(facts(latest), facts(typed), strict=True)))


async def _again(request: Asked, form: RulebookForm, status: int, **more: Any) -> Response[str]:
    form.key = new_key()
    return await _page(request, form, status, **more)


async def _page(
    request: Asked,
    form: RulebookForm,
    status: int = 200,
    effect: Effect | None = None,
    both: list[tuple[tuple[str, str], tuple[str, str]]] | None = None,
) -> Response[str]:
    kept = await versions()
    told = [
        {**one, "changes": changes(one, before) if before else []}
        for one, before in zip(kept, [*kept[1:], None], strict=True)
    ]
    return page(
        request, "reminders/rules.html", status=status, form=form, problems=form.problems, versions=told,
        in_force=facts(await newest()), effect=effect, both=both, kind_names=KIND_NAMES,
        may_edit=viewer_of(request).role == "office",
    )  # fmt: skip


HANDLERS = [reminder_rules, set_reminder_rules]
