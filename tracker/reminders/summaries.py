"""The words of the week's summaries: of the province for the office, of what is long overdue for members."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.history.rules import Anchor
from tracker.mail.message import Words
from tracker.reminders.letters import NOTHING_BESIDE, Beside, Reader, closing, instead, letter_words, shared
from tracker.reminders.rows import (
    LIST_LENGTH,
    AgencyOverdue,
    Setting,
    counted,
    days,
    groups,
    levels,
    row,
    worst_first,
)
from tracker.reminders.rulebook.stopping import stop_url
from tracker.reminders.rules import Task, days_late
from tracker.reminders.totals import rates
from tracker.tasks.rules import Figures
from tracker.words import _, dmy, number, speaking


def office_summary(
    person: Reader,
    agencies: Sequence[AgencyOverdue],
    figures: Figures,
    today: date,
    base_url: str,
    also: Beside = NOTHING_BESIDE,
) -> Words:
    """The week's letter to the coordinating office: everything overdue in the province, by agency.

    Raises ValueError when nothing is overdue.
    """
    with speaking(person.language):
        worst = worst_first(task for agency in agencies for task in agency.tasks)
        setting = Setting(today, base_url, person.id, also.rules)
        context = shared(worst, person, figures, setting, also)
        context.update(
            _of_province(figures),
            heading=counted(
                "%(n)s task in the province is overdue",
                "%(n)s tasks in the province are overdue",
                len(worst),
            ),
            opening=[_found(worst, agencies, today), *instead(also)],
            levels=levels(worst, today, also.rules),
            groups=groups(agencies, setting),
            button_url=context["list_url"],
            closing=[*closing(_("Sent to the coordinating office.")), *_kept(also.anchor)],
        )
        return letter_words("office", context)


def committee_summary(
    person: Reader,
    tasks: Sequence[Task],
    figures: Figures,
    today: date,
    base_url: str,
    also: Beside = NOTHING_BESIDE,
) -> Words:
    """The week's letter to a member who asked for it: the figures, and ``tasks`` that are long overdue.

    Raises ValueError when none is.
    """
    with speaking(person.language):
        worst, setting = worst_first(tasks), Setting(today, base_url, person.id, also.rules)
        context = shared(worst, person, figures, setting, also)
        since = days(also.rules.committee_days)
        context.update(
            _of_province(figures),
            heading=counted(
                "%(n)s task is overdue by %(days)s or more",
                "%(n)s tasks are overdue by %(days)s or more",
                len(worst),
                days=since,
            ),
            opening=[
                _(
                    "As of %(day)s the province has %(n)s overdue tasks; those overdue by %(days)s or more"
                    " follow, the longest first.",
                    day=dmy(today), n=number(figures.overdue), days=since,
                )
            ],
            rows=[row(task, setting, task["lead_name"]) for task in worst[:LIST_LENGTH]],
            button_url=context["list_url"],
            stop_url=stop_url(person.id, base_url),
            closing=closing(_("Sent to members of the steering committee who asked for it.")),
        )  # fmt: skip
        return letter_words("committee", context)


def _of_province(figures: Figures) -> dict[str, Any]:
    return {
        "figures_title": _("All tasks of the province: %(n)s", n=number(figures.total)),
        "figures_notes": rates(figures),
    }


def _found(worst: Sequence[Task], agencies: Sequence[AgencyOverdue], today: date) -> str:
    return _(
        "As of %(day)s: %(tasks)s overdue at %(agencies)s, the longest by %(days)s.",
        day=dmy(today),
        tasks=counted("%(n)s task", "%(n)s tasks", len(worst)),
        agencies=counted("%(n)s agency", "%(n)s agencies", len(agencies)),
        days=days(days_late(worst[0], today)),
    )


def _kept(anchor: Anchor | None) -> list[str]:
    """The anchor as the script that checks an export reads it."""
    if anchor is None:
        return []
    return [_("Anchor of history (day, entry, SHA-256), to be kept: %(anchor)s", anchor=anchor)]
