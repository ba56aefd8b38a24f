"""What every answer tells the browser to refuse: the headers of the house."""

from litestar.types import Message, Scope

from tracker import settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'; manifest-src 'self'"
)
ALWAYS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
    (b"cache-control", b"no-store"),
)
OVER_HTTPS = ((b"strict-transport-security", b"max-age=63072000; includeSubDomains"),)


async def add(message: Message, scope: Scope) -> None:
    """Complete the headers of a response that is about to start; what a route set itself stays."""
    if message["type"] == "http.response.start":
        message["headers"] = completed(list(message["headers"]))


def completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with those of the house that are missing."""
    present = {name.lower() for name, _ in headers}
    wanted = ALWAYS + OVER_HTTPS if settings.current().secure else ALWAYS
    return headers + [pair for pair in wanted if pair[0] not in present]
