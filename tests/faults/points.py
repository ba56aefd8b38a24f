"""The points at which a worker may die, wrapped around the seams of its own process: no product code knows.

A point is passed when what it names has just happened. Passings are counted over all workers together, in a
file to which each appends a byte; whoever makes a deadly passing dies by SIGKILL, in the middle of it.
"""

import os
import re
import signal
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from aiosmtplib import SMTP
from aiosmtplib.protocol import SMTPProtocol
from asyncpg.connection import Connection

from tracker.database.engine import GuardedTransaction
from tracker.mail import outbox

# Passed when such a statement has answered: the statement, and what must stand among its arguments, where
# ``{kind}`` is the run's. Those of the second table count only within the run.
_STATEMENTS = {
    "turn taken": (r"INSERT INTO job_run", "{kind}_letters"),
    "run opened": (r"INSERT INTO reminder_run", "{kind}"),
    "turn marked": (r"UPDATE job_run SET done_at", None),
    "letter claimed": (r"WITH due AS .* UPDATE letter SET", None),
    "letter marked": (r"UPDATE letter SET state = \$3", "sent"),
    "letter given back": (r"UPDATE letter SET state = \$3", "ready"),
}
_IN_A_RUN = {
    "letters written": r"INSERT INTO letter\b",
    "outcomes recorded": r"INSERT INTO reminder_(owed|said)",
}
_in_the_run: ContextVar[bool] = ContextVar("in_the_run", default=False)


@dataclass(frozen=True)
class Death:
    """Where to die: at which passings of a point, counted from 1. The folder holds the count.

    ``kind``: of the run that is meant.
    """

    point: str
    passings: tuple[int, ...]
    folder: Path
    kind: str = "overdue"

    def passed(self, point: str) -> None:
        """A point was passed: count it if it is this one, and die if it was a deadly passing."""
        if point != self.point:
            return
        counting = os.open(self.folder / "passings", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.write(counting, b".")
        passing = os.lseek(counting, 0, os.SEEK_CUR)  # after one's own byte, whoever else writes
        os.close(counting)
        if passing in self.passings:
            (self.folder / f"died-{os.getpid()}").write_text(f"{point} {passing}")
            os.kill(os.getpid(), signal.SIGKILL)


def nowhere(folder: Path) -> Death:
    """No death at all."""
    return Death("", (), folder)


def lay(death: Death) -> None:
    """Wrap the seams of this process."""
    for name in ("fetchval", "fetchrow", "fetch", "execute", "executemany"):
        _after(Connection, name, lambda answer, args: _asked(death, answer, args))
    for name, point in (("connect", "line opened"), ("mail", "sender named"), ("rcpt", "recipient named")):
        _after(SMTP, name, lambda answer, args, point=point: death.passed(point))
    _after(SMTP, "data", lambda answer, args: death.passed("letter accepted"))
    _around_commit(death)
    _after_writing(death)
    _after_composing(death)


def _after(owner: type, name: str, then: Callable[[Any, tuple[Any, ...]], None]) -> None:
    whole = getattr(owner, name)

    @wraps(whole)
    async def wrapped(self: Any, *args: Any, **named: Any) -> Any:
        answer = await whole(self, *args, **named)
        then(answer, args)
        return answer

    setattr(owner, name, wrapped)


def _asked(death: Death, answer: Any, args: tuple[Any, ...]) -> None:
    statement = " ".join(args[0].split())
    for point, (pattern, among) in _STATEMENTS.items():
        if not re.match(pattern, statement) or answer in (None, "UPDATE 0"):
            continue  # another one, or nothing was inserted, claimed or marked
        if among is None or among.format(kind=death.kind) in args[1:]:
            if point == "run opened":
                _in_the_run.set(True)
            death.passed(point)
    for point, pattern in _IN_A_RUN.items():
        if _in_the_run.get() and re.match(pattern, statement):
            death.passed(point)


def _around_commit(death: Death) -> None:
    whole = GuardedTransaction.commit

    async def commit(self: GuardedTransaction) -> None:
        counts = _in_the_run.get()
        if counts:
            death.passed("run about to be committed")
        await whole(self)
        if counts:
            _in_the_run.set(False)
            death.passed("run committed")

    GuardedTransaction.commit = commit


def _after_writing(death: Death) -> None:
    whole = SMTPProtocol.write

    def write(self: SMTPProtocol, data: bytes) -> None:
        whole(self, data)
        if data.endswith(b"\r\n.\r\n"):
            death.passed("content handed over")

    SMTPProtocol.write = write


def _after_composing(death: Death) -> None:
    whole = outbox.compose

    @wraps(whole)
    def compose(**what: Any) -> Any:
        composed = whole(**what)
        if _in_the_run.get():
            death.passed("letter composed")
        return composed

    outbox.compose = compose
