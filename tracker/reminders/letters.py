"""The words of the letters: what is overdue, told to whoever is responsible and to the office."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from tracker import settings
from tracker.clock import monday_of
from tracker.history.rules import Anchor
from tracker.mail.message import Words
from tracker.reminders.rows import (
    LIST_LENGTH,
    AgencyOverdue,
    Task,
    buckets,
    counted,
    days,
    days_late,
    groups,
    levels,
    line,
    rates,
    row,
    title,
    worst_first,
)
from tracker.tasks.rules import Figures
from tracker.templating import render
from tracker.words import _, dmy, language, number, speaking


class Reader(Protocol):
    """What a letter needs to know of whom it is for."""

    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def role(self) -> str: ...


def overdue_letter(
    person: Reader, tasks: Sequence[Task], figures: Figures, today: date, base_url: str
) -> Words:
    """The week's letter to somebody responsible: ``tasks`` are theirs, ``figures`` their agency's.

    Raises ValueError when nothing is overdue: then there is no letter.
    """
    with speaking(person.language):
        worst = worst_first(tasks)
        context = _shared(person, worst, figures, today, base_url)
        rows = [row(task, today, base_url) for task in worst[:LIST_LENGTH]]
        agency = line(person.agency_name)
        context.update(
            agency=agency,
            heading=_heading(len(worst), figures.overdue, agency),
            opening=_opening(len(worst), figures, today),
            rows=rows,
            button_url=rows[0].url if len(worst) == 1 else context["list_url"],
            figures_title=_("All tasks of %(agency)s: %(n)s", agency=agency, n=number(figures.total)),
            closing=_closing(_("Sent to whoever is responsible for an overdue task.")),
        )
        return letter_words("overdue", context)


def _heading(n: int, overdue: int, agency: str) -> str:
    """How many are overdue; where the agency has more than the reader is told of, both numbers."""
    if n < overdue:
        return _(
            "%(n)s of the %(overdue)s overdue tasks of %(agency)s to be dealt with",
            n=number(n), overdue=number(overdue), agency=agency,
        )  # fmt: skip
    return counted(
        "%(n)s task of %(agency)s is overdue", "%(n)s tasks of %(agency)s are overdue", n, agency=agency
    )


def office_summary(
    person: Reader,
    agencies: Sequence[AgencyOverdue],
    figures: Figures,
    today: date,
    base_url: str,
    anchor: Anchor | None = None,
) -> Words:
    """The week's letter to the coordinating office: everything overdue in the province, by agency.

    ``anchor`` is history's last: the office holds it outside the system. Raises ValueError when nothing is
    overdue.
    """
    with speaking(person.language):
        worst = worst_first(task for agency in agencies for task in agency.tasks)
        context = _shared(person, worst, figures, today, base_url)
        opening = _(
            "As of %(day)s: %(tasks)s overdue at %(agencies)s, the longest by %(days)s.",
            day=dmy(today),
            tasks=counted("%(n)s task", "%(n)s tasks", len(worst)),
            agencies=counted("%(n)s agency", "%(n)s agencies", len(agencies)),
            days=days(days_late(worst[0], today)),
        )
        context.update(
            heading=counted(
                "%(n)s task in the province is overdue",
                "%(n)s tasks in the province are overdue",
                len(worst),
            ),
            opening=[opening],
            levels=levels(worst, today),
            groups=groups(agencies, today, base_url),
            button_url=context["list_url"],
            figures_title=_("All tasks of the province: %(n)s", n=number(figures.total)),
            figures_notes=rates(figures),
            closing=[*_closing(_("Sent to the coordinating office.")), *_kept(anchor)],
        )
        return letter_words("office", context)


def _shared(
    person: Reader, worst: Sequence[Task], figures: Figures, today: date, base_url: str
) -> dict[str, Any]:
    if not worst:
        raise ValueError("Nothing is overdue: then there is no letter.")
    hidden = len(worst) - LIST_LENGTH
    return {
        "lang": language(),
        "organisation": settings.current().organisation,
        "product": _("Reform task tracker"),
        "today": today,
        "count": len(worst),
        "preheader": _(
            "The longest overdue, by %(days)s: %(title)s",
            days=days(days_late(worst[0], today)),
            title=title(worst[0]),
        ),
        "greeting": _("Dear %(name)s,", name=line(person.name)),
        "list_url": f"{base_url.rstrip('/')}/tasks?bucket=overdue",
        "more": counted("See %(n)s more overdue task", "See %(n)s more overdue tasks", hidden)
        if hidden > 0
        else "",
        "figures": buckets(figures),
        "figures_notes": [],
    }


def _opening(count: int, figures: Figures, today: date) -> list[str]:
    """What is the case and what to do; also how many more the agency has, lest the counts seem to differ."""
    part = _(
        "This letter names %(n)s of the %(all)s overdue tasks of the agency.",
        n=number(count), all=number(figures.overdue),
    )  # fmt: skip
    return [
        _("As of %(day)s the following is past its deadline and not completed.", day=dmy(today)),
        *([part] if figures.overdue > count else []),
        _(
            "Update the progress with the cause and the day on which completion is expected, or"
            " submit the result for confirmation, before %(day)s.",
            day=dmy(monday_of(today) + timedelta(days=7)),
        ),
    ]


def _closing(why: str) -> list[str]:
    return [
        _("This letter is sent automatically every Monday, or on the next working day."),
        why,
        _("Please do not reply to it."),
        _("Support: %(who)s", who=settings.current().support),
    ]


def _kept(anchor: Anchor | None) -> list[str]:
    """The anchor as the script that checks an export reads it."""
    if anchor is None:
        return []
    return [_("Anchor of history (day, entry, SHA-256), to be kept: %(anchor)s", anchor=anchor)]


def letter_words(letter: str, context: dict[str, Any]) -> Words:
    """The three parts of a letter: a folder of templates filled with the same facts."""
    subject = line(render(f"mail/{letter}/subject.txt", **context))
    filled = {**context, "subject": subject}
    text = re.sub(r"\n{3,}", "\n\n", render(f"mail/{letter}/body.txt", **filled).strip())
    return Words(subject, text + "\n", render(f"mail/{letter}/body.html", **filled))
