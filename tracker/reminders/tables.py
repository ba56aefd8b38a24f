"""What is kept of reminder runs: who was owed what, and what was said."""

from piccolo.columns import (
    JSONB,
    Array,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.mail.tables import Letter
from tracker.people.tables import Person
from tracker.tasks.tables import Task


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


class ReminderSaid(Table, tablename="reminder_said"):
    """A thing that a person was owed: told by a letter, no longer true, or not to be told."""

    id: BigSerial
    run = ForeignKey(ReminderRun, null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)  # who is owed
    key = Varchar(length=100, index=True)  # names the thing: line/4711, before/17/2024-11-13/3
    kind = Varchar(length=20)
    task = ForeignKey(Task, null=False, on_delete=OnDelete.restrict, index=True)
    told = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)  # or a substitute
    outcome = Varchar(length=12)  # letter | gone | no_address | not_wanted
    letter = ForeignKey(Letter, null=True, on_delete=OnDelete.restrict, index=True)


class ReminderRulebook(Table, tablename="reminder_rulebook"):
    """The rules of reminding, one row for each version; the newest is in force."""

    id: Serial
    version = Integer(unique=True)
    before_days = Array(base_column=SmallInt())
    silent_days = SmallInt()
    awaiting_days = SmallInt()
    head_days = SmallInt()
    office_days = SmallInt()
    committee_days = SmallInt()
    note = Varchar(length=500, default="")
    made_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=False)
    made_at = Timestamptz()


class ReminderChoice(Table, tablename="reminder_choice"):
    """Whether a person wants a kind of courtesy letter; absent means as usual."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    kind = Varchar(length=20)
    wanted = Boolean()
    changed_at = Timestamptz()


class ReminderHold(Table, tablename="reminder_hold"):
    """A run that the office holds back, until it releases it."""

    id: Serial
    run_key = Varchar(length=60)
    reason = Varchar(length=500)
    held_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=False)
    held_at = Timestamptz()
    released_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=False)
    released_at = Timestamptz(null=True, default=None)
