"""How changes between two days are said."""

from collections.abc import Callable, Mapping

from tracker.tasks.queries.changes import Changes
from tracker.words import _, mark, ngettext, number

Counted = Callable[[int], str]


def counted(one: str, many: str, n: int) -> str:
    """A sentence that counts, in the reader's language."""
    return ngettext(one, many, n) % {"n": number(n)}


# What a move comes to; the tags beside it say from where to where.
_TITLES: Mapping[str, Counted] = {
    "in_time.overdue": lambda n: counted("%(n)s task became overdue", "%(n)s tasks became overdue", n),
    "awaiting.overdue": lambda n: counted("%(n)s task returned, overdue", "%(n)s tasks returned, overdue", n),
    "awaiting.in_time": lambda n: counted(
        "%(n)s task returned, within its deadline", "%(n)s tasks returned, within their deadlines", n
    ),
    "overdue.in_time": lambda n: counted(
        "%(n)s overdue task within its deadline again", "%(n)s overdue tasks within their deadlines again", n
    ),
    "in_time.awaiting": lambda n: counted(
        "%(n)s task submitted, awaiting confirmation", "%(n)s tasks submitted, awaiting confirmation", n
    ),
    "overdue.awaiting": lambda n: counted(
        "%(n)s overdue task submitted, awaiting confirmation",
        "%(n)s overdue tasks submitted, awaiting confirmation",
        n,
    ),
    "awaiting.done_on_time": lambda n: counted(
        "%(n)s task confirmed as completed on time", "%(n)s tasks confirmed as completed on time", n
    ),
    "awaiting.done_late": lambda n: counted(
        "%(n)s task confirmed as completed late", "%(n)s tasks confirmed as completed late", n
    ),
    "moved": lambda n: counted("%(n)s task changed state", "%(n)s tasks changed state", n),
    "returned": lambda n: counted("%(n)s task returned", "%(n)s tasks returned", n),
    "submitted": lambda n: counted(
        "%(n)s task submitted for confirmation", "%(n)s tasks submitted for confirmation", n
    ),
    "confirmed": lambda n: counted(
        "%(n)s task confirmed as completed", "%(n)s tasks confirmed as completed", n
    ),
    "added": lambda n: counted("%(n)s task added", "%(n)s tasks added", n),
    "deadline": lambda n: counted("%(n)s deadline moved", "%(n)s deadlines moved", n),
    "withdrawn": lambda n: counted("%(n)s task withdrawn", "%(n)s tasks withdrawn", n),
    "restored": lambda n: counted(
        "%(n)s task resumed after a withdrawal", "%(n)s tasks resumed after a withdrawal", n
    ),
    "handed_over": lambda n: counted(
        "%(n)s task handed over to another agency", "%(n)s tasks handed over to another agency", n
    ),
    "view": lambda n: counted(
        "%(n)s task began or ceased to be coordinated", "%(n)s tasks began or ceased to be coordinated", n
    ),
    "starred": lambda n: counted("%(n)s task starred", "%(n)s tasks starred", n),
    "unstarred": lambda n: counted("%(n)s star taken away", "%(n)s stars taken away", n),
}
_LIKE = {
    "overdue": "in_time.overdue",
    "in_time.done_on_time": "awaiting.done_on_time",
    "in_time.done_late": "awaiting.done_late",
    "overdue.done_on_time": "awaiting.done_on_time",
    "overdue.done_late": "awaiting.done_late",
}
_SENTENCE = (
    *("confirmed", "submitted", "returned", "overdue", "added", "withdrawn", "restored", "deadline"),
    *("handed_over", "view", "starred", "unstarred"),
)
# What is said of kinds that did not occur.
_NONE = {
    "overdue": mark("became overdue"),
    "added": mark("was added"),
    "withdrawn": mark("was withdrawn"),
    "deadline": mark("had its deadline moved"),
    "handed_over": mark("was handed over to another agency"),
    "starred": mark("was starred"),
}
_TOTALS = {
    "added": mark("%(n)s added"),
    "restored": mark("%(n)s resumed"),
    "came": mark("%(n)s taken over"),
    "withdrawn": mark("%(n)s withdrawn"),
    "left": mark("%(n)s given away"),
}


def title(kind: str, n: int) -> str:
    """How many tasks changed in one way, as a heading."""
    name = _LIKE.get(kind, kind)
    return _TITLES[name if name in _TITLES else "moved"](n)


def sentence(found: Changes, days: int) -> str:
    """Everything that happened, in one sentence."""
    span = counted("%(n)s day", "%(n)s days", days)
    said = [title(kind, found.count(kind)) for kind in _SENTENCE if found.count(kind)]
    if not said:
        return _("Nothing changed within %(span)s.", span=span)
    return _("Within %(span)s: %(what)s.", span=span, what=", ".join(said))


def totals(found: Changes) -> str:
    """How many entered and left the total, and how."""
    return ", ".join(_(text, n=number(found.how(how))) for how, text in _TOTALS.items() if found.how(how))


def nothing_of(found: Changes) -> str:
    """The kinds of change that did not occur, in one sentence; empty when all did."""
    names = [_(text) for kind, text in _NONE.items() if not found.count(kind)]
    if len(names) < 2:
        return _("In this time no task %(what)s.", what=names[0]) if names else ""
    what = _("%(most)s or %(last)s", most=", ".join(names[:-1]), last=names[-1])
    return _("In this time no task %(what)s.", what=what)
