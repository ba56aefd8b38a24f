"""Where a reader may be sent: addresses of this site only."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlencode, urlsplit

Query = Mapping[str, object]


def local_path(text: str, otherwise: str = "/") -> str:
    """``text`` when it is a path on this site, else ``otherwise``.

    Browsers read ``//e`` and ``/\\e`` as another host and drop tabs and line ends; a path is
    therefore judged as it stands and once more decoded.
    """
    return text if _is_local(text) and _is_local(unquote(text)) else otherwise


def _is_local(text: str) -> bool:
    if not text.startswith("/") or text[1:2] in {"/", "\\"}:
        return False
    if "\\" in text.split("?", 1)[0] or any(ord(mark) < 33 or ord(mark) == 127 for mark in text):
        return False
    found = urlsplit(text)
    return not found.scheme and not found.netloc


def url_pairs(params: Query) -> Iterator[tuple[str, str]]:
    """The names and values of a query, lists spread out, empty values left out."""
    for name, value in params.items():
        for one in value if isinstance(value, list | tuple | set | frozenset) else [value]:
            if one is not None and one != "":
                yield name, str(one)


def url(path: str, params: Query | None = None, /, **changes: object) -> str:
    """A local address with a query; a change to None or '' takes a name out of it."""
    query = urlencode(list(url_pairs({**(params or {}), **changes})))
    return f"{path}?{query}" if query else path
