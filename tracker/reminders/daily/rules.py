"""What is true of moves: which one concerns whom, whether it still does, and what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tracker.reminders.rules import ANSWERABLE, Cast, Someone
from tracker.words import mark

Line = Mapping[str, Any]  # a line of history with the facts of its task now; see daily.facts

REACH = timedelta(days=14)  # an older line is told to nobody: a worker that slept for weeks, a first start


@dataclass(frozen=True)
class Concern:
    """Who must hear of a move, what it was, and what it asks of them (empty: nothing, it is to know).

    ``who`` is "lead": the heads of the lead agency and whoever is responsible; "office"; "coordinator": the
    agency that was asked; "asker": whoever asked the question answered, the office when they are gone;
    "responsible" alone.
    """

    who: str
    what: str
    todo: str = ""


CONCERNS: Mapping[str, Concern] = {
    "assign": Concern("lead", mark("Assigned"), mark("Accept the task")),
    "reassign": Concern("lead", mark("Given to your agency"), mark("Accept the task")),
    "transfer": Concern("lead", mark("Taken over from another agency"), mark("Go on with the task")),
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


def still(line: Line) -> bool:
    """Whether a line still says something: not taken back, and what it asks for not done meanwhile."""
    if line["undone"]:
        return False
    wanted = {"assign": "assigned", "reassign": "assigned", "return": "returned", "refuse": "refused",
              "suspend": "suspended", "withdraw": "withdrawn"}  # fmt: skip
    verb, state = line["verb"], line["state"]
    if verb in wanted:  # and an assignment must be the one by which the present lead has it
        return bool(state == wanted[verb] and line["open"] is not False)
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


def hearers(line: Line, cast: Cast) -> set[int]:
    """Who is told of a line; nobody of what they did themselves."""
    return _concerned(line, cast) - {line["actor"]}


def _concerned(line: Line, cast: Cast) -> set[int]:
    who = CONCERNS[line["verb"]].who
    if who == "office":
        return set(cast.office)
    if who == "asker":
        return {line["asker"]} & set(cast.people) if line["asker"] else set(cast.office)
    if who == "responsible":
        return _answers(cast.people.get(line["made_responsible"]), line)
    if who == "coordinator":
        return set(cast.heads_of(line["asked_agency"]))
    return _answers(cast.people.get(line["responsible"]), line).union(cast.heads_of(line["lead"]))


def _answers(one: Someone | None, line: Line) -> set[int]:
    """Whoever is responsible, while they are of the agency that leads the task."""
    return {one.id} if one and one.role in ANSWERABLE and one.agency_id == line["lead"] else set()
