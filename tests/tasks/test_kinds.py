"""Promises about the forms of a task's page: each is shown, answered and drawn, and belongs to a move."""

from tracker.settings import ROOT
from tracker.tasks.forms.page import KINDS
from tracker.tasks.routes.moves import ANSWERS
from tracker.tasks.rules import MOVES


def test_every_form_is_answered_and_every_answer_has_its_form() -> None:
    """The page's list and the list of answers name the same forms, each once."""
    assert len({kind.name for kind in KINDS}) == len({kind.address for kind in KINDS}) == len(KINDS)
    assert {kind.name for kind in KINDS} == {answer.kind.name for answer in ANSWERS}


def test_every_form_is_drawn_and_makes_moves_there_are() -> None:
    """Its template lies where the page looks for it, and its verbs are in the table of moves."""
    drawn = {path.stem for path in (ROOT / "templates" / "tasks" / "moves").glob("*.html")}
    assert {kind.name for kind in KINDS} <= drawn
    assert {verb for kind in KINDS for verb in kind.verbs} <= set(MOVES)
