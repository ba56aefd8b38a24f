"""What is kept of reminder runs: who was owed what, and what was said."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.mail.tables import Letter
from tracker.people.tables import Person


class ReminderRun(Table):
    """One run of one kind of reminder, e.g. overdue for 2024-W45."""

    id: Serial
    key = Varchar(length=60, unique=True)
    kind = Varchar(length=30)
    on_day = Date()
    made_at = Timestamptz()


class ReminderOwed(Table):
    """What one person was owed in a run: a letter, or the fact that nothing was due."""

    id: BigSerial
    run = ForeignKey(ReminderRun, null=False, on_delete=OnDelete.restrict, index=False)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    outcome = Varchar(length=20)  # letter | nothing_due | no_address
    letter = ForeignKey(Letter, null=True, on_delete=OnDelete.restrict, index=True)
    tasks = JSONB(default="[]")  # codes of the tasks it was about, worst first


class JobRun(Table):
    """One instant of one job of the timetable: done once, by one worker, taken over when it dies."""

    id: Serial
    job = Varchar(length=40)
    due_at = Timestamptz()
    owner = Varchar(length=60)
    lease_until = Timestamptz()
    done_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=200, default="")


class Holiday(Table, tablename="holiday"):
    """A day that is off, or a weekend day that is worked (swap), by decision; edited by the office."""

    id: Serial
    on_day = Date(unique=True)
    works = Varchar(length=5, default="off")  # off | works | usual: struck out
    name = Varchar(length=120, default="")
    seeded = Boolean(default=False)  # came with the seed
    version = Integer(default=1)


class NewsLine(Table, tablename="reminder_news_line"):
    """A line of history that concerns a person: told by a letter, no longer true, or not to be told."""

    id: BigSerial
    run = ForeignKey(ReminderRun, null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    line = BigInt(index=True)  # of history, which refuses by itself to lose any
    outcome = Varchar(length=10)  # letter | gone | no_address
    letter = ForeignKey(Letter, null=True, on_delete=OnDelete.restrict, index=True)
