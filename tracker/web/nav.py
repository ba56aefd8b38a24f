"""Which entries the navigation has for whom, and which is current."""

from dataclasses import dataclass

from tracker import settings
from tracker.words import _, mark

EVERY_TASK_ROLE = frozenset({"member", "office", "auditor", "lead", "staff"})
WORKERS = frozenset({"office", "lead", "staff"})
TOLD = WORKERS | {"member"}  # whom moves of others concern

OVERSEERS = frozenset({"member", "office", "auditor"})

ENTRIES = (
    ("/", mark("Overview"), EVERY_TASK_ROLE),
    ("/my-work", mark("My work"), WORKERS),
    ("/tasks", mark("Tasks"), EVERY_TASK_ROLE),
    ("/agencies", mark("Agencies"), EVERY_TASK_ROLE),
    ("/indicators", mark("Indicators"), EVERY_TASK_ROLE),
    ("/reports", mark("Reports"), OVERSEERS),
    ("/news", mark("News"), TOLD),
    ("/more", mark("More"), EVERY_TASK_ROLE | {"admin"}),
)
OFFICE = frozenset({"office"})
# What else there is, by what it is for: address, name, what it does, for whom.
GROUPS = (
    (mark("Tasks"), (
        ("/tasks/new", mark("Assign a task"), mark("A new task, or a draft to issue later"), OFFICE),
        ("/tasks/drafts", mark("Drafts"), mark("Tasks written but not issued yet"), OFFICE),
        ("/documents", mark("Documents in edXML"), mark("Read, drafted into tasks, answered"), OFFICE),
        ("/import", mark("Import"), mark("From the annex of a decision to tasks"), OFFICE),
        ("/confirm", mark("Confirm many at once"), mark("Submissions beside their documents"), OFFICE),
        ("/extensions", mark("Extensions to decide"), mark("All open requests on one page"), OFFICE),
    )),
    (mark("Following"), (
        ("/changes", mark("What changed"), mark("Between any two days, reconciled with both totals"),
         EVERY_TASK_ROLE),
        ("/reports", mark("Management letters"), mark("Reports of the office about this agency"),
         frozenset({"lead", "staff"})),
        ("/agencies/scorecard", mark("Scorecard"),
         mark("How agencies compare, and how each number came about"), EVERY_TASK_ROLE),
        ("/explanations", mark("Requests to explain"), mark("Not answered yet, and answers"), OVERSEERS),
        ("/history", mark("History"), mark("Every move, and whether anything was tampered with"),
         frozenset({"office", "auditor"})),
        ("/letters", mark("Ledger of reminder letters"),
         mark("Who was owed a letter, why, what became of it"), frozenset({"office", "auditor", "admin"})),
    )),
    (mark("Arrangements"), (
        ("/settings/programme", mark("Rules of the programme"), mark("Levels, deadlines, days"), OFFICE),
        ("/settings/reminders", mark("Rules of reminding"), mark("Which day letters go out, and to whom"),
         OVERSEERS),
        ("/settings/scorecard", mark("Rules of the scorecard"), mark("Weights, grades, who is ranked"),
         OVERSEERS),
        ("/settings/regimes", mark("Report regimes"), mark("Periods, cut-offs, recipients"), OFFICE),
        ("/calendar", mark("Working calendar"), mark("Days off and days worked instead"),
         frozenset({"office", "admin"})),
        ("/settings/hooks", mark("Web hooks"), mark("Systems that are told what moved and what is overdue"),
         frozenset({"admin"})),
        ("/settings/tokens", mark("Tokens for programs"), mark("Which systems use whose rights, until when"),
         frozenset({"admin"})),
        ("/api/v1", mark("Interface for programs"), mark("What other systems can ask for and do"),
         EVERY_TASK_ROLE | {"admin"}),
        ("/agencies/changes", mark("Reorganisations"), mark("Agencies merged, split, renamed, abolished"),
         OVERSEERS),
        ("/bounces", mark("Letters that came back"), mark("Addresses to check with their persons"),
         frozenset({"office", "admin"})),
        ("/agency/people", mark("Officers of the agency"), mark("Who may submit for the agency"),
         frozenset({"lead"})),
    )),
)  # fmt: skip
MAIL = ("/mail", mark("Demonstration mailbox"))


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation."""

    path: str
    text: str
    current: bool


def entries(role: str, path: str) -> list[Entry]:
    """The entries a role sees on the page at ``path``."""
    shown = [(place, name) for place, name, roles in ENTRIES if role in roles]
    if settings.current().demo:
        shown.append(MAIL)
    return [Entry(place, _(name), _holds(place, path)) for place, name in shown]


def groups(role: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Everything else a role can open, by what it is for: title, then address, name and what it does."""
    found = [
        (_(title), [(path, _(name), _(does)) for path, name, does, roles in entries if role in roles])
        for title, entries in GROUPS
    ]
    return [(title, entries) for title, entries in found if entries]


def home_of(role: str) -> str:
    """The page a role starts from: an administrator has no tasks."""
    return "/" if role in EVERY_TASK_ROLE else "/account"


def _holds(place: str, path: str) -> bool:
    return path == place or (place != "/" and path.startswith(place + "/"))
