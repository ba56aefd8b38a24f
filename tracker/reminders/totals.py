"""What letters say of all tasks: the five figures and both rates."""

from tracker.tasks.rules import LIFE_CYCLE, Figures
from tracker.words import _, mark, number, percent

_BUCKETS = {
    "done_on_time": mark("Completed on time"),
    "done_late": mark("Completed late"),
    "awaiting": mark("Completed, awaiting confirmation"),
    "in_time": mark("In progress, within deadline"),
    "overdue": mark("In progress, overdue"),
}


def buckets(figures: Figures) -> list[tuple[str, str]]:
    """The five figures by name, in the order of a task's life."""
    return [(_(_BUCKETS[name]), number(figures.count(name))) for name in LIFE_CYCLE]


def rates(figures: Figures) -> list[str]:
    """Both official completion rates, each with its denominator in words."""
    return [
        _(
            "Completed out of all tasks: %(done)s/%(all)s, or %(rate)s.",
            done=number(figures.done),
            all=number(figures.total),
            rate=percent(figures.rate_all),
        ),
        _(
            "Completed out of completed and overdue: %(done)s/%(all)s, or %(rate)s.",
            done=number(figures.done),
            all=number(figures.done + figures.overdue),
            rate=percent(figures.rate_due),
        ),
    ]
