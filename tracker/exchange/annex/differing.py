"""How a row of a file differs from the task as it stands, and what forbids to write it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from tracker.exchange.annex.citing import Cited
from tracker.exchange.annex.model import Problem, Read
from tracker.exchange.annex.queries import Around, Row
from tracker.refusal import Refused
from tracker.tasks import rules
from tracker.words import _, dmy

Diff = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What a row asks for: codes of those that live today; what the file leaves empty is not asked for."""

    lead: str
    coordinators: tuple[str, ...]
    area: str
    clause: str
    source: Cited | None
    due_on: date | None
    precision: str


def wanted(read: Read, around: Around) -> Wanted:
    """The row in terms of today: agencies that ended stand for whoever took over, if that is one alone."""
    leads = around.heirs(read.lead)
    lead = leads[0] if len(leads) == 1 else read.lead
    living = [heirs[0] for code in read.coordinators if len(heirs := around.heirs(code)) == 1]
    source = around.cited.get(read.source)
    told = "" if source and not source.several else read.source
    clause = "; ".join(filter(None, (read.clause, told)))
    area = read.area or (next(iter(around.areas)) if len(around.areas) == 1 else "")
    precision = "none" if read.due_on is None else "day" if read.precision == "none" else read.precision
    coordinators = tuple(one for one in dict.fromkeys(living) if one != lead)
    return Wanted(lead, coordinators, area, clause, source, read.due_on, precision)


def plain(text: str) -> str:
    """A text as it is compared: spaces, line breaks and how letters are composed do not count."""
    return " ".join(normalize("NFC", text).split())


def differences(task: Row, read: Read, want: Wanted, around: Around) -> Diff:
    """Field by field what stands now and what the row says, in words."""
    found: Diff = {}
    for name, now, then in (
        ("title", task["title"], read.title),
        ("output", task["expected_output"], read.output),
        ("clause", task["source_clause"], want.clause),
    ):
        if then and plain(now) != plain(then):
            found[name] = (now, then)
    if want.area and want.area != task["area"]:
        found["area"] = (_area(task["area"], around), _area(want.area, around))
    if read.lead and task["lead"] not in around.family(read.lead):
        found["lead"] = (around.name(task["lead"]), around.name(want.lead))
    some = helpers(task, read, want, around)
    beside = {*task["coordinators"]} - {_leading(task, read, want, around)}
    if read.coordinators and beside != {*some}:
        found["coordinators"] = names_of(task["coordinators"], around), names_of(some, around)
    found |= _deadline(task, read, want)
    found |= _source(task, want.source)
    if read.starred and not task["starred"]:
        found["starred"] = (_("No"), _("Yes"))
    return found


def _area(code: str, around: Around) -> str:
    return str(around.areas[code]["name"]) if code in around.areas else code


def names_of(codes: Iterable[str], around: Around) -> str:
    """Agencies in words."""
    return "; ".join(map(around.name, codes))


def _leading(task: Row, read: Read, want: Wanted, around: Around) -> str:
    return str(task["lead"] if task["lead"] in around.family(read.lead) else want.lead)


def helpers(task: Row, read: Read, want: Wanted, around: Around) -> tuple[str, ...]:
    """Who coordinates a task by its row: whoever took over from an agency that is named stands for it."""
    lead, now = _leading(task, read, want, around), set(task["coordinators"])
    found: set[str] = set()
    for code in read.coordinators:
        family = around.family(code)
        heirs = around.heirs(code)
        if family & now:
            found |= family & now
        elif lead not in family and len(heirs) == 1:
            found.add(heirs[0])
    return around.sorted(found - {lead})


def _deadline(task: Row, read: Read, want: Wanted) -> Diff:
    """A task that comes back has the deadline of its occurrence, an extended one had the file's at first."""
    if (not read.deadline and read.due_on is None) or task["recurs"]:
        return {}
    same_text = plain(read.deadline) == plain(task["deadline_text"])
    periodic = want.precision == "periodic" and task["due_precision"] == "periodic"
    if same_text and read.deadline and (periodic or task["item"]):
        return {}  # the same words: what day they mean was settled when they were taken over
    if task["original_due_on"] and want.due_on in {task["due_on"], task["original_due_on"]}:
        return {}
    found: Diff = {}
    if read.deadline and not same_text:
        found["deadline_text"] = (task["deadline_text"], read.deadline)
    if want.due_on != task["due_on"]:
        found["due_on"] = (dmy(task["due_on"]), dmy(want.due_on))
    elif want.precision != task["due_precision"]:
        found["due_precision"] = (precision(task["due_precision"]), precision(want.precision))
    return found


def precision(name: str) -> str:
    """How exact a deadline is, in words."""
    return {
        "day": _("To the day"),
        "month": _("To the month"),
        "quarter": _("To the quarter"),
        "year": _("To the year"),
        "periodic": _("Periodic, this time"),
        "none": _("No deadline"),
    }[name]


def _source(task: Row, source: Cited | None) -> Diff:
    if source is None or (task["number"], task["issued_on"]) == (source.number, source.issued_on):
        return {}
    now = f"{task['number']} ({dmy(task['issued_on'])})" if task["number"] else ""
    return {"source": (now, f"{source.number} ({dmy(source.issued_on)})")}


def forbidden(task: Row, diff: Mapping[str, tuple[str, str]], want: Wanted) -> Problem | None:
    """What forbids to change a task so; the rules are those of its page."""
    state = task["state"]
    try:
        if "lead" in diff:
            state = rules.next_state("reassign", state)
        rules.next_state("edit", state)
    except Refused as refused:
        return Problem("", "closed", refused.sentence)
    if task["part"]:
        return Problem("", "part", _("The row names a part of another task: change it on its page."))
    if {"due_on", "due_precision"} & set(diff):
        if task["extended"]:
            message = _("The deadline was extended, or an extension is asked for: record it as an extension.")
            return Problem("", "extended", message)
        last = task["last_milestone"]
        if last and want.due_on and want.due_on < last:
            message = _("A milestone of this task is due on %(day)s, later than that", day=dmy(last))
            return Problem("", "milestone", message)
    return None
