"""The reading child: one envelope in, what it says out.

Started as ``python -m tracker.exchange.edxml.child LANGUAGE`` by ``opening.py``, once for each file, under
the limits of the child that reads workbooks. All it can answer is one line of JSON.
"""

import base64
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tracker.exchange.annex.child import confine
from tracker.exchange.edxml.reading import read
from tracker.refusal import Refused
from tracker.words import _, speak


def answer(path: Path) -> dict[str, object]:
    """The envelope, its files in base64, or ``{"refused": sentence}``."""
    try:
        found = asdict(read(path))
    except Refused as refused:
        return {"refused": refused.sentence}
    except MemoryError:
        return {"refused": _("The file holds far more than a document does: it is not read.")}
    for one in found["attachments"]:
        one["content"] = base64.b64encode(one["content"]).decode("ascii")
    return found


def main() -> None:
    """Answer, and end."""
    speak(sys.argv[1])
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    confine()
    said = json.dumps(answer(Path("/dev/stdin")), ensure_ascii=False, default=str)
    replies.write(said.encode("utf-8", "replace"))
    replies.close()


if __name__ == "__main__":
    main()
