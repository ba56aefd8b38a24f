"""How background work is shown: how far it is in a sentence, and on My work what has ended."""

from datetime import datetime
from typing import Any

from litestar import Request

from tracker.people.viewer import Viewer
from tracker.reports.jobs.queries import Job, unseen
from tracker.reports.jobs.rules import STATE_NAMES
from tracker.reports.kept.rules import FORMAT_NAMES
from tracker.web.asof import as_of
from tracker.words import _, dmy, number

PATH = "/reports/jobs"


def place(job: Job) -> str:
    """Where to see what became of it."""
    return f"{PATH}/{job.id}"


def said(job: Job, now: datetime) -> str:
    """How it stands, in one sentence."""
    if job.state == "waiting":
        return _("Waiting for its turn; it begins within seconds.")
    if job.state == "making":
        what = _(FORMAT_NAMES[job.step]) if job.step in FORMAT_NAMES else job.step
        how = {"made": number(job.made), "total": number(job.total), "what": what}
        return _("Made %(made)s of %(total)s; now: %(what)s", **how) if job.total else _("It has begun.")
    if job.gone(now) and job.expires_at:
        return _("Its files were kept until %(day)s. Make them again.", day=dmy(job.expires_at))
    return job.failure or _(STATE_NAMES[job.state])


async def banner(request: Request[Any, Any, Any], viewer: Viewer) -> tuple[str, list[tuple[str, str]]] | None:
    """What My work says to whoever asked for work that has ended, until they have looked."""
    if as_of(request).is_past or viewer.role != "office":
        return None
    ended = [(f"{one.title}: {_(STATE_NAMES[one.state])}", place(one)) for one in await unseen(viewer.id)]
    return (_("What was made in the background has ended:"), ended) if ended else None
