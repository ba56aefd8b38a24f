"""What is true of web hooks: which addresses may be called, what an answer means, when to try again."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tracker.words import mark

MOVED, OVERDUE, PING = "task.moved", "tasks.overdue", "test.ping"
EVENTS = {
    MOVED: mark("State, deadline or lead agency of a task changed"),
    OVERDUE: mark("Overdue tasks and figures, every day at 07:00"),
}
LONGEST_URL = 500
PAGE = 5_000  # overdue tasks in a message
OLD_SECRET = timedelta(hours=24)  # after a rotation the old secret signs too
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))  # the last one repeats
PATIENCE = timedelta(days=3)
FEWEST_TRIES = 3  # a message that lay in a queue for longer gets its chance too
KEPT = timedelta(days=90)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Outcome = Literal["sent", "later", "gone"]

# The registries of special addresses (RFC 6890 and later); what a cloud's own services answer at.
_NOT_PUBLIC = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
# Of IPv6 only 2000::/3 is given out. Forms that carry an IPv4 address inside (mapped, translated, 6to4,
# Teredo) are left out altogether: whatever stands inside could be an address of this house.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?:(?P<name>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)|\[(?P<six>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>[/?][!$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Target:
    """Where a message goes: the parts of an address that was read once, by one reader."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as the header of that name says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Verdict:
    """What became of one try: the HTTP status, or in ``trouble`` a word of ``TROUBLES``."""

    outcome: Outcome
    answer: int | None = None
    trouble: str = ""


TROUBLES = {
    "forbidden": mark("The address is not one that may be called"),
    "unknown": mark("The name is not known"),
    "slow": mark("No answer in time"),
    "tls": mark("The certificate was not accepted"),
    "line": mark("No connection, or it broke"),
}


def target(url: str) -> Target | None:
    """The parts of an address; None when it is not one we would call.

    No user names, fragments, backslashes, blanks or signs beyond ASCII; a port from 1 to 65535.
    """
    found = _URL.fullmatch(url)
    if found is None or len(url) > LONGEST_URL:
        return None
    scheme = found["scheme"].lower()
    port = int(found["port"]) if found["port"] else {"https": 443, "http": 80}[scheme]
    path = found["path"] or "/"
    if not 1 <= port <= 65_535:
        return None
    host = (found["name"] or found["six"]).lower()
    return Target(scheme, host, port, path if path.startswith("/") else f"/{path}")


def networks(text: str) -> tuple[Network, ...]:
    """The networks that a setting lists, separated by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())


def is_public(address: Address) -> bool:
    """Whether an address is one host of the open internet, and nothing that only means one nearer by."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    outside = any(address in network for network in _NOT_PUBLIC_6)
    return address.scope_id is None and address in _GIVEN_OUT and not outside


def may_call(to: Target, addresses: Iterable[str], ours: Iterable[Network]) -> bool:
    """Whether every address of a name may be called: a public one by https, or one within ``ours``.

    One that may not spoils all: which of them a connection takes is not for the name's owner to say.
    """
    ours, found = tuple(ours), [ipaddress.ip_address(one) for one in addresses]
    inside = [any(one in network for network in ours) for one in found]
    if not found or (to.scheme == "http" and not all(inside)):
        return False
    return all(known or is_public(one) for known, one in zip(inside, found, strict=True))


def judge(status: int) -> Verdict:
    """What an answer means: 2xx taken, 410 never again, anything else (redirects too) later."""
    if 200 <= status < 300:
        return Verdict("sent", status)
    return Verdict("gone" if status == 410 else "later", status)


def wait_after(tries: int) -> timedelta:
    """How long a message rests after its ``tries``-th try: from a minute up to six hours."""
    return BACK_OFF[min(max(tries, 1), len(BACK_OFF)) - 1]


def given_up(tries: int, created_at: datetime, at: datetime) -> bool:
    """Whether a message that was not taken is not tried again: three days old, and tried three times."""
    return at - created_at >= PATIENCE and tries >= FEWEST_TRIES
