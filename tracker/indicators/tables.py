"""What is kept of indicators: definitions and targets in versions, values entered and decided on."""

from piccolo.columns import Date, ForeignKey, Numeric, Serial, SmallInt, Timestamptz, Varchar
from piccolo.columns import Integer as Int
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Agency, Person
from tracker.programmes.tables import Programme


class Indicator(Table, tablename="indicator"):
    """An indicator: its code, and the version that forms are checked against."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=30, unique=True)
    created_at = Timestamptz()
    changed_at = Timestamptz()
    version = Int(default=1)


class IndicatorDefinition(Table, tablename="indicator_definition"):
    """What an indicator is from a moment on. Never changed: a change is a further row."""

    id: Serial
    indicator = ForeignKey(Indicator, null=False, on_delete=OnDelete.restrict, index=False)
    number = SmallInt()
    set_name = Varchar(length=100)  # of which set of indicators
    name = Varchar(length=300)
    unit = Varchar(length=40)
    direction = Varchar(length=4)  # up | down: which way is better
    baseline = Numeric()
    period = Varchar(length=9)  # how often a value is due
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    ended_on = Date(null=True, default=None)
    said_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=False)
    said_at = Timestamptz()


class IndicatorTarget(Table, tablename="indicator_target"):
    """What a definition wants to be reached by the end of a year."""

    id: Serial
    definition = ForeignKey(IndicatorDefinition, null=False, on_delete=OnDelete.restrict, index=False)
    year = SmallInt()
    target = Numeric()


class IndicatorValue(Table, tablename="indicator_value"):
    """What was reached by the end of a period, and what is forecast. Only approved ones count."""

    id: Serial
    indicator = ForeignKey(Indicator, null=False, on_delete=OnDelete.restrict, index=False)
    period_end = Date()
    number = SmallInt()
    value = Numeric(null=True, default=None)
    forecast = Numeric(null=True, default=None)
    cause_kind = Varchar(length=10, default="")
    cause_text = Varchar(length=2000, default="")
    note = Varchar(length=2000, default="")
    state = Varchar(length=9)
    entered_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    entered_at = Timestamptz()
    decided_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=False)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=2000, default="")
