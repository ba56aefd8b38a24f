"""What is true of accounts: good passwords, how many guesses, what a device is called."""

import ipaddress
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

SHORTEST = 12
LONGEST_BYTES = 1024
SESSIONS_EACH = 5

ACCOUNT_FAILURES = 5
ACCOUNT_WINDOW = timedelta(minutes=15)
ACCOUNT_REST = timedelta(minutes=15)
ADDRESS_FAILURES = 30
ADDRESS_PENDING = 200  # tries of one neighbourhood that may wait for their answer
ADDRESS_WINDOW = timedelta(minutes=10)

# Words that guessers try first here, folded; a password that is one of them with digits around is no better.
COMMON = frozenset(
    {
        "password", "matkhau", "qwertyuiop", "asdfghjkl", "iloveyou", "administrator", "welcome", "letmein",
        "vietnam", "tayninh", "caicachhanhchinh", "cchc", "ubndtinh", "uybannhandan", "vanphong", "nhiemvu",
        "theodoinhiemvu", "chinhphu", "thutuong", "abcdefghijkl", "anhyeuem", "emyeuanh", "toiyeuvietnam",
    }
)  # fmt: skip


def normal_username(typed: str) -> str:
    """A username as it is stored: however it was typed, one account."""
    return unicodedata.normalize("NFC", typed).strip().casefold()


def folded(text: str) -> str:
    """Letters alone, without marks and case: how passwords are compared with words."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(mark for mark in bare if mark.isalpha())


def password_fault(password: str, username: str) -> str:
    """Why a password will not do: ``short``, ``long``, ``name``, ``common``; empty when it will."""
    normal = unicodedata.normalize("NFC", password)
    if len(normal) < SHORTEST:
        return "short"
    if len(normal.encode()) > LONGEST_BYTES:
        return "long"
    if normal_username(username) in normal.casefold():
        return "name"
    letters = folded(normal)
    if len(set(normal)) < 5 or letters in COMMON or _is_run(normal):
        return "common"
    return ""


def _is_run(text: str) -> bool:
    """Whether each character follows the one before it, as in 123456789012 or abcdefghijkl."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(text)}
    return len(steps) == 1


def resting_until(latest: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when an account answers no guess; ``latest`` are its last failures, newest first."""
    failures = list(latest[:ACCOUNT_FAILURES])
    if len(failures) < ACCOUNT_FAILURES or failures[0] - failures[-1] > ACCOUNT_WINDOW:
        return None
    until = failures[0] + ACCOUNT_REST
    return until if until > now else None


def network_resting_until(latest: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when a neighbourhood of addresses may not guess; ``latest`` are its failures, newest first."""
    if len(latest) < ADDRESS_FAILURES:
        return None
    until = latest[ADDRESS_FAILURES - 1] + ADDRESS_WINDOW
    return until if until > now else None


def network_of(address: str) -> str:
    """The neighbourhood an address belongs to: its /24, or its /64 for IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    width = 24 if found.version == 4 else 64
    return str(ipaddress.ip_network((found, width), strict=False))


# The first sign that is found decides: browsers also carry the names of those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("coc_coc", "Cốc Cốc"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """A device in words, such as ``Chrome · Windows``; empty when nothing is known of it."""
    names = [
        next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in names if name)
