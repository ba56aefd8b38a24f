"""What may be kept as evidence: kinds, names, sizes, first bytes, quotas. Pure."""

import re
from unicodedata import category, normalize

from tracker.refusal import Refused
from tracker.words import _, language, number

KB, MB = 1024, 1024 * 1024
LARGEST = 25 * MB
MOST_FILES = 10  # in one send
LONGEST_NAME = 200
LONGEST_NOTE = 300
PURPOSES = ("result", "contribution", "decision")

KINDS = {"pdf": "pdf", "docx": "docx", "xlsx": "xlsx", "jpg": "jpg", "jpeg": "jpg", "png": "png"}
MAGIC = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
}
# The container of .doc and .xls, and of every .docx and .xlsx with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What some machine runs or shows as a page: never an ending, nor hidden before another one.
RUN = frozenset(
    ("bat", "chm", "cmd", "com", "cpl", "dll", "docm", "dotm", "exe", "hta", "htm", "html", "jar", "js",
     "jse", "lnk", "mht", "mhtml", "msi", "php", "pif", "pptm", "ps1", "reg", "scr", "sh", "svg", "swf",
     "url", "vb", "vbe", "vbs", "wsf", "wsh", "xhtml", "xlam", "xlsb", "xlsm", "xltm")
)  # fmt: skip
# Never drawn, or drawn so that a name reads otherwise than it is: controls, marks of direction, joiners.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows refuses in names


def named(sent: str) -> tuple[str, str]:
    """The name under which a file is kept, and its kind, from the name a browser sent.

    A path before it goes, and what cannot be seen. Raises Refused when the ending is not one of ours
    (OWASP: allow-list, judged after the name is put in its final form), or hides another that is run.
    """
    name = seen(sent).strip(" .")
    stem, dot, ending = name.rpartition(".")
    kind = KINDS.get(ending.lower())
    if not dot or kind is None:
        raise Refused(_("only pdf, docx, xlsx, jpg and png files are accepted"))
    stem = stem.rstrip(" .")
    if RUN & {part.strip().lower() for part in stem.split(".")[1:]}:
        raise Refused(_("the name has two endings, one of a program: rename the file"))
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}", kind


def seen(sent: str) -> str:
    """A name without its path and without what cannot be seen."""
    plain = "".join(sign for sign in normalize("NFC", sent) if category(sign) not in _UNSEEN)
    return " ".join(_FORBIDDEN.sub("_", re.split(r"[/\\]", plain)[-1]).split())


def begins_as(kind: str, head: bytes) -> None:
    """Refuse a file whose first bytes are not those of its kind."""
    if head.startswith(MAGIC[kind]):
        return
    if head.startswith(OLE) and kind in {"docx", "xlsx"}:
        raise Refused(
            _("the file has a password or is in the old format: save it anew as %(kind)s", kind=kind)
        )
    raise Refused(_("the content is not that of a %(kind)s file: save it anew", kind=kind))


def purpose_of(role: str, leads: bool, coordinates: bool) -> str:
    """What a file proves when somebody of this role attaches it; empty for who attaches nothing.

    The lead agency shows its result, a coordinating one what it contributed, the coordinating office the
    document of a decision.
    """
    if role == "office":
        return "decision"
    if role not in {"lead", "staff"}:
        return ""
    return "result" if leads else "contribution" if coordinates else ""


def empty() -> Refused:
    """What to say of a file with nothing in it."""
    return Refused(_("the file is empty"))


def beyond(room: int) -> Refused:
    """What to say when an agency has only so many bytes left of its quota."""
    left = shown_size(max(room, 0))
    return Refused(
        _("The agency may add %(room)s at most: remove files no longer needed first", room=left), "files"
    )


def shown_size(size: int) -> str:
    """A size in bytes as people read it: 486 kB, 1,2 MB; 1 MB is 1.024 kB."""
    if size < KB:
        return f"{size} B"
    if size < MB:
        return f"{number(round(size / KB))} kB"
    whole, tenth = divmod(round(size * 10 / MB), 10)
    mark = "," if language() == "vi" else "."
    return f"{number(whole)}{mark}{tenth} MB" if tenth else f"{number(whole)} MB"


def told(name: str, size: int, sha256: bytes, note: str) -> str:
    """A file as a line of history tells of it: enough to recognise the very same file for ever."""
    line = f"{name} ({size} B)\nSHA-256 {sha256.hex()}"
    return f"{line}\n{note}" if note else line
