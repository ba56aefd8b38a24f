"""The forms of a task's page, in the order they stand in: a line a form. Each is answered by routes/moves."""

from dataclasses import replace

from tracker.tasks.forms.carrying_out import ACCEPT, PROGRESS, SUBMIT
from tracker.tasks.forms.contributing import ASK_CONTRIBUTION, CONTRIBUTE
from tracker.tasks.forms.deadlines import DECIDE_EXTENSION, EXTEND, REQUEST_EXTENSION
from tracker.tasks.forms.deciding import DECIDE
from tracker.tasks.forms.kinds import Kind, MoveForm, Task, blank
from tracker.tasks.forms.parts import SPLIT
from tracker.tasks.forms.recurring import REPEAT
from tracker.tasks.forms.refusing import HAND_OVER, REASSIGN, REFUSE
from tracker.tasks.forms.stopping import RESTORE, RESUME, SUSPEND, WITHDRAW
from tracker.tasks.forms.undoing import UNDO
from tracker.tasks.forms.voices import ASK_EXPLANATION, COMMENT, EXPLAIN, STAR, UNSTAR

KINDS: tuple[Kind, ...] = (
    UNDO,
    STAR,
    UNSTAR,
    ACCEPT,
    REFUSE,
    EXPLAIN,
    CONTRIBUTE,
    PROGRESS,
    SUBMIT,
    DECIDE,
    RESUME,
    DECIDE_EXTENSION,
    REQUEST_EXTENSION,
    EXTEND,
    HAND_OVER,
    ASK_CONTRIBUTION,
    REASSIGN,
    SPLIT,
    REPEAT,
    SUSPEND,
    WITHDRAW,
    RESTORE,
    ASK_EXPLANATION,
    COMMENT,
)


def forms_for(task: Task, moves: frozenset[str]) -> dict[str, MoveForm]:
    """Empty forms for the moves somebody may make, by name, the next action first."""
    possible = [kind for kind in KINDS if moves & set(kind.verbs)]
    if task["state"] == "returned" or task["percent"] == 100:  # nothing left to report: submit comes first
        possible.sort(key=lambda kind: kind is not SUBMIT)
    waits = REASSIGN if task["state"] == "refused" else None  # that is all a refused task waits for
    possible = [replace(kind, side=False) if kind is waits else kind for kind in possible]
    possible.sort(key=lambda kind: kind.side)
    return {kind.name: blank(kind, task) for kind in possible}
