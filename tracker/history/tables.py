"""What is kept of every move, of the chain that seals the lines, and of checks."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class HistoryLine(Table, tablename="history"):
    """One move: who did what to which object, when, and which facts it changed to what.

    ``changes`` maps a field to ``[before, after]`` in JSON; folding them from the first line gives
    the object's facts at any line. Names are kept as they were on that day.
    """

    id: BigSerial
    kind = Varchar(length=20)  # what it is about: "task", "person", "agency", ...
    object_id = Integer()
    verb = Varchar(length=30)
    at = Timestamptz()
    actor = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    actor_name = Varchar(length=120, default="")
    actor_agency = Varchar(length=200, default="")
    version = Integer(default=0)
    text = Text(default="")
    changes = JSONB(default="{}")


class HistorySeal(Table):
    """One entry of the chain: a line, its place without gaps, and a hash that holds all lines before it.

    Written by the database when the line's transaction ends (``migrations/0003_history.sql``).
    """

    seq = BigInt(primary_key=True)
    line = BigInt(unique=True)
    hash = Bytea()


class HistoryAnchor(Table):
    """What the head of the chain was at a moment; letters, reports and a log server hold the same."""

    id: Serial
    on_day = Date()
    seq = BigInt()
    hash = Bytea()
    made_at = Timestamptz()


class HistoryCheck(Table):
    """One check of the chain, or of the facts that history folds to, and the troubles it found."""

    id: BigSerial
    at = Timestamptz()
    kind = Varchar(length=10)  # chain | replay
    whole = Boolean()  # not the newest part alone
    looked_at = BigInt()  # entries, or tasks
    seq = BigInt()  # the head of the chain that was reached
    found = Integer()
    trouble = JSONB(default="[]")  # the first few
