"""The forms of a task's page and what each does: a line a module. Contents of what can be done to a task."""

from tracker.tasks.routes.answering import Answer, handler
from tracker.tasks.routes.moves import (
    carrying_out,
    contributing,
    deadlines,
    deciding,
    parts,
    recurring,
    refusing,
    stopping,
    undoing,
    voices,
)

ANSWERS: tuple[Answer, ...] = (
    *carrying_out.ANSWERS,
    *deciding.ANSWERS,
    *deadlines.ANSWERS,
    *voices.ANSWERS,
    *refusing.ANSWERS,
    *contributing.ANSWERS,
    *stopping.ANSWERS,
    *undoing.ANSWERS,
    *recurring.ANSWERS,
    *parts.ANSWERS,
)
HANDLERS = [handler(answer) for answer in ANSWERS]
