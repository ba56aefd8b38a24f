"""What a token may be used for: never more than the person whose rights it has."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tracker.words import _, mark

READ, PROGRESS, SUBMIT, CONFIRM, FEED = "read", "progress", "submit", "confirm", "feed"
SCOPES: Mapping[str, str] = {
    READ: mark("Read programmes, agencies, tasks and figures"),
    PROGRESS: mark("Report progress"),
    SUBMIT: mark("Submit for confirmation"),
    CONFIRM: mark("Confirm or return"),
    FEED: mark("Read the daily figures for operations centres"),
}
# An administrator sees no tasks and speaks in nobody's name: a system that the administrator lets in gets the
# day's figures. One that reads tasks or reports progress gets its token from the account it acts for.
FOR_SYSTEMS = frozenset({FEED})
# Who has anything to do with a scope; the rules of the moves themselves decide in the end.
_ROLES = {
    PROGRESS: frozenset({"lead", "staff"}),
    SUBMIT: frozenset({"lead", "staff"}),
    CONFIRM: frozenset({"office"}),
    FEED: frozenset({"member", "office", "auditor"}),
}

PREFIX = "ttr_"  # by which scanners of source code know a token that leaked
LONGEST_DAYS = 366
LIVES = (30, 90, 180, LONGEST_DAYS)  # days offered
MOST_TOKENS = 20  # in use at a time, of one person's rights
PER_MINUTE = 300  # requests that one token may make


def name_of(scope: str) -> str:
    """A scope in words."""
    return _(SCOPES[scope])


def offered(role: str) -> list[str]:
    """The scopes that a person of a role may give a token of their own."""
    return [scope for scope in SCOPES if scope not in _ROLES or role in _ROLES[scope]]


def ordered(wanted: Iterable[str]) -> list[str]:
    """Those of the scopes that exist, in their order, each once."""
    said = set(wanted)
    return [scope for scope in SCOPES if scope in said]


def next_minute(at: datetime) -> int:
    """Seconds until the clock's next minute, at least one."""
    return 60 - at.second


def ends_at(at: datetime, days: int) -> datetime:
    """When a token made now ends."""
    return at + timedelta(days=days)
