"""What is kept of a reorganisation."""

from piccolo.columns import JSONB, Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class Reorganisation(Table):
    """A decision by which agencies merge, split, are renamed or abolished from a day on."""

    id: Serial
    kind = Varchar(length=10, default="several")  # merge | split | rename | abolish, when all parts are one
    number = Varchar(length=60)
    issued_on = Date()
    issuer = Varchar(length=200)
    title = Text()
    on_day = Date()  # the first day of the new arrangement
    state = Varchar(length=10, default="draft")  # draft | planned | done | cancelled
    plan = JSONB(default="{}")  # what was decided and chosen: see plans.py
    outcome = JSONB(default="{}")  # what it did, by codes; empty until then
    trouble = Text(default="")  # why the worker could not carry it out
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    made_at = Timestamptz()
    changed_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
