"""The form of a web hook: where it leads, and what is told there."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.exchange.hooks.actions import Wanted
from tracker.exchange.hooks.calling import CONNECT_SECONDS, Forbidden, looked_up
from tracker.exchange.hooks.rules import EVENTS, LONGEST_URL, Network, target
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key
from tracker.words import _

LONGEST_NAME = 120
BOX = "event_"  # a box for each event, named with a line for the point


@dataclass
class HookForm:
    """A hook as it stands or as typed."""

    name: str = ""
    url: str = ""
    events: list[str] = field(default_factory=lambda: list(EVENTS))
    agency: str = ""
    version: int = 0
    key: str = field(default_factory=new_key)
    digest: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> Wanted:
        """What was typed, once nothing is wrong with it."""
        return Wanted(self.name, self.url, self.events, int(self.agency) if self.agency else None)


def standing(hook: Mapping[str, Any]) -> HookForm:
    """The form of a hook as it stands."""
    agency = str(hook["agency"] or "")
    return HookForm(hook["name"], hook["url"], list(hook["events"]), agency, hook["version"])


async def read(
    sent: Iterable[tuple[str, object]], agencies: Iterable[int], ours: tuple[Network, ...]
) -> HookForm:
    """The form as sent, every problem found at once; the address is looked up as before every call."""
    pairs = list(sent)
    boxes = {BOX + event.replace(".", "_"): event for event in EVENTS}
    sheet = Sheet(pairs, ("name", "url", "agency", *boxes))
    name = sheet.text("name", _("Enter the name of the system"), LONGEST_NAME)
    if "\n" in name:
        sheet.problem("name", _("Enter the name on one line"))
    events = [event for box, event in boxes.items() if sheet.values[box]]
    if not events:
        sheet.problem("events", _("Choose what is told"))
    agency = whole(sheet.values["agency"])
    if sheet.values["agency"] and agency not in set(agencies):
        sheet.problem("agency", _("Choose one of the agencies listed"))
    await _check_url(sheet, ours)
    form = HookForm(name, sheet.values["url"], events, str(agency or ""))
    form.version = sheet.version() if sheet.hidden.get("version") else 0
    form.key = sheet.hidden.get("form_key", "")
    form.digest = digest((name, value) for name, value in pairs if isinstance(value, str))
    form.problems = sheet.problems
    return form


async def _check_url(sheet: Sheet, ours: tuple[Network, ...]) -> None:
    url = sheet.text("url", _("Enter the address, such as https://hooks.example.vn/nhiem-vu"), LONGEST_URL)
    to = target(url)
    if to is None:
        sheet.problem(
            "url", _("Enter an address such as https://hooks.example.vn/nhiem-vu, without user name or #")
        )
        return
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await looked_up(to, ours)
    except Forbidden:
        if to.scheme == "http":
            sheet.problem("url", _("Begin with https://; http is for the networks that the settings allow"))
        sheet.problem(
            "url", _("The address must lead to a public host, or into a network that the settings allow")
        )
    except (OSError, UnicodeError):
        sheet.problem("url", _("No host of this name was found"))
