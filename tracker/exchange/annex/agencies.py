"""The agencies that a cell names: several in one, abbreviated, misspelt, all of a kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.model import Problem
from tracker.exchange.annex.roles import flat
from tracker.words import _, dmy, number

MOST_NAMES = 80  # in one cell
WIDEST = 6  # pieces of one name: "Sở Văn hóa, Thể thao và Du lịch" has three
_LEVEL = r"(?:huyen|thi xa|tx|thanh pho|tp|xa|phuong|dac khu|thi tran|quan)"
_WHERE = r"(?:\s+(?:thuoc|trong|cua|tren dia ban|truc thuoc)(?:\s+tinh)?(?:\s+tay ninh)?)?"
_END = r"\s*(?=$|[;,.\n)]|va\b)"
_START = r"(?:(?<=[;,\n(])|(?<=^)|(?<=\bva ))\s*"
_JOINT = r"\s*(?:,|va|/|-|\n)\s*"
_ALL = (
    re.compile(rf"{_START}(?:(?:ubnd|uy ban nhan dan)\s+)?(?P<cac>cac\s+)?{_LEVEL}"
               rf"(?P<more>(?:{_JOINT}(?:ubnd\s+)?(?:cac\s+)?{_LEVEL})*){_WHERE}{_END}"),
    re.compile(rf"{_START}(?:(?:ubnd|uy ban nhan dan|chinh quyen)\s+)?"
               rf"(?P<cac>cap\s+(?:huyen|xa)|cac dia phuong|dia phuong){_WHERE}{_END}"),
    re.compile(rf"{_START}(?:thu truong\s+)?(?P<cac>cac\s+)?so(?P<more>(?:{_JOINT}(?:ban|nganh))*)"
               rf"(?:\s+(?:cap\s+)?tinh)?{_WHERE}{_END}"),
    re.compile(rf"{_START}(?P<cac>cac\s+)?co quan chuyen mon"
               rf"(?:\s+thuoc\s+(?:ubnd|uy ban nhan dan)(?:\s+tinh)?)?{_END}"),
)  # fmt: skip
_VAGUE = re.compile(
    rf"{_START}(?:(?:cac|va|co quan|don vi|so|ban|nganh|dia phuong|to chuc|cap|{_LEVEL}|ubnd|doan the|tinh)"
    r"[\s,]+)+"
    r"(?:co\s+)?(?:lien quan|khac)\b"
)
_CUT = re.compile(r"\n\s*(?:[-–—•*+·●▪○‣]|\(?\d{1,2}[.)]|[a-zđ]\))\s*|;|\|")
_BULLET = re.compile(r"^\s*(?:[-–—•*+·●▪○‣]|\(?\d{1,2}[.)]\s|[a-zđ]\))\s*")
_WEAK = re.compile(r"\n|,|/|\s[-–—&]\s|\bva\b")
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
_BEGINS = re.compile(
    r"(?:cac|so|s\.|ban|bql|ubnd|uy ban|van phong|vp|cong an|ca|bo|cuc|chi cuc|thanh tra|kho bac|kbnn|bhxh"
    r"|bao hiem|ngan hang|nhnn|huyen|thi xa|tx|thanh pho|tp|hoi|doan|tinh|mat tran|truong|trung tam|bao|dai"
    r"|toa an|vien|lien doan)\b"
)
_PREFIX = re.compile(
    r"(?:cac\s+)?(?:so"
    r"|(?:(?:ubnd|uy ban nhan dan)\s+(?:cac\s+)?)?(?:huyen|thi xa|thanh pho|xa|phuong|tx|tp))\b"
)


_JOINTS = {"": "", "\n": " ", ",": ", ", "/": "/", "&": " & ", **dict.fromkeys("-–—", " - ")}


@dataclass
class Named:
    """The agencies that a cell names, each once, and what is doubtful about them."""

    codes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, *codes: str) -> None:
        """Take agencies in, in order."""
        self.codes += [code for code in codes if code not in self.codes]


def listed(text: str, bodies: Bodies) -> Named:
    """The agencies that a text lists. Problems carry no column."""
    named = Named()
    for part in _parts(_collected(text, bodies, named)):
        _read(part, bodies, named)
    return named


def _collected(text: str, bodies: Bodies, named: Named) -> str:
    """Take out what means all agencies of a kind, or none that can be named."""
    for pattern in (_VAGUE, *_ALL):
        for found in reversed(list(pattern.finditer(flat(text)))):
            said = text[found.start() : found.end()].strip(" ,;\n")
            if pattern is _VAGUE:
                named.problems.append(_vague(said))
            elif not (found["cac"] or found.groupdict().get("more")):
                continue
            else:
                _all(said, flat(found[0]), bodies, named)
            text = text[: found.start()] + ";" + text[found.end() :]
    return text


def _all(said: str, bare: str, bodies: Bodies, named: Named) -> None:
    kinds = {one.replace(" ", "") for one in re.findall(rf"\b(?:so|ban|nganh|{_LEVEL})\b", bare)}
    if "tx" in kinds or "tp" in kinds:
        kinds |= {"thixa", "thanhpho"}
    if "dia phuong" in bare or "cap huyen" in bare:
        kinds |= (
            {"huyen", "thixa", "thanhpho", "quan"} if bodies.all_of({"huyen"}) else {"xa", "phuong", "dackhu"}
        )
    if "cap xa" in bare:
        kinds |= {"xa", "phuong", "dackhu"}
    if "chuyen mon" in bare:
        kinds = {"so"}
    codes = bodies.all_of(kinds)
    if not codes:
        named.problems.append(_unknown(said, bodies))
        return
    named.add(*codes)
    parts = {"name": said, "n": number(len(codes)), "day": dmy(bodies.terms.day)}
    message = _("“%(name)s” is taken as the %(n)s agencies of that kind on %(day)s: check them.", **parts)
    named.problems.append(Problem("", "agencies_all", message, warning=True))


def _parts(text: str) -> Iterator[list[tuple[str, str]]]:
    """The parts between strong separators, each as pieces with the sign before them."""
    for whole in _CUT.split(text):
        part = _BULLET.sub("", whole)
        bare, pieces, at, sign = flat(part), [], 0, ""
        for cut in [*_WEAK.finditer(bare), None]:
            piece = part[at : cut.start() if cut else len(part)].strip(" .:,\t")
            if piece:
                pieces.append((sign, piece))
            if cut:
                at, sign = cut.end(), cut[0]
        if pieces:
            yield pieces[:MOST_NAMES]


def _read(pieces: Sequence[tuple[str, str]], bodies: Bodies, named: Named) -> None:
    at, prefix = 0, ""
    while at < len(pieces):
        width, codes, name = _known(pieces, at, prefix, bodies)
        if len(codes) == 1:
            named.add(*codes)
        elif not codes and (code := _without_aside(pieces[at][1], bodies, named)):
            width, name = 1, pieces[at][1]
            named.add(code)
        else:
            width = width if codes else _strange(pieces, at, bodies)
            name = _joined(pieces[at : at + width])
            named.problems.append(_several(name, codes) if codes else _unknown(name, bodies))
        if begins := _PREFIX.match(flat(name)):
            prefix = name[: begins.end()]
        at += width


def _without_aside(piece: str, bodies: Bodies, named: Named) -> str:
    """The agency of "Sở Nội vụ (Phòng CCHC)": what stands in brackets is said and left aside."""
    found = _ASIDE.search(piece)
    codes = bodies.meant(_ASIDE.sub("", piece)) if found else ()
    if not found or len(codes) != 1:
        return ""
    message = _("“%(name)s” within an agency is no agency of its own: left aside.", name=found[1][:200])
    named.problems.append(Problem("", "agency_part", message, warning=True))
    return codes[0]


def _known(
    pieces: Sequence[tuple[str, str]], at: int, prefix: str, bodies: Bodies
) -> tuple[int, tuple[str, ...], str]:
    """The longest run of pieces that is a name; "Sở Nội vụ, Tài chính" leaves the second "Sở" out."""
    for width in range(min(WIDEST, len(pieces) - at), 0, -1):
        name = _joined(pieces[at : at + width])
        if codes := bodies.meant(name):
            return width, codes, name
    for width in range(min(WIDEST, len(pieces) - at), 0, -1) if prefix else ():
        name = f"{prefix} {_joined(pieces[at : at + width])}"
        if codes := bodies.meant(name):
            return width, codes, name
    return 1, (), ""


def _strange(pieces: Sequence[tuple[str, str]], at: int, bodies: Bodies) -> int:
    """How many pieces a name has that nobody knows: up to one that is known or begins like an agency."""
    end = at + 1
    while end < len(pieces) and not _BEGINS.match(flat(pieces[end][1])) and not bodies.meant(pieces[end][1]):
        end += 1
    return end - at


def _joined(pieces: Sequence[tuple[str, str]]) -> str:
    text = ""
    for sign, piece in pieces:
        joint = _JOINTS.get(sign.strip(" ") or sign, " và ")
        text += (joint if text else "") + piece
    return text


def _vague(said: str) -> Problem:
    return Problem("", "agency_vague", _("“%(name)s” names no agency: left aside.", name=said), warning=True)


def _several(name: str, codes: tuple[str, ...]) -> Problem:
    message = _("“%(name)s” is the name of several agencies: choose the one that is meant.", name=name)
    return Problem("", "agency_ambiguous", message, choices=codes, about=name)


def _unknown(name: str, bodies: Bodies) -> Problem:
    if near := bodies.like(name):
        message = _("No agency is called “%(name)s”: choose the one that is meant.", name=name)
        return Problem("", "agency_unlike", message, choices=near, about=name)
    parts = {"name": name[:200], "day": dmy(bodies.terms.day)}
    message = _("No agency on %(day)s is called “%(name)s”: correct the name.", **parts)
    return Problem("", "agency_unknown", message, about=name)
