"""What is done to tasks: one verb, one transaction, one line of history."""

from tracker.tasks.actions.assigning import NewTask, assign
from tracker.tasks.actions.carrying_out import Report, Submission, accept, hand_over, progress, submit
from tracker.tasks.actions.deadlines import grant_extension, refuse_extension, request_extension
from tracker.tasks.actions.deciding import confirm, endorse, return_
from tracker.tasks.actions.moving import Actor, Moved
from tracker.tasks.actions.voices import ask_explanation, comment, explain

__all__ = [
    "Actor",
    "Moved",
    "NewTask",
    "Report",
    "Submission",
    "accept",
    "ask_explanation",
    "assign",
    "comment",
    "confirm",
    "endorse",
    "explain",
    "grant_extension",
    "hand_over",
    "progress",
    "refuse_extension",
    "request_extension",
    "return_",
    "submit",
]
