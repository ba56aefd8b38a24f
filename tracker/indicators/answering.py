"""What the answers of this room share: the indicator of an address, a form carried out once."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from litestar import Request

from tracker.database import transaction
from tracker.indicators import beside
from tracker.indicators.forms import CODE, Form
from tracker.indicators.queries import IndicatorState
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, NotThere, Refused
from tracker.web.form_keys import new_key, once
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/indicators"
ONE = f"{PATH}/{{indicator:str}}"


async def found(request: Asked, code: str, day: date) -> IndicatorState:
    """The indicator of an address for whoever asks. Raises NotThere when it is not theirs, or no code."""
    if not CODE.fullmatch(code):
        raise NotThere
    return await beside.found(viewer_of(request), code, day)


def status(form: Form | None) -> int:
    """The status of a page that shows a form: 409 when somebody was first, 422 for other problems."""
    if form is None or not form.problems:
        return 200
    return 409 if "" in form.problems and not form.wanted else 422


async def done(
    request: Asked, form: Form, purpose: str, there: str, act: Callable[[], Awaitable[None]]
) -> bool:
    """Do what a form asks for, once; whether it was done. Otherwise the form says why not."""
    if form.problems:
        form.key = new_key()
        return False
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    try:
        async with transaction():
            if not await once(form.key, viewer.id, purpose, form.digest, there, now):
                await act()
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
    except Conflict:
        form.wanted = None
        form.problems[""] = _(
            "Somebody changed this indicator meanwhile. Check what stands below and save again."
        )
    form.key = new_key() if form.problems else form.key
    return not form.problems


def again(form: Form, one: IndicatorState) -> Form:
    """A form that met a conflict goes on from what stands now, with everything that was typed."""
    if status(form) == 409:
        form.version = one.version
    return form
