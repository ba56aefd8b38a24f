"""Passwords are kept as argon2id hashes, costly to try and never more than two at once."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from tracker.people.rules import LONGEST_BYTES

# 64 MiB each: two at once bound the memory, and a thread keeps the event loop free.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# Tried when there is no such account, so that both answers take as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$otwyjTgBBJopoITp79i4oA$3FbOZ6VOFqfnP+wUEMXPxlvrdaB7VDRZFac0tpMX7xg"


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")


def hash_password(password: str) -> str:
    """The hash to keep; takes a tenth of a second or so."""
    return _hasher.hash(_normal(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password is the one of a hash; without a hash it takes as long and says no."""
    offered = _normal(password)
    if len(offered) > LONGEST_BYTES:
        stored, offered = None, b""
    try:
        _hasher.verify(stored or _NOBODY, offered)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made with lower costs than are asked today."""
    return _hasher.check_needs_rehash(stored)


async def hashed(password: str) -> str:
    """``hash_password`` without keeping others waiting."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_password, password)


async def verified(stored: str | None, password: str) -> bool:
    """``verify_password`` without keeping others waiting."""
    return await asyncio.get_running_loop().run_in_executor(_threads, verify_password, stored, password)
