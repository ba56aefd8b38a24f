"""One line of JSON for each thing worth knowing; never bodies, cookies or search words."""

import logging
import sys
from typing import Any, cast

import structlog

from tracker import settings


def configure() -> None:
    """Write JSON lines to standard error, from the level that is set."""
    level = logging.getLevelNamesMapping()[settings.current().log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_to_standard_error,
    )


def _to_standard_error(*_names: object) -> structlog.WriteLogger:
    """A logger on what standard error is now, not on what it was at the start."""
    return structlog.WriteLogger(sys.stderr)


def log() -> Any:
    """The logger."""
    return cast(Any, structlog.get_logger())
