"""What is in a file: beyond its ending and first bytes, whether it is whole, passive and one thing only.

Evidence is looked at for years, by people who trust it. What could act, change what it shows, fetch from
elsewhere or carry something unchecked is refused, with the way out: save it anew, or as a plain PDF.
"""

import os
from pathlib import Path
from typing import BinaryIO

from tracker.evidence import packages, pdf, pictures
from tracker.evidence.rules import begins_as
from tracker.refusal import Refused
from tracker.words import _

HEAD = 1024  # readers of PDF accept its first line anywhere in here
TAIL = 66 * 1024  # a zip's last record, with the longest comment, lies in here
ENDS_ZIP = b"PK\x05\x06"
PAGES = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php")
CHECKS = {
    "pdf": pdf.check,
    "docx": packages.check,
    "xlsx": packages.check,
    "jpg": pictures.check_jpg,
    "png": pictures.check_png,
}


def inspect(path: Path, kind: str) -> None:
    """Raises Refused with what is wrong and what to do; looks, and runs nothing."""
    with path.open("rb") as file:
        begins_as(kind, file.read(16))
        _one_thing_only(file, kind)
        CHECKS[kind](file, kind)


def _one_thing_only(file: BinaryIO, kind: str) -> None:
    """Refuse a file that other programs would take for something else (a polyglot)."""
    head, tail = ends(file)
    hidden = kind != "pdf" and b"%PDF-" in head
    hidden |= kind not in {"docx", "xlsx"} and _ends_a_zip(tail)
    hidden |= kind not in {"docx", "xlsx"} and any(page in head.lower() for page in PAGES)
    if hidden:
        raise Refused(_("another file is hidden in it: save it anew"))


def ends(file: BinaryIO) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(file.seek(0, os.SEEK_END) - TAIL, 0))
    return head, file.read(TAIL)


def _ends_a_zip(tail: bytes) -> bool:
    found = tail.rfind(ENDS_ZIP)
    if found < 0 or found + 22 > len(tail):
        return False
    return found + 22 + int.from_bytes(tail[found + 20 : found + 22], "little") == len(tail)
