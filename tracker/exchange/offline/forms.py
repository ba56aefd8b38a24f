"""The form under the rows of a book: for each conflict whose words are to stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.refusal import Refused
from tracker.words import _

KEEP, MINE = "keep", "mine"
_CHOICE = re.compile(r"choice_([0-9]{1,7})")


@dataclass(frozen=True)
class Decided:
    """What was sent: the form's key, what was shown, and the rows whose typed words shall stand."""

    key: str
    seen: str
    mine: frozenset[int]


def read(sent: Iterable[tuple[str, object]]) -> Decided:
    """The form as sent. Raises Refused for what ours never sends."""
    said, mine = {"form_key": "", "seen": "", "csrf_token": ""}, set()
    for name, value in sent:
        row = _CHOICE.fullmatch(name)
        if row and value in {KEEP, MINE}:
            mine |= {int(row[1])} if value == MINE else set()
        elif name in said and isinstance(value, str):
            said[name] = value
        else:
            raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    return Decided(said["form_key"], said["seen"], frozenset(mine))
