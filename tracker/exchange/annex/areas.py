"""Which area a group's heading or a cell means: by code, by name, by likeness."""

import re
from difflib import get_close_matches

from tracker.exchange.annex.model import Terms
from tracker.words import fold

LIKE = 0.8
LONGEST = 300
_ASIDE = re.compile(r"\([^)]*\)")
_NUMBER = re.compile(r"^(?:[ivxlc]+|[a-z]|\d+(?:\.\d+)*)\s*[.):/-]\s*")
_SIGN = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[-.]?\d+$")
_LEAD = re.compile(r"^(?:linh vuc|nhom nhiem vu|nhom|nhiem vu ve|cac nhiem vu ve|nhiem vu|noi dung|ve)\s+")


class Areas:
    """The areas of a programme."""

    def __init__(self, terms: Terms) -> None:
        self._codes = {fold(code): code for code in terms.areas}
        self._names = {_plain(name): code for code, name in terms.areas.items()}
        self._known: dict[str, str] = {}

    def meant(self, text: str) -> str:
        """The code of the area that a text means; "" for none."""
        if text not in self._known:
            self._known[text] = self._meant(text) if len(text) <= LONGEST else ""
        return self._known[text]

    def _meant(self, text: str) -> str:
        if (code := fold(text)) in self._codes:
            return self._codes[code]
        words = _plain(text)
        if words in self._names:
            return self._names[words]
        bare = _LEAD.sub("", words)
        held = [name for name in self._names if len(bare) > 6 and (name in bare or bare in name)]
        near = get_close_matches(bare, self._names, 1, LIKE) if bare else []
        found = near or ([max(held, key=len)] if held else [])
        return self._names[found[0]] if found else ""

    def of_code(self, code: str) -> str:
        """The area that a task's code begins with ("TC-01"); "" for none."""
        return self._codes.get(fold(_CODE.sub("", code)), "") if code else ""


def _plain(text: str) -> str:
    return _SIGN.sub(" ", _NUMBER.sub("", _ASIDE.sub(" ", fold(text)).strip())).strip()
