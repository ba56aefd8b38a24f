"""What is kept of programmes, their areas and source documents."""

from piccolo.columns import Date, ForeignKey, Integer, Serial, SmallInt, Text, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Programme(Table):
    """A programme of work, e.g. the State Administration Reform 2021-2030 (Nghị quyết 76/NQ-CP)."""

    id: Serial
    code = Varchar(length=30, unique=True)
    name = Varchar(length=300)
    short_name = Varchar(length=120)
    starts_on = Date()
    ends_on = Date(null=True, default=None)
    confirmation_levels = Integer(default=1)  # 1: the office; 2: then the superior's own confirmation
    silent_days = Integer(default=30)  # an open task without an update for longer is silent
    official_deadline = Varchar(length=8, default="current")  # or "original": what figures go by
    refusal_days = SmallInt(default=3)  # working days in which a task may be refused
    explanation_days = SmallInt(default=5)  # working days to explain, unless a day is given
    open_data = Varchar(length=3, default="off")  # or "on": its figures are there for everybody
    version = Integer(default=1)


class Area(Table):
    """A field of the programme (lĩnh vực)."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=30, unique=True)
    name = Varchar(length=200)
    sort_order = Integer()


class SourceDocument(Table):
    """The document that assigns tasks."""

    id: Serial
    number = Varchar(length=60)
    kind = Varchar(length=60, default="")
    issuer = Varchar(length=200)
    issued_on = Date()
    title = Text()
    signer = Varchar(length=120, default="")
