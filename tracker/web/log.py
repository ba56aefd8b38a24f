"""One line of JSON for each thing worth knowing; never bodies, cookies or search words."""

import logging
import sys
from typing import Any, cast

import structlog
from structlog.typing import EventDict

from tracker import settings

SECRET = ("/feeds/",)  # what follows is a key


def configure() -> None:
    """Write JSON lines to standard error, from the level that is set."""
    level = logging.getLevelNamesMapping()[settings.current().log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_to_standard_error,
    )


def without_secrets(_logger: object, _name: str, event: EventDict) -> EventDict:
    """An address that opens something by itself is told without its secret part."""
    path = event.get("path")
    if isinstance(path, str):
        event["path"] = next((f"{start}…" for start in SECRET if path.startswith(start)), path)
    return event


def _to_standard_error(*_names: object) -> structlog.WriteLogger:
    """A logger on what standard error is now, not on what it was at the start."""
    return structlog.WriteLogger(sys.stderr)


def log() -> Any:
    """The logger."""
    return cast(Any, structlog.get_logger())
