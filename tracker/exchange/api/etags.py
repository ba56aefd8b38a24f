"""The version of a record as an entity tag: read with it, written only against it (RFC 9110, 13.1.1)."""

import hashlib
import re
from typing import Any

from litestar import Request

from tracker.exchange.api.problems import Problem
from tracker.words import _

_OURS = re.compile(r'"([0-9]{1,9})(?:-[0-9a-f]{16})?"')


def of(version: int) -> str:
    """The tag of a version, for the header ``ETag``."""
    return f'"{version}"'


def of_answer(version: int, body: bytes) -> str:
    """The tag of an answer: its version, and what it says beside, such as the days left on the day."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'


def has(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether the asker has the answer of a tag already, by ``If-None-Match`` (RFC 9110, 13.1.2)."""
    said = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    return "*" in said or tag in [one.removeprefix("W/") for one in said]


def wanted(request: Request[Any, Any, Any]) -> int:
    """The version that a write was made for, out of ``If-Match``: the tag of an answer, or of the version.

    Raises a Problem: 428 without one (or with ``*``, which would overwrite unseen changes), 412 for a tag
    that is none of ours and so matches nothing.
    """
    said = request.headers.get("If-Match", "").strip()
    if said in {"", "*"}:
        raise Problem(428, _("Send If-Match with the ETag of the record as it was read."))
    found = _OURS.fullmatch(said)
    if found is None:
        raise Problem(412)
    return int(found[1])
