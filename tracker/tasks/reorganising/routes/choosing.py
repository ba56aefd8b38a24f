"""The selects of a preview: receivers by area and by task, people's new agencies."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.tasks.reorganising.forms.choices import CLOSE, area_field, person_field, task_field
from tracker.tasks.reorganising.routes.view import Preview
from tracker.tasks.reorganising.rules import TaskMove, allowed
from tracker.words import _

TASKS_SHOWN = 100  # of one agency, each with a choice of its own; the others are chosen for by area

Option = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """One select: what it is about, whom it offers, what is chosen, whether something must be."""

    name: str
    about: Mapping[str, Any]
    options: list[Option]
    missing: bool = False


@dataclass(frozen=True)
class Parting:
    """The choices that the tasks of one agency leave."""

    old: str
    total: int
    areas: list[Chosen]
    tasks: list[Chosen]

    @property
    def more(self) -> int:
        """Tasks without a select of their own."""
        return self.total - len(self.tasks)


@dataclass(frozen=True)
class Selects:
    """Every choice that a plan leaves. ``typed`` are choices that were sent and not kept."""

    preview: Preview
    typed: Mapping[str, str]

    @property
    def partings(self) -> list[Parting]:
        """The choices of each agency whose tasks have no single receiver."""
        plan = self.preview.one.plan
        moves: dict[str, list[TaskMove]] = {old: [] for old in plan.old if len(plan.successors(old)) != 1}
        for move in self.preview.found.tasks:
            if move.task.lead in moves and move.task.parent not in self.preview.standing.titles:
                moves[move.task.lead].append(move)
        return [self._parting(old, found) for old, found in moves.items() if found]

    def _parting(self, old: str, moves: list[TaskMove]) -> Parting:
        may = allowed(self.preview.one.plan, old, self.preview.standing.living)
        titles = self.preview.standing.titles
        first = sorted(moves, key=lambda move: bool(move.lead))[:TASKS_SHOWN]
        areas = Counter((move.task.area, titles[move.task.code]["area_name"]) for move in moves)
        kept = self.preview.one.plan.areas.get(old, {})
        return Parting(
            old,
            len(moves),
            [
                Chosen(
                    area_field(old, area),
                    {"name": name, "n": n},
                    self._options(area_field(old, area), may, kept.get(area, ""), self._usual(old)),
                )
                for (area, name), n in sorted(areas.items())
            ],
            [self._task(move, may) for move in first],
        )

    def _usual(self, old: str) -> str:
        to = self.preview.one.plan.successors(old)
        return (
            _("%(agency)s (unless chosen otherwise)", agency=self.preview.name(to[0]))
            if to
            else _("Task by task")
        )

    def _task(self, move: TaskMove, may: tuple[str, ...]) -> Chosen:
        name, kept = task_field(move.task.code), self.preview.one.plan.tasks.get(move.task.code, "")
        options = self._options(name, may, kept, _("As its area") if move.lead else _("Choose an agency"))
        return Chosen(name, self.preview.standing.titles[move.task.code], options, missing=not move.lead)

    @property
    def people(self) -> list[tuple[Mapping[str, Any], str, Chosen | None]]:
        """Who moves: the account, the new agency (or "" for none), the choice if there is one."""
        accounts, plan = self.preview.standing.accounts, self.preview.one.plan
        found: list[tuple[Mapping[str, Any], str, Chosen | None]] = []
        for move in self.preview.found.people:
            who, chosen = move.person.username, len(plan.successors(move.person.agency)) != 1
            found.append((accounts[who], move.agency, self._person(who) if chosen else None))
        return found

    def _person(self, username: str) -> Chosen:
        found = {move.person.username: move.agency for move in self.preview.found.people}
        name, may = person_field(username), sorted(self.preview.standing.living)
        now = found[username] or CLOSE
        options = [{"value": CLOSE, "text": _("The account is closed"), "selected": False}]
        options += self._options(name, tuple(self._ordered(may)), now, "")[1:]
        value = self.typed.get(name, now)
        return Chosen(name, {}, [{**o, "selected": o["value"] == value} for o in options])

    def _options(self, name: str, may: tuple[str, ...], kept: str, none: str) -> list[Option]:
        value = self.typed.get(name, kept)
        found = [{"value": "", "text": none}]
        found += [{"value": code, "text": self.preview.name(code)} for code in self._ordered(may)]
        return [{**one, "selected": one["value"] == value} for one in found]

    def _ordered(self, codes: Iterable[str]) -> list[str]:
        """Receivers of the plan first, the one by default first of all; then the official order."""
        order = dict.fromkeys((*self.preview.one.plan.receivers, *self.preview.standing.bodies))
        place = {code: n for n, code in enumerate(order)}
        return sorted(codes, key=lambda code: place[code])
