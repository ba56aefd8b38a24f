"""What things are called: the catalogues, and dates and numbers as text.

Code and templates carry the English sentence; ``locale/vi/*.po`` (a file a room) carries the
Vietnamese one. English needs no catalogue but its plurals.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from unicodedata import combining, normalize

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tracker.clock import HANOI

LANGUAGES = ("vi", "en")
LOCALE = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="vi")


def language() -> str:
    """The language of whoever is being answered: ``vi`` or ``en``."""
    return _language.get()


def speak(code: str) -> None:
    """Answer in this language from here on (for the current request or task)."""
    _language.set(code if code in LANGUAGES else "vi")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Answer in this language for the length of a block: a letter to one reader."""
    token = _language.set(code if code in LANGUAGES else "vi")
    try:
        yield
    finally:
        _language.reset(token)


def accepted(header: str) -> str:
    """The language of ours that an ``Accept-Language`` likes best; Vietnamese when it does not say."""
    liked: dict[str, float] = {}
    for part in header.lower().split(","):
        code, _semicolon, weight = part.strip().replace(" ", "").partition(";q=")
        known = code.partition("-")[0]
        if known in LANGUAGES and (not weight or re.fullmatch(r"[01](\.[0-9]{0,3})?", weight)):
            liked[known] = max(liked.get(known, 0.0), float(weight or 1))
    return max(LANGUAGES, key=lambda known: liked.get(known, 0.0))


def catalogue(code: str) -> Catalog:
    """Every sentence of one language, merged from its rooms' files."""
    merged = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    merged[message.id] = message
    return merged


@cache
def _translations(code: str) -> NullTranslations:
    catalog = catalogue(code)
    if not len(catalog):
        return NullTranslations()
    binary = BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return GNUTranslations(binary)


def gettext(message: str) -> str:
    """A sentence in the reader's language, placeholders left in place (the templates' form)."""
    return _translations(language()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The same for a sentence that counts."""
    return _translations(language()).ngettext(one, many, n)


def _(message: str, **parts: object) -> str:
    """A sentence in the reader's language with ``%(name)s`` places filled."""
    found = gettext(message)
    return found % parts if parts else found


def mark(message: str) -> str:
    """Mark a sentence for the catalogue that is translated later, where it is shown."""
    return message


def dmy(day: date | None) -> str:
    """A day on screen: dd/mm/yyyy."""
    return day.strftime("%d/%m/%Y") if day else ""


def decree_day(day: date) -> str:
    """A day in print: a zero before days below 10 and months 1 and 2 only (Nghị định 30/2020, Phụ lục I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def moment(at: datetime | None) -> str:
    """A moment on screen: dd/mm/yyyy hh:mm, Hanoi time."""
    return at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M") if at else ""


def hour(at: datetime) -> str:
    """The time of day of a moment, Hanoi time."""
    return at.astimezone(HANOI).strftime("%H:%M")


def number(n: int) -> str:
    """A count with the language's thousands mark: 270.497 or 270,497."""
    text = f"{n:,}"
    return text.replace(",", ".") if language() == "vi" else text


def decimal(amount: Decimal | float | None, digits: int = 1) -> str:
    """An amount, half rounded up, with the language's decimal mark: 88,9 or 88.9; '–' when unknown."""
    return percent(amount, digits).removesuffix("%")


def percent(rate: Decimal | float | None, digits: int = 2) -> str:
    """A rate already in per cent, half rounded up, with the language's decimal mark; '–' when unknown."""
    if rate is None:
        return "–"
    rounded = Decimal(str(rate)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded}%"
    return text.replace(".", ",") if language() == "vi" else text


def ago(days: int) -> str:
    """Days between a deadline and today as people say it: late, today, left."""
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": number(-days)}
    if days == 0:
        return _("due today")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": number(days)}


# Where the tone mark stands is a matter of taste: hoà and hòa are one word.
_FOLDED = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """A text as search sees it: no marks, no case, single spaces; "Thuỷ" and "thủy" are both "thuy"."""
    bare = "".join(c for c in normalize("NFD", text.translate(_FOLDED)) if not combining(c))
    return " ".join(bare.casefold().split())
