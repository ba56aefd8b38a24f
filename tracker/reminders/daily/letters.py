"""The words of the daily letter: what is to be done first, then what is to be known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from tracker import settings
from tracker.mail import links
from tracker.mail.message import Words
from tracker.reminders.daily.things import AWAITING, BEFORE, DEADLINE, LATE, SILENT, Thing
from tracker.reminders.letters import Reader, letter_words
from tracker.reminders.rows import LIST_LENGTH, counted, line, short
from tracker.reminders.rulebook.stopping import stop_url
from tracker.words import _, dmy, language, moment, number, speaking

TITLE_LENGTH = SAID_LENGTH = 200
BESIDE_LENGTH = 10  # things beside the week's overdue tasks; with shorter words, so that both stay small
BESIDE_WORDS = 120


@dataclass(frozen=True)
class ThingRow:
    """One thing as both parts of a letter show it."""

    title: str
    url: str
    what: str
    who: str
    said: str
    todo: str


def daily_letter(person: Reader, things: Sequence[Thing], today: date, base_url: str) -> Words:
    """The day's letter to one person. Raises ValueError when there is nothing to tell."""
    if not things:
        raise ValueError("Nothing to tell: then there is no letter.")
    with speaking(person.language):
        ordered = _first_to_do(things)
        told = _told(person, ordered, base_url, LIST_LENGTH, TITLE_LENGTH)
        to_do = len([one for one in ordered if one.todo])
        return letter_words(
            "daily",
            {
                "lang": language(),
                "organisation": settings.current().organisation,
                "product": _("Reform task tracker"),
                "today": today,
                "heading": _heading(to_do, len(ordered)),
                "preheader": f"{_what(ordered[0])}: {short(ordered[0].title, TITLE_LENGTH)}",
                "greeting": _("Dear %(name)s,", name=line(person.name)),
                "opening": _opening(person, ordered),
                **told,
                "stop_url": stop_url(person.id, base_url) if courtesy_only(things) else "",
                "closing": [
                    _("This letter is sent on working days, at most once a day, when there is news."),
                    _("Please do not reply to it."),
                    _("Support: %(who)s", who=settings.current().support),
                ],
            },
        )


def beside(person: Reader, things: Sequence[Thing], base_url: str) -> Mapping[str, Any] | None:
    """A person's things of the day as the week's letter tells them below what is overdue."""
    if not things:
        return None
    with speaking(person.language):
        return _told(person, _first_to_do(things), base_url, BESIDE_LENGTH, BESIDE_WORDS)


def courtesy_only(things: Sequence[Thing]) -> bool:
    """Whether a letter asks for nothing, so that its reader may stop such letters.

    What is told in somebody's place is theirs to decline, so the reader cannot stop it.
    """
    return all((not thing.todo or thing.kind == BEFORE) and not thing.behalf for thing in things)


def _told(person: Reader, ordered: Sequence[Thing], base_url: str, length: int, words: int) -> dict[str, Any]:
    rows = [(bool(one.todo), _row(one, person.id, base_url, words)) for one in ordered[:length]]
    hidden = len(ordered) - length
    path = "/tasks" if person.role == "member" else "/my-work"
    return {
        "to_do": [row for asks, row in rows if asks],
        "to_know": [row for asks, row in rows if not asks],
        "more": _("%(n)s more in the system", n=number(hidden)) if hidden > 0 else "",
        "list_url": links.to(path, person.id, base_url),
    }


def _first_to_do(things: Sequence[Thing]) -> list[Thing]:
    """What asks for something first, by deadline, so the longest overdue; then the rest, newest first."""
    asking = sorted((one for one in things if one.todo), key=lambda one: (one.due_on or date.max, one.key))
    telling = [one for one in things if not one.todo]
    return [*asking, *sorted(telling, key=lambda one: one.at.timestamp() if one.at else 0, reverse=True)]


def _row(thing: Thing, reader: int, base_url: str, words: int) -> ThingRow:
    instead = _("in place of %(name)s", name=line(thing.behalf)) if thing.behalf else ""
    who = [line(one) for one in thing.who]
    return ThingRow(
        title=f"{line(thing.code)} · {short(thing.title, words)}",
        url=links.to(f"/tasks/{quote(thing.code, safe='')}#act", reader, base_url),
        what=_what(thing),
        who=" · ".join(filter(None, (*who, moment(thing.at) if thing.at else "", instead))),
        said=short(thing.said, words),
        todo=_todo(thing),
    )


def _what(thing: Thing) -> str:
    n = thing.days
    if thing.kind in {BEFORE, DEADLINE}:
        return counted("Due in %(n)s day", "Due in %(n)s days", n) if n else _("Due today")
    if thing.kind == SILENT:
        return counted("No report for %(n)s day", "No report for %(n)s days", n)
    if thing.kind == AWAITING:
        return counted("Awaiting confirmation for %(n)s day", "Awaiting confirmation for %(n)s days", n)
    if thing.kind == LATE:
        return counted("Overdue by %(n)s day", "Overdue by %(n)s days", n)
    return _(thing.what)


def _todo(thing: Thing) -> str:
    if not thing.todo:
        return ""
    due = None if thing.kind == AWAITING else thing.due_on  # the task's deadline is not the office's
    return _("To do: %(what)s (deadline %(day)s)", what=_(thing.todo), day=dmy(due)) if due else _(
        "To do: %(what)s", what=_(thing.todo)
    )  # fmt: skip


def _heading(to_do: int, all_: int) -> str:
    if to_do:
        return counted("%(n)s thing to do", "%(n)s things to do", to_do)
    return counted("%(n)s piece of news", "%(n)s pieces of news", all_)


def _opening(person: Reader, things: Sequence[Thing]) -> list[str]:
    absent = dict.fromkeys(line(one.behalf) for one in things if one.behalf)
    instead = [_instead(absent)] if absent else []
    return [
        _("Since the last letter the following concerns %(who)s.", who=line(person.agency_name)),
        *instead,
    ]


def _instead(absent: Mapping[str, object]) -> str:
    return _("Also in place of whoever is away: %(names)s.", names=", ".join(absent))
