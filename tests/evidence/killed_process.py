"""A process that attaches one file and dies at a point of it: ``python -m`` this module, a folder, rounds.

Everything is imported once; each round is a fork, so that a hundred deaths take seconds. What is patched
here are the steps between which a machine may stop; the product has no points of its own for it.
"""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.evidence.samples import pdf
from tests.given import Actor
from tracker import settings
from tracker.database import connected, row
from tracker.database.engine import GuardedTransaction
from tracker.evidence import actions as evidence
from tracker.evidence import store
from tracker.evidence.receiving import Received
from tracker.evidence.store import Incoming
from tracker.tasks.actions.evidence import attach

SIZE = 3 * store.PIECE
AT = datetime(2024, 11, 6, 5, tzinfo=UTC)


def die() -> None:
    """As when the machine stops: nothing is closed, nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, which: int = 1) -> None:
    """Die when this is called for the n-th time, before it does anything."""
    _patched(owner, name, which, die, lambda: None)


def after(owner: Any, name: str, which: int = 1) -> None:
    """Die when this has done its work for the n-th time."""
    _patched(owner, name, which, lambda: None, die)


def _patched(owner: Any, name: str, which: int, first: Callable[[], None], then: Callable[[], None]) -> None:
    real, left = getattr(owner, name), [which]

    def sync(*args: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            first()
        found = real(*args, **named)
        if left[0] == 0:
            then()
        return found

    async def waited(*args: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            first()
        found = await real(*args, **named)
        if left[0] == 0:
            then()
        return found

    setattr(owner, name, waited if asyncio.iscoroutinefunction(real) else sync)


# What has happened when the machine stops, in the order of an upload.
POINTS: dict[str, Callable[[], None]] = {
    "opened": lambda: after(Incoming, "__init__"),
    "half written": lambda: after(Incoming, "write", 2),
    "written, not on the disk": lambda: before(Incoming, "settle"),
    "on the disk": lambda: after(Incoming, "settle"),
    "checked": lambda: before(evidence, "hold"),
    "in its place, which is not on the disk": lambda: before(store, "_settle_names"),
    "rows written": lambda: before(GuardedTransaction, "commit"),
    "committed": lambda: after(GuardedTransaction, "commit"),
    "never": lambda: None,
}


async def upload(text: str) -> None:
    """What a request does once its bytes come in."""
    async with connected(settings.current().database_url, 1):
        found = await row("SELECT p.*, a.name FROM person p JOIN agency a ON a.id = p.agency "
                          "WHERE p.username = 'stnmt.lanhdao'")  # fmt: skip
        assert found is not None
        actor = Actor(found["id"], found["full_name"], "lead", found["agency"], found["name"], True, False)
        content = pdf(b"%" + text.encode() + b"x" * SIZE + b"\n")
        made = Incoming()
        try:
            for start in range(0, len(content), store.PIECE):
                made.write(content[start : start + store.PIECE])
            made.settle()
            good, problems = await evidence.check([Received(f"{text}.pdf", made)])
            assert not problems
            await attach(actor, "CQS-06", good, "", AT)
        finally:
            made.discard()


def child(point: str, text: str) -> None:
    """One round; ends by the point's death, or of itself."""
    if point == "full disk":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * store.PIECE, 2 * store.PIECE))
    else:
        POINTS[point]()
    try:
        asyncio.run(upload(text))
    except OSError:
        os._exit(5)
    os._exit(0)


def main(folder: Path, rounds: int) -> None:
    """Every point so many times; prints how each ended."""
    settings.override(evidence_folder=str(folder))
    for point in (*POINTS, "full disk"):
        for n in range(rounds):
            number = os.fork()
            if not number:
                child(point, f"{point} {n}")
            _, status = os.waitpid(number, 0)
            print(f"{point}\t{os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
