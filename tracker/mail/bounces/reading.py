"""Where letters that came back are looked for: the folder and the mailbox that the settings name."""

import time
from datetime import datetime
from pathlib import Path

import structlog

from tracker import settings
from tracker.mail.bounces.actions import take_in
from tracker.mail.bounces.folder import read_folder
from tracker.mail.bounces.mailbox import MailboxTrouble, Place, read_mailbox

EVERY_SECONDS = 300.0  # a mail server wants to be asked no more often

log = structlog.get_logger(__name__)


async def read_all(at: datetime) -> int:
    """Take in what came back since the last time; how many reports told of letters of ours.

    Nothing is set: nothing happens. Trouble with one place is told in the log and leaves the other alone.
    """

    async def take(content: bytes) -> bool:
        return await take_in(content, at)

    chosen, ours = settings.current(), 0
    if chosen.bounce_folder:
        try:
            ours += await read_folder(Path(chosen.bounce_folder), take)
        except OSError as trouble:
            log.warning("bounce_folder_unreadable", folder=chosen.bounce_folder, trouble=str(trouble))
    if chosen.bounce_imap_url:
        try:
            ours += await read_mailbox(Place.of(chosen.bounce_imap_url), take)
        except MailboxTrouble as trouble:
            log.warning("bounce_mailbox_unreadable", trouble=str(trouble))
    if ours:
        log.info("letters_came_back", reports=ours)
    return ours


class Lookout:
    """Looks for letters that came back every five minutes, however often it is asked to."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    async def look(self, at: datetime) -> None:
        """Take in what came back, unless it was looked for a moment ago by this process."""
        now = time.monotonic()
        if now >= self._rests_until:
            self._rests_until = now + EVERY_SECONDS
            await read_all(at)


LOOKOUT = Lookout()
