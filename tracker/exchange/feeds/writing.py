"""A feed as iCalendar writes it (RFC 5545, 7986): the same deadlines are the same bytes."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, vDuration, vText
from icalendar import Event as Entry

from tracker.exchange.feeds.rules import Event

PRODUCT = "-//Reform task tracker//Deadlines//VI"
REFRESH = timedelta(hours=6)


class Words(vText):  # type: ignore[misc]  # the library comes without types
    r"""Text in which ``\N`` stays two signs: the library takes it for a line end before it escapes."""

    def to_ical(self) -> bytes:
        """The words as bytes, escaped (RFC 5545, 3.3.11)."""
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))


def calendar(name: str, events: Iterable[Event], base_url: str) -> bytes:
    """The calendar of some events, in their order."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", Words(name))
    made.add("x-wr-calname", Words(name))
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    base = base_url.rstrip("/")
    host = urlsplit(base).hostname or "localhost"
    for event in events:
        made.add_component(_entry(event, base, host))
    written: bytes = made.to_ical()
    return written


def _entry(event: Event, base: str, host: str) -> Entry:
    """A whole day: a date without time or zone, and the day after as its exclusive end (RFC 5545, 3.6.1)."""
    made = Entry()
    made.add("uid", f"task-{event.uid}@{host}")
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("dtstart", event.on)
    made.add("dtend", event.on + timedelta(days=1))
    made.add("transp", "TRANSPARENT")
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("summary", Words(event.summary))
    address = base + event.path
    made.add("description", Words(f"{event.description}\n{address}"))  # not every reader shows the url
    made.add("categories", [event.category])
    made.add("url", address)
    return made
