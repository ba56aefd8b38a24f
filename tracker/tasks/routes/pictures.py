"""Pages of a task's files as pictures, for those who may have the file; and a document laid beside a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from litestar import Request, get
from litestar.response import Response

from tracker.evidence import queries as files
from tracker.evidence.actions import note_trouble
from tracker.evidence.drawing import KINDS, NotDrawn, Sheets, Studio
from tracker.evidence.serving import POLICY, Damaged
from tracker.refusal import NotThere
from tracker.tasks.queries.batch import files_to_read
from tracker.tasks.routes.evidence import PATH
from tracker.tasks.routes.task import found_task
from tracker.web.asof import as_of

Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class Beside:
    """A document laid beside the form: the task, its files, the open one, its pages if drawn."""

    task: Mapping[str, Any]
    files: list[dict[str, Any]] = field(default_factory=list)
    file: Mapping[str, Any] | None = None
    sheets: Sheets | None = None


async def beside(request: Asked, task: Mapping[str, Any], file: int) -> Beside:
    """A task's document: the file of this id, or the one most likely meant."""
    found = await files_to_read(task["id"])
    if not found:
        return Beside(task)
    one = next((one for one in found if one["id"] == file), found[0])
    if one["kind"] not in KINDS:
        return Beside(task, found, one)
    try:
        sheets = await _studio(request).sheets(bytes.fromhex(one["sha256"]), one["kind"])
    except (NotDrawn, Damaged):
        return Beside(task, found, one)
    return Beside(task, found, one, sheets)


@get(PATH + "/{evidence_id:int}/pages/{number:int}", opt={"access": "tasks"})
async def picture(request: Asked) -> Response[bytes]:
    asked = as_of(request)
    found = await found_task(request, asked.day)
    day = asked.day if asked.is_past else None
    one = await files.one(request.path_params["evidence_id"], found.task["id"], day)
    try:
        drawn = await _studio(request).picture(one["sha256"], one["kind"], request.path_params["number"])
    except NotDrawn:
        raise NotThere from None
    except Damaged as damaged:
        await note_trouble(one["sha256"], damaged.trouble)
        raise NotThere from None
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-store"}
    return Response(drawn, media_type="image/png", headers=headers)


def _studio(request: Asked) -> Studio:
    """The one that draws for this application."""
    state = request.app.state
    if "studio" not in state:
        state.studio = Studio()
    return cast(Studio, state.studio)


HANDLERS = [picture]
