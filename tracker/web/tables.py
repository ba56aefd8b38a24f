"""What is kept of forms that were sent."""

from piccolo.columns import UUID, BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class FormKey(Table, tablename="form_key"):
    """A form that was sent once: a second send has the same one effect."""

    id: BigSerial
    key = UUID(default=None, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    purpose = Varchar(length=80)
    digest = Varchar(length=64)  # SHA-256 of what was sent
    location = Text()
    created_at = Timestamptz(index=True)
