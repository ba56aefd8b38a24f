"""What is done to files: checked, kept with their row, hidden, found in trouble."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from tracker.database import execute, value
from tracker.evidence import rules
from tracker.evidence.inspect import inspect
from tracker.evidence.queries import room_of
from tracker.evidence.receiving import Received
from tracker.evidence.scan import scan
from tracker.evidence.store import Incoming
from tracker.refusal import Refused
from tracker.web.log import log

QUOTA_LOCK = 7_602_022  # any number, the same in every process


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name as shown, what it is, what the scanner said."""

    name: str
    kind: str
    scan: str
    file: Incoming


@dataclass(frozen=True)
class Owner:
    """Whose file it becomes: the task and the agency by id, what it proves, and who brings it."""

    task: int
    agency: int
    purpose: str
    person: int


async def check(files: list[Received]) -> tuple[list[Checked], dict[str, str]]:
    """The files that may be kept, and what is wrong with the others, by a name of the problem's own."""
    good: list[Checked] = []
    problems: dict[str, str] = {}
    for n, one in enumerate(files):
        try:
            good.append(await _checked(one))
        except Refused as refused:
            said = refused.sentence if refused.field else f"{rules.seen(one.sent_name)}: {refused.sentence}"
            problems[refused.field or f"files-{n}"] = said
    return good, problems


async def _checked(one: Received) -> Checked:
    name, kind = rules.named(one.sent_name)
    if not one.file.size:
        raise rules.empty()
    await asyncio.to_thread(inspect, one.file.path, kind)
    return Checked(name, kind, await scan(one.file.path), one.file)


async def hold(agency: int, files: list[Checked]) -> None:
    """Take the agency's quota and the files' places in the store until the transaction ends.

    So that two sends do not both fit into the same room, and no sweep removes what is being kept.
    Raises Refused when the files do not fit.
    """
    await execute("SELECT pg_advisory_xact_lock($1, $2)", QUOTA_LOCK, agency)
    room, more = await room_of(agency), sum(one.file.size for one in files)
    if more > room:
        raise rules.beyond(room)
    for sha256 in sorted({one.file.sha256 for one in files}):
        await hold_place(sha256)


async def hold_place(sha256: bytes) -> None:
    """Let nobody else put or remove this content until the transaction ends."""
    await execute("SELECT pg_advisory_xact_lock($1)", int.from_bytes(sha256[:8], "big", signed=True))


async def keep(owner: Owner, one: Checked, note: str, at: datetime) -> int:
    """Put a file in the store and write its rows; its id. Call it in a transaction, after ``hold``.

    The file has its place on the disk before the rows that name it can be committed.
    """
    await asyncio.to_thread(one.file.keep)
    sha256, size = one.file.sha256, one.file.size
    await execute(
        """INSERT INTO stored_file (sha256, size, stored_at, checked_at) VALUES ($1, $2, $3, $3)
           ON CONFLICT (sha256) DO UPDATE SET checked_at = $3, trouble = ''""",
        sha256,
        size,
        at,
    )
    made = await value(
        """INSERT INTO evidence (task, agency, uploaded_by, uploaded_at, sha256, size, name, kind, purpose,
                                 note, scan)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id""",
        owner.task,
        owner.agency,
        owner.person,
        at,
        sha256,
        size,
        one.name,
        one.kind,
        owner.purpose,
        note,
        one.scan,
    )
    return int(made)


async def hide(evidence_id: int, person: int, at: datetime) -> bool:
    """Hide a file; whether it was to be seen until now. Its content stays in the store."""
    asked = "UPDATE evidence SET removed_at = $2, removed_by = $3 WHERE id = $1 AND removed_at IS NULL"
    return await execute(asked, evidence_id, at, person) == 1


async def note_trouble(sha256: bytes, trouble: str) -> None:
    """Write down that a content is "missing" or "damaged", and tell whoever reads the log."""
    await execute("UPDATE stored_file SET trouble = $2 WHERE sha256 = $1", sha256, trouble)
    log().error("evidence in trouble", sha256=sha256.hex(), trouble=trouble)
