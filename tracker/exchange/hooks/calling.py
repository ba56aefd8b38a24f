"""A message is handed over: the name looked up here, and the very address that was looked at called."""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpx
import structlog

from tracker.exchange.hooks.rules import Network, Target, Verdict, judge, may_call, networks, target
from tracker.settings import Settings

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
READ_SECONDS = 1.0
MOST_READ = 4_096  # bytes of an answer, which nobody looks at
OWN = {
    "content-type": "application/json",
    "user-agent": "reform-tracker-hooks/1",
    "accept-encoding": "identity",
}

log = structlog.get_logger(__name__)


class Forbidden(Exception):
    """The address is not one that may be called."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order in which to try them. Raises OSError when it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


async def looked_up(to: Target | None, ours: tuple[Network, ...]) -> tuple[Target, list[str]]:
    """A target with its addresses. Raises Forbidden when one may not be called, OSError for none."""
    if to is None:
        raise Forbidden
    found = await resolve(to.host, to.port)
    if not may_call(to, found, ours):
        raise Forbidden
    return to, found


@dataclass(frozen=True)
class Caller:
    """Who calls: which certificates it believes, which networks of the province it may enter."""

    trusted: ssl.SSLContext
    ours: tuple[Network, ...]
    connect_seconds: float = CONNECT_SECONDS
    total_seconds: float = TOTAL_SECONDS

    @classmethod
    def of(cls, chosen: Settings) -> "Caller":
        """The caller that settings describe; it believes whom the machine believes."""
        return cls(ssl.create_default_context(), networks(chosen.hook_networks))

    async def call(self, url: str, headers: Mapping[str, str], content: bytes) -> Verdict:
        """Hand a message over once; whatever goes wrong is a verdict."""
        answered: list[int] = []
        try:
            async with asyncio.timeout(self.total_seconds):
                to, addresses = await looked_up(target(url), self.ours)
                await self._try_each(to, addresses, headers, content, answered)
        except (Forbidden, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as trouble:
            if not answered:
                log.warning("hook_trouble", message=headers.get("webhook-id"), trouble=repr(trouble)[:200])
                return Verdict("later", None, _word(trouble))
        return judge(answered[0])

    async def _try_each(
        self,
        to: Target,
        addresses: list[str],
        headers: Mapping[str, str],
        content: bytes,
        answered: list[int],
    ) -> None:
        """One address after another until one takes the connection; the request leaves once at most."""
        for address in addresses[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._post(to, address, headers, content, answered)
        return await self._post(to, addresses[-1], headers, content, answered)

    async def _post(
        self, to: Target, address: str, headers: Mapping[str, str], content: bytes, answered: list[int]
    ) -> None:
        # The address in the URL leaves nothing to look up; host and certificate go by the name.
        url = httpx.URL(scheme=to.scheme, host=address, port=to.port, raw_path=to.path.encode())
        said = {**OWN, **headers, "host": to.netloc}
        patience = httpx.Timeout(self.total_seconds, connect=self.connect_seconds)
        async with (
            httpx.AsyncClient(verify=self.trusted, trust_env=False, timeout=patience) as line,
            line.stream(
                "POST", url, headers=said, content=content, extensions={"sni_hostname": to.host}
            ) as answer,
        ):
            answered.append(answer.status_code)
            with suppress(httpx.HTTPError, TimeoutError):
                async with asyncio.timeout(READ_SECONDS):
                    async for _some in answer.aiter_raw(MOST_READ):
                        break


def _word(trouble: BaseException) -> str:
    """What went wrong, as a word of ``rules.TROUBLES``."""
    if isinstance(trouble, Forbidden | httpx.InvalidURL):
        return "forbidden"
    if isinstance(trouble, socket.gaierror | UnicodeError):
        return "unknown"
    if isinstance(trouble, TimeoutError | httpx.TimeoutException):
        return "slow"
    seen: BaseException | None = trouble
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return "tls"
        seen = seen.__cause__ or seen.__context__
    return "line"
