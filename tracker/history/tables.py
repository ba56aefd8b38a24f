"""What is kept of every move."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Integer, Text, Timestamptz, Varchar
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
