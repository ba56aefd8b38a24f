"""What the ledger has to say on the office's page of work: that somebody was not served."""

from typing import Any

from litestar import Request

from tracker.people.viewer import Viewer
from tracker.reminders.ledger import view
from tracker.reminders.ledger.alarm import alarm
from tracker.words import _, dmy


async def unserved(
    request: Request[Any, Any, Any], viewer: Viewer
) -> tuple[str, list[tuple[str, str]]] | None:
    """The alarm of this week's letters for the office: a sentence, then each part and where it is listed."""
    if viewer.role != "office":
        return None
    found = await alarm(request.scope["state"]["now"])
    if found is None:
        return None
    lines = [(sentence, href or "/letters") for sentence, href in view.alarm_lines(found)]
    return _("Reminder letters: not everybody was served by 12:00 on %(day)s.", day=dmy(found.moment)), lines
