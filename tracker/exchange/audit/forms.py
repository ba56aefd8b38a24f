"""What an auditor asks of the lines of history: every filter in the address, checked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker import clock
from tracker.exchange.audit.queries import Wanted, people_of, task_of
from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.words import _

LONGEST = 120
BY_ITSELF = "tracker"  # the name under which commands and the worker act
DAYS = ("from", "to")
KNOWN = ("task", "who", "verb", "before", *(f"{day}_{box}" for day in DAYS for box in BOXES))


@dataclass(frozen=True)
class Asked:
    """The filters as typed, what they mean, and what is wrong with them."""

    typed: dict[str, str]
    wanted: Wanted
    problems: dict[str, str]

    @property
    def params(self) -> dict[str, str]:
        """The query of an address that asks the same from its newest line."""
        return {name: text for name, text in self.typed.items() if text and name != "before"}


async def read(pairs: Iterable[tuple[str, str]], verbs: Collection[str]) -> Asked:
    """The filters of an address; of a name said twice the last counts."""
    sheet = Sheet({name: text for name, text in pairs if name in KNOWN}.items(), KNOWN)
    wanted = Wanted(verb=sheet.values["verb"], before=whole(sheet.values["before"]))
    if wanted.verb and wanted.verb not in verbs:
        sheet.problem(
            "verb", _("Choose one of the values listed: “%(value)s” is not among them", value=wanted.verb)
        )
    if sheet.values["before"] and wanted.before is None:
        sheet.problem("before", _("There is no such page of the list"))
    wanted = _within(sheet, await _about(sheet, wanted))
    return Asked(sheet.values, wanted, sheet.problems)


async def _about(sheet: Sheet, wanted: Wanted) -> Wanted:
    code, who = sheet.text("task", most=LONGEST), sheet.text("who", most=LONGEST)
    if code and "task" not in sheet.problems:
        wanted = replace(wanted, task=await task_of(code))
        if wanted.task is None:
            sheet.problem("task", _("There is no task with the code “%(value)s”", value=code))
    if who == BY_ITSELF:
        wanted = replace(wanted, by_itself=True)
    elif who and "who" not in sheet.problems:
        wanted = replace(wanted, actors=await people_of(who))
        if not wanted.actors:
            sheet.problem("who", _("There is nobody called “%(value)s”", value=who))
    return wanted


def _within(sheet: Sheet, wanted: Wanted) -> Wanted:
    since, until = (_day(sheet, name) for name in DAYS)
    if since and until and until < since:
        sheet.problem("to", _("The last day cannot be before the first"))
    return replace(
        wanted,
        since=clock.at(since, 0) if since else None,
        until=clock.at(until + timedelta(days=1), 0) if until else None,
    )


def _day(sheet: Sheet, name: str) -> date | None:
    typed = any(sheet.values[f"{name}_{box}"] for box in BOXES)
    return sheet.day(name, "") if typed else None
