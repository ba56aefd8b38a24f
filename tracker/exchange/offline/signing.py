"""What makes a book ours: a mark in its head and one in each row, hidden and signed."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.web.signing import genuine, mac

_BOOK, _ROW = "offline book", "offline row with its base"


@dataclass(frozen=True)
class Mark:
    """Whose tasks a book holds, and of which moment."""

    programme: int
    agency: int
    taken_at: datetime

    @property
    def text(self) -> str:
        """As it stands before its signature."""
        return f"{self.programme}|{self.agency}|{self.taken_at.isoformat()}"


def head(mark: Mark) -> str:
    """The hidden cell beside the heads of the columns."""
    return f"{mark.text}|{mac(_BOOK, mark.text)}"


def head_in(text: str) -> Mark | None:
    """The mark that such a cell holds; None when it is none of ours."""
    said, _, signature = text.rpartition("|")
    parts = said.split("|")
    if len(parts) != 3 or not genuine(_BOOK, said, signature):
        return None
    return Mark(int(parts[0]), int(parts[1]), datetime.fromisoformat(parts[2]))


def row(mark: Mark, code: str, version: int, base: Mapping[str, str]) -> str:
    """The hidden cell of a row; ``base`` is what its task has, packed: a cell holds 32,767 characters."""
    packed = zlib.compress(json.dumps(dict(base), ensure_ascii=False).encode(), 9)
    said = f"{code}|{version}|{base64.urlsafe_b64encode(packed).decode()}"
    return f"{said}|{mac(_ROW, f'{mark.text}|{said}')}"


def row_in(mark: Mark, text: str) -> tuple[str, int, dict[str, str]] | None:
    """Code, version and base of a row of this very book; None when the cell was changed."""
    said, _, signature = text.rpartition("|")
    if not genuine(_ROW, f"{mark.text}|{said}", signature):
        return None
    code, version, base = said.rsplit("|", 2)
    return code, int(version), json.loads(zlib.decompress(base64.urlsafe_b64decode(base)))
