"""What is kept of web hooks: where to, and the outbox."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Agency, Person


class Hook(Table, tablename="hook"):
    """A system that is told: its address, and of what."""

    id: Serial
    url = Varchar(length=500)
    name = Varchar(length=120)
    events = Array(base_column=Varchar(length=30))
    agency = ForeignKey(Agency, null=True, on_delete=OnDelete.restrict, index=True)  # empty: the province
    rotation = Integer(default=1)  # its secret is derived; a new rotation is a new secret
    version = Integer(default=1)
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    made_at = Timestamptz()
    paused_at = Timestamptz(null=True, default=None)
    told_line = BigInt()  # the entry of the chain of history up to which moves are in the outbox


class HookMessage(Table, tablename="hook_message"):
    """The outbox: what is to be told to one system, byte for byte on every try."""

    id: BigSerial
    hook = ForeignKey(Hook, null=False, on_delete=OnDelete.restrict, index=False)
    key = Varchar(length=80)  # overdue/2024-11-06, line/4711
    event = Varchar(length=30)
    content = Text()
    state = Varchar(length=10, default="ready")  # ready sending sent failed
    tries = SmallInt(default=0)
    created_at = Timestamptz()
    next_try_at = Timestamptz()
    lease_owner = Varchar(length=60, default="")
    lease_until = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    answer = SmallInt(null=True, default=None)  # HTTP status of the last try
    trouble = Varchar(length=500, default="")
