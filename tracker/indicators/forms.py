"""What is said to us about indicators: a definition, a period's value, a decision on it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.indicators.model import Definition, Entry
from tracker.indicators.queries import IndicatorState
from tracker.indicators.rules import CAUSES, DIRECTIONS, PERIODS
from tracker.indicators.view import amount
from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _, language

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
TEXTS = {"set_name": 100, "name": 300, "unit": 40}
DEFINITION = ("code", *TEXTS, "direction", "baseline", "period", "agency", "targets",
              *(f"ended_on_{box}" for box in BOXES))  # fmt: skip
ENTRY = (*(f"period_end_{box}" for box in BOXES), "value", "forecast", "cause_kind", "cause_text", "note")
DECISION = ("decision", "reason")
YEARS = range(2000, 2101)
MOST_TARGETS = 20
# Which box a problem leads to, where the field has several.
IDS = {name: f"{name}_day" for name in ("ended_on", "period_end")}

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_TARGET = re.compile(r"([0-9]{4})\s*:\s*(.+)")
_MARKS = str.maketrans({"−": "-", "–": "-", " ": "", "\u00a0": "", "%": ""})


@dataclass
class Form:
    """A form as it stands or as typed; ``wanted`` once nothing is wrong with it."""

    values: dict[str, str]
    version: int = 0
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    wanted: Any = None


def number(typed: str) -> Decimal | None:
    """The number that somebody typed, by the marks of the language: 71,4 or 1.234,5 in Vietnamese.

    A single mark of the other language counts too, unless it could part thousands.
    """
    plain = typed.translate(_MARKS)
    point, thousands = (",", ".") if language() == "vi" else (".", ",")
    if re.fullmatch(rf"-?[0-9]{{1,3}}(\{thousands}[0-9]{{3}})+(\{point}[0-9]+)?", plain):
        plain = plain.replace(thousands, "")
    elif plain.count(thousands) == 1 and point not in plain:
        plain = plain.replace(thousands, point)
    plain = plain.replace(point, ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def _amount(sheet: Sheet, name: str, needed: str = "") -> Decimal | None:
    typed = sheet.values[name]
    if not typed:
        if needed:
            sheet.problem(name, needed)
        return None
    found = number(typed)
    if found is None:
        sheet.problem(name, _("Enter a number such as 71,4, with four decimal places at most"))
    return found


def _finish(sheet: Sheet, pairs: Iterable[tuple[str, object]]) -> Form:
    form = Form(dict(sheet.values), sheet.version() if sheet.hidden.get("version") else 0)
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    form.problems = sheet.problems
    return form


def blank_definition() -> Form:
    """The form of an indicator that is not there yet."""
    return Form({**dict.fromkeys(DEFINITION, ""), "unit": "%", "direction": "up", "period": "quarter"})


def of_definition(one: IndicatorState) -> Form:
    """The form of an indicator as it stands."""
    values = {name: str(getattr(one, name)) for name in ("code", *TEXTS, "direction", "period")}
    targets = "\n".join(f"{year}: {amount(target)}" for year, target in one.targets.items())
    values |= {"baseline": amount(one.baseline), "agency": str(one.agency_id), "targets": targets}
    return Form({**values, **_boxes("ended_on", one.ended_on)}, one.version)


def read_definition(sent: Iterable[tuple[str, object]], agencies: Collection[int], *, new: bool) -> Form:
    """The form of a definition as sent, every problem found at once."""
    pairs = list(sent)
    sheet = Sheet(pairs, DEFINITION)
    if new and not CODE.fullmatch(sheet.values["code"]):
        sheet.problem("code", _("Enter a code such as CDS-01: letters, digits, dots and dashes, 30 at most"))
    needed = {
        "set_name": _("Enter the set that the indicator belongs to"),
        "name": _("Enter the name of the indicator"),
        "unit": _("Enter the unit, such as per cent"),
    }
    texts = {name: " ".join(sheet.text(name, needed[name], most).split()) for name, most in TEXTS.items()}
    choice = _("Choose one of the possibilities listed")
    direction = sheet.one_of("direction", DIRECTIONS, choice)
    period = sheet.one_of("period", tuple(PERIODS), choice)
    baseline = _amount(sheet, "baseline", _("Enter the number from which the way to the target is measured"))
    agency = whole(sheet.values["agency"])
    if agency not in agencies:
        sheet.problem("agency", _("Choose one of the agencies listed"))
    targets, ended_on = _targets(sheet), sheet.day("ended_on", "")
    form = _finish(sheet, pairs)
    if not form.problems and baseline is not None and agency is not None:
        form.wanted = Definition(
            **texts, direction=direction, baseline=baseline, period=period, agency=agency, targets=targets,
            ended_on=ended_on,
        )  # fmt: skip
    return form


def _targets(sheet: Sheet) -> dict[int, Decimal]:
    """A line for each year: the year, a colon, the target."""
    found: dict[int, Decimal] = {}
    lines = [line.strip() for line in sheet.values["targets"].splitlines() if line.strip()]
    for line in lines:
        typed = _TARGET.fullmatch(line)
        target = number(typed[2].strip()) if typed else None
        if typed is None or target is None or int(typed[1]) not in YEARS or int(typed[1]) in found:
            sheet.problem("targets", _("Enter a line for each year, such as 2025: 80, no year twice"))
            return {}
        found[int(typed[1])] = target
    if not 0 < len(found) <= MOST_TARGETS:
        sheet.problem("targets", _("Enter the target of one year at least, such as 2025: 80"))
    return dict(sorted(found.items()))


def of_entry(one: IndicatorState, period_end: date, kept: Mapping[str, Any] | None) -> Form:
    """The form of a period's value: as it was entered last, or empty, with what the last period forecast."""
    said = kept or {"value": None, "forecast": one.forecast, "note": "",
                    "cause_kind": one.cause_kind, "cause_text": one.cause_text}  # fmt: skip
    numbers = {name: amount(said[name]) if said[name] is not None else "" for name in ("value", "forecast")}
    texts = {name: said[name] for name in ("cause_kind", "cause_text", "note")}
    return Form({**_boxes("period_end", period_end), **numbers, **texts}, one.version)


