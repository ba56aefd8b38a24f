"""What is said to us about a day of the calendar: which day, off or worked, by what name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from tracker.programmes.calendar import Day
from tracker.programmes.working_days import OFF, USUAL, WORKS
from tracker.words import _

YEARS = range(2000, 2101)
LONGEST_NAME = 120
BOXES = ("on_day_day", "on_day_month", "on_day_year")

Said = Mapping[str, object]


@dataclass
class DayForm:
    """A day of the calendar as typed; ``day`` when it is a real one, ``asked`` when it is to be changed."""

    boxes: list[str]
    works: str = ""
    name: str = ""
    asked: bool = False
    day: date | None = None
    problems: dict[str, str] = field(default_factory=dict)

    def begin(self, present: Day) -> None:
        """Begin with what the calendar says now."""
        self.works = "" if present.works == USUAL else present.works
        self.name = present.name


def read(said: Said) -> DayForm:
    """The form as sent: the day as 2024-09-02 or in three boxes, what it is to be, its name."""
    written = _text(said, "on_day").split("-")
    boxes = written[::-1] if len(written) == 3 else [_text(said, box) for box in BOXES]
    works = _text(said, "works")
    form = DayForm(boxes, works, _text(said, "name"), asked=bool(works) or BOXES[0] in said)
    form.day = _real(boxes)
    if not form.asked:
        return form
    if not any(boxes):
        form.problems["on_day"] = _("Enter the day")
    elif form.day is None:
        form.problems["on_day"] = _("Enter a real day, such as 30 06 2023")
    return form


def check(form: DayForm, present: Day | None) -> None:
    """Note all that is wrong with what a day is to become, given what it is."""
    if form.works == USUAL:
        form.name = present.name if present else ""
        if present and present.works == USUAL:
            form.problems["on_day"] = _("The calendar says nothing about this day")
        return
    if form.works not in {OFF, WORKS}:
        form.problems["works"] = _("Choose whether the day is off or worked")
    if not form.name:
        form.problems["name"] = _("Enter the name of the day, such as Tết Nguyên đán")
    elif len(form.name) > LONGEST_NAME:
        form.problems["name"] = _("Shorten the name to %(most)s characters", most=LONGEST_NAME)
    elif present and (form.works, form.name) == (present.works, present.name):
        form.problems["name"] = _("Nothing would change: the calendar says this already")


def _text(said: Said, name: str) -> str:
    found = said.get(name, "")
    plain = normalize("NFC", found).replace("\0", "") if isinstance(found, str) else ""
    return " ".join(plain.split())


def _real(boxes: list[str]) -> date | None:
    if not all(box.isascii() and box.isdigit() and len(box) < 5 for box in boxes):
        return None
    day, month, year = map(int, boxes)
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
