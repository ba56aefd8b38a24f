"""One change of a plan: which agencies end, and who succeeds them, new or there already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.mail.rules import is_address
from tracker.tasks.forms.fields import Sheet
from tracker.tasks.reorganising.forms.paper import Paper, Sent, paper_of, sheet_of
from tracker.tasks.reorganising.grounds import Ground
from tracker.tasks.reorganising.plans import KINDS, MOST_RECEIVERS, Change, Newcomer, Plan
from tracker.words import _

NEW = "new"  # of a receiver: it is made; no agency's code, which has capitals or a figure
AGENCY_KINDS = ("department", "province_office", "board", "vertical", "district", "commune")
CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,29}")
SINGLE = frozenset({"split", "rename"})  # kinds of one agency
NEW_FIELDS = ("code", "name", "short_name", "kind", "email")


@dataclass(frozen=True)
class Made:
    """A change as it was entered, with the new agencies it names; no change when it is to be taken out."""

    change: Change | None
    newcomers: tuple[Newcomer, ...] = ()


def receivers_of(kind: str) -> range:
    """The numbers of the receivers that the form of a kind asks for."""
    return range(1, {"split": MOST_RECEIVERS, "abolish": 0}.get(kind, 1) + 1)


def _names(codes: list[str]) -> list[str]:
    numbers = range(1, MOST_RECEIVERS + 1)
    fields = [f"{name}_{n}" for n in numbers for name in ("to", *(f"new_{one}" for one in NEW_FIELDS))]
    return ["kind", "place", "do", "old", *(f"old_{code}" for code in codes), *fields]


def blank(kind: str, place: int, plan: Plan, standing: Ground, version: int) -> Paper:
    """The form to begin with: empty, or the change that stands at its place."""
    values = dict.fromkeys(_names(list(standing.bodies)), "")
    values |= {"kind": kind, "place": str(place)}
    values |= {f"new_kind_{n}": "department" for n in receivers_of(kind)}
    values |= {f"to_{n}": NEW for n in receivers_of(kind) if n == 1 and kind != "split"}
    if place < len(plan.changes):
        change = plan.changes[place]
        values |= {f"old_{code}": "1" for code in change.old}
        values["old"] = change.old[0]
        for n, code in enumerate(change.to, 1):
            values[f"to_{n}"] = NEW if code in plan.newcomers else code
            if new := plan.newcomers.get(code):
                values |= {f"new_{name}_{n}": getattr(new, name) for name in NEW_FIELDS}
    return Paper("part", values, version=version)


def read(sent: Sent, plan: Plan, standing: Ground) -> Paper:
    """The form as sent; ``made`` is what it means when nothing is wrong."""
    pairs = list(sent)
    sheet = sheet_of(pairs, _names(list(standing.bodies)))
    if sheet.values["do"] == "remove":
        paper = paper_of("part", sheet, pairs)
        paper.made = Made(None)
        return paper
    kind = sheet.one_of("kind", KINDS, _("Choose one of the kinds listed"))
    old = _old(sheet, kind, standing)
    mine = plan.changes[place] if (place := place_of(sheet.values, plan)) < len(plan.changes) else None
    _check_old(sheet, kind, old, mine, plan, standing)
    newcomers: list[Newcomer] = []
    picked = [_receiver(sheet, n, kind, old, standing, plan, newcomers, mine) for n in receivers_of(kind)]
    to = [code for code in picked if code]
    if len(set(to)) < len(to):
        sheet.problem("to_1", _("Name each receiving agency once"))
    if kind == "merge" and len(old) < 2 and to and to[0] in {new.code for new in newcomers}:
        sheet.problem("old", _("Choose at least two agencies that merge into a new one"))
    paper = paper_of("part", sheet, pairs)
    if not paper.problems:
        paper.made = Made(Change(kind, old, tuple(to)), tuple(newcomers))
    return paper


def plain(sent: Sent, *fields: str) -> Paper:
    """A form of few hidden fields: its version and key, and those."""
    pairs = list(sent)
    return paper_of("plain", sheet_of(pairs, fields), pairs)


def receivers(plan: Plan, standing: Ground, mine: Change | None) -> list[tuple[str, str]]:
    """Who may be named to take over, code and name: who lives on the day and is not to end, and new ones."""
    theirs = mine.to if mine else ()
    made = [(new.code, new.name) for new in plan.newcomers.values() if new.code not in theirs]
    bodies = [
        (code, body.name)
        for code, body in standing.bodies.items()
        if body.lives(standing.on_day) and code not in plan.old and code not in plan.newcomers
    ]
    return [*made, *bodies]


def place_of(values: Mapping[str, str], plan: Plan) -> int:
    """Which change of the plan the form is about; beyond the last: a further one."""
    typed = values["place"]
    return min(int(typed), len(plan.changes)) if re.fullmatch(r"[0-9]{1,4}", typed) else len(plan.changes)


def _old(sheet: Sheet, kind: str, standing: Ground) -> tuple[str, ...]:
    """The agencies that end: one picked among all, or several ticked."""
    picked = sheet.values["old"]
    if kind in SINGLE:
        return (picked,) if picked in standing.bodies else ()
    return tuple(code for code in standing.bodies if sheet.values[f"old_{code}"])


def _check_old(
    sheet: Sheet, kind: str, old: tuple[str, ...], mine: Change | None, plan: Plan, standing: Ground
) -> None:
    elsewhere = {code for change in plan.changes if change is not mine for code in change.old}
    if not old:
        sheet.problem("old", _("Choose the agency that changes"))
    for code in old:
        if code in elsewhere or not standing.may_end(code):
            name = standing.bodies[code].name
            sheet.problem("old", _("%(agency)s is already part of another change", agency=name))


def _receiver(
    sheet: Sheet, n: int, kind: str, old: tuple[str, ...], standing: Ground, plan: Plan,
    newcomers: list[Newcomer], mine: Change | None,
) -> str:  # fmt: skip
    picked = sheet.values[f"to_{n}"]
    if not picked:
        if n <= (2 if kind == "split" else 1):
            sheet.problem(f"to_{n}", _("Choose the agency that takes over, or enter a new one"))
        return ""
    if picked == NEW:
        new = _newcomer(sheet, n, standing, plan, mine)
        newcomers.append(new)
        return new.code
    body = standing.bodies.get(picked)
    there = picked in plan.newcomers or (body is not None and body.lives(standing.on_day))
    if not there or picked in old or picked in plan.old:
        sheet.problem(f"to_{n}", _("Choose an agency that lives on the first day of the new arrangement"))
    elif kind == "rename" and not (picked in plan.newcomers or (body and body.first == standing.on_day)):
        sheet.problem(f"to_{n}", _("A renamed agency goes on as a new entry: enter its new name and code"))
    return picked


def _newcomer(sheet: Sheet, n: int, standing: Ground, plan: Plan, mine: Change | None) -> Newcomer:
    code = sheet.text(f"new_code_{n}", _("Enter a code for the new agency"), 30)
    others = {one for one in plan.newcomers if mine is None or one not in mine.to}
    if code and not CODE.fullmatch(code):
        sheet.problem(f"new_code_{n}", _("Enter capital letters without marks and digits, such as STC2503"))
    elif code in standing.bodies or code in others:
        sheet.problem(f"new_code_{n}", _("There is already an agency with this code: choose it in the list"))
    email = sheet.text(f"new_email_{n}", most=254)
    if email and not is_address(email):
        sheet.problem(f"new_email_{n}", _("Enter an e-mail address, such as so@tinh.gov.vn"))
    return Newcomer(
        code=code,
        name=sheet.text(f"new_name_{n}", _("Enter the full name"), 200),
        short_name=sheet.text(f"new_short_name_{n}", _("Enter the short name"), 100),
        kind=sheet.one_of(f"new_kind_{n}", AGENCY_KINDS, _("Choose one of the kinds listed")),
        email=email,
    )
