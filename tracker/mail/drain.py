"""One drain of the outbox: lines to the relay side by side, opened while it goes well, ended together."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tracker.mail.relay import Relay
from tracker.mail.rules import Verdict

DRAIN_SECONDS = 240.0  # a drain gives way after this long; what is left is still due at the next one


@dataclass
class Drain:
    """What one drain did; ``trouble`` says why it stopped early."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    trouble: str = ""

    def count(self, verdict: Verdict) -> None:
        """Add one letter."""
        if verdict.outcome == "sent":
            self.sent += 1
        elif verdict.outcome == "failed":
            self.failed += 1
        else:
            self.later += 1


@dataclass(frozen=True)
class Bounds:
    """How far a drain goes: letters, lines at once, and whether it is told to stop."""

    letters: int
    lines: int
    stop: Callable[[], bool]


class Lines:
    """The lines of one drain.

    The first letter travels alone, so that a relay in trouble costs one letter its turn and not one a
    line. Each letter that is taken opens a line more. A line that the relay does not want ends by itself;
    the last one to end so, and the second broken line in a row, end the drain: one letter may break a
    line, two of them rather mean the relay.
    """

    def __init__(self, deliver: Callable[[Relay], Awaitable[Verdict | None]], bounds: Bounds) -> None:
        self.done = Drain()
        self._deliver = deliver
        self._bounds = bounds
        self._left, self._most = bounds.letters, bounds.lines
        self._open = self._broken = 0
        self._ended = False
        self._started = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, relay: Relay) -> Drain:
        """Deliver until nothing is due or a bound is reached; raises what a line raised.

        A line that fails lets the others end their letters: cut between the relay's 250 and our mark,
        they would be sent twice.
        """
        self._begin(relay)
        try:
            while under_way := [task for task in self._tasks if not task.done()]:
                await asyncio.wait(under_way)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for task in self._tasks:
            task.result()
        return self.done

    def _begin(self, relay: Relay) -> None:
        self._open += 1
        self._tasks.add(asyncio.create_task(self._keep_on(relay)))

    async def _keep_on(self, relay: Relay) -> None:
        try:
            while self._may_go_on():
                self._left -= 1
                verdict = await self._deliver(relay)
                if verdict is None:
                    self._left = 0
                elif self._takes_leave(relay, verdict):
                    break
        except BaseException:
            self._ended = True
            raise
        finally:
            self._open -= 1
            await relay.close()

    def _may_go_on(self) -> bool:
        late = time.monotonic() - self._started > DRAIN_SECONDS
        return self._left > 0 and not (self._ended or late or self._bounds.stop())

    def _takes_leave(self, relay: Relay, verdict: Verdict) -> bool:
        """Count a letter, and see what it means for this line and for the others."""
        self.done.count(verdict)
        if verdict.outcome == "relay":
            self._most = self._open - 1
            if not self._most:
                self.done.trouble = verdict.trouble
            return True
        if verdict.outcome == "sent":
            self._broken = 0
            if self._open < self._most and self._may_go_on():
                self._begin(relay.beside())
        else:
            self._broken = 0 if relay.is_open else self._broken + 1
        if self._broken > 1:
            self.done.trouble, self._ended = verdict.trouble, True
        return self._ended
