"""PDFs already drawn: an identical report asked again, or by two people at once, is drawn once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

MOST = 8
MOST_BYTES = 32 * 1024 * 1024


class Shelf:
    """A few PDFs by fingerprint; the one not asked for the longest leaves first."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._drawn: dict[str, asyncio.Task[bytes]] = {}

    async def of(self, key: str, draw: Callable[[], Awaitable[bytes]]) -> bytes:
        """The PDF kept under ``key``, else the one that ``draw`` makes."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._drawn.get(key)
        if task is None:
            task = self._drawn[key] = asyncio.create_task(self._made(key, draw))
        # Somebody who leaves does not take the drawing away from the others.
        return await asyncio.shield(task)

    async def _made(self, key: str, draw: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            pdf = self._kept[key] = await draw()
        finally:
            del self._drawn[key]
        while len(self._kept) > self._most or sum(map(len, self._kept.values())) > self._most_bytes:
            self._kept.popitem(last=False)
        return pdf
