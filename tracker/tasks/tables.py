"""What is kept of a task.

``Task`` holds the facts of today. ``Standing`` holds, for each stretch of days, the facts that decide
a bucket, an owner or a deadline. A third table, ``tally``, holds how many tasks entered and left each
bucket on each day; only SQL reads it (``queries/figures.py``). Both are written by triggers (see
``migrations/0001_rules.sql``) so that no way of writing a task can forget them.
"""

from typing import Any

from piccolo.columns import (
    JSONB,
    BigSerial,
    Boolean,
    Date,
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

from tracker.people.tables import Agency, Person
from tracker.programmes.tables import Area, Programme, SourceDocument


class Task(Table):
    """One task as it stands now; see ``product.md`` "Task record" in the README's glossary."""

    id: Serial
    code = Varchar(length=40, unique=True)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=False)
    area = ForeignKey(Area, null=False, on_delete=OnDelete.restrict, index=False)
    title = Text()
    source_document = ForeignKey(SourceDocument, null=True, on_delete=OnDelete.restrict, index=True)
    source_clause = Text(default="")
    lead_agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=False)
    responsible = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    monitor = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    leader = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    expected_output = Text(default="")
    deadline_text = Text(default="")
    due_on = Date(null=True, default=None)
    due_precision = Varchar(length=10, default="day")
    original_due_on = Date(null=True, default=None)
    priority = Varchar(length=10, default="normal")
    starred = Boolean(default=False)
    parent: ForeignKey[Any] = ForeignKey("self", null=True, on_delete=OnDelete.restrict, index=False)
    part = Varchar(length=10, default="")  # milestone | occurrence: of the parent, outside lists and totals
    part_label = Varchar(length=80, default="")  # "Quý III/2024"
    opens_on = Date(null=True, default=None)  # the first day of an occurrence's period
    state = Varchar(length=12, default="assigned")
    assigned_at = Timestamptz()
    given_at = Timestamptz(null=True, default=None)  # when the present lead got it, if not at first
    accepted_at = Timestamptz(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    submitted_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    endorsed_at = Timestamptz(null=True, default=None)  # the first of two levels confirmed
    endorsed_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmation_number = Varchar(length=60, default="")  # the superior's document, of the second level
    confirmation_date = Date(null=True, default=None)
    result_number = Varchar(length=60, default="")
    result_date = Date(null=True, default=None)
    result_issuer = Varchar(length=200, default="")
    resumes_to = Varchar(length=12, default="")  # the state before it was suspended or withdrawn
    stop_number = Varchar(length=60, default="")  # the document that suspended or withdrew it
    stop_date = Date(null=True, default=None)
    stop_reason = Text(default="")
    percent = SmallInt(default=0)
    progress_note = Text(default="")
    progressed_at = Timestamptz(null=True, default=None)
    difficulty_kind = Varchar(length=20, default="")
    difficulties = Text(default="")
    cause_kind = Varchar(length=12, default="")
    cause_text = Text(default="")
    forecast = Text(default="")
    proposal = Text(default="")
    extension_count = SmallInt(default=0)
    search = Text()  # folded text of code, title, document: see words.fold
    changed_at = Timestamptz()  # the moment of the last move; its Hanoi day opens a new standing
    version = Integer(default=1)


class Standing(Table):
    """The facts that decide a bucket, true from the end of ``from_on`` to before ``until_on``."""

    id: BigSerial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=False)
    from_on = Date()
    until_on = Date()  # exclusive; 'infinity' while it stands
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=False)
    area = ForeignKey(Area, null=False, on_delete=OnDelete.restrict, index=False)
    lead_agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=False)
    state = Varchar(length=12)
    due_on = Date(null=True, default=None)
    original_due_on = Date(null=True, default=None)
    submitted_on = Date(null=True, default=None)
    progressed_on = Date(null=True, default=None)
    percent = SmallInt(default=0)
    starred = Boolean(default=False)


class TaskCoordinator(Table):
    """An agency that coordinates a task, and what became of its part."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=False)
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=False)
    from_on = Date()
    until_on = Date()  # exclusive; 'infinity' while it coordinates
    contribution = Varchar(length=12, default="asked")
    contribution_text = Text(default="")
    question = Text(default="")
    asked_at = Timestamptz(null=True, default=None)  # empty while nothing in particular was asked
    asked_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    answer_by = Date(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)


class ProgressUpdate(Table):
    """One report of progress: what was done, how far, what hinders."""

    id: BigSerial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    at = Timestamptz()
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    text = Text()
    percent = SmallInt()
    difficulty_kind = Varchar(length=20, default="")
    difficulties = Text(default="")
    cause_kind = Varchar(length=12, default="")
    cause_text = Text(default="")
    forecast = Text(default="")
    proposal = Text(default="")


class Extension(Table):
    """A request for a later deadline, and its decision."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    requested_at = Timestamptz()
    requested_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    reason = Text()
    proposed_due_on = Date()
    decision = Varchar(length=10, default="")  # granted | refused; empty while open
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    decision_text = Text(default="")
    granted_due_on = Date(null=True, default=None)
    document_number = Varchar(length=60, default="")  # the deciding document
    document_date = Date(null=True, default=None)


class Explanation(Table):
    """A request to explain (yêu cầu giải trình), and the answer."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    asked_at = Timestamptz()
    asked_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    question = Text()
    answer_by = Date(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
    answer = Text(default="")


class Recurrence(Table):
    """How a task comes back: the rule its occurrences are made ahead by."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=False)
    every = Varchar(length=12)  # monthly | quarterly | half_yearly | yearly
    due_month = SmallInt(null=True, default=None)  # of the period, from 1; empty: its last
    due_day = SmallInt(null=True, default=None)  # empty: the month's last
    from_on = Date()
    until_on = Date(null=True, default=None)


class TaskDraft(Table):
    """A task being written, as typed; nobody but the office knows of it until it is issued."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=False)
    typed = JSONB()
    source_task = ForeignKey(Task, null=True, on_delete=OnDelete.set_null, index=True)  # cloned from
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    made_at = Timestamptz()
    changed_at = Timestamptz()
    version = Integer(default=1)
    issued_as = ForeignKey(Task, null=True, on_delete=OnDelete.restrict, index=True)
    issued_at = Timestamptz(null=True, default=None)


class BulkEdit(Table):
    """One edit of many tasks, to be undone as one."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=False)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz()
    said = JSONB()
    undone_at = Timestamptz(null=True, default=None)
    undone_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)


class BulkEditTask(Table):
    """A task that a bulk edit changed, and the version it made of it."""

    id: BigSerial
    bulk_edit = ForeignKey(BulkEdit, null=False, on_delete=OnDelete.cascade, index=False)
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    version = Integer()
