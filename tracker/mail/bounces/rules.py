"""What a letter that came back says: a delivery report read into facts. Nothing here raises on garbage."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

from tracker.mail.rules import is_address, trouble

LARGEST = 1024 * 1024  # bytes read of a report: its facts stand before the letter it returns
MOST_PARTS = 50
MOST_RECIPIENTS = 20  # our letters have one; an alias at the other end may stand for some
MOST_IDS = 20
HARD, SOFT = 1.0, 0.5  # what a day's bounce of an address weighs ...
FLAGGED_FROM = 3.0  # ... and from which sum on the administrator is told

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
_BOX_FULL = ("2", "2")  # X.2.2: somebody lives there and does not read, so the address itself is right
_TEXT_CODE = re.compile(r"^\s*([45])\d\d[ -]", re.MULTILINE)
_MESSAGE_ID = re.compile(
    rb"^(?:Message-ID|In-Reply-To|References):\s*((?:<[^<>\s]{3,250}>\s*)+)", re.IGNORECASE | re.MULTILINE
)
_ENDED, _WAITING = "failed", "delayed"  # RFC 3464, 2.3.3; delivered, relayed and expanded are good news


@dataclass(frozen=True)
class Bounce:
    """One address that a report complains of. ``ended``: the relay gave up and will not try again."""

    address: str
    hard: bool
    ended: bool
    status: str
    said: str
    message_ids: tuple[str, ...]  # the letter that came back is one of these, if it is ours


def read_report(content: bytes) -> tuple[Bounce, ...]:
    """The addresses that a delivery report (RFC 3464) complains of; none when it is no such report.

    An answer by a machine is none, whatever it quotes: a report is known by its part
    ``message/delivery-status``, or by ``X-Failed-Recipients`` of older Exims. ``Auto-Submitted`` tells
    nothing, for Postfix and Google mark their reports as an auto-reply too.
    """
    head = content[:LARGEST]
    # The parser of the library is old, lenient and recursive; what it raises on garbage is not documented.
    with suppress(Exception):
        message = BytesParser(policy=compat32).parsebytes(head)
        return tuple(_found(message, _ids(head)))[:MOST_RECIPIENTS]
    return ()


def _found(message: Message, ids: tuple[str, ...]) -> Iterator[Bounce]:
    reports = (part for part in _parts(message) if part.get_content_type() == "message/delivery-status")
    if (report := next(reports, None)) is not None:
        for block in _blocks(report):
            named = (_address(block.get(field, "")) for field in ("Original-Recipient", "Final-Recipient"))
            if address := next(filter(None, named), ""):
                yield from _judged(address, block, ids)
    elif failed := message.get("X-Failed-Recipients"):
        said = _text(message)
        for one in str(failed).split(","):
            if address := _address(one):
                yield _bounce(address, _ENDED, said, said, ids)


def _judged(address: str, block: Message, ids: tuple[str, ...]) -> Iterator[Bounce]:
    action = str(block.get("Action", "")).partition("(")[0].strip().lower()
    if action in {_ENDED, _WAITING}:
        said = str(block.get("Diagnostic-Code", "")) or str(block.get("Status", ""))
        yield _bounce(address, action, str(block.get("Status", "")) or said, said, ids)


def _bounce(address: str, action: str, status: str, said: str, ids: tuple[str, ...]) -> Bounce:
    found = _STATUS.search(status) or _STATUS.search(said)
    words = trouble(re.sub(r"^\s*smtp\s*;", "", said, flags=re.IGNORECASE))
    if found is None:
        code = _TEXT_CODE.search(words)
        hard = action == _ENDED and (code is None or code[1] == "5")
    else:
        hard = action == _ENDED and found[1] == "5" and found.groups()[1:] != _BOX_FULL
    return Bounce(address, hard, action == _ENDED, found[0] if found else "", words, ids)


def _parts(message: Message) -> Iterator[Message]:
    for part, _ in zip(message.walk(), range(MOST_PARTS), strict=False):
        yield part


def _blocks(report: Message) -> Iterator[Message]:
    """The groups of fields of a status part: what the library made of it, put together and read anew.

    It takes an encoded part for the first group, so that only the whole can be decoded.
    """
    inside = report.get_payload()
    whole = "\n\n".join(str(block) for block in inside) if isinstance(inside, list) else str(inside)
    encoding = str(report.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding in {"base64", "quoted-printable"}:
        packed = Message()
        packed["Content-Transfer-Encoding"] = encoding
        packed.set_payload(whole.strip())
        raw = packed.get_payload(decode=True)
        whole = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    for group in re.split(r"\r?\n[ \t]*\r?\n", whole.strip())[: MOST_RECIPIENTS + 1]:
        yield HeaderParser(policy=compat32).parsestr(group.strip())


def _address(field: object) -> str:
    """The mailbox of ``rfc822; somebody@there``; empty when it is none that we could have written to."""
    words = str(field).rpartition(";")[2].strip().strip("<>").strip()
    return words if is_address(words) else ""


def _text(message: Message) -> str:
    """The words for people, of which the lines that look like an answer of a mail server count."""
    for part in _parts(message):
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            lines = [line.strip() for line in text.splitlines()]
            return next((line for line in lines if re.search(r"\b[45]\d\d[ -]", line)), " ".join(lines[:10]))
    return ""


def _ids(content: bytes) -> tuple[str, ...]:
    """Every Message-ID named, wherever it stands: returned headers come in many wrappings."""
    found: dict[str, None] = {}
    for hit in _MESSAGE_ID.finditer(content):
        for one in hit[1].split():
            found[one.decode("ascii", "replace")] = None
            if len(found) >= MOST_IDS:
                return tuple(found)
    return tuple(found)
