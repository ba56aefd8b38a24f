"""The words of the week's letter: what is overdue, told to whoever answers for it."""

from collections.abc import Sequence
from datetime import date, timedelta

from tracker.clock import monday_of
from tracker.mail.message import Words
from tracker.reminders.letters import NOTHING_BESIDE, Beside, Reader, closing, instead, letter_words, shared
from tracker.reminders.rows import LIST_LENGTH, Setting, counted, line, row, worst_first
from tracker.reminders.rules import Task
from tracker.tasks.rules import Figures
from tracker.words import _, dmy, number, speaking


def overdue_letter(
    person: Reader,
    tasks: Sequence[Task],
    figures: Figures,
    today: date,
    base_url: str,
    also: Beside = NOTHING_BESIDE,
) -> Words:
    """The week's letter to somebody responsible: ``tasks`` are theirs, ``figures`` their agency's.

    Raises ValueError when nothing is overdue: then there is no letter.
    """
    with speaking(person.language):
        worst, setting = worst_first(tasks), Setting(today, base_url, person.id, also.rules)
        context = shared(worst, person, figures, setting, also)
        rows = [row(task, setting, _note(task)) for task in worst[:LIST_LENGTH]]
        agency = line(person.agency_name)
        context.update(
            heading=_heading(len(worst), figures.overdue, agency),
            opening=[*_opening(len(worst), figures, today), *instead(also)],
            rows=rows,
            button_url=rows[0].url if len(worst) == 1 else context["list_url"],
            figures_title=_("All tasks of %(agency)s: %(n)s", agency=agency, n=number(figures.total)),
            closing=closing(_("Sent to whoever is responsible for an overdue task.")),
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


def _note(task: Task) -> str:
    absent = task.get("behalf")
    return _("in place of %(name)s", name=absent) if absent else ""
