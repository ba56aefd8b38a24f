"""A second reading of iCalendar, straight from RFC 5545: nothing of the library that writes it."""

import re
from datetime import date, datetime, timedelta, timezone

NAME = re.compile(r"[A-Z][A-Z0-9-]*\Z")
UNESCAPED = {"n": "\n", "N": "\n", "\\": "\\", ",": ",", ";": ";"}
Part = dict[str, tuple[dict[str, str], str]]


def lines_of(content: bytes) -> list[str]:
    """The unfolded lines. Asserts CRLF, 75 octets at most, no other controls, no letter cut in two."""
    assert content.endswith(b"\r\n")
    unfolded: list[str] = []
    for line in content[:-2].split(b"\r\n"):
        assert len(line) <= 75, line
        text = line.decode("utf-8")  # a letter that is cut in two by a fold fails here
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text), line
        if text.startswith((" ", "\t")):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    return unfolded


def parsed(content: bytes) -> tuple[Part, list[Part]]:
    """The calendar's own properties and those of its events: name → (parameters, raw value)."""
    calendar: Part = {}
    events: list[Part] = []
    within = calendar
    for line in lines_of(content):
        head, found, value = line.partition(":")
        assert found, line
        name, *parameters = head.split(";")
        assert NAME.match(name), line
        if name == "BEGIN" and value == "VEVENT":
            within = {}
        elif name == "END" and value == "VEVENT":
            events.append(within)
            within = calendar
        elif name not in {"BEGIN", "END"}:
            assert name not in within, f"{name} twice"
            pairs = (one.partition("=") for one in parameters)
            within[name] = ({key: given for key, _, given in pairs}, value)
    return calendar, events


def text(event: Part, name: str) -> str:
    """A property's text without its escapes."""
    return re.sub(r"\\(.)", lambda found: UNESCAPED[found[1]], event[name][1])


def days(event: Part) -> list[date]:
    """The days an event covers; its end is the first day it does not (RFC 5545, 3.6.1)."""
    for name in ("DTSTART", "DTEND"):
        assert event[name][0] == {"VALUE": "DATE"}
        assert re.fullmatch(r"\d{8}", event[name][1])
    start, end = (date.fromisoformat(event[name][1]) for name in ("DTSTART", "DTEND"))
    return [start + timedelta(days=n) for n in range((end - start).days)]


def days_shown(event: Part, hours: int) -> list[date]:
    """The days on which a reader ``hours`` from Greenwich shows an event that lasts from its own midnight."""
    zone = timezone(timedelta(hours=hours))
    covered = days(event)
    start = datetime.combine(covered[0], datetime.min.time(), zone)
    end = datetime.combine(covered[-1], datetime.min.time(), zone) + timedelta(days=1)
    shown, moment = [], start
    while moment < end:
        shown.append(moment.astimezone(zone).date())
        moment += timedelta(days=1)
    return shown
