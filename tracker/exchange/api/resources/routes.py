"""Contents of the interface: every resource that answers, one line each."""

from litestar.types import ControllerRouterHandler

from tracker.exchange.api.resources import (
    changes,
    feed,
    figures,
    history,
    indicators,
    moves,
    programmes,
    reports,
    tasks,
)

HANDLERS: list[ControllerRouterHandler] = [
    *programmes.HANDLERS,
    *tasks.HANDLERS,
    *history.HANDLERS,
    *figures.HANDLERS,
    *feed.HANDLERS,
    *changes.HANDLERS,
    *moves.HANDLERS,
    *indicators.HANDLERS,
    *reports.HANDLERS,
]
