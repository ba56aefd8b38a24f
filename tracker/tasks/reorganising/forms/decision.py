"""The document that decides a reorganisation, and the day it begins."""

from datetime import date, timedelta

from tracker.tasks.forms.kinds import LONGEST_NUMBER, day_boxes
from tracker.tasks.reorganising.forms.paper import Paper, Sent, boxes, paper_of, sheet_of
from tracker.tasks.reorganising.plans import Decision
from tracker.tasks.reorganising.queries import Reorganised
from tracker.web.asof import FIRST_DAY
from tracker.words import _, dmy

FIELDS = ("number", "issuer", "title")
DAYS = ("issued_on", "on_day")
LONGEST_ISSUER = 200
FURTHEST = timedelta(days=3 * 366)


def blank(one: Reorganised | None = None) -> Paper:
    """The form to begin with: empty, or what a draft says."""
    if one is None:
        return Paper("decision", dict.fromkeys(boxes(FIELDS, DAYS), ""), DAYS)
    values = {name: str(getattr(one, name)) for name in FIELDS}
    for name in DAYS:
        values |= day_boxes(name, getattr(one, name))
    return Paper("decision", values, DAYS, version=one.version)


def read(sent: Sent, today: date) -> Paper:
    """The form as sent; ``made`` is a Decision when nothing is wrong."""
    pairs = list(sent)
    sheet = sheet_of(pairs, boxes(FIELDS, DAYS))
    number = sheet.text("number", _("Enter the number of the decision"), LONGEST_NUMBER)
    issued_on = sheet.day("issued_on", _("Enter the day of the decision"))
    issuer = sheet.text("issuer", _("Enter who issued the decision"), LONGEST_ISSUER)
    title = sheet.text("title", _("Enter what the decision is about"))
    on_day = sheet.day("on_day", _("Enter the first day of the new arrangement"))
    if issued_on and issued_on > today:
        sheet.problem("issued_on", _("The date cannot be after today"))
    if on_day and not FIRST_DAY < on_day <= today + FURTHEST:
        between = {"first": dmy(FIRST_DAY + timedelta(days=1)), "last": dmy(today + FURTHEST)}
        sheet.problem("on_day", _("Enter a day from %(first)s to %(last)s", **between))
    paper = paper_of("decision", sheet, pairs, DAYS)
    if not paper.problems and issued_on and on_day:
        paper.made = Decision(number, issued_on, issuer, title, on_day)
    return paper
