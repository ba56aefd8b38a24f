"""The administrator's page of web hooks: which systems are told of what, and whether they take it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker import settings
from tracker.database import transaction
from tracker.exchange.hooks import actions, forms, queries, signing, view
from tracker.exchange.hooks.forms import HookForm, standing
from tracker.exchange.hooks.rules import EVENTS, networks
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.forms.fields import Sheet
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/settings/hooks"
ONE = f"{PATH}/{{hook:int}}"
FIRST = 1  # rotation of a new hook


@get(PATH, opt={"access": "admin"})
async def hooks(request: Asked) -> Response[str]:
    return page(request, "hooks/list.html", hooks=await queries.hooks(), event_name=view.event_name)


@get(f"{PATH}/new", opt={"access": "admin"})
async def new(request: Asked) -> Response[str]:
    return await _form_page(request, HookForm())


@post(f"{PATH}/new", opt={"access": "admin"}, status_code=200)
async def add(request: Asked) -> Response[str]:
    form = await _read(request, None)
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    if form.problems:
        return await _form_page(request, form)
    async with transaction():
        number = await actions.next_number()
        there = f"{PATH}/{number}"
        before = await once(form.key, viewer.id, f"{PATH}/new", form.digest, there, now)
        if not before:
            await actions.add(viewer, number, form.wanted, now)
    return await _secret_page(request, int((before or there).rsplit("/", 1)[1]), FIRST)


@get(ONE, opt={"access": "admin"})
async def one(request: Asked, hook: FromPath[int]) -> Response[str]:
    found = await queries.hook(hook)
    return await _page(request, found, standing(found))


@post(ONE, opt={"access": "admin"}, status_code=303)
async def change(request: Asked, hook: FromPath[int]) -> Response[str]:
    found = await queries.hook(hook)
    form, there = await _read(request, found["agency"]), f"{PATH}/{hook}"
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    if not form.problems:
        try:
            async with transaction():
                if not await once(form.key, viewer.id, there, form.digest, there, now):
                    await actions.change(viewer, hook, form.version, form.wanted, now)
        except Conflict:
            form.problems[""] = _(
                "Somebody changed this hook meanwhile. Check what stands below and save again."
            )
    if form.problems:
        found = await queries.hook(hook)
        status = 409 if "" in form.problems else 422
        form.version, form.key = found["version"] if status == 409 else form.version, new_key()
        return await _page(request, found, form, status)
    return see_other(request, there, _("The hook was saved."))


@post(f"{ONE}/rotate", opt={"access": "admin"}, status_code=200)
async def rotate(request: Asked, hook: FromPath[int]) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    found = await queries.hook(hook)
    sheet, said = await _sheet(request)
    there = f"{PATH}/{hook}/rotate"
    async with transaction():
        # A second send of the form shows the secret again that the first one made.
        before = await once(sheet.hidden.get("form_key", ""), viewer.id, there, said, there, now)
        rotation = found["rotation"] if before else await actions.rotate(viewer, hook, sheet.version(), now)
    return await _secret_page(request, hook, rotation)


@post(f"{ONE}/pause", opt={"access": "admin"}, status_code=303)
async def pause(request: Asked, hook: FromPath[int]) -> Response[str]:
    return await _act(request, hook, "pause", actions.pause, _("The hook is stopped. What waits is kept."))


@post(f"{ONE}/resume", opt={"access": "admin"}, status_code=303)
async def resume(request: Asked, hook: FromPath[int]) -> Response[str]:
    return await _act(request, hook, "resume", actions.resume, _("The hook goes on."))


@post(f"{ONE}/ping", opt={"access": "admin"}, status_code=303)
async def ping(request: Asked, hook: FromPath[int]) -> Response[str]:
    async def act(_viewer: Viewer, number: int, version: int, now: datetime) -> None:
        await actions.ping(number, version, now)

    told = _("A test message is on its way, behind what waits. Open the page again to see the answer.")
    return await _act(request, hook, "ping", act, told)


@post(f"{ONE}/messages/{{message:int}}/retry", opt={"access": "admin"}, status_code=303)
async def retry(request: Asked, hook: FromPath[int], message: FromPath[int]) -> Response[str]:
    async def act(_viewer: Viewer, number: int, _version: int, now: datetime) -> None:
        await actions.retry(number, message, now)

    return await _act(request, hook, f"retry/{message}", act, _("The message is tried now."))


async def _act(
    request: Asked,
    hook: int,
    name: str,
    act: Callable[[Viewer, int, int, datetime], Awaitable[None]],
    told: str,
) -> Response[str]:
    """One press of a button, with one effect however often it is sent."""
    await queries.hook(hook)
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{hook}"
    sheet, said = await _sheet(request)
    async with transaction():
        if not await once(sheet.hidden.get("form_key", ""), viewer.id, f"{there}/{name}", said, there, now):
            await act(viewer, hook, sheet.version(), now)
    return see_other(request, there, told)


async def _sheet(request: Asked) -> tuple[Sheet, str]:
    pairs = list((await request.form()).multi_items())
    return Sheet(pairs, ()), digest((name, value) for name, value in pairs if isinstance(value, str))


async def _read(request: Asked, agency: int | None) -> HookForm:
    """The form as sent. An agency that has ended may stay with the hook it is of."""
    living = [found["id"] for found in await queries.agencies(today_of(request))]
    ours = networks(settings.current().hook_networks)
    return await forms.read((await request.form()).multi_items(), [*living, *filter(None, [agency])], ours)


async def _form_page(request: Asked, form: HookForm) -> Response[str]:
    if form.problems:
        form.key = new_key()
    return page(
        request, "hooks/new.html", status=422 if form.problems else 200, form=form, problems=form.problems,
        agencies=await queries.agencies(today_of(request)), kept=None, events=_events(),
    )  # fmt: skip


async def _page(request: Asked, found: dict[str, Any], form: HookForm, status: int = 200) -> Response[str]:
    return page(
        request, "hooks/one.html", status=status, hook=found, form=form, problems=form.problems, kept=found,
        agencies=await queries.agencies(today_of(request)), messages=await queries.messages(found["id"]),
        changes=await queries.changes(found["id"]), events=_events(), view=view, new_key=new_key,
    )  # fmt: skip


def _events() -> list[tuple[str, str, str]]:
    """Name of the box, event and what it says, for each event there is."""
    named = ((event, view.event_name(event)) for event in EVENTS)
    return [(forms.BOX + event.replace(".", "_"), event, name) for event, name in named]


async def _secret_page(request: Asked, hook: int, rotation: int) -> Response[str]:
    found = await queries.hook(hook)
    if found["rotation"] != rotation:
        raise Refused(_("This form was sent already, and the secret has been changed since."))
    return page(request, "hooks/secret.html", hook=found, secret=signing.secret(hook, rotation))


HANDLERS = [hooks, new, add, one, change, rotate, pause, resume, ping, retry]
