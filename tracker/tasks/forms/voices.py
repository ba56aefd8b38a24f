"""The forms of what is said about a task: comments, requests to explain, explanations, stars."""

from datetime import date

from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.words import _, mark


def _mark(_sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    """Nothing is asked."""


def _comment(sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    sheet.text("comment", _("Enter the comment"))


def _ask(sheet: Sheet, form: MoveForm, _task: Task, today: date) -> None:
    sheet.text("question", _("Enter what is to be explained"))
    typed = any(sheet.values[f"answer_by_{box}"] for box in BOXES)
    day = form.read["answer_by"] = sheet.day("answer_by", "") if typed else None
    if day and day < today:
        sheet.problem("answer_by", _("The day to answer by cannot be before today"))


def _explain(sheet: Sheet, form: MoveForm, _task: Task, _today: date) -> None:
    number = form.read["request_number"] = whole(sheet.values["request_number"])
    if number is None:
        sheet.problem("request_number", _("Choose which request is answered"))
    sheet.text("answer", _("Enter the explanation"))


STAR = Kind("star", mark("Star the task"), ("star",), _mark, side=True)
UNSTAR = Kind("unstar", mark("Take the star away"), ("unstar",), _mark, side=True)
EXPLAIN = Kind("explain", mark("Explain"), ("explain",), _explain, ("request_number", "answer"))
ASK_EXPLANATION = Kind(
    "ask_explanation",
    mark("Ask for an explanation"),
    ("ask_explanation",),
    _ask,
    ("question",),
    ("answer_by",),
    path="ask-explanation",
    side=True,
)
COMMENT = Kind("comment", mark("Write a comment"), ("comment",), _comment, ("comment",), side=True)
