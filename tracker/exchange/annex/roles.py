"""Who leads and who helps, where one cell says both: "Chủ trì: … Phối hợp: …"."""

import re
from unicodedata import normalize

_ROLE = re.compile(r"(?:(?:co quan|don vi|cq|dv)\s+)?(?P<role>chu tri|phoi hop)(?:\s+thuc hien)?\s*[:\-–]\s*")
_WITH = re.compile(
    r"\s*,?\s*\(?chu tri\)?\s*[,;]?\s*(?:va\s+)?phoi hop(?:\s+(?:voi|cung)\b\s*:?|\s*:|\s+(?=\w))\s*"
)
_LED = re.compile(
    r"\W*(?:(?:co quan|don vi|cq|dv)\s+)?chu tri\s+(?P<lead>\w.*?)[\s,;.]+"
    r"(?:va\s+)?(?:(?:co quan|don vi|cq|dv)\s+)?phoi hop\s+(?:(?:voi|cung)\s+)?(?P<help>\w.*)",
    re.DOTALL,
)
_MARKED = re.compile(r"\s*(?:(?:\b|\()(?P<role>chu tri|phoi hop)\)?|\((?P<short>ct|ph)\))\s*(?=$|[;,.\n])")


def flat(text: str) -> str:
    """A text without marks and case, letter for letter, so that places in it are places in the text."""
    return "".join(normalize("NFD", c.replace("Đ", "d").replace("đ", "d"))[:1].lower()[:1] for c in text)


def roles(text: str) -> tuple[str, str] | None:
    """Who leads and who helps, as texts, where a cell says it itself; None when it does not."""
    bare = flat(text)
    marks = list(_ROLE.finditer(bare))
    if marks and any(one["role"] == "chu tri" for one in marks):
        said = {"chu tri": "", "phoi hop": text[: marks[0].start()].strip(" ;,.\n")}
        for one, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
            said[one["role"]] += "; " * bool(said[one["role"]]) + text[one.end() : end].strip(" ;,.\n")
        return said["chu tri"], said["phoi hop"]
    if found := _LED.fullmatch(bare):
        return text[slice(*found.span("lead"))], text[slice(*found.span("help"))]
    if found := _WITH.search(bare):
        return text[: found.start()], text[found.end() :]
    return _marked(text, bare)


def _marked(text: str, bare: str) -> tuple[str, str] | None:
    """ "Sở A (chủ trì), Sở B"."""
    found = [one for one in _MARKED.finditer(bare) if one["role"] == "chu tri" or one["short"] == "ct"]
    if len(found) != 1:
        return None
    begin = max(bare.rfind(sign, 0, found[0].start()) for sign in ";\n,") + 1
    rest = text[:begin] + "; " + text[found[0].end() :]
    return text[begin : found[0].start()], _MARKED.sub("", rest) if flat(rest) == rest else _unmarked(rest)


def _unmarked(text: str) -> str:
    for one in reversed(list(_MARKED.finditer(flat(text)))):
        text = text[: one.start()] + text[one.end() :]
    return text
