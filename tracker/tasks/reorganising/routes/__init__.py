"""What can be asked about reorganisations: a line a module."""

from litestar.types import ControllerRouterHandler

from tracker.tasks.reorganising.routes import confirming, reading, writing

HANDLERS: list[ControllerRouterHandler] = [*reading.HANDLERS, *writing.HANDLERS, *confirming.HANDLERS]
