"""What is kept of documents that came in as edXML."""

from piccolo.columns import BigInt, Bytea, Date, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person


class EdxmlDocument(Table, tablename="edxml_document"):
    """A document as its envelope told of it."""

    id: Serial
    document_id = Varchar(length=200, index=True)
    sha256 = Bytea(unique=True)
    sender_id = Varchar(length=60)
    sender_name = Varchar(length=300)
    receiver_id = Varchar(length=60, default="")
    receiver_name = Varchar(length=300, default="")
    number = Varchar(length=60)
    issued_on = Date()
    kind = Text(default="")
    subject = Text()
    signer = Text(default="")
    due_on = Date(null=True, default=None)
    business = SmallInt(default=0)  # new, recall, update, replacement
    reason = Text(default="")
    taken_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    taken_at = Timestamptz()


class EdxmlFile(Table, tablename="edxml_file"):
    """A file that came inside an envelope."""

    id: Serial
    document = ForeignKey(EdxmlDocument, null=False, on_delete=OnDelete.cascade, index=True)
    name = Varchar(length=200)
    size = BigInt()
    sha256 = Bytea()
    content = Bytea(null=True, default=None)
    trouble = Text(default="")  # why it was not kept


class EdxmlStatus(Table, tablename="edxml_status"):
    """A status file written for the sender."""

    id: Serial
    document = ForeignKey(EdxmlDocument, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=2)
    description = Varchar(length=500, default="")
    content = Bytea()
    written_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    written_at = Timestamptz()
