"""What is kept of letters."""

from piccolo.columns import BigSerial, Bytea, ForeignKey, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class Letter(Table, tablename="letter"):
    """The outbox: a letter as it will be sent, byte for byte, on every try."""

    id: BigSerial
    key = Varchar(length=120, unique=True)  # e.g. overdue/2024-W45/17: says a thing once
    kind = Varchar(length=30)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    recipient = Varchar(length=254)
    subject = Text()
    message_id = Varchar(length=200)
    content = Bytea()  # the MIME message
    state = Varchar(length=10, default="ready")  # ready sending sent failed superseded
    tries = SmallInt(default=0)
    created_at = Timestamptz()
    next_try_at = Timestamptz()
    lease_owner = Varchar(length=60, default="")
    lease_until = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    trouble = Text(default="")  # the relay's last words