def read_entry(sent: Iterable[tuple[str, object]]) -> Form:
    """The form of a value as sent, every problem found at once; what it is worth is judged by the action."""
    pairs = list(sent)
    sheet = Sheet(pairs, ENTRY)
    period_end = sheet.day("period_end", _("Enter the last day of the period"))
    value, forecast = _amount(sheet, "value"), _amount(sheet, "forecast")
    kind = sheet.one_of("cause_kind", ("", *CAUSES), _("Choose one of the kinds listed"))
    cause, note = sheet.text("cause_text"), sheet.text("note")
    if cause and not kind:
        sheet.problem("cause_kind", _("Choose whether the cause is objective or subjective"))
    if kind and not cause:
        sheet.problem("cause_text", _("Enter the cause"))
    form = _finish(sheet, pairs)
    if not form.problems and period_end is not None:
        form.wanted = Entry(period_end, value, forecast, kind, cause, note)
    return form


def read_decision(sent: Iterable[tuple[str, object]]) -> Form:
    """A decision on a value as sent: approved, or returned with a reason."""
    pairs = list(sent)
    sheet = Sheet(pairs, DECISION)
    said = sheet.one_of("decision", ("approve", "return"), _("Choose to approve or to return"))
    reason = sheet.text("reason", _("Enter why the value is returned") if said == "return" else "")
    form = _finish(sheet, pairs)
    form.wanted = None if form.problems else (said == "approve", reason)
    return form


def _boxes(name: str, day: date | None) -> dict[str, str]:
    parts = (f"{day:%d}", f"{day:%m}", f"{day:%Y}") if day else ("", "", "")
    return {f"{name}_{box}": part for box, part in zip(BOXES, parts, strict=True)}
