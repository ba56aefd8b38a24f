"""What is true of news: which move concerns whom, whether it still does, and what is to be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from tracker.words import mark

Line = Mapping[str, Any]  # a line of history with the facts of its task now; see news.queries

REACH = timedelta(days=14)  # an older line is told to nobody: a worker that slept for weeks, a first start


@dataclass(frozen=True)
class Concern:
    """Who must hear of a move, what it was, and what it asks of them (empty: nothing, it is to know).

    ``who`` is "lead": the heads of the lead agency and whoever is responsible; "office"; "coordinator": the
    agency that was asked; "asker": whoever asked the question answered; "responsible" alone.
    """

    who: str
    what: str
    todo: str = ""


CONCERNS: Mapping[str, Concern] = {
    "assign": Concern("lead", mark("Assigned"), mark("Accept the task")),
    "reassign": Concern("lead", mark("Given to your agency"), mark("Accept the task")),
    "transfer": Concern("lead", mark("Taken over from another agency")),
    "hand_over": Concern("responsible", mark("Made responsible"), mark("Carry the task out")),
    "return": Concern("lead", mark("Returned"), mark("Supplement and submit again")),
    "ask_explanation": Concern("lead", mark("Explanation asked"), mark("Explain")),
    "grant_extension": Concern("lead", mark("Extension granted")),
    "refuse_extension": Concern("lead", mark("Extension refused"), mark("Complete by the deadline")),
    "extend": Concern("lead", mark("New deadline")),
    "suspend": Concern("lead", mark("Suspended")),
    "resume": Concern("lead", mark("Resumed"), mark("Go on with the task")),
    "withdraw": Concern("lead", mark("Withdrawn")),
    "restore": Concern("lead", mark("Counts again"), mark("Go on with the task")),
    "contribute": Concern("lead", mark("Contribution given")),
    "ask_contribution": Concern("coordinator", mark("Contribution asked of your agency"), mark("Contribute")),
    "refuse": Concern("office", mark("Refused"), mark("Give the task to another agency")),
    "request_extension": Concern("office", mark("Extension requested"), mark("Decide the request")),
    "submit": Concern("office", mark("Submitted"), mark("Confirm or return")),
    "explain": Concern("asker", mark("Explained")),
}
# Moves that nobody needs a letter about: everyday work, what the mover sees, what others are told otherwise.
SILENT = frozenset(
    {"accept", "progress", "endorse", "confirm", "edit", "split", "repeat", "judge", "star", "unstar",
     "attach", "detach", "comment", "undo", "follow"}
)  # fmt: skip
LIVE_ONLY = frozenset({"transfer", "extend", "grant_extension", "contribute"})
UNDER_WAY = frozenset({"accepted", "in_progress", "returned"})
DONE = frozenset({"confirmed", "withdrawn"})


class Someone(Protocol):
    """Who may be told."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def active(self) -> bool: ...


def still(line: Line) -> bool:
    """Whether a line still says something: not taken back, and what it asks for not done meanwhile."""
    if line["undone"]:
        return False
    wanted = {"assign": "assigned", "reassign": "assigned", "return": "returned", "refuse": "refused",
              "suspend": "suspended", "withdraw": "withdrawn"}  # fmt: skip
    verb, state = line["verb"], line["state"]
    if verb in wanted:
        return bool(state == wanted[verb])
    if verb == "submit":
        waits = state == "submitted" and line["endorsed_at"] is None
        return bool(waits and line["submitted_at"] == line["at"])
    if verb in {"ask_explanation", "ask_contribution"}:
        return bool(line["open"])
    if verb == "request_extension":
        return bool(line["open"] and state in UNDER_WAY)
    if verb in {"resume", "restore", "refuse_extension"}:
        return state in UNDER_WAY
    if verb == "hand_over":
        return bool(line["made_responsible"] == line["responsible"] and state not in DONE)
    if verb in LIVE_ONLY:
        return state not in DONE
    return True


def hearers(line: Line, people: Iterable[Someone]) -> list[int]:
    """Who is told of a line; nobody of what they did themselves."""
    return [one.id for one in people if one.active and one.id != line["actor"] and _hears(line, one)]


def _hears(line: Line, one: Someone) -> bool:
    who = CONCERNS[line["verb"]].who
    responsible = bool(one.id == line["responsible"] and one.agency_id == line["lead"])
    if who == "office":
        return bool(one.role == "office")
    if who == "asker":
        return bool(one.id == line["asker"])
    if who == "responsible":
        return bool(one.id == line["made_responsible"])
    agency = line["asked_agency"] if who == "coordinator" else line["lead"]
    head = bool(one.role == "lead" and one.agency_id == agency)
    return head or (who == "lead" and responsible)
