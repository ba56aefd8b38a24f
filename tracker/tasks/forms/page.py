"""The forms of a task's page, in the order they stand in: a line a form. Each is answered by routes/moves."""

from tracker.tasks.forms.carrying_out import ACCEPT, PROGRESS, SUBMIT
from tracker.tasks.forms.deciding import DECIDE
from tracker.tasks.forms.kinds import Kind, MoveForm, Task, blank

KINDS: tuple[Kind, ...] = (
    ACCEPT,
    PROGRESS,
    SUBMIT,
    DECIDE,
)


def forms_for(task: Task, moves: frozenset[str]) -> dict[str, MoveForm]:
    """Empty forms for the moves somebody may make, by name, the next action first."""
    possible = [kind for kind in KINDS if moves & set(kind.verbs)]
    if task["state"] == "returned" or task["percent"] == 100:  # nothing left to report: submit comes first
        possible.sort(key=lambda kind: kind is not SUBMIT)
    possible.sort(key=lambda kind: kind.side)
    return {kind.name: blank(kind, task) for kind in possible}
