"""Reports that come to a mailbox: read over IMAP with TLS, flagged only once they are counted."""

import asyncio
import imaplib
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker.mail.bounces.rules import LARGEST

AT_ONCE = 200  # messages a visit
ANSWER_SECONDS = 20.0  # for each answer of the server
VISIT_SECONDS = 240.0  # less than the time between two visits


class MailboxTrouble(Exception):
    """The mailbox cannot be read; the text holds no password."""


@dataclass(frozen=True)
class Place:
    """Where the mailbox is, and as whom it is read."""

    host: str
    port: int
    user: str
    password: str
    folder: str

    @classmethod
    def of(cls, url: str) -> "Place":
        """The place that ``imaps://user:password@host:port/folder`` names; INBOX without a folder."""
        parts = urlsplit(url)
        return cls(
            parts.hostname or "",
            parts.port or 993,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
        )


class Mailbox:
    """One visit: what is unread, then a flag on each. Blocks, so it is called in a thread."""

    def __init__(self, place: Place, context: ssl.SSLContext | None, answer_seconds: float) -> None:
        verified = context or ssl.create_default_context()
        self._line = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=verified, timeout=answer_seconds)
        try:
            self._line.login(place.user, place.password)
            folder = place.folder.replace("\\", "\\\\").replace('"', '\\"')
            self._say("select", self._line.select(f'"{folder}"'))
        except BaseException:
            self.leave()
            raise

    def unread(self) -> list[str]:
        """The numbers of unread messages, the oldest first."""
        found = self._say("search", self._line.uid("SEARCH", "UNSEEN"))[0]
        return [str(int(uid)) for uid in (found or b"").split()][:AT_ONCE]

    def start_of(self, uid: str) -> bytes:
        """The message as far as it is read at all; unread it stays. Empty when it is gone."""
        found = self._say("fetch", self._line.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)"))
        return next((bytes(part[1]) for part in found if isinstance(part, tuple)), b"")

    def flag(self, uid: str, told: bool) -> None:
        """Mark as read; with a star too when it told nothing of ours, for a person to look at."""
        flags = r"(\Seen)" if told else r"(\Seen \Flagged)"
        self._say("store", self._line.uid("STORE", uid, "+FLAGS.SILENT", flags))

    def leave(self) -> None:
        """End the visit, politely or not."""
        with suppress(imaplib.IMAP4.error, OSError):
            self._line.logout()
        self.cut()

    def cut(self) -> None:
        """Break the line, also under a thread that waits on it."""
        with suppress(OSError):
            self._line.shutdown()

    @staticmethod
    def _say(what: str, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxTrouble(f"the mailbox refused {what}: {answer[1][:1]!r}"[:300])
        return answer[1]


async def read_mailbox(
    place: Place,
    take_in: Callable[[bytes], Awaitable[bool]],
    context: ssl.SSLContext | None = None,
    answer_seconds: float = ANSWER_SECONDS,
    visit_seconds: float = VISIT_SECONDS,
) -> int:
    """Take in each unread message and flag it; how many told of letters of ours.

    A message is flagged after ``take_in`` has committed, so one cut off in between is read again and counts
    no second time. Raises MailboxTrouble; what was taken in by then is kept.
    """
    box: Mailbox | None = None
    ours = 0
    try:
        async with asyncio.timeout(visit_seconds):
            box = await asyncio.to_thread(Mailbox, place, context, answer_seconds)
            for uid in await asyncio.to_thread(box.unread):
                told = await take_in(await asyncio.to_thread(box.start_of, uid))
                await asyncio.to_thread(box.flag, uid, told)
                ours += told
            await asyncio.to_thread(box.leave)
    except (imaplib.IMAP4.error, OSError, ValueError) as trouble:  # TimeoutError is an OSError
        words = str(trouble).replace(place.password, "…") if place.password else str(trouble)
        raise MailboxTrouble(f"{place.host}: {words or 'time-out'}") from None
    finally:
        if box is not None:
            box.cut()
    return ours
