"""The words of answers about reports: one that was frozen, its files, its signed copies."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from tracker.exchange.api.resources.asking import ROOT
from tracker.exchange.api.resources.figures import Sums, sums
from tracker.exchange.api.resources.shapes import Answer, NextCursor, there

PATH = f"{ROOT}/reports"
TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)

Kind = Literal["official", "brief", "letter", "scoped"]
Format = Literal["pdf", "archive", "docx", "xlsx"]
Hash = Annotated[
    str,
    Meta(
        description="SHA-256.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Number = Annotated[int, Meta(ge=1, le=2**31 - 1, examples=[12])]


class ReportScope(Answer, frozen=True, kw_only=True):
    """What a report is about."""

    kind: Literal["programme", "agency", "area", "source", "overdue", "starred", "list"]
    code: str
    name: str


class ReportFile(Answer, frozen=True, kw_only=True):
    """A file of a frozen report; archive: PDF/A with its figures attached."""

    format: Format
    media_type: Annotated[str, Meta(examples=["application/pdf"])]
    size: Annotated[int, Meta(description="In bytes.", examples=[48213])]
    sha256: Hash
    href: Annotated[str, Meta(examples=[f"{PATH}/12/files/pdf"])]


class SignedCopy(Answer, frozen=True, kw_only=True):
    """A signed copy that came back."""

    number: Annotated[str, Meta(examples=["215/BC-UBND"])]
    signed_on: date
    sha256: Hash


class FrozenReport(Answer, frozen=True, kw_only=True):
    """A frozen report: it never changes; what takes its place is a report of its own."""

    id: Number
    kind: Kind
    title: Annotated[str, Meta(examples=["Báo cáo tiến độ"])]
    programme: Annotated[str, Meta(examples=["CCHC-2021-2030"])]
    scope: ReportScope
    period: str
    as_of: date
    number: Annotated[int, Meta(description="Which version of the report it is.", examples=[1])]
    reason: Annotated[str, Meta(description="Why it took the place of the version before.")]
    supersedes: Annotated[int | None, Meta(description="The version before.")]
    superseded_by: Annotated[int | None, Meta(description="The version that took its place.")]
    frozen_at: datetime
    sha256: Annotated[
        Hash, Meta(description="SHA-256 of its content, which stands at the foot of its files.")
    ]
    figures: Sums
    files: list[ReportFile]
    signed: list[SignedCopy]


class FrozenReports(Answer, frozen=True, kw_only=True):
    """Frozen reports, the last day first; of versions the newest alone."""

    total: Annotated[int, Meta(examples=[4])]
    items: list[FrozenReport]
    next_cursor: NextCursor


def report_of(one: Mapping[str, Any]) -> FrozenReport:
    """A report as the room of reports tells it."""
    scope, files = one["scope"], f"{PATH}/{one['id']}/files"
    return FrozenReport(**{
        **{name: one[name] for name in FrozenReport.__struct_fields__},
        "scope": ReportScope(kind=scope.kind, code=scope.code, name=scope.name),
        "frozen_at": there(one["frozen_at"]), "figures": sums(one["figures"]),
        "files": [ReportFile(**file, href=f"{files}/{file['format']}") for file in one["files"]],
        "signed": [SignedCopy(**{**copy, "signed_on": _day(copy["signed_on"])}) for copy in one["signed"]],
    })  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)
