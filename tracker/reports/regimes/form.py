"""The form of a regime: every problem at once, beside its field; what was typed stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.reports.content import SECTIONS
from tracker.reports.regimes.actions import Wanted
from tracker.reports.regimes.queries import Regime
from tracker.reports.regimes.rules import (
    KINDS,
    LONGEST_NAME,
    LONGEST_RECIPIENTS,
    LONGEST_TERM,
    LONGEST_WINDOW,
    MOST_TERMS,
    PERIODS,
    MonthDay,
    Term,
    month_day,
    same_cutoff,
)
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

PREVIEW = "preview"  # the button that saves nothing
BLANK_ROWS = 2  # empty rows below the terms there are
FEWEST_ROWS = 4
DAYS = ("begins", "cutoff", "due")
SWITCHES = ("to_committee", "active")
BOXES = tuple(f"section_{name}" for name in SECTIONS)
TERMS = tuple(f"term{n}_{part}" for n in range(1, MOST_TERMS + 1) for part in ("name", *DAYS))
FIELDS = ("name", "kind", "period", "window_days", "recipients", *SWITCHES, *BOXES, *TERMS, PREVIEW)


@dataclass
class RegimeForm:
    """A regime as it stands or as typed; ``wanted`` once nothing is wrong with it."""

    values: dict[str, str]
    version: int = 0
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    wanted: Wanted | None = None

    @property
    def previews(self) -> bool:
        """Whether it asks when its cut-offs would be, and not to save it."""
        return bool(self.values[PREVIEW])

    @property
    def rows(self) -> range:
        """The rows of terms to show: those filled in and a few blank ones."""
        filled = [n for n in range(1, MOST_TERMS + 1) if _filled(self.values, n)]
        return range(1, min(max((filled[-1] if filled else 0) + BLANK_ROWS, FEWEST_ROWS), MOST_TERMS) + 1)


def _filled(values: Mapping[str, str], n: int) -> bool:
    return any(values[f"term{n}_{part}"] for part in ("name", *DAYS))


def blank() -> RegimeForm:
    """The form of a new regime: everything in its outline, five working days to update."""
    values = {**dict.fromkeys(FIELDS, ""), "kind": "official", "window_days": "5"}
    return RegimeForm({**values, **dict.fromkeys((*BOXES, *SWITCHES), "1")})


def standing(regime: Regime) -> RegimeForm:
    """The form of a regime as it stands."""
    values = dict.fromkeys(FIELDS, "")
    values.update({name: str(getattr(regime, name)) for name in ("name", "kind", "period", "window_days")})
    values["recipients"] = regime.recipients
    values.update({name: "1" if getattr(regime, name) else "" for name in SWITCHES})
    values.update({f"section_{name}": "1" for name in regime.outline})
    for n, term in enumerate(regime.terms, 1):
        values[f"term{n}_name"] = term.name
        values.update({f"term{n}_{part}": str(getattr(term, part)) for part in DAYS})
    return RegimeForm(values, regime.version)


def like(regime: Regime) -> RegimeForm:
    """The form of a new regime that begins as another one stands."""
    form = standing(regime)
    form.values["name"], form.version = "", 0
    return form


def read(sent: Iterable[tuple[str, object]], *, new: bool = False) -> RegimeForm:
    """The form as sent."""
    pairs = list(sent)
    sheet = Sheet(pairs, FIELDS)
    name = sheet.text("name", _("Enter what the report is called"), LONGEST_NAME)
    kind = sheet.one_of("kind", KINDS, _("Choose what is prepared"))
    period = sheet.one_of("period", PERIODS, _("Choose how often"))
    days = whole(sheet.values["window_days"])
    if days is None or days > LONGEST_WINDOW:
        sheet.problem(
            "window_days", _("Enter a number of working days from 0 to %(most)s", most=LONGEST_WINDOW)
        )
    recipients = sheet.text("recipients", most=LONGEST_RECIPIENTS)
    outline = tuple(one for one in SECTIONS if sheet.values[f"section_{one}"])
    if not outline:
        sheet.problem("section", _("Choose at least one section"))
    terms = _terms(sheet)
    version = 0 if new else sheet.version()
    form = RegimeForm(sheet.values, version, sheet.hidden.get("form_key", ""), problems=sheet.problems)
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    if not form.problems:
        told, active = (bool(sheet.values[one]) for one in SWITCHES)
        lines = "\n".join(line.strip() for line in recipients.splitlines() if line.strip())
        form.wanted = Wanted(
            " ".join(name.split()), kind, period, days or 0, outline, lines, told, active, terms
        )
    return form


def _terms(sheet: Sheet) -> tuple[Term, ...]:
    """The terms typed, in the order of their rows; a row left blank is none."""
    rows = [n for n in range(1, MOST_TERMS + 1) if _filled(sheet.values, n)]
    if not rows:
        sheet.problem("term1_name", _("Enter at least one period"))
    found = [_term(sheet, n) for n in rows]
    terms = tuple(one for one in found if one)
    if len(terms) == len(rows) and (twice := same_cutoff(terms)) is not None:
        sheet.problem(f"term{rows[twice]}_cutoff", _("Another period has this cut-off day"))
    return terms


def _term(sheet: Sheet, n: int) -> Term | None:
    name = sheet.text(f"term{n}_name", _("Enter what the period is called, such as Quý I"), LONGEST_TERM)
    days = [_day(sheet, f"term{n}_{part}") for part in DAYS]
    begins, cutoff, due = days
    if not name or begins is None or cutoff is None or due is None:
        return None
    return Term(" ".join(name.split()), begins, cutoff, due)


def _day(sheet: Sheet, name: str) -> MonthDay | None:
    found = month_day(sheet.values[name])
    if found is None:
        sheet.problem(name, _("Enter a day and a month, such as 14/3"))
    return found
