"""What is kept of files: which content lies in the store, and which task it proves something of."""

from piccolo.columns import BigInt, Bytea, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Agency, Person
from tracker.tasks.tables import Task


class StoredFile(Table, tablename="stored_file"):
    """One content in the store, however many tasks it serves; its file is named by the digest."""

    sha256 = Bytea(primary_key=True)
    size = BigInt()
    stored_at = Timestamptz()
    checked_at = Timestamptz()  # when the file was last read whole and compared with its digest
    trouble = Varchar(length=20, default="")  # missing | damaged; empty while all is well


class Evidence(Table):
    """One file of a task, as an agency attached it. Removing hides it; the content stays."""

    id: Serial
    task = ForeignKey(Task, null=False, on_delete=OnDelete.cascade, index=True)
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict, index=True)
    uploaded_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    uploaded_at = Timestamptz()
    sha256 = ForeignKey(StoredFile, null=False, on_delete=OnDelete.restrict, index=True)
    size = BigInt()
    name = Varchar(length=200)
    kind = Varchar(length=10)  # pdf | docx | xlsx | jpg | png
    purpose = Varchar(length=12, default="result")  # result | contribution | decision
    note = Text(default="")
    scan = Varchar(length=10, default="unscanned")  # clean | unscanned
    removed_at = Timestamptz(null=True, default=None)
    removed_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict, index=True)
