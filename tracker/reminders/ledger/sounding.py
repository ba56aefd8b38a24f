"""The alarm is sounded: an error in the log, and a letter to each administrator, once a week at most."""

from datetime import datetime

import structlog

from tracker import settings
from tracker.clock import day_of
from tracker.database import rows, transaction
from tracker.mail.actions import enqueue
from tracker.mail.message import Words
from tracker.mail.rules import Unmailable, is_address
from tracker.reminders.ledger import view
from tracker.reminders.ledger.alarm import Alarm, alarm
from tracker.reminders.letters import letter_words
from tracker.reminders.rows import line
from tracker.words import _, dmy, language, speaking

KIND = "alarm"

log = structlog.get_logger(__name__)


async def sound(at: datetime) -> str:
    """Tell the administrators of whoever was not served, if anybody was not; what was done, in words."""
    found = await alarm(at)
    if found is None:
        return "everybody was served"
    log.error(
        "letters_not_served", key=found.key, made=found.made_at is not None, said=list(found.said),
        **found.standings,
    )  # fmt: skip
    told = 0
    async with transaction():
        for admin in await rows(
            """SELECT id, full_name AS name, email, language FROM person
               WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id"""
        ):
            if is_address(admin["email"]):
                told += await _tell(found, admin["id"], admin["name"], admin["email"], admin["language"], at)
    return f"{found.people} not served, {told} administrators told"


async def _tell(found: Alarm, person: int, name: str, address: str, spoken: str, at: datetime) -> int:
    try:
        made = await enqueue(
            key=f"{KIND}/{found.key.partition('/')[2]}/{person}", kind=KIND, person_id=person, to_name=name,
            to_address=address, words=words(found, name, spoken, at), at=at,
        )  # fmt: skip
    except Unmailable as why:  # a name that cannot stand in a header must not hold up the others
        log.warning("letter_not_written", person=person, why=str(why))
        return 0
    return int(made is not None)


def words(found: Alarm, name: str, spoken: str, at: datetime) -> Words:
    """The letter to an administrator: how many were not served and why, and what can be done about it."""
    with speaking(spoken):
        lines = [sentence for sentence, _href in view.alarm_lines(found)]
        heading = _("Reminder letters of %(week)s: not everybody was served",
                    week=view.period_name("overdue", found.key))  # fmt: skip
        return letter_words("alarm", {
            "lang": language(),
            "organisation": settings.current().organisation,
            "product": _("Reform task tracker"),
            "today": day_of(at),
            "heading": heading,
            "preheader": "; ".join(lines),
            "greeting": _("Dear %(name)s,", name=line(name)),
            "opening": [_("By 12:00 on %(day)s the following stood open:", day=dmy(day_of(found.moment)))],
            "lines": lines,
            "said": [line(one) for one in found.said],
            "advice": _(
                "Look at the log of the worker and at the mail server, and give an address to whoever has"
                " none. Letters that wait leave by themselves; the coordinating office sends others again"
                " from the ledger of letters."
            ),
            "closing": [
                _("Sent to the administrators of the system, once a week at most."),
                _("Please do not reply to it."),
            ],
        })  # fmt: skip
