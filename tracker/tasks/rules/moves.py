"""The moves of a task's life: from which states, to which, made by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.refusal import Refused
from tracker.words import _

WORKING = ("accepted", "in_progress", "returned")
OPEN_STATES = ("assigned", "refused", *WORKING, "suspended")
LIVE = (*OPEN_STATES, "submitted")  # neither confirmed nor withdrawn
STATES = (*LIVE, "confirmed", "withdrawn")


@dataclass(frozen=True)
class Move:
    """A move of a task's life: from which states, to which, made by whom.

    ``to`` is empty when the state stays, or is the one the task had before it was stopped. ``by`` names a
    party of ``party()``; "system" is nobody: what follows from other moves.
    """

    verb: str
    from_states: tuple[str, ...]
    to: str
    by: str


MOVES = {
    move.verb: move
    for move in (
        # the lead agency's
        Move("accept", ("assigned",), "accepted", "head"),
        Move("refuse", ("assigned",), "refused", "head"),
        Move("hand_over", OPEN_STATES, "", "head"),
        Move("progress", WORKING, "in_progress", "agency"),
        Move("submit", WORKING, "submitted", "submitter"),
        Move("request_extension", WORKING, "", "head"),
        Move("explain", STATES, "", "head"),
        Move("ask_contribution", OPEN_STATES, "", "asker"),
        Move("contribute", OPEN_STATES, "", "coordinator"),
        # the coordinating office's
        Move("endorse", ("submitted",), "", "office"),
        Move("confirm", ("submitted",), "confirmed", "office"),
        Move("return", ("submitted",), "returned", "office"),
        Move("reassign", ("assigned", "refused", *WORKING), "assigned", "office"),
        Move("grant_extension", WORKING, "", "office"),
        Move("refuse_extension", LIVE, "", "office"),
        Move("extend", ("assigned", *WORKING, "suspended"), "", "office"),
        Move("suspend", ("assigned", *WORKING), "suspended", "office"),
        Move("resume", ("suspended",), "", "office"),
        Move("withdraw", LIVE, "withdrawn", "office"),
        Move("restore", ("withdrawn",), "", "office"),
        Move("edit", LIVE, "", "office"),
        Move("split", OPEN_STATES, "", "office"),
        Move("repeat", (*LIVE, "confirmed"), "", "office"),
        Move("transfer", LIVE, "", "office"),
        Move("judge", STATES, "", "office"),
        # everybody's who takes part
        Move("ask_explanation", STATES, "", "overseers"),
        Move("star", STATES, "", "overseers"),
        Move("unstar", STATES, "", "overseers"),
        Move("attach", LIVE, "", "participant"),
        Move("detach", LIVE, "", "participant"),
        Move("comment", STATES, "", "any"),
        Move("undo", STATES, "", "any"),
        # what follows from moves of its parts
        Move("follow", STATES, "", "system"),
    )
}
# What a task that comes back leaves to its occurrences.
OF_OCCURRENCES = frozenset(
    {"accept", "refuse", "progress", "submit", "endorse", "confirm", "return", "request_extension",
     "grant_extension", "refuse_extension", "extend", "contribute", "ask_contribution", "attach", "detach",
     "suspend", "resume", "undo"}
)  # fmt: skip

# What is done to a whole task alone, never to a milestone or an occurrence of it.
OF_WHOLES = frozenset({"split", "repeat"})


def next_state(verb: str, state: str) -> str:
    """The state after a move. Raises Refused when the move does not start from ``state``."""
    move = MOVES[verb]
    if state not in move.from_states:
        raise Refused(_cannot(verb, state))
    if verb == "progress" and state == "returned":
        return state  # it stays returned, and listed as such, until it is submitted again
    return move.to or state


def _cannot(verb: str, state: str) -> str:
    stands = {
        "confirmed": _("This task is already confirmed as completed."),
        "submitted": _(
            "This task is awaiting confirmation; it can be changed again when the office returns it."
        ),
        "withdrawn": _("This task was withdrawn."),
        "suspended": _("This task is suspended; it goes on when the office resumes it."),
        "refused": _("The lead agency refused this task; the office decides who carries it out."),
        "assigned": _("This task must be accepted first."),
    }
    if state in stands:
        return stands[state]
    if verb in {"confirm", "return", "endorse"}:
        return _("This task is not awaiting confirmation.")
    if verb in {"accept", "refuse"}:
        return _("This task is already accepted.")
    return _("This is not possible in the task's present state.")


def party(by: str, role: str, may_submit: bool, leads: bool, coordinates: bool) -> bool:
    """Whether somebody of this role, whose agency leads or coordinates the task, is such a party.

    "head" of the lead agency; "agency": the lead agency with its staff; "submitter": whoever may submit
    for it; "coordinator": a coordinating agency with its staff; "office": the coordinating office;
    "overseers": the committee and the office; "asker": the lead agency's head or the office;
    "participant": whoever works on it; "any": also those who oversee it. An auditor and an
    administrator make no moves.
    """
    worker = role in {"lead", "staff"}
    head, office = role == "lead" and leads, role == "office"
    return {
        "head": head,
        "agency": worker and leads,
        "submitter": head or (role == "staff" and leads and may_submit),
        "coordinator": worker and coordinates,
        "office": office,
        "overseers": office or role == "member",
        "asker": head or office,
        "participant": office or (worker and (leads or coordinates)),
        "any": office or role == "member" or (worker and (leads or coordinates)),
        "system": False,
    }[by]


def moves_for(state: str, role: str, may_submit: bool, leads: bool, coordinates: bool) -> frozenset[str]:
    """The verbs that somebody may use on a task in this state."""
    return frozenset(
        verb
        for verb, move in MOVES.items()
        if state in move.from_states and party(move.by, role, may_submit, leads, coordinates)
    )


def offered(
    moves: frozenset[str],
    task: Mapping[str, Any],
    reader: int,
    *,
    extension_open: bool,
    explanation_open: bool,
    coordinated: bool,
    refusal_open: bool,
    undo_open: bool,
) -> frozenset[str]:
    """The verbs a page offers: of those that somebody may use, the ones that mean something now."""
    gone = {"unstar"} if not task["starred"] else {"star"}
    gone |= {"request_extension", "extend"} if extension_open else {"grant_extension", "refuse_extension"}
    gone |= set() if explanation_open else {"explain"}
    gone |= set() if coordinated else {"ask_contribution"}
    gone |= set() if refusal_open else {"refuse"}
    gone |= set() if undo_open else {"undo"}
    gone |= {"endorse"} if task["confirmation_levels"] == 1 or task["endorsed_at"] else {"confirm"}
    if task["due_on"] is None:
        gone |= {"request_extension", "grant_extension", "extend"}
    if task["submitted_by"] == reader:
        gone |= {"endorse", "confirm", "return"}
    if task["recurs"]:
        gone |= OF_OCCURRENCES
    if task["part"]:
        gone |= OF_WHOLES | {"transfer"}
    return moves - gone
