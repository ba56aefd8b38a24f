"""What is done with documents that come in as edXML: taken in once, drafted into a task, answered."""

import asyncio
import hashlib
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.database import execute, transaction, value
from tracker.evidence.inspect import inspect
from tracker.evidence.rules import named
from tracker.evidence.scan import scan
from tracker.exchange.edxml.rules import ANSWERS, NEW, WITH_REASON, Attachment, Envelope, Organ, draft_of
from tracker.exchange.edxml.writing import status_file
from tracker.history.actions import record
from tracker.people.viewer import Viewer
from tracker.programmes.queries import programme
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions import drafting
from tracker.words import _, dmy

LONGEST_DESCRIPTION = 500


async def checked(files: tuple[Attachment, ...]) -> list[tuple[Attachment, str]]:
    """Each attachment and why it is not kept, "" for what is: the same gate that evidence passes."""
    found = []
    for one in files:
        try:
            name, kind = named(one.name)
            await _look(one.content, kind)
            found.append((Attachment(name, one.content), ""))
        except Refused as refused:
            found.append((Attachment(one.name[:200], b""), refused.sentence))
    return found


async def _look(content: bytes, kind: str) -> None:
    with tempfile.NamedTemporaryFile() as file:
        await asyncio.to_thread(file.write, content)
        file.flush()
        await asyncio.to_thread(inspect, Path(file.name), kind)
        await scan(Path(file.name))


async def take(
    actor: Viewer, one: Envelope, files: list[tuple[Attachment, str]], sha256: bytes, at: datetime
) -> tuple[int, bool]:
    """Take a document in; its id, and whether it is new. The same file again is the same document.

    Raises Refused when another file of that document was taken in as new before: a change comes as one.
    """
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtext('edxml/' || $1))", one.document_id)
        if known := await value("SELECT id FROM edxml_document WHERE sha256 = $1", sha256):
            return int(known), False
        before = await value(
            "SELECT taken_at FROM edxml_document WHERE document_id = $1 ORDER BY id LIMIT 1", one.document_id
        )
        if before and one.business == NEW:
            raise Refused(
                _(
                    "Document %(number)s of %(day)s was taken in before, from another file. A changed"
                    " document is sent as an update or a replacement: ask the sender.",
                    number=one.number, day=dmy(one.issued_on),
                ),
                "files",
            )  # fmt: skip
        number = await _insert(actor, one, sha256, at)
        for file, trouble in files:
            await execute(
                """INSERT INTO edxml_file (document, name, size, sha256, content, trouble)
                   VALUES ($1, $2, $3, $4, $5, $6)""",
                number, file.name, len(file.content), hashlib.sha256(file.content).digest(),
                None if trouble else file.content, trouble,
            )  # fmt: skip
        await record(
            "edxml", number, "add", at, actor_id=actor.id, actor_name=actor.name,
            actor_agency=actor.agency_name, version=1, text=f"{one.number} · SHA-256 {sha256.hex()}",
        )  # fmt: skip
        return number, True


async def _insert(actor: Viewer, one: Envelope, sha256: bytes, at: datetime) -> int:
    receiver = one.receivers[0] if one.receivers else Organ("", "")
    facts = {
        "document_id": one.document_id, "sha256": sha256, "sender_id": one.sender.id,
        "sender_name": one.sender.name, "receiver_id": receiver.id, "receiver_name": receiver.name,
        "number": one.number, "issued_on": one.issued_on, "kind": one.kind, "subject": one.subject,
        "signer": one.signer, "due_on": one.due_on, "business": one.business, "reason": one.reason,
        "taken_by": actor.id, "taken_at": at,
    }  # fmt: skip
    places = ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    asked = f"INSERT INTO edxml_document ({', '.join(facts)}) VALUES ({places}) RETURNING id"
    return int(await value(asked, *facts.values()))


def envelope_of(found: Mapping[str, Any]) -> Envelope:
    """The envelope of a document that was taken in, without its files."""
    return Envelope(
        found["document_id"], Organ(found["sender_id"], found["sender_name"]),
        (Organ(found["receiver_id"], found["receiver_name"]),), found["number"], found["issued_on"],
        found["subject"], found["kind"], signer=found["signer"], due_on=found["due_on"],
    )  # fmt: skip


async def begin_draft(actor: Viewer, found: Mapping[str, Any], number: int, at: datetime) -> None:
    """Begin a draft of a task that this document assigns. Call it inside a transaction."""
    about = await programme()
    await drafting.begin(actor, number, about.id, draft_of(envelope_of(found)), at)


async def answer(
    actor: Viewer, found: Mapping[str, Any], code: str, description: str, organisation: str, at: datetime
) -> int:
    """Write a status file for the sender; its number. Raises Refused beside what is wrong."""
    if actor.role != "office":
        raise NotThere
    if code not in ANSWERS:
        raise Refused(_("Choose one of the possibilities listed"), "code")
    if code in WITH_REASON and not description:
        raise Refused(_("Enter the reason"), "description")
    if len(description) > LONGEST_DESCRIPTION:
        raise Refused(_("Enter at most %(most)s characters", most=LONGEST_DESCRIPTION), "description")
    receiver = Organ(found["receiver_id"], found["receiver_name"] or organisation)
    content = status_file(envelope_of(found), receiver, code, description, actor.name, at)
    number = await value(
        """INSERT INTO edxml_status (document, code, description, content, written_by, written_at)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING id""",
        found["id"], code, description, content, actor.id, at,
    )  # fmt: skip
    await record(
        "edxml", found["id"], "answer", at, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, version=1, text=f"{code} {description}".strip(),
    )  # fmt: skip
    return int(number)
