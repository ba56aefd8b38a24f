"""What is kept of agencies, persons and their sessions."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Agency(Table):
    """A body that leads or coordinates tasks, with the days on which its name is valid."""

    id: Serial
    code = Varchar(length=30, unique=True)
    short_name = Varchar(length=100)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    sort_order = Integer()
    valid_from = Date()
    valid_to = Date(null=True, default=None)  # last day; empty while the agency lives
    email = Varchar(length=254, default="")


class AgencySuccessor(Table):
    """Which agency takes over from which: merged n to 1, split 1 to n."""

    id: Serial
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    successor = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)


class AgencyAlias(Table):
    """Another way in which documents write an agency's name."""

    id: Serial
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    alias = Varchar(length=200, index=True)


class Person(Table, tablename="person"):
    """An account: one person, one agency, one role."""

    id: Serial
    username = Varchar(length=60, unique=True)
    full_name = Varchar(length=120)
    title = Varchar(length=200, default="")
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=10)
    email = Varchar(length=254, default="")
    language = Varchar(length=2, default="vi")
    password_hash = Varchar(length=200, null=True, default=None)
    must_change_password = Boolean(default=False)
    may_submit = Boolean(default=False)  # a staff member whose lead allowed it
    created_at = Timestamptz()
    disabled_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """One sign-in on one device. Deleted or touched, never put back."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    token_hash = Bytea(unique=True)  # SHA-256 of the cookie's value
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz(index=True)
    address = Varchar(length=45, default="")
    device = Varchar(length=200, default="")


class SignInAttempt(Table, tablename="sign_in_attempt"):
    """A guess at a password that failed, for the throttle."""

    id: Serial
    username = Varchar(length=60)
    address = Varchar(length=45)
    at = Timestamptz(index=True)
    pending = Boolean(default=True)  # not answered yet: the password is being tried


class PersonAbsence(Table, tablename="person_absence"):
    """Days on which somebody is away, and who is written to instead."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    substitute = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    from_on = Date()
    until_on = Date()  # the last day away
    noted_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    noted_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)  # taken back


class PersonSeen(Table, tablename="person_seen"):
    """Up to which line of history a person has seen what is new."""

    person = ForeignKey(Person, null=False, primary_key=True, on_delete=OnDelete.restrict, index=False)
    line = BigInt()
    seen_at = Timestamptz()
