"""A letter as bytes: the same words at the same moment always give the same message."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from hashlib import sha256

from css_inline import CSSInliner

from tracker import settings
from tracker.clock import HANOI
from tracker.mail.rules import Unmailable, is_address, one_line

_KEY = re.compile(r"[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*\Z")
_KIND = re.compile(r"[a-z]+(?:_[a-z]+)*\Z")
_WEB = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+;=%\[\]-]+\Z")  # no comma: it would start a second one
_ENCODED = Charset("utf-8")
_ENCODED.header_encoding = BASE64
_INLINER = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True)
class Words:
    """What a letter says: its subject, and the same content twice, as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Composed:
    """A letter ready for the outbox."""

    message_id: str
    content: bytes


def compose(
    *,
    key: str,
    kind: str,
    to_name: str,
    to_address: str,
    subject: str,
    text: str,
    html: str,
    at: datetime,
    unsubscribe: str | None = None,
) -> Composed:
    """The MIME message of a letter; equal arguments give equal bytes.

    ``unsubscribe``: the address that stops courtesy letters at one click (RFC 8058); a duty letter has none.

    Raises Unmailable when an address, the name, the subject or the key cannot stand in a header.
    """
    if not is_address(to_address):
        raise Unmailable(f"not an address that letters can be sent to: {to_address!r}")
    if not _KEY.match(key) or not _KIND.match(kind):
        raise Unmailable(f"not the key and kind of a letter: {key!r}, {kind!r}")
    message_id = _message_id(key, to_address)
    message = EmailMessage(SMTP)
    for name, value in _headers(kind, to_name, to_address, subject, message_id, at):
        message.set_raw(name, _checked(value))
    for name, value in _one_click(unsubscribe) if unsubscribe is not None else ():
        message.set_raw(name, _checked(value))
    message.set_content(text, cte="base64")
    message.add_alternative(_INLINER.inline(html), subtype="html", cte="base64")
    message.set_boundary(f"={_digest(key, to_address)}=")
    return Composed(message_id, message.as_bytes())


def _headers(
    kind: str, to_name: str, to_address: str, subject: str, message_id: str, at: datetime
) -> list[tuple[str, str]]:
    current = settings.current()
    return [
        ("From", _mailbox(current.mail_name, current.mail_from, "From")),
        ("To", _mailbox(to_name, to_address, "To")),
        ("Subject", _encoded(one_line(subject, "A subject"), "Subject")),
        ("Date", format_datetime(at.astimezone(HANOI).replace(microsecond=0))),
        ("Message-ID", message_id),
        ("List-Id", f"<{kind.replace('_', '-')}.{_host()}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]


def _one_click(url: str) -> list[tuple[str, str]]:
    """Both headers of RFC 8058; on a line of its own, for such an address is long."""
    if not _WEB.match(url):
        raise Unmailable(f"not an address that stops letters: {url!r}")
    return [
        ("List-Unsubscribe", f"\r\n <{url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _mailbox(name: str, address: str, header: str) -> str:
    if not name.strip():
        return address
    one_line(name, "A name")
    shown = f'"{quote(name)}"' if _stays_plain(name) else _encoded(name, header)
    return f"{shown}\r\n <{address}>"


def _encoded(text: str, header: str) -> str:
    """In base64: the library's own folding of Vietnamese text loses spaces (Python 3.11)."""
    if _stays_plain(text):
        return text
    return Header(text, _ENCODED, header_name=header).encode(linesep="\r\n")


def _stays_plain(text: str) -> bool:
    return text.isascii() and len(text) < 60 and "=?" not in text and text == text.strip()


def _checked(value: str) -> str:
    """The raw value of a header, whose check by the library ``set_raw`` bypasses."""
    if re.search(r"\r(?!\n[ \t])|(?<!\r)\n|[^\x09\x0d\x0a\x20-\x7e]", value):
        raise Unmailable(f"a header would break: {value!r}")
    return value


def _message_id(key: str, address: str) -> str:
    return f"<{key.replace('/', '.')[:80].rstrip('.')}.{_digest(key, address)}@{_host()}>"


def _host() -> str:
    host = settings.current().host.encode("idna").decode()
    return f"[IPv6:{host}]" if ":" in host else host


def _digest(key: str, address: str) -> str:
    return sha256(f"{key}\n{address.lower()}".encode()).hexdigest()[:16]
