"""What the book says: its heads, its lists of kinds, its instructions; and kinds read back from words."""

from tracker.tasks.forms.fields import LONGEST_TEXT
from tracker.tasks.routes.task_view import VALUE_NAMES
from tracker.tasks.rules import CAUSE_KINDS, DIFFICULTY_KINDS
from tracker.words import LANGUAGES, _, fold, mark, number, speaking

HEADS = (
    mark("Code"), mark("Task"), mark("Deadline"), mark("State"), mark("Last report"),
    mark("Progress (%)"), mark("What has been done"), mark("Kind of difficulty"), mark("Difficulties"),
    mark("Kind of cause"), mark("Cause"), mark("Forecast"), mark("Proposal"),
)  # fmt: skip
WIDTHS = (11, 46, 12, 22, 36, 9, 44, 20, 34, 14, 30, 30, 30)
KINDS = {"difficulty_kind": DIFFICULTY_KINDS, "cause_kind": CAUSE_KINDS}


def kinds(name: str) -> list[str]:
    """The words of a list of kinds, in the reader's language."""
    return [_(VALUE_NAMES[kind]) for kind in KINDS[name]]


def kind_of(name: str, words: str) -> str:
    """The kind that words mean in any language of ours; words that mean none stay as they are."""
    for language in LANGUAGES:
        with speaking(language):
            known = {fold(_(VALUE_NAMES[kind])): kind for kind in KINDS[name]}
        if fold(words) in known:
            return known[fold(words)]
    return words


def headings() -> list[tuple[str, ...]]:
    """The heads of the columns, in each language that a book may be in."""
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(tuple(_(heading) for heading in HEADS))
    return found


def instructions() -> tuple[str, ...]:
    """The second sheet, a line each."""
    return (
        _("How to fill in"),
        _("1. Type in the yellow cells of the first sheet alone. The other cells are locked."),
        _("2. Progress is a whole number from 0 to 100, without a sign of per cent."),
        _(
            "3. In every row where something changes, say what has been done. A text has at most %(most)s"
            " characters.",
            most=number(LONGEST_TEXT),
        ),
        _("4. Choose kinds of difficulty and of cause from their lists. An empty cell means there is none."),
        _("5. Difficulties, cause, forecast and proposal stand as last reported; correct or clear them."),
        _("6. Add, delete, move or rename no rows, columns and sheets. Save as .xlsx."),
        _("7. Send the file back on the page “Report by Excel”. All rows are shown before they are saved."),
        _("8. Where somebody reported meanwhile, both are shown, and what the system has stays by default."),
        _("9. A result is submitted for confirmation on the page of its task, not here."),
    )
