"""What can be asked about tasks: a line a module."""

from litestar.types import ControllerRouterHandler

from tracker.tasks.routes import agencies, lists, progress

ROUTES: list[ControllerRouterHandler] = [
    *progress.HANDLERS,
    *lists.HANDLERS,
    *agencies.HANDLERS,
]
