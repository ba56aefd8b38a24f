"""What all letters of a run are made of: for whom, what stands beside, the parts they share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tracker import settings
from tracker.history.rules import Anchor
from tracker.mail import links
from tracker.mail.message import Words
from tracker.reminders.rows import LIST_LENGTH, Setting, counted, days, line, title
from tracker.reminders.rulebook.rules import Rulebook
from tracker.reminders.rules import FIRST_RULES, Task, days_late
from tracker.reminders.totals import buckets
from tracker.tasks.rules import Figures
from tracker.templating import render
from tracker.words import _, language


class Reader(Protocol):
    """What a letter needs to know of whom it is for."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Beside:
    """What a letter tells beside the overdue tasks.

    ``absent``: in whose place it is read too; ``things``: the reader's other things of the day, as
    daily.letters has them; ``anchor``: history's last, for the office, which holds it outside the system.
    """

    rules: Rulebook = FIRST_RULES
    absent: Sequence[str] = ()
    things: Mapping[str, Any] | None = None
    anchor: Anchor | None = None


NOTHING_BESIDE = Beside()


def shared(
    worst: Sequence[Task], person: Reader, figures: Figures, setting: Setting, also: Beside
) -> dict[str, Any]:
    """What all letters about overdue tasks say. Raises ValueError when there are none."""
    if not worst:
        raise ValueError("Nothing is overdue: then there is no letter.")
    hidden = len(worst) - LIST_LENGTH
    return {
        "lang": language(),
        "organisation": settings.current().organisation,
        "product": _("Reform task tracker"),
        "today": setting.today,
        "count": len(worst),
        "preheader": _(
            "The longest overdue, by %(days)s: %(title)s",
            days=days(days_late(worst[0], setting.today)),
            title=title(worst[0]),
        ),
        "greeting": _("Dear %(name)s,", name=line(person.name)),
        "list_url": links.to(_overdue_list(person), person.id, setting.base_url),
        "more": counted("See %(n)s more overdue task", "See %(n)s more overdue tasks", hidden)
        if hidden > 0
        else "",
        "figures": buckets(figures),
        "figures_notes": [],
        "also": also.things,
    }


def instead(also: Beside) -> list[str]:
    """In whose place a letter is read too; nothing when in nobody's."""
    names = ", ".join(line(name) for name in also.absent)
    return [_("Also in place of whoever is away: %(names)s.", names=names)] if names else []


def closing(why: str) -> list[str]:
    """The foot of a week's letter; ``why`` says to whom such letters go."""
    return [
        _("This letter is sent automatically every Monday, or on the next working day."),
        why,
        _("Please do not reply to it."),
        _("Support: %(who)s", who=settings.current().support),
    ]


def letter_words(letter: str, context: dict[str, Any]) -> Words:
    """The three parts of a letter: a folder of templates filled with the same facts."""
    subject = line(render(f"mail/{letter}/subject.txt", **context))
    filled = {**context, "subject": subject}
    text = re.sub(r"\n{3,}", "\n\n", render(f"mail/{letter}/body.txt", **filled).strip())
    return Words(subject, text + "\n", render(f"mail/{letter}/body.html", **filled))


def _overdue_list(person: Reader) -> str:
    """The list behind the count: an agency's letter counts what it leads, not what it coordinates."""
    return "/tasks?part=lead&bucket=overdue" if person.role in {"lead", "staff"} else "/tasks?bucket=overdue"
