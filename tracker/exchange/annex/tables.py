"""What is kept of imports: runs and their rows, where tasks came from, what was remembered, drafts."""

from piccolo.columns import (
    JSONB,
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.evidence.tables import StoredFile
from tracker.people.tables import Agency, Person
from tracker.programmes.tables import Programme, SourceDocument
from tracker.tasks.tables import Task


class ImportRun(Table, tablename="import_run"):
    """One file that was carried out. Never changed."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10)  # annex | csv
    source_document = ForeignKey(SourceDocument, null=True, on_delete=OnDelete.restrict, index=True)
    file_name = Varchar(length=200)
    file_sha256 = ForeignKey(StoredFile, null=False, on_delete=OnDelete.restrict, index=True)
    sheet = Text(default="")  # names of the sheets whose tables were taken
    mapping = JSONB()  # of each table: sheet, rows of the head, letter -> meaning
    signature = Varchar(length=64, default="")  # of the first table's head
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(index=True)
    totals = JSONB()


class ImportRow(Table, tablename="import_row"):
    """What became of one row of a file. Never changed."""

    id: BigSerial
    run = ForeignKey(ImportRun, null=False, on_delete=OnDelete.restrict, index=False)
    sheet = Text()
    row = Integer()
    outcome = Varchar(length=10)  # new | changed | left | same | error | skipped
    skipped = Varchar(length=20, default="")  # why the row is no task
    item = Varchar(length=60, default="")
    code = Varchar(length=40, default="")
    title = Text(default="")
    task = ForeignKey(Task, null=True, on_delete=OnDelete.restrict, index=True)
    diff = JSONB()  # field -> now, then; in words
    problems = JSONB()


class TaskOrigin(Table, tablename="task_origin"):
    """The document that a task came from and its place in it: the natural key of an import."""

    id: BigSerial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    source_document = ForeignKey(SourceDocument, null=False, on_delete=OnDelete.restrict, index=False)
    item = Varchar(length=60)
    run = ForeignKey(ImportRun, null=False, on_delete=OnDelete.restrict, index=True)


class ImportMapping(Table, tablename="import_mapping"):
    """What the columns under a head mean, as somebody corrected it last."""

    id: Serial
    signature = Varchar(length=64, unique=True)
    mapping = JSONB()  # letter -> meaning
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz()


class AgencyName(Table, tablename="agency_name"):
    """A name in a file that somebody confirmed to mean an agency."""

    id: Serial
    name = Varchar(length=400, unique=True)  # as normalised
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz()


class ImportDraft(Table, tablename="import_draft"):
    """A file between its upload and its writing; one that was left goes by itself."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    file_name = Varchar(length=200)
    file_sha256 = Bytea()
    content = Bytea()
    document = JSONB()  # facts of the document as entered
    mapping = JSONB()
    choices = JSONB()
    version = Integer(default=1)
    at = Timestamptz(index=True)  # when the file came
    run = ForeignKey(ImportRun, null=True, on_delete=OnDelete.restrict, index=True)  # what it became
