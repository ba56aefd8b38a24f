"""Whose work is looked at, of which programme, on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker.tasks.queries.arms import Asked
from tracker.tasks.queries.narrowing import Filter, Where, mine, narrow, source

SOON_DAYS = 30


class Worker(Protocol):
    """Whose work it is."""

    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def sees_all(self) -> bool: ...


@dataclass(frozen=True)
class Scope:
    """Whose work, of which programme, on which day."""

    worker: Worker
    programme_id: int
    as_of: date
    today: date

    def asked(self, wanted: Filter) -> Asked:
        """A list within this scope."""
        return Asked(self.programme_id, self.worker, wanted, self.as_of, self.today, SOON_DAYS)

    def where(self, wanted: Filter) -> tuple[Where, str]:
        """The conditions of a list within this scope, and where its rows come from."""
        where = Where()
        origin = source(where, self.as_of, self.today)
        narrow(where, self.programme_id, self.worker, wanted, self.as_of, SOON_DAYS)
        return where, origin

    def everywhere(self) -> tuple[Where, str]:
        """The same for whatever is theirs and not withdrawn, parts of tasks included."""
        where = Where()
        origin = source(where, self.as_of, self.today)
        where.add(f"f.programme = {where.arg(self.programme_id)} AND f.urgency <> 3")
        if not self.worker.sees_all:
            where.add(mine(where, self.worker.agency_id, "", self.as_of))
        return where, origin
