"""A plan in words: which tasks go where, who moves, what is still to be chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.tasks.reorganising import checking
from tracker.tasks.reorganising.grounds import Ground
from tracker.tasks.reorganising.plans import CLOSED, Change, last_day
from tracker.tasks.reorganising.queries import Reorganised
from tracker.tasks.reorganising.rules import Outcome, seal
from tracker.words import _, dmy, mark

KIND_NAMES: Mapping[str, str] = {
    "merge": mark("Merger"),
    "split": mark("Split"),
    "rename": mark("New name or new body"),
    "abolish": mark("Abolition"),
    "several": mark("Several changes"),
}
STATE_NAMES: Mapping[str, str] = {
    "draft": mark("Being prepared"),
    "planned": mark("Planned, not begun"),
    "done": mark("Carried out"),
    "cancelled": mark("Given up"),
}
AGENCY_KIND_NAMES: Mapping[str, str] = {
    "province_office": mark("People's Committee and its office"),
    "department": mark("Department"),
    "vertical": mark("Vertical body"),
    "board": mark("Board"),
    "district": mark("District"),
    "commune": mark("Commune"),
}


@dataclass(frozen=True)
class Preview:
    """What a plan does, for its page. ``reader`` is whose account is in use."""

    one: Reorganised
    standing: Ground
    reader: int

    @cached_property
    def found(self) -> Outcome:
        """The outcome itself."""
        return self.standing.outcome(self.one.plan)

    @cached_property
    def seal(self) -> str:
        """What a confirmation must match."""
        return seal(self.one.plan, self.found)

    @cached_property
    def faults(self) -> list[str]:
        """What keeps it from being carried out."""
        return checking.faults(self.one, self.standing, self.found, self.reader)

    def name(self, code: str) -> str:
        """An agency's name; of one that begins with the plan, from when."""
        new, body = self.one.plan.newcomers.get(code), self.standing.bodies.get(code)
        text = new.name if new else body.name if body else code
        if new or (body and body.first == self.one.on_day):
            return _("%(agency)s (from %(day)s)", agency=text, day=dmy(self.one.on_day))
        return text

    def old_name(self, code: str) -> str:
        """The name of an agency that ends, until when."""
        body = self.standing.bodies.get(code)
        day = dmy(last_day(self.one.on_day))
        return _("%(agency)s (until %(day)s)", agency=body.name if body else code, day=day)

    @cached_property
    def flows(self) -> list[tuple[str, str, int, int]]:
        """From whom to whom, how many tasks to lead and how many parts of tasks; "" for nobody yet."""
        whole: Counter[tuple[str, str]] = Counter()
        parts: Counter[tuple[str, str]] = Counter()
        for move in self.found.tasks:
            if move.task.lead in self.one.plan.old:
                (parts if move.task.parent else whole)[move.task.lead, move.lead] += 1
        return [(old, new, whole[old, new], parts[old, new]) for old, new in self._sorted({**whole, **parts})]

    @cached_property
    def coordinating(self) -> list[tuple[str, str, int]]:
        """From whom to whom, how many tasks to coordinate; "" where it ends."""
        found: Counter[tuple[str, str]] = Counter()
        for move in self.found.tasks:
            for before, after in move.steps:
                if before != after:
                    found[before, "" if after == move.lead else after] += 1
        return [(old, new, found[old, new]) for old, new in self._sorted(found)]

    def _sorted(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """From whom to whom, in the official order of agencies."""
        place = {code: n for n, code in enumerate(self.standing.bodies)}
        return sorted(pairs, key=lambda pair: (place[pair[0]], place.get(pair[1], -1), pair))

    @property
    def closing(self) -> int:
        """How many accounts end."""
        return sum(move.agency == CLOSED and move.person.open for move in self.found.people)

    @cached_property
    def left_out(self) -> list[tuple[str, int]]:
        """Agencies outside the plan whose name ends before its day, and the unfinished tasks they lead."""
        return [
            (self.old_name(code) if body.last == last_day(self.one.on_day) else body.name, body.unfinished)
            for code, body in self.standing.bodies.items()
            if body.unfinished and not body.lives(self.one.on_day) and code not in self.one.plan.old
        ]


def said(change: Change, preview: Preview) -> str:
    """One change in a line."""
    old = "; ".join(preview.old_name(code) for code in change.old)
    return f"{old} → {'; '.join(preview.name(code) for code in change.to)}" if change.to else old
