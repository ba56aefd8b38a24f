"""The reading child: a signed copy in; out its signatures, and how its words differ from the report's.

Started as ``python -m tracker.reports.signed.child`` by ``reading.py`` and by nobody else, once for each
copy: what one file does to it, no other meets. It knows no path, no setting and no secret, reaches no
network, and all it can answer is two lines of JSON.
"""

import ctypes
import json
import logging
import os
import resource
import sys
from base64 import b64decode
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import msgspec
import pypdfium2

from tracker.reports.signed.certificates import BROKEN, Locked, roots_in, signatures
from tracker.reports.signed.rules import COMPARING
from tracker.reports.signed.texts import compared, words

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 25
OPEN_FILES = 24
MOST_PAGES = 3_000
MOST_WORDS = 2_000_000
NEW_USER, NEW_NETWORK = 0x1000_0000, 0x4000_0000


def confine() -> None:
    """Give up memory, time, files, cores and, where the system lets us, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        os.nice(5)  # pages of the site come first
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(NEW_NETWORK):
            unshare(NEW_USER | NEW_NETWORK)


def signed(
    content: bytes, roots: list[bytes], at: datetime, comparing: float = COMPARING
) -> dict[str, object]:
    """The signatures of a copy, or a word why they cannot be read."""
    try:
        return {"signatures": list(signatures(content, roots_in(roots), at, comparing))}
    except Locked:
        return {"refused": "locked"}
    except BROKEN:
        return {"unread": True}


def said(content: bytes) -> list[str]:
    """The words of a PDF, page by page. Raises PdfiumError for what is none."""
    document = pypdfium2.PdfDocument(content)
    if not len(document):
        raise pypdfium2.PdfiumError("no page")
    found: list[str] = []
    for page in islice(document, MOST_PAGES):
        found += words(page.get_textpage().get_text_bounded())
        if len(found) > MOST_WORDS:
            break
    return found


def beside(frozen: bytes, copy: bytes) -> dict[str, object]:
    """How the words of a copy differ from the report's, or a word why it cannot be opened."""
    try:
        its = said(copy)
    except pypdfium2.PdfiumError as trouble:
        return {"refused": "locked" if "password" in str(trouble).lower() else "broken"}
    facts: dict[str, object] = msgspec.to_builtins(compared(said(frozen) if frozen else [], its))
    return {"text": facts}


def main() -> None:
    logging.disable()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between two answers
    head: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    frozen = sys.stdin.buffer.read(head["frozen"])
    copy = sys.stdin.buffer.read()
    confine()
    roots = [b64decode(one) for one in head["roots"]]
    at = datetime.fromisoformat(head["at"])
    for answer in (partial(signed, copy, roots, at, head["comparing"]), partial(beside, frozen, copy)):
        replies.write(json.dumps(answer(), ensure_ascii=False).encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
