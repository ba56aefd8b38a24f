"""What a kept report may become, what its parts and files are called. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

import msgspec

from tracker.refusal import Refused
from tracker.reports.content import DIFFICULTIES, OUTLINES, SECTIONS, Scope
from tracker.words import _, dmy, mark

LONGEST_TITLE = 300
LONGEST_REASON = 500
LONGEST_TEXT = 8_000  # of one section: about two printed pages
AHEAD_DAYS = 31  # how long before its day a draft can be begun
FORMATS = ("pdf", "archive", "docx", "xlsx")

KIND_NAMES = {
    "official": mark("Progress report"),
    "brief": mark("One-page brief"),
    "letter": mark("Management letter"),
    "scoped": mark("Report on a part of the programme"),
}
SCOPE_NAMES = {
    "programme": mark("The whole programme"),
    "agency": mark("One agency"),
    "area": mark("One area"),
    "source": mark("One source document"),
    "overdue": mark("Overdue tasks only"),
    "starred": mark("Starred tasks only"),
    "list": mark("A list of tasks"),
}
SECTION_NAMES = {
    "direction": mark("Direction and guidance"),
    "results": mark("Results"),
    "difficulties": mark("Difficulties in general"),
    "difficulties.central_law": mark("Difficulties: central law"),
    "difficulties.provincial_rule": mark("Difficulties: provincial rules"),
    "difficulties.resources": mark("Difficulties: resources"),
    "difficulties.coordination": mark("Difficulties: coordination"),
    "causes": mark("Causes"),
    "responsibility": mark("Responsibility"),
    "forecast": mark("Forecast"),
    "next": mark("Tasks of the coming period"),
    "proposals": mark("Proposals"),
}
FORMAT_NAMES = {
    "pdf": mark("PDF to read and print"),
    "archive": mark("PDF/A for the archive, its figures attached"),
    "docx": mark("Word, to edit on"),
    "xlsx": mark("Excel, the annexes"),
}
SHORT_NAMES = {"pdf": "PDF", "archive": "PDF/A", "docx": "Word", "xlsx": "Excel"}
_STEMS = {
    "official": "bao-cao-tien-do",
    "brief": "bao-cao-mot-trang",
    "letter": "thu-quan-ly",
    "scoped": "bao-cao",
}
_PARTS = {"overdue": "qua-han", "starred": "trong-tam", "list": "danh-sach"}
_ENDINGS = {"pdf": ".pdf", "archive": "-luu-tru.pdf", "docx": ".docx", "xlsx": ".xlsx"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "archive": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def outlined(kind: str, outline: Sequence[str]) -> list[str]:
    """The boxes of a kind of report: of its regime's outline, or all, as far as the kind prints them."""
    return boxes(one for one in outline or SECTIONS if one in OUTLINES[kind])


def boxes(outline: Iterable[str] = SECTIONS) -> list[str]:
    """What can be written, in the order of an outline: the difficulties in general, then of each kind."""
    found: list[str] = []
    for section in outline:
        found.append(section)
        if section == "difficulties":
            found += [f"difficulties.{kind}" for kind in DIFFICULTIES]
    return found


def scope_text(scope: Scope) -> str:
    """A scope as it is kept: canonical JSON."""
    return json.dumps(asdict(scope), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def scope_read(text: str) -> Scope:
    """The scope that ``scope_text`` wrote."""
    return msgspec.json.decode(text, type=Scope)


def about(kind: str, scope: Scope) -> str:
    """The title a report has when nobody chose one: its kind and what it is about."""
    name = _(KIND_NAMES[kind])
    if scope.kind == "programme":
        return name
    said = _(SCOPE_NAMES[scope.kind]) if scope.kind in {"overdue", "starred"} else scope.name
    return f"{name}: {said or scope.code}"


def check_scope(kind: str, scope: Scope) -> None:
    """Refuse a scope that a kind of report cannot have, beside the field it was chosen in."""
    if kind == "letter" and scope.kind != "agency":
        raise Refused(_("Choose the agency the letter is about"), "scope")
    if kind == "scoped" and scope.whole:
        raise Refused(_("Choose what the report is about"), "scope")
    if kind in {"official", "brief"} and not scope.whole:
        raise Refused(_("This kind of report is about the whole programme"), "scope")


def may_have_charts(kind: str, scope: Scope) -> bool:
    """Whether a report may have an annex of charts: there are some of the programme and of an agency."""
    return kind in {"official", "scoped"} and scope.kind in {"programme", "agency"}


def check_day(day: date, today: date) -> None:
    """Refuse a day too far ahead to prepare for."""
    last = today + timedelta(AHEAD_DAYS)
    if day > last:
        raise Refused(_("Enter a day until %(last)s", last=dmy(last)), "as_of")


def check_frozen_day(day: date, today: date) -> None:
    """Figures of a day that has not come are not there to be frozen."""
    if day > today:
        raise Refused(_("The figures of %(day)s cannot be frozen before that day.", day=dmy(day)))


def file_name(kind: str, scope: Scope, as_of: date, number: int, file_format: str) -> str:
    """The name under which a file is handed out: kind, what it is about, day, version."""
    part = "" if scope.whole else "-" + plain(scope.code or _PARTS.get(scope.kind, scope.kind))
    return f"{_STEMS[kind]}{part}-{as_of.isoformat()}-v{number}{_ENDINGS[file_format]}"


def plain(text: str) -> str:
    """A code in the letters of file names: small, unaccented, single lines between."""
    letters = normalize("NFD", text.translate({0x110: "D", 0x111: "d"})).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60] or "x"


def stamp(text: str, edited: bool) -> str:
    """What a form remembers of a text it was shown with, so that a later save can tell who changed what."""
    return ("e" if edited else "d") + hashlib.sha256(text.encode()).hexdigest()[:16]


def untouched(text: str, shown: str) -> bool:
    """Whether a text is the one that a form was shown with."""
    return stamp(text, edited=shown.startswith("e")) == shown


@dataclass(frozen=True)
class Merged:
    """What becomes of the sections when a form is saved.

    ``kept`` are the edited sections after saving, ``changed`` the names whose text became another, and
    ``conflicts`` the texts that somebody else saved meanwhile where this form has another: then nothing is
    written.
    """

    kept: dict[str, str]
    changed: dict[str, tuple[str, str]]
    conflicts: dict[str, str]


def merged(stored: Mapping[str, str], typed: Mapping[str, str], stamps: Mapping[str, str]) -> Merged:
    """Lay what was typed over what is stored, section by section.

    A section left as it was shown stays as it is stored now. One that nobody edited meanwhile takes what was
    typed. One that two people changed differently is a conflict.
    """
    kept, changed, conflicts = dict(stored), {}, {}
    for name, text in typed.items():
        shown, before = stamps.get(name, ""), stored.get(name)
        if untouched(text, shown) or text == before:
            continue
        if before is not None and shown != stamp(before, edited=True):
            conflicts[name] = before
            continue
        kept[name] = text
        changed[name] = (before or "", text)
    return Merged(kept, changed, conflicts)


def digest_in(text: str) -> bytes | None:
    """The SHA-256 that a text names, in groups or not; None when it names none."""
    digits = "".join(text.split()).lower().removeprefix("sha256:").removeprefix("sha-256:")
    return bytes.fromhex(digits) if re.fullmatch(r"[0-9a-f]{64}", digits) else None


def sections_text(sections: Mapping[str, Any]) -> str:
    """The edited sections as they are kept."""
    return json.dumps(sections, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
