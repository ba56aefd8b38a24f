"""The form of one choice on the way of an import: the agency that a name means, an area, a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.exchange.annex.forms import Sent, digest_of
from tracker.refusal import Refused
from tracker.tasks.forms.fields import BOXES, Sheet, real_day
from tracker.words import _

ABOUT = 400  # characters of a name in a cell


@dataclass(frozen=True)
class Choice:
    """What somebody chose for one problem: the agency that a name means, or a day."""

    kind: str  # agency, area, day, forget
    about: str
    where: str  # sheet!cell, or sheet!row for an area
    value: str
    version: int
    key: str
    digest: str


def choice(sent: Sent, bodies: Iterable[str], areas: Iterable[str]) -> Choice:
    """The choice as sent. Raises Refused when it names nothing that can be chosen."""
    pairs, days = list(sent), tuple(f"day_{box}" for box in BOXES)
    sheet = Sheet(pairs, ("where", "about", "kind", "pick", "other", *days))
    said, kind, value = sheet.values, sheet.values["kind"], ""
    if kind == "agency":
        value = said["pick"] or said["other"]
        if value not in set(bodies) or not said["about"] or len(said["about"]) > ABOUT:
            raise Refused(_("Choose an agency"))
    elif kind == "area" and said["pick"] in set(areas) and said["where"]:
        value = said["pick"]
    elif kind == "day" and said["where"]:
        value = _day(said, [said[name] for name in days])
    elif kind != "forget":
        raise Refused(_("Choose one of the values listed"))
    key = sheet.hidden.get("form_key", "")
    return Choice(kind, said["about"], said["where"], value, sheet.version(), key, digest_of(pairs))


def _day(said: Mapping[str, str], boxes: Sequence[str]) -> str:
    if said["pick"]:
        try:
            return date.fromisoformat(said["pick"]).isoformat()
        except ValueError:
            raise Refused(_("Choose one of the values listed")) from None
    found = real_day(boxes)
    if found is None:
        raise Refused(_("Enter a real day, such as 30 06 2023"))
    return found.isoformat()
