"""What can be asked about tasks: a line a module."""

from litestar.types import ControllerRouterHandler

from tracker.tasks.reorganising import routes as reorganising
from tracker.tasks.routes import (
    agencies,
    batch,
    bulk,
    changes,
    copying,
    deadline,
    drafts,
    editing,
    evidence,
    explanations,
    extensions,
    lists,
    more,
    moves,
    pictures,
    progress,
    settings,
    task,
    work,
    writing,
)

ROUTES: list[ControllerRouterHandler] = [
    *progress.HANDLERS,
    *lists.HANDLERS,
    *writing.HANDLERS,
    *drafts.HANDLERS,
    *editing.HANDLERS,
    *copying.HANDLERS,
    *bulk.HANDLERS,
    *task.HANDLERS,
    *moves.HANDLERS,
    *evidence.HANDLERS,
    *pictures.HANDLERS,
    *work.HANDLERS,
    *batch.HANDLERS,
    *extensions.HANDLERS,
    *explanations.HANDLERS,
    *agencies.HANDLERS,
    *changes.HANDLERS,
    *reorganising.HANDLERS,
    *deadline.HANDLERS,
    *settings.HANDLERS,
    *more.HANDLERS,
]
