"""Which entries the navigation has for whom, and which is current."""

from dataclasses import dataclass

from tracker import settings
from tracker.words import _, mark

EVERY_TASK_ROLE = frozenset({"member", "office", "auditor", "lead", "staff"})
WORKERS = frozenset({"office", "lead", "staff"})

ENTRIES = (
    ("/", mark("Overview"), EVERY_TASK_ROLE),
    ("/my-work", mark("My work"), WORKERS),
    ("/tasks", mark("Tasks"), EVERY_TASK_ROLE),
    ("/agencies", mark("Agencies"), EVERY_TASK_ROLE),
)
MAIL = ("/mail", mark("Demonstration mailbox"))


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation."""

    path: str
    text: str
    current: bool


def entries(role: str, path: str) -> list[Entry]:
    """The entries a role sees on the page at ``path``."""
    shown = [(place, name) for place, name, roles in ENTRIES if role in roles]
    if settings.current().demo:
        shown.append(MAIL)
    return [Entry(place, _(name), _holds(place, path)) for place, name in shown]


def home_of(role: str) -> str:
    """The page a role starts from: an administrator has no tasks."""
    return "/" if role in EVERY_TASK_ROLE else "/account"


def _holds(place: str, path: str) -> bool:
    return path == place or (place != "/" and path.startswith(place + "/"))
