"""What background work is bound to: how long it is held, how often it is tried, how long it is kept."""

from collections.abc import Mapping
from datetime import date, timedelta

from tracker.words import _, mark

LEASE = timedelta(seconds=60)  # a worker that died gives its work back after so long
LOOK_SECONDS = 1.0  # how soon a cancelled work stops, and how often a lease is made longer
TRIES = 3
KEPT = timedelta(days=7)  # letters; files of a frozen report stay for ever
REMEMBERED = timedelta(days=365)  # that there was such work
ZIP = "application/zip"

STATE_NAMES: Mapping[str, str] = {
    "waiting": mark("Waiting for its turn"),
    "making": mark("Being made"),
    "done": mark("Made"),
    "failed": mark("Not made"),
    "cancelled": mark("Cancelled"),
}


def letter_name(code: str, as_of: date) -> str:
    """What the letter to an agency is called as a file."""
    return f"thu-quan-ly-{code.lower()}-{as_of.isoformat()}.pdf"


def zip_name(as_of: str) -> str:
    """What all letters of a day are called as one file."""
    return f"thu-quan-ly-{as_of}.zip"


def gave_up() -> str:
    """What is said when the work died with whoever did it, again and again."""
    return _(
        "The work broke off %(n)s times. The figures are safe. Make it again when the system is less busy; "
        "if it breaks off again, tell support.",
        n=TRIES,
    )


def went_wrong(number: int) -> str:
    """What is said of trouble that nobody foresaw."""
    return _(
        "Something went wrong. The figures are safe. Make it again; if it fails again, tell support the "
        "number of this work: %(n)s.",
        n=number,
    )
