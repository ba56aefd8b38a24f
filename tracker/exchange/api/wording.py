"""What the checker of described data finds wrong, in the reader's language."""

import re
from collections.abc import Callable, Mapping

from tracker.words import _, mark

KINDS: Mapping[str, str] = {
    "int": mark("a whole number"),
    "float": mark("a number"),
    "str": mark("a text"),
    "bool": mark("true or false"),
    "null": mark("null"),
    "array": mark("a list"),
    "object": mark("an object"),
    "date": mark("a day such as 2024-06-30"),
    "datetime": mark("a moment such as 2024-06-30T08:00:00+07:00"),
}
_SIGNS = {">=": mark("at least"), "<=": mark("at most"), ">": mark("more than"), "<": mark("less than")}
_PATHED = re.compile(r" - at `\$[^`]*`$")
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (
            r"Object missing required field `(.+)`",
            lambda found: _("The field “%(name)s” is missing", name=found[1]),
        ),
        (
            r"Object contains unknown field `(.+)`",
            lambda found: _("There is no field “%(name)s” here", name=found[1]),
        ),
        (
            r"Invalid enum value (.+)",
            lambda found: _("“%(value)s” is none of the values possible here", value=found[1].strip("'\"")),
        ),
        (
            r"Expected `(?:int|float|decimal)` (>=|<=|>|<) (\S+)",
            lambda found: _(
                "The number has to be %(sign)s %(bound)s", sign=_(_SIGNS[found[1]]), bound=found[2]
            ),
        ),
        (
            r"Expected `str` of length (>=|<=) (\d+)",
            lambda found: _(
                "The text has to have %(sign)s %(n)s characters", sign=_(_SIGNS[found[1]]), n=found[2]
            ),
        ),
        (
            r"Expected `(?:array|object)` of (?:at (least|most) )?length (?:(>=|<=) )?(\d+)(?:, got \d+)?",
            lambda found: _(
                "The list has to have %(sign)s %(n)s entries",
                sign=_(_SIGNS[found[2] or ("<=" if found[1] == "most" else ">=")]),
                n=found[3],
            ),
        ),
        (r"Expected `str` matching regex .+", lambda _found: _("The text is not of the form described here")),
        (r"Expected `([^`]+)`(?:, got `([^`]+)`)?", lambda found: _expected(found[1], found[2])),
        (r"Invalid RFC3339 encoded (date|datetime)", lambda found: _expected(found[1], None)),
        (r"(?:Integer value|Number) out of range", lambda _found: _("The number is out of every range")),
    )
)


def worded(message: str) -> str:
    """A message of the checker (msgspec) as a sentence; one of no known shape follows in its own words."""
    plain = _PATHED.sub("", message)
    for pattern, said in _SHAPES:
        if found := pattern.fullmatch(plain):
            return said(found)
    return _("Not as the interface is described: %(what)s", what=message)


def _expected(wanted: str, got: str | None) -> str:
    if got is None:
        return _("Expected: %(kind)s", kind=_named(wanted))
    return _("Expected: %(kind)s; what came is %(got)s", kind=_named(wanted), got=_named(got))


def _named(kinds: str) -> str:
    """ "int | null" in words; a kind without a word stays as it is."""
    return _(" or ").join(_(KINDS[one]) if one in KINDS else one for one in kinds.split(" | "))
