"""What is remembered: every room's tables, and where their migrations lie."""

from piccolo.conf.apps import AppConfig

from tracker.evidence.tables import Evidence, StoredFile
from tracker.exchange.annex.tables import (
    AgencyName,
    ImportDraft,
    ImportMapping,
    ImportRow,
    ImportRun,
    TaskOrigin,
)
from tracker.exchange.api.tables import ApiPace, ApiReply, ApiToken
from tracker.exchange.edxml.tables import EdxmlDocument, EdxmlFile, EdxmlStatus
from tracker.exchange.feeds.tables import CalendarFeed
from tracker.exchange.hooks.tables import Hook, HookMessage
from tracker.exchange.offline.tables import OfflineDraft
from tracker.history.tables import HistoryAnchor, HistoryCheck, HistoryLine, HistorySeal
from tracker.indicators.tables import Indicator, IndicatorDefinition, IndicatorTarget, IndicatorValue
from tracker.mail.tables import Letter, LetterBounce
from tracker.people.tables import (
    Agency,
    AgencyAlias,
    AgencySuccessor,
    Person,
    PersonAbsence,
    PersonSeen,
    Session,
    SignInAttempt,
)
from tracker.programmes.tables import Area, Programme, SourceDocument
from tracker.reminders.tables import (
    Holiday,
    JobRun,
    ReminderChoice,
    ReminderHold,
    ReminderOwed,
    ReminderRulebook,
    ReminderRun,
    ReminderSaid,
)
from tracker.reports.tables import (
    Report,
    ReportFile,
    ReportJob,
    ReportJobFile,
    ReportRegime,
    ReportSigned,
    ReportTerm,
    ReportTold,
    ScorecardRules,
)
from tracker.settings import ROOT
from tracker.tasks.reorganising.tables import Reorganisation
from tracker.tasks.tables import (
    BulkEdit,
    BulkEditTask,
    Explanation,
    Extension,
    ProgressUpdate,
    Recurrence,
    Standing,
    Task,
    TaskCoordinator,
    TaskDraft,
)
from tracker.web.tables import FormKey

APP_CONFIG = AppConfig(
    app_name="tracker",
    migrations_folder_path=str(ROOT / "migrations"),
    table_classes=[
        Agency,
        AgencySuccessor,
        AgencyAlias,
        Person,
        Session,
        SignInAttempt,
        Programme,
        Area,
        SourceDocument,
        Task,
        Standing,
        TaskCoordinator,
        ProgressUpdate,
        Extension,
        Explanation,
        Recurrence,
        TaskDraft,
        BulkEdit,
        BulkEditTask,
        StoredFile,
        Evidence,
        Reorganisation,
        FormKey,
        HistoryLine,
        HistorySeal,
        HistoryAnchor,
        HistoryCheck,
        Letter,
        ReminderRun,
        ReminderOwed,
        JobRun,
        ReminderSaid,
        ReminderRulebook,
        ReminderChoice,
        ReminderHold,
        LetterBounce,
        PersonAbsence,
        PersonSeen,
        CalendarFeed,
        EdxmlDocument,
        EdxmlFile,
        EdxmlStatus,
        Hook,
        HookMessage,
        OfflineDraft,
        ApiToken,
        ApiPace,
        ApiReply,
        Holiday,
        ImportRun,
        ImportRow,
        TaskOrigin,
        ImportMapping,
        AgencyName,
        ImportDraft,
        Indicator,
        IndicatorDefinition,
        IndicatorTarget,
        IndicatorValue,
        ReportRegime,
        ReportTerm,
        Report,
        ReportFile,
        ReportSigned,
        ReportTold,
        ScorecardRules,
        ReportJob,
        ReportJobFile,
    ],
    migration_dependencies=[],
)
