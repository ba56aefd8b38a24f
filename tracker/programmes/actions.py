"""What is done to the office's calendar: a day set off or worked, changed, or taken out again."""

from datetime import date, datetime
from typing import Protocol

from tracker.database import transaction, value
from tracker.history.actions import changed, record
from tracker.programmes.calendar import calendar_day
from tracker.programmes.working_days import USUAL
from tracker.refusal import Conflict


class Editor(Protocol):
    """Whoever keeps the calendar."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def agency_name(self) -> str: ...


async def set_day(editor: Editor, on_day: date, works: str, name: str, version: int, at: datetime) -> str:
    """Say of a day that it is off, worked, or as usual again; the verb of its history.

    ``version`` is that of the day as it was shown, 0 when the calendar said nothing. Raises Conflict when
    somebody was first.
    """
    async with transaction():
        before = await calendar_day(on_day)
        if before.version != version:
            raise Conflict
        if version:
            object_id = await _swap(before.id, works, name, version)
        else:
            object_id = await _insert(on_day, works, name)
        if object_id is None:
            raise Conflict
        verb = "remove" if works == USUAL else "add" if before.works == USUAL else "change"
        was = {"on_day": before.on_day, "works": before.works, "name": before.name} if version else {}
        await record(
            "calendar",
            object_id,
            verb,
            at,
            actor_id=editor.id,
            actor_name=editor.name,
            actor_agency=editor.agency_name,
            version=version + 1,
            changes=changed(was, {"on_day": on_day, "works": works, "name": name}),
        )
    return verb


async def _insert(on_day: date, works: str, name: str) -> int | None:
    found: int | None = await value(
        """INSERT INTO holiday (on_day, works, name) VALUES ($1, $2, $3)
           ON CONFLICT (on_day) DO NOTHING RETURNING id""",
        on_day,
        works,
        name,
    )
    return found


async def _swap(day_id: int, works: str, name: str, version: int) -> int | None:
    found: int | None = await value(
        """UPDATE holiday SET works = $3, name = $4, version = version + 1
           WHERE id = $1 AND version = $2 RETURNING id""",
        day_id,
        version,
        works,
        name,
    )
    return found
