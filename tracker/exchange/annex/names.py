"""Names of agencies made comparable: marks, case, signs and usual short forms do not count."""

import re
from collections.abc import Sequence

from tracker.words import fold

_PIECE = re.compile(r"[a-z0-9]+")
_SHORT = {
    "ubnd": "uy ban nhan dan", "vpubnd": "van phong uy ban nhan dan", "vp": "van phong", "tp": "thanh pho",
    "tx": "thi xa", "bql": "ban quan ly", "ca": "cong an", "kbnn": "kho bac nha nuoc",
    "bhxh": "bao hiem xa hoi",
    "nhnn": "ngan hang nha nuoc", "bch": "ban chi huy", "ttr": "thanh tra", "hdnd": "hoi dong nhan dan",
    "chqs": "chi huy quan su", "bdbp": "bo doi bien phong", "ch": "chi huy", "kkt": "khu kinh te",
}  # fmt: skip
_FIRST = {"s": "so"}
_LEVELS = {"h": "huyen", "q": "quan", "p": "phuong", "x": "xa"}
_DROPPED = frozenset({"va", "cac", "cua"})
COMMITTEE = "uybannhandan"
_COMMITTEE = ["uy", "ban", "nhan", "dan"]


def words(text: str) -> tuple[str, ...]:
    """The words of a name, short forms written out: "UBND H.Tân Biên" is uy ban nhan dan huyen tan bien."""
    found: list[str] = []
    for n, piece in enumerate(_PIECE.findall(fold(text))):
        if piece not in _DROPPED:
            found += _written_out(piece, n == 0, found[-4:] == _COMMITTEE or not found).split()
    return tuple(found)


def _written_out(piece: str, first: bool, before_level: bool) -> str:
    if first and piece in _FIRST:
        return _FIRST[piece]
    if before_level and piece in _LEVELS:
        return _LEVELS[piece]
    return _SHORT.get(piece, piece)


def normalised(text: str) -> str:
    """A name as it is compared and remembered; "Sở KH&ĐT", "sở KH-ĐT" and "Sở KHĐT" are one."""
    return "".join(words(text))


def initials(text: str) -> str:
    """A department by the first letters of its field: "Sở Kế hoạch và Đầu tư" is sokhdt; else ""."""
    first, *rest = words(text) or ("",)
    return first + "".join(one[0] for one in rest) if first == "so" and len(rest) > 1 else ""


def without_province(text: str, provinces: Sequence[str]) -> str:
    """A name as compared, without "tỉnh" and the province at its end."""
    some = words(text)
    if "tinh" in some:
        at = len(some) - 1 - some[::-1].index("tinh")
        if at and "".join(some[at + 1 :]) in provinces:
            some = some[:at]
    return "".join(some)


def province_of(text: str) -> str:
    """What follows "tỉnh" in a name, as compared; "" when nothing does."""
    some = words(text)
    return "".join(some[some.index("tinh") + 1 :]) if "tinh" in some else ""
