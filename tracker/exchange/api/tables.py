"""What is kept of the machine interface: tokens as digests, their pace, answers given once."""

from piccolo.columns import (
    Array,
    BigSerial,
    Bytea,
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

from tracker.people.tables import Person


class ApiToken(Table, tablename="api_token"):
    """A key for a program: the rights of one person at the moment of asking, narrowed to scopes."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    system = Varchar(length=60, default="")  # empty: the person's own
    name = Varchar(length=60)
    token_hash = Bytea(unique=True)  # SHA-256
    scopes = Array(base_column=Varchar(length=10))
    created_at = Timestamptz()
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    expires_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)  # at most once a minute
    last_address = Varchar(length=45, default="")
    revoked_at = Timestamptz(null=True, default=None)


class ApiPace(Table, tablename="api_pace"):
    """How often a token asked in the minute it asked last."""

    token = ForeignKey(ApiToken, null=False, primary_key=True, on_delete=OnDelete.cascade, index=False)
    minute = Timestamptz()
    asked = Integer()


class ApiReply(Table, tablename="api_reply"):
    """The answer to a write, for the same request sent again under the same key."""

    id: BigSerial
    token = ForeignKey(ApiToken, null=False, on_delete=OnDelete.cascade, index=False)
    key = Varchar(length=255)
    request = Bytea()  # SHA-256 of method, address, If-Match and body
    status = SmallInt()
    headers = Text()  # JSON
    body = Bytea()
    at = Timestamptz(index=True)
