"""What is kept of books that came back, until somebody looked at them."""

from piccolo.columns import JSONB, ForeignKey, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from tracker.people.tables import Person
from tracker.programmes.tables import Programme


class OfflineDraft(Table, tablename="offline_draft"):
    """The book that a person sent last: what was typed in it, row by row."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True, index=False)
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    file_name = Varchar(length=200)
    taken_at = Timestamptz()  # when the book was downloaded
    sent_at = Timestamptz()
    filled = JSONB(default="[]")  # rows as rules.Filled
