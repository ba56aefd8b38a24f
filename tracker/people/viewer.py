"""Who is asking: the signed-in person with the rights of this very moment."""

from dataclasses import dataclass
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException

SEES_ALL = frozenset({"member", "office", "auditor"})


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, read anew from the database for each request."""

    id: int
    username: str
    name: str
    title: str
    role: str  # member, office, lead, staff, auditor, admin
    agency_id: int
    agency_code: str
    agency_name: str
    language: str
    may_submit: bool
    session_id: int
    must_change_password: bool

    @property
    def sees_all(self) -> bool:
        """Whether the whole province's tasks are theirs to read."""
        return self.role in SEES_ALL


def viewer_of(request: ASGIConnection[Any, Any, Any, Any]) -> Viewer:
    """The person asking, behind a route whose rule is not ``public``."""
    found = request.scope["state"].get("viewer")
    if found is None:
        raise NotAuthorizedException
    return cast(Viewer, found)
