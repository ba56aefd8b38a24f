"""The words of answers that several resources share: codes, days, moments, buckets, whom things belong to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from tracker.clock import HANOI
from tracker.tasks.queries.narrowing import WITHDRAWN
from tracker.tasks.rules import BUCKET_NAMES
from tracker.words import _, mark

LONGEST_CODE = 40

BucketKey = Literal["in_time", "overdue", "awaiting", "done_on_time", "done_late"]
ListedKey = Literal["in_time", "overdue", "awaiting", "done_on_time", "done_late", "withdrawn"]
State = Literal[
    "assigned", "refused", "accepted", "in_progress", "returned", "suspended", "submitted", "confirmed",
    "withdrawn",
]  # fmt: skip
Precision = Literal["day", "month", "quarter", "year", "none", "periodic"]
Difficulty = Literal["", "central_law", "provincial_rule", "resources", "coordination"]
Cause = Literal["", "objective", "subjective"]

TaskCode = Annotated[str, Meta(description="The task's code.", examples=["TC-01"])]
Version = Annotated[
    int, Meta(description="Counts the moves of the task; its ETag is made of it.", examples=[7], ge=1)
]
Percent = Annotated[int, Meta(description="How far the task is, in per cent.", examples=[60], ge=0, le=100)]
NextCursor = Annotated[
    str | None,
    Meta(description="Give it as `cursor` to get what follows; null: nothing follows.", examples=[None]),
]
Counted = Annotated[int, Meta(description="How many tasks.", examples=[49])]

_NAMES: Mapping[str, str] = {**BUCKET_NAMES, WITHDRAWN: mark("Withdrawn")}


class Answer(Struct, frozen=True, kw_only=True):
    """What every answer is: whole, nothing left out, null where there is nothing."""


class Bucket(Answer, frozen=True, kw_only=True):
    """Where a task stands on the day asked for."""

    key: ListedKey
    name: Annotated[str, Meta(description="The official words.", examples=["Đang thực hiện, trong hạn"])]


class Agency(Answer, frozen=True, kw_only=True):
    """An agency, as it is named on the day asked for."""

    code: Annotated[str, Meta(examples=["STTTT"])]
    name: Annotated[str, Meta(examples=["Sở Thông tin và Truyền thông"])]
    short_name: Annotated[str, Meta(examples=["Sở TT&TT"])]


class Area(Answer, frozen=True, kw_only=True):
    """A field of the programme (lĩnh vực)."""

    code: Annotated[str, Meta(examples=["TTHC"])]
    name: Annotated[str, Meta(examples=["Cải cách thủ tục hành chính"])]


class Named(Answer, frozen=True, kw_only=True):
    """A programme by its code."""

    code: Annotated[str, Meta(examples=["CCHC-2021-2030"])]
    name: Annotated[str, Meta(examples=["Chương trình tổng thể cải cách hành chính nhà nước 2021-2030"])]


class Document(Answer, frozen=True, kw_only=True):
    """A document by its number and day."""

    number: Annotated[str, Meta(examples=["23/CT-TTg"])]
    date: date | None
    issuer: str | None
    title: str | None


class Withdrawal(Answer, frozen=True, kw_only=True):
    """Why a task is outside the total."""

    on: date
    reason: str | None
    number: str | None
    date: date | None


def bucket_of(key: str | None) -> Bucket:
    """A bucket in the reader's words; a task without one is withdrawn."""
    known: Any = key or WITHDRAWN
    return Bucket(key=known, name=_(_NAMES[known]))


def lead_of(task: Mapping[str, Any]) -> Agency:
    """The lead agency of a row of tasks."""
    return Agency(code=task["lead_code"], name=task["lead_name"], short_name=task["lead_short"])


def area_of(task: Mapping[str, Any]) -> Area:
    """The area of a row of tasks."""
    return Area(code=task["area_code"], name=task["area_name"])


def there(at: datetime) -> datetime:
    """A moment as Hanoi's clock shows it, with +07:00."""
    return at.astimezone(HANOI)
