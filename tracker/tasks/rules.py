"""What is true of a task: buckets, figures, the moves of its life. Pure: facts and the day come in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracker.refusal import Refused
from tracker.words import _

# The source's own order, used in prose and tables.
BUCKETS = ("in_time", "overdue", "awaiting", "done_on_time", "done_late")
# The order of a task's life, used in bars: what is late comes last.
LIFE_CYCLE = ("done_on_time", "done_late", "awaiting", "in_time", "overdue")

OPEN_STATES = ("assigned", "accepted", "in_progress", "returned", "suspended")
WORKING = ("accepted", "in_progress", "returned")
STATES = (*OPEN_STATES, "submitted", "confirmed", "withdrawn")
DUE_SOON_DAYS = 14  # one of the windows of queries.narrowing
AWAITING_LONG_DAYS = 7  # five working days

DIFFICULTY_KINDS = ("central_law", "provincial_rule", "resources", "coordination")
CAUSE_KINDS = ("objective", "subjective")


def bucket(state: str, due_on: date | None, submitted_on: date | None, day: date) -> str | None:
    """The bucket of a task on a Hanoi day, or None for a withdrawn one, which is outside the total.

    On time or late is judged by the submission that was accepted, never by the day of confirmation
    (fair clock). A task due on D turns overdue on D+1. Twin of ``bucket_on`` in the database; a test
    holds the two together.
    """
    if state == "withdrawn":
        return None
    if state == "submitted":
        return "awaiting"
    if state == "confirmed":
        late = due_on is not None and submitted_on is not None and submitted_on > due_on
        return "done_late" if late else "done_on_time"
    return "overdue" if due_on is not None and day > due_on else "in_time"


@dataclass(frozen=True)
class Figures:
    """How many tasks stand in each bucket on a day. The five always sum to the total."""

    in_time: int = 0
    overdue: int = 0
    awaiting: int = 0
    done_on_time: int = 0
    done_late: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Figures":
        """The figures of a mapping from bucket to count; missing buckets are empty."""
        return cls(**{name: int(counts.get(name, 0)) for name in BUCKETS})

    def count(self, bucket: str) -> int:
        """How many stand in one bucket."""
        return int(getattr(self, bucket))

    @property
    def counts(self) -> tuple[int, ...]:
        """The five counts in the order of a task's life, as bars want them."""
        return tuple(self.count(name) for name in LIFE_CYCLE)

    @property
    def total(self) -> int:
        """All tasks that are not withdrawn."""
        return sum(self.count(name) for name in BUCKETS)

    @property
    def open(self) -> int:
        """Tasks still being carried out."""
        return self.in_time + self.overdue

    @property
    def done(self) -> int:
        """Tasks confirmed as completed, on time or late."""
        return self.done_on_time + self.done_late

    @property
    def rate_all(self) -> Decimal | None:
        """Confirmed done over all tasks, in per cent."""
        return share(self.done, self.total)

    @property
    def rate_due(self) -> Decimal | None:
        """Confirmed done over confirmed done plus overdue, in per cent."""
        return share(self.done, self.done + self.overdue)

    @property
    def rate_on_time(self) -> Decimal | None:
        """Completed on time over confirmed done, in per cent."""
        return share(self.done_on_time, self.done)

    @property
    def rate_with_awaiting(self) -> Decimal | None:
        """Confirmed done plus awaiting over all tasks, in per cent."""
        return share(self.done + self.awaiting, self.total)


def share(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent, unrounded; None of nothing: a rate of nothing is not 0."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None


def silent_since(today: date, silent_days: int) -> date:
    """An open task whose last word is older than this day is silent."""
    return today - timedelta(days=silent_days)


@dataclass(frozen=True)
class Move:
    """A move of a task's life: from which states, to which, made by whom.

    ``to`` is empty when the state stays. ``by`` names a party: the head of the lead agency ("head"), the
    lead agency with its staff ("agency"), whoever may submit for it ("submitter"), the coordinating
    office ("office"), the committee and the office ("overseers"), or whoever takes part ("any").
    """

    verb: str
    from_states: tuple[str, ...]
    to: str
    by: str


MOVES = {
    move.verb: move
    for move in (
        Move("accept", ("assigned",), "accepted", "head"),
        Move("progress", WORKING, "in_progress", "agency"),
        Move("submit", WORKING, "submitted", "submitter"),
        Move("confirm", ("submitted",), "confirmed", "office"),
        Move("return", ("submitted",), "returned", "office"),
        Move("request_extension", WORKING, "", "head"),
        Move("grant_extension", WORKING, "", "office"),
        Move("refuse_extension", WORKING, "", "office"),
        Move("ask_explanation", STATES, "", "overseers"),
        Move("explain", STATES, "", "head"),
        Move("comment", STATES, "", "any"),
        Move("hand_over", OPEN_STATES, "", "head"),
    )
}


def next_state(verb: str, state: str) -> str:
    """The state after a move. Raises Refused when the move does not start from ``state``."""
    move = MOVES[verb]
    if state not in move.from_states:
        raise Refused(_cannot(verb, state))
    if verb == "progress" and state == "returned":
        return state  # it stays returned, and listed as such, until it is submitted again
    return move.to or state


def _cannot(verb: str, state: str) -> str:
    if state == "confirmed":
        return _("This task is already confirmed as completed.")
    if state == "submitted":
        return _("This task is awaiting confirmation; it can be changed again when the office returns it.")
    if state == "withdrawn":
        return _("This task was withdrawn.")
    if state == "assigned":
        return _("This task must be accepted first.")
    if verb in {"confirm", "return"}:
        return _("This task is not awaiting confirmation.")
    if verb == "accept":
        return _("This task is already accepted.")
    return _("This is not possible in the task's present state.")


def party(by: str, role: str, may_submit: bool, leads: bool, coordinates: bool) -> bool:
    """Whether somebody of this role, whose agency leads or coordinates the task, is such a party.

    The coordinating office confirms and decides; the agency that leads carries out; a member of staff
    submits only where the lead allowed it. An auditor and an administrator make no moves.
    """
    head = role == "lead" and leads
    if by == "head":
        return head
    if by == "agency":
        return head or (role == "staff" and leads)
    if by == "submitter":
        return head or (role == "staff" and leads and may_submit)
    if by == "office":
        return role == "office"
    if by == "overseers":
        return role in {"member", "office"}
    return role in {"member", "office"} or (role in {"lead", "staff"} and (leads or coordinates))


def moves_for(state: str, role: str, may_submit: bool, leads: bool, coordinates: bool) -> frozenset[str]:
    """The verbs that somebody may use on a task in this state: what a page offers."""
    return frozenset(
        verb
        for verb, move in MOVES.items()
        if state in move.from_states and party(move.by, role, may_submit, leads, coordinates)
    )
