"""The words of the daily letter: what is to be done first, then what is to be known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from tracker import settings
from tracker.mail.message import Words
from tracker.reminders.letters import Reader, letter_words
from tracker.reminders.news.rules import CONCERNS
from tracker.reminders.rows import LIST_LENGTH, counted, line, title
from tracker.words import _, dmy, language, moment, number, speaking

SAID_LENGTH = 300


@dataclass(frozen=True)
class NewsRow:
    """One line as both parts of the letter show it."""

    title: str
    url: str
    what: str
    who: str
    said: str
    todo: str


def news_letter(person: Reader, lines: Sequence[Mapping[str, Any]], today: date, base_url: str) -> Words:
    """The day's letter to one person. Raises ValueError when there is nothing to tell."""
    if not lines:
        raise ValueError("Nothing to tell: then there is no letter.")
    base = base_url.rstrip("/")
    with speaking(person.language):
        shown = [_row(one, base) for one in _first_to_do(lines)]
        to_do = [one for one in shown if one.todo]
        hidden = len(shown) - LIST_LENGTH
        context = {
            "lang": language(),
            "organisation": settings.current().organisation,
            "product": _("Reform task tracker"),
            "today": today,
            "heading": _heading(len(to_do), len(shown)),
            "preheader": f"{shown[0].what}: {shown[0].title}",
            "greeting": _("Dear %(name)s,", name=line(person.name)),
            "opening": [
                _("Since the last letter the following concerns %(who)s.", who=line(person.agency_name))
            ],
            "to_do": to_do[:LIST_LENGTH],
            "to_know": [one for one in shown if not one.todo][: max(0, LIST_LENGTH - len(to_do))],
            "more": _("%(n)s more in the system", n=number(hidden)) if hidden > 0 else "",
            "list_url": f"{base}/my-work" if person.role != "member" else f"{base}/tasks",
            "closing": [
                _("This letter is sent on working days, at most once a day, when there is news."),
                _("Please do not reply to it."),
                _("Support: %(who)s", who=settings.current().support),
            ],
        }
        return letter_words("news", context)


def _first_to_do(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What asks for something first, by deadline; then the rest, newest first."""
    asking = [one for one in lines if CONCERNS[one["verb"]].todo]
    telling = [one for one in lines if not CONCERNS[one["verb"]].todo]
    asking.sort(key=lambda one: (one["due_on"] or date.max, one["line"]))
    return [*asking, *sorted(telling, key=lambda one: -one["line"])]


def _row(one: Mapping[str, Any], base: str) -> NewsRow:
    concern = CONCERNS[one["verb"]]
    said = line(one["text"])
    return NewsRow(
        title=f"{one['code']} · {title(one)}",
        url=f"{base}/tasks/{quote(one['code'], safe='')}",
        what=_(concern.what),
        who=" · ".join(filter(None, (line(one["actor_name"]), line(one["actor_agency"]), moment(one["at"])))),
        said=said if len(said) <= SAID_LENGTH else said[: SAID_LENGTH - 1].rstrip() + "…",
        todo=_todo(one, concern.todo),
    )


def _todo(one: Mapping[str, Any], todo: str) -> str:
    if not todo:
        return ""
    due = one["due_on"]
    return _("To do: %(what)s (deadline %(day)s)", what=_(todo), day=dmy(due)) if due else _(
        "To do: %(what)s", what=_(todo)
    )  # fmt: skip


def _heading(to_do: int, all_: int) -> str:
    if to_do:
        return counted("%(n)s thing to do", "%(n)s things to do", to_do)
    return counted("%(n)s piece of news", "%(n)s pieces of news", all_)
