"""What is kept of reports: regimes and their terms, reports with their files, work in the background."""

from typing import Any

from piccolo.columns import (
    Array,
    Boolean,
    Bytea,
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

from tracker.mail.tables import Letter
from tracker.people.tables import Person
from tracker.programmes.tables import Programme


class ReportRegime(Table, tablename="report_regime"):
    """A duty to report: of which kind, how often, by which outline, to whom."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=150)
    kind = Varchar(length=8)  # official | brief
    period = Varchar(length=11)  # month | quarter | half_year | nine_months | year | other
    window_days = SmallInt(default=5)  # working days before a cut-off
    outline = Array(base_column=Varchar(length=20))
    recipients = Varchar(length=2000, default="")  # "Nơi nhận", a line each
    to_committee = Boolean(default=True)
    active = Boolean(default=True)
    since = Date()  # its cut-offs from this day on are prepared
    changed_at = Timestamptz()
    version = Integer(default=1)


class ReportTerm(Table, tablename="report_term"):
    """A period of a regime within a year: its first day, its cut-off, its due day. 31 is the last."""

    id: Serial
    regime = ForeignKey(ReportRegime, null=False, on_delete=OnDelete.cascade)
    ordinal = SmallInt()
    name = Varchar(length=60)
    begins_month = SmallInt()
    begins_day = SmallInt()
    cutoff_month = SmallInt()
    cutoff_day = SmallInt()
    due_month = SmallInt()
    due_day = SmallInt()


class Report(Table, tablename="report"):
    """A report: a draft until it is frozen, and from then on what it was."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=8)  # official | brief | letter | scoped
    title = Varchar(length=300)
    scope = Text()  # canonical JSON
    regime = ForeignKey(ReportRegime, null=True, default=None, on_delete=OnDelete.restrict)
    period = Varchar(length=80, default="")
    period_from = Date(null=True, default=None)
    as_of = Date()
    due_on = Date(null=True, default=None)
    window_from = Date(null=True, default=None)
    state = Varchar(length=9)  # draft | frozen | cancelled
    number = Integer(default=1)
    supersedes: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    reason = Varchar(length=500, default="")
    compares: ForeignKey[Any] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    sections = Text(default="{}")  # JSON: section to its edited text
    content = Text(null=True, default=None)  # canonical JSON, from freezing on
    content_hash = Bytea(null=True, default=None)  # SHA-256
    created_at = Timestamptz()
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)  # none: the worker
    frozen_at = Timestamptz(null=True, default=None)
    frozen_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    changed_at = Timestamptz()
    version = Integer(default=1)
    charts = Boolean(default=False)


class ReportFile(Table, tablename="report_file"):
    """A file of a frozen report, made once from its content."""

    id: Serial
    report = ForeignKey(Report, null=False, on_delete=OnDelete.restrict)
    format = Varchar(length=7)  # pdf | archive | xlsx | docx
    sha256 = Bytea()
    size = Integer()
    content = Bytea()
    made_at = Timestamptz()


class ReportSigned(Table, tablename="report_signed"):
    """The signed copy that came back, and what its signatures were found to be."""

    id: Serial
    report = ForeignKey(Report, null=False, on_delete=OnDelete.restrict)
    number = Varchar(length=40)
    signed_on = Date()
    file_name = Varchar(length=200)
    sha256 = Bytea()
    size = Integer()
    content = Bytea()
    found = Text()  # JSON: the signatures as read when it came in
    uploaded_at = Timestamptz()
    uploaded_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)


class ReportTold(Table, tablename="report_told"):
    """Whom of the committee a frozen report was told: by a letter, or why by none."""

    id: Serial
    report = ForeignKey(Report, null=False, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    outcome = Varchar(length=10)  # letter | no_address | closed
    letter = ForeignKey(Letter, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    told_at = Timestamptz()


class ReportJob(Table, tablename="report_job"):
    """Something made in the background for a person."""

    id: Serial
    kind = Varchar(length=8)  # files | letters
    title = Varchar(length=300)
    report = ForeignKey(Report, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked = Text(default="{}")  # JSON: what was asked for
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(index=True)
    state = Varchar(length=9)  # waiting | making | done | failed | cancelled
    step = Varchar(length=20, default="")
    made = Integer(default=0)
    total = Integer(default=0)
    failure = Varchar(length=500, default="")  # a sentence that says what to do
    tries = SmallInt(default=0)
    leased_by = Varchar(length=100, default="")
    leased_until = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None, index=True)
    told = Boolean(default=False)


class ReportJobFile(Table, tablename="report_job_file"):
    """A file that background work made."""

    id: Serial
    job = ForeignKey(ReportJob, null=False, on_delete=OnDelete.cascade)
    name = Varchar(length=200)
    media_type = Varchar(length=100)
    sha256 = Bytea()
    content = Bytea()


class ScorecardRules(Table, tablename="scorecard_rules"):
    """The rules of the scorecard, one row for each version; weights are a hundred in all."""

    id: Serial
    programme = ForeignKey(Programme, null=False, on_delete=OnDelete.restrict, index=False)
    version = Integer()
    on_time = SmallInt()
    overdue = SmallInt()
    awaiting = SmallInt()
    extensions = SmallInt()
    updated = SmallInt()
    silence = SmallInt()
    indicators = SmallInt()
    update_days = SmallInt()
    ranked_from = SmallInt()
    grades = Array(base_column=Varchar(length=40))
    leasts = Array(base_column=SmallInt())
    note = Varchar(length=500)
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
