"""What is kept of calendar feeds."""

from piccolo.columns import Bytea, ForeignKey, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class CalendarFeed(Table, tablename="calendar_feed"):
    """A secret address of a calendar; only its hash is kept."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    scope = Varchar(length=10)  # person | agency
    token_hash = Bytea(unique=True)
    made_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
