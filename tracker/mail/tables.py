"""What is kept of letters."""

from typing import Any

from piccolo.columns import (
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
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
    resends: ForeignKey[Any] = ForeignKey("self", null=True, on_delete=OnDelete.restrict, index=True)
    bounced_at = Timestamptz(null=True, default=None)


class LetterBounce(Table, tablename="letter_bounce"):
    """A letter that came back; at most one a day counts for an address."""

    id: BigSerial
    address = Varchar(length=254)
    on_day = Date()
    hard = Boolean()
    status = Varchar(length=20, default="")  # RFC 3463, e.g. 5.1.1
    said = Varchar(length=500, default="")
    letter = ForeignKey(Letter, null=True, on_delete=OnDelete.restrict, index=True)
    noted_at = Timestamptz()
    settled_at = Timestamptz(null=True, default=None)  # the administrator looked at it
