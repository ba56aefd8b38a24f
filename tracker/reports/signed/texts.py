"""The words of a signed copy beside those of the frozen report. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from tracker.reports.signed.rules import TextFacts

LISTED = 12
LONGEST_WORD = 40
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words and numbers of a text, in their order; blanks, lines and signs between them do not count."""
    return _WORD.findall(normalize("NFC", text))


def compared(frozen: Sequence[str], copy: Sequence[str]) -> TextFacts:
    """How the words of a copy differ from the report's.

    The number and the day that are filled in, and a visible signature, are words more; any word of the
    report that is missing or has moved is a difference.
    """
    if not frozen:
        return TextFacts("none")
    if not copy:
        return TextFacts("scan")
    if frozen == copy:
        return TextFacts("same")
    missing, added = Counter(frozen) - Counter(copy), Counter(copy) - Counter(frozen)
    verdict = "more" if not missing and _in_order(frozen, copy) else "other"
    return TextFacts(verdict, _listed(missing, frozen), _listed(added, copy), missing.total(), added.total())


def _in_order(some: Iterable[str], all_: Iterable[str]) -> bool:
    """Whether some words stand among all of them in the same order."""
    left = iter(all_)
    return all(any(word == one for one in left) for word in some)


def _listed(found: Counter[str], order: Iterable[str]) -> tuple[str, ...]:
    first = dict.fromkeys(word for word in order if word in found)
    return tuple(word[:LONGEST_WORD] for word in list(first)[:LISTED])
