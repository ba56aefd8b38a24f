"""Where a request came from, past the proxies that are trusted to say so."""

import ipaddress
from typing import Any

from litestar.connection import ASGIConnection

from tracker import settings


def client_address(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The client's address; ``X-Forwarded-For`` is believed only from a trusted proxy, right to left."""
    trusted = {part.strip() for part in settings.current().trusted_proxies.split(",") if part.strip()}
    client = request.scope.get("client")
    found = client[0] if client else ""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while found in trusted and forwarded:
        said = forwarded.pop().strip()
        if not _is_address(said):
            break
        found = said
    return found


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
