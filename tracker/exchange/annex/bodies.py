"""Which agency a name means on a day: its names first, then derived forms, then likeness, never silently."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property

from tracker.exchange.annex import names
from tracker.exchange.annex.model import Terms

LIKE = 0.78
MOST_CHOICES = 3
LONGEST = 150  # characters of a name that is compared by likeness
MOST_COMPARED = 500  # names of one file that are compared so; a file full of strangers is no annex


class Bodies:
    """The agencies of a day by every name they go by."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._compared = 0
        self._named: dict[str, set[str]] = defaultdict(set)
        self._derived: dict[str, set[str]] = defaultdict(set)
        self._like: dict[str, tuple[str, ...]] = {}
        provinces = {names.province_of(name) for body in terms.bodies for name in body.names}
        self._provinces = sorted(provinces | {""})
        for body in terms.bodies:
            for name in (*body.names, body.code):
                self._named[names.normalised(name)].add(body.code)
                self._derived[names.without_province(name, self._provinces)].add(body.code)
                self._derived[names.initials(name)].add(body.code)
        self._codes = {body.code for body in terms.bodies}

    def meant(self, name: str) -> tuple[str, ...]:
        """The codes that a name means for certain; more than one when it is not unique."""
        key = names.normalised(name)
        if not key:
            return ()
        if self.terms.remembered.get(key) in self._codes:
            return (self.terms.remembered[key],)
        without = names.without_province(name, self._provinces)
        committee = names.COMMITTEE + key
        found = (
            self._named.get(key)
            or self._named.get(committee)
            or self._named.get(without)
            or self._derived.get(key)
            or self._derived.get(without)
        )
        return tuple(sorted(found or ()))

    def like(self, name: str) -> tuple[str, ...]:
        """The codes of agencies that are called nearly so, the likeliest first."""
        if name not in self._like:
            self._compared += 1
            small = len(name) <= LONGEST and self._compared <= MOST_COMPARED
            self._like[name] = self._nearest(" ".join(names.words(name))) if small else ()
        return self._like[name]

    def _nearest(self, text: str) -> tuple[str, ...]:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(text)
        best: dict[str, float] = {}
        for spelled, code in self._spelled:
            matcher.set_seq1(spelled)
            if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE:
                best[code] = max(best.get(code, 0), matcher.ratio())
        near = sorted((code for code in best if best[code] >= LIKE), key=lambda code: (-best[code], code))
        return tuple(near[:MOST_CHOICES])

    @cached_property
    def _spelled(self) -> list[tuple[str, str]]:
        return sorted(
            {(" ".join(names.words(name)), one.code) for one in self.terms.bodies for name in one.names}
        )

    def all_of(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Every agency of some kinds: "so", "ban", "nganh", or a level such as "huyen"."""
        wanted = set(kinds)
        return tuple(one.code for one in self.terms.bodies if wanted & self._kinds(one.names[0], one.kind))

    @staticmethod
    def _kinds(name: str, kind: str) -> set[str]:
        key = names.normalised(name)
        found = {"nganh"} if kind == "vertical" else {"ban"} if kind == "board" else set()
        if names.words(name)[:1] == ("so",) or kind == "department":
            found.add("so")
        levels = ("huyen", "thixa", "thanhpho", "xa", "phuong", "dackhu", "quan")
        return found | {one for one in levels if key.startswith(names.COMMITTEE + one)}
