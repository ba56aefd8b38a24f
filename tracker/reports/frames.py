"""What the web process and its printing child say to each other: a letter, a length, bytes.

No JSON and no pickle: the child reads a document that people wrote parts of, and whatever becomes
of it, all it can answer is bytes.
"""

from typing import BinaryIO

HEAD = 9
LIMIT = 128 * 1024 * 1024

SHEET = b"S"  # to the child: the style sheet, the last thing before it makes itself ready
FONT = b"F"  # to the child: a font file, as name, NUL, content
FILE = b"X"  # to the child: a file to be attached to the next document, as name, NUL, content
PAGE = b"H"  # to the child: a document as HTML, to be read
ARCHIVE = b"A"  # to the child: a document as HTML, to be archived with the files that came before it
READY = b"R"  # from the child: fonts load and Vietnamese comes out in them
PDF = b"P"  # from the child: the document as PDF
LAST = b"L"  # from the child: the same, and the child is about to leave
ERROR = b"E"  # from the child: why there is no PDF


class Broken(Exception):
    """The other side said something that is not a frame."""


def frame(kind: bytes, content: bytes) -> bytes:
    """One message as bytes."""
    return kind + len(content).to_bytes(HEAD - 1, "big") + content


def opened(head: bytes) -> tuple[bytes, int]:
    """The kind and length that a message's first nine bytes announce."""
    length = int.from_bytes(head[1:], "big")
    if len(head) != HEAD or length > LIMIT:
        raise Broken(f"not a frame: {head!r}")
    return head[:1], length


def read(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message of a blocking stream, or None at its end."""
    head = stream.read(HEAD)
    if not head:
        return None
    kind, length = opened(head)
    content = stream.read(length)
    if len(content) != length:
        raise Broken("cut short")
    return kind, content
