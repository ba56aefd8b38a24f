"""The static files: their hashed addresses, and the answer when a browser asks for one."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import HttpMethod, Request, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from tracker.settings import ROOT

VENDOR = ROOT / "tracker/web/static/vendor"
FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better first


class AssetsMissing(Exception):
    """The static files have not been drawn, or lack the one asked for."""


@dataclass(frozen=True)
class Stored:
    """A file as kept in memory: its kind, and its bytes by the encoding they are in."""

    kind: str
    bodies: dict[str, bytes]


@cache
def _names() -> dict[str, str]:
    """Hashed file names by plain name, as the build wrote them down."""
    try:
        manifest = json.loads((VENDOR / "manifest.json").read_bytes())
    except FileNotFoundError:
        raise AssetsMissing("The static files have not been built; run make install.") from None
    found: dict[str, str] = manifest["files"]
    return found


def asset_path(name: str) -> Path:
    """Where the file of this plain name lies, such as ``fonts-print/Tinos-Regular.ttf``."""
    names = _names()
    if name not in names:
        raise AssetsMissing(f"There is no static file {name}; run make install.")
    return VENDOR / names[name]


def asset(name: str) -> str:
    """The address of the file of this plain name; it changes whenever the content does."""
    return f"/static/{asset_path(name).relative_to(VENDOR).as_posix()}"


@cache
def integrity(name: str) -> str:
    """The Subresource Integrity value of a script or style sheet."""
    digest = hashlib.sha384(asset_path(name).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


@cache
def _served() -> dict[str, Stored]:
    """Every file a browser may ask for. What is not in here does not exist, whatever the path says."""
    paths = (VENDOR / name for name in _names().values())
    return {path.name: _stored(path) for path in paths if path.suffix in KINDS}


def _stored(path: Path) -> Stored:
    bodies = {"": path.read_bytes()}
    for encoding, suffix in ENCODINGS.items():
        packed = path.with_name(path.name + suffix)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    return Stored(KINDS[path.suffix], bodies)


def _accepted(header: str) -> set[str]:
    """The encodings a browser takes, out of its Accept-Encoding; ``br;q=0`` refuses one."""
    wanted = (part.strip().lower().replace(" ", "").partition(";q=") for part in header.split(","))
    return {coding for coding, _, weight in wanted if weight.strip("0.") or not weight}


@route(
    "/static/{path:path}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    name="static",
    opt={"access": "public"},
    include_in_schema=False,
    sync_to_thread=False,
)
def static(path: FromPath[Path], request: Request[Any, Any, Any]) -> ASGIResponse:
    stored = _served().get(path.as_posix().removeprefix("/"))
    if stored is None:
        raise NotFoundException
    taken = _accepted(request.headers.get("accept-encoding", ""))
    encoding = next((known for known in ENCODINGS if known in taken and known in stored.bodies), "")
    body = stored.bodies[encoding]
    headers = {"content-type": stored.kind, "content-length": str(len(body)), "cache-control": FOR_EVER}
    if len(stored.bodies) > 1:
        headers["vary"] = "accept-encoding"
    if encoding:
        headers["content-encoding"] = encoding
    head = request.method == "HEAD"
    return ASGIResponse(body=b"" if head else body, headers=headers, is_head_response=head)
