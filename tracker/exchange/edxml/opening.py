"""An envelope opened by a child of its own: what a hostile file does, it does there."""

import asyncio
import base64
import json
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from tracker.exchange.edxml.rules import Attachment, Envelope, Organ
from tracker.refusal import Refused
from tracker.settings import ROOT, where_programs_lie
from tracker.words import _, language

PATIENCE = 30.0  # seconds
MOST_ANSWERED = 32 * 1024 * 1024


async def opened(path: Path) -> Envelope:
    """The envelope in a file. Raises Refused with what it lacks, or why it is none."""
    with await asyncio.to_thread(path.open, "rb") as file:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tracker.exchange.edxml.child", language(),
            stdin=file, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, cwd=ROOT,
            env=where_programs_lie() | {"LANG": "C.UTF-8"}, start_new_session=True,
        )  # fmt: skip
        said = await _said(child)
    try:
        found = await asyncio.to_thread(json.loads, said)
    except ValueError:  # it was stopped by its limits
        raise Refused(_("The file holds far more than a document does: it is not read."), "files") from None
    if "refused" in found:
        raise Refused(str(found["refused"]), "files")
    return _envelope(found)


async def _said(child: asyncio.subprocess.Process) -> bytes:
    said = bytearray()
    assert child.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while piece := await child.stdout.read(64 * 1024):
                said += piece
                if len(said) > MOST_ANSWERED:
                    return b""
            return bytes(said)
    except TimeoutError:
        return b""
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.shield(child.wait())


def _envelope(found: dict[str, Any]) -> Envelope:
    return Envelope(
        **{
            **found,
            "sender": Organ(**found["sender"]),
            "receivers": tuple(Organ(**one) for one in found["receivers"]),
            "issued_on": date.fromisoformat(found["issued_on"]),
            "due_on": date.fromisoformat(found["due_on"]) if found["due_on"] else None,
            "attachments": tuple(
                Attachment(one["name"], base64.b64decode(one["content"])) for one in found["attachments"]
            ),
        }
    )
