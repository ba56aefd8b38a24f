"""The line to the mail relay: opened when needed, kept for many letters, never without its time-out."""

import asyncio
import copy
import ssl
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from tracker.mail.rules import Stage, Verdict, is_address, judge
from tracker.settings import Settings

CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0  # for one letter, connecting included
GOODBYE_SECONDS = 2.0

Security = Literal["plain", "starttls", "tls"]


def security_of(scheme: str, host: str, starttls: bool) -> Security:
    """How the line is protected: only a relay on this machine, or a setting, allows a plain one."""
    if scheme == "smtps":
        return "tls"
    return "plain" if not starttls or _is_here(host) else "starttls"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Relay:
    """One mail relay and the connection to it."""

    def __init__(
        self,
        host: str,
        port: int,
        security: Security,
        sender: str,
        *,
        hello: str = "localhost",
        user: str | None = None,
        password: str | None = None,
        context: ssl.SSLContext | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self.security: Security = security
        self.sender = sender
        self.total_seconds = total_seconds
        self._new_line = partial(
            SMTP,
            hostname=host,
            port=port,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            username=user,
            password=password,
            local_hostname=hello,
            timeout=connect_seconds,
            tls_context=context or (None if security == "plain" else ssl.create_default_context()),
        )
        self._smtp = self._new_line()
        self._stage: Stage = "line"
        self._open_envelope = False

    @classmethod
    def of(cls, chosen: Settings) -> Self:
        """The relay that the settings name."""
        url = urlsplit(chosen.smtp_url)
        host = url.hostname or "127.0.0.1"
        security = security_of(url.scheme, host, chosen.smtp_starttls)
        usual = {"tls": 465, "starttls": 587, "plain": 25}[security]
        return cls(
            host,
            url.port or usual,
            security,
            chosen.mail_from,
            hello=chosen.host,
            user=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
        )

    def beside(self) -> Self:
        """Another line to the same relay, not opened yet."""
        other = copy.copy(self)
        other._smtp = self._new_line()
        other._stage, other._open_envelope = "line", False
        return other

    async def hand_over(self, recipient: str, content: bytes) -> Verdict:
        """Give the relay one letter for one recipient; what became of it. Raises nothing of the line."""
        if not is_address(recipient):
            return Verdict("failed", "not an address that letters can be sent to")
        try:
            async with asyncio.timeout(self.total_seconds):
                await self._envelope_on_a_live_line(recipient)
                self._stage = "content"
                await self._smtp.data(content)
                self._open_envelope = False
                return Verdict("sent")
        except SMTPResponseException as refusal:
            if refusal.code == 421:
                self._smtp.close()
            return judge(self._stage, refusal.code, f"{refusal.code} {refusal.message}")
        except (SMTPException, OSError, TimeoutError) as broken:
            self._smtp.close()
            return judge(self._stage, 0, str(broken) or "time-out")
        except BaseException:
            self._smtp.close()
            raise

    @property
    def is_open(self) -> bool:
        """Whether the line still stands."""
        return self._smtp.is_connected

    async def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        if self._smtp.is_connected:
            with suppress(SMTPException, OSError, TimeoutError):
                await self._smtp.quit(timeout=GOODBYE_SECONDS)
        self._smtp.close()

    async def _envelope_on_a_live_line(self, recipient: str) -> None:
        """Name sender and recipient; a line that went stale between two letters is opened again."""
        kept = self._smtp.is_connected
        await self._connect()
        try:
            await self._envelope(recipient)
        except (SMTPServerDisconnected, SMTPResponseException) as trouble:
            ended = not isinstance(trouble, SMTPResponseException) or trouble.code == 421
            if not (kept and ended and self._stage == "sender"):
                raise
            self._smtp.close()
            await self._connect()
            await self._envelope(recipient)

    async def _connect(self) -> None:
        self._stage = "line"
        if not self._smtp.is_connected:
            self._open_envelope = False
            await self._smtp.connect()

    async def _envelope(self, recipient: str) -> None:
        self._stage = "sender"
        if self._open_envelope:
            await self._smtp.rset()
        self._open_envelope = True
        await self._smtp.mail(self.sender)
        self._stage = "recipient"
        await self._smtp.rcpt(recipient)
