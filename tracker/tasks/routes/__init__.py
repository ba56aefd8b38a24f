"""What can be asked about tasks: a line a module."""

from litestar.types import ControllerRouterHandler

from tracker.tasks.routes import agencies, lists, moves, progress, settings, task, work

ROUTES: list[ControllerRouterHandler] = [
    *progress.HANDLERS,
    *lists.HANDLERS,
    *task.HANDLERS,
    *moves.HANDLERS,
    *work.HANDLERS,
    *agencies.HANDLERS,
    *settings.HANDLERS,
]
