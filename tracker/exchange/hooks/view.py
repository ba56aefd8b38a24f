"""Web hooks in words: how one fares, what became of a message, who did what."""

from collections.abc import Mapping
from typing import Any

from tracker.exchange.hooks.rules import EVENTS, PING, TROUBLES
from tracker.words import _, mark

VERBS: Mapping[str, str] = {
    "add_hook": mark("Web hook added"),
    "change_hook": mark("Web hook changed"),
    "rotate_hook": mark("Web hook: new secret"),
    "pause_hook": mark("Web hook stopped"),
    "resume_hook": mark("Web hook goes on"),
}
STATES = {
    "ready": mark("Waiting"),
    "sending": mark("Being sent"),
    "sent": mark("Sent"),
    "failed": mark("Not taken, given up"),
}
LOOKS = {"sent": ("done_on_time", "check"), "failed": ("overdue", "overdue")}


def event_name(event: str) -> str:
    """What is told, in words."""
    return _("Test message") if event == PING else _(EVENTS[event])


def verb_name(verb: str) -> str:
    """What was done to a hook, in words."""
    return _(VERBS[verb])


def answer_of(message: Mapping[str, Any]) -> str:
    """What the last try came to, in words; empty before the first."""
    if trouble := message["trouble"]:
        return _(TROUBLES[trouble])
    return _("Answered %(n)s", n=message["answer"]) if message["answer"] else ""


def state_of(message: Mapping[str, Any]) -> tuple[str, str, str]:
    """A message's state: words, how the tag looks, its symbol."""
    state = message["state"]
    tried = state == "ready" and message["tries"] > 0
    kind, symbol = LOOKS.get(state, ("awaiting", "awaiting") if tried else ("plain", "clock"))
    return _("Not taken yet") if tried else _(STATES[state]), kind, symbol
