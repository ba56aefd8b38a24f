"""What an envelope says, what its codes mean, which status a document has by its tasks (QCVN 102:2016)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.words import dmy, mark

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

# What became of a document at its receiver. The numbers between are not used by the regulation.
STATUSES: Mapping[str, str] = {
    "01": mark("Arrived"),
    "02": mark("Document refused"),
    "03": mark("Received"),
    "04": mark("Passed on to agencies"),
    "05": mark("Being processed"),
    "06": mark("Completed"),
    "13": mark("Recall asked"),
    "15": mark("Recall or update agreed"),
    "16": mark("Recall or update refused"),
}
ANSWERS = ("01", "02", "03", "04", "05", "06", "15", "16")  # a receiver never asks for its own recall
WITH_REASON = frozenset({"02", "16"})

NEW, RECALL, UPDATE, REPLACE = range(4)
BUSINESS: Mapping[int, str] = {
    NEW: mark("New document"),
    RECALL: mark("Recall of a document"),
    UPDATE: mark("Update of a document"),
    REPLACE: mark("Replacement of a document"),
}
OVER = frozenset({"confirmed", "withdrawn"})


@dataclass(frozen=True)
class Organ:
    """An organisation of the exchange: its code (000.00.00.G22, H53.02) and its name."""

    id: str
    name: str


@dataclass(frozen=True)
class Attachment:
    """A file inside an envelope."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Envelope:
    """A document as its sender wrapped it. ``due_on`` is the day by which an answer is expected."""

    document_id: str
    sender: Organ
    receivers: tuple[Organ, ...]
    number: str
    issued_on: date
    subject: str
    kind: str = ""
    content: str = ""
    signer: str = ""
    due_on: date | None = None
    business: int = NEW
    reason: str = ""
    attachments: tuple[Attachment, ...] = ()


def full_number(number: str, notation: str) -> str:
    """The number as it is cited, 1892/QĐ-TTg: senders put it whole into the notation, or in two halves."""
    if not number or notation.startswith(f"{number}/") or notation == number:
        return notation or number
    return f"{number}/{notation}" if notation else number


def status_of(states: Collection[str]) -> str:
    """The status that the tasks of a document give it; a document without tasks was received.

    Document states are mapped from task states, they do not equal them: assigned once every task waits to be
    taken up, being processed once one was, completed when none is left open.
    """
    if not states:
        return "03"
    if all(state in OVER for state in states):
        return "06"
    return "04" if all(state in OVER | {"assigned"} for state in states) else "05"


def draft_of(one: Envelope) -> dict[str, str]:
    """What the form of a task is begun with: the document as source, its subject as title."""
    day = one.issued_on
    typed = {
        "title": one.subject,
        "source": "new",
        "source_number": one.number,
        "source_kind": one.kind[:60],
        "source_issuer": one.sender.name[:200],
        "source_title": one.subject,
        "source_signer": one.signer[:120],
        "source_issued_on_day": f"{day:%d}",
        "source_issued_on_month": f"{day:%m}",
        "source_issued_on_year": f"{day:%Y}",
        "deadline_text": dmy(one.due_on) if one.due_on else "",
    }
    return {name: text for name, text in typed.items() if text}
