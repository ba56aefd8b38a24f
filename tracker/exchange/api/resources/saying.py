"""What a program says of a task: the bodies of its writes, and the texts they put into the pages' forms."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct

from tracker.exchange.api.resources.shapes import Cause, Difficulty
from tracker.tasks.forms.carrying_out import LONGEST_ISSUER, REPORT
from tracker.tasks.forms.fields import LONGEST_TEXT
from tracker.tasks.forms.kinds import LONGEST_NUMBER, day_boxes

# Limits are said here and checked by the form, together with everything else that is wrong.
_TEXT, _NUMBER, _ISSUER = ({"maxLength": most} for most in (LONGEST_TEXT, LONGEST_NUMBER, LONGEST_ISSUER))
_NEEDED = {"minLength": 1, **_TEXT}
_KEPT = "null: as it was reported last."

Text = Annotated[str, Meta(extra_json_schema=_TEXT)]
Number = Annotated[str, Meta(extra_json_schema=_NUMBER)]
Kept = Annotated[str | None, Meta(description=_KEPT, extra_json_schema=_TEXT)]


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a write. A field that does not exist is refused."""


class Update(Said, frozen=True, kw_only=True):
    """A report of progress."""

    text: Annotated[
        str,
        Meta(
            description="What has been done.",
            examples=["Đã rà soát xong 3/5 đơn vị."],
            extra_json_schema=_NEEDED,
        ),
    ]
    percent: Annotated[
        int | None,
        Meta(description=_KEPT, examples=[60], extra_json_schema={"minimum": 0, "maximum": 100}),
    ] = None
    difficulty_kind: Annotated[Difficulty | None, Meta(description=_KEPT)] = None
    difficulties: Kept = None
    cause_kind: Annotated[Cause | None, Meta(description=_KEPT)] = None
    cause_text: Kept = None
    forecast: Kept = None
    proposal: Kept = None


class Submission(Said, frozen=True, kw_only=True):
    """The result, submitted for confirmation: a document, or a file attached on the task's page."""

    text: Annotated[
        str,
        Meta(
            description="What was achieved.", examples=["Đã ban hành quyết định."], extra_json_schema=_NEEDED
        ),
    ]
    result_number: Annotated[Number, Meta(examples=["12/QĐ-UBND"])] = ""
    result_date: Annotated[
        date | None, Meta(description="Needed with a number.", examples=["2024-11-05"])
    ] = None
    result_issuer: Annotated[
        str, Meta(description="By default the lead agency.", extra_json_schema=_ISSUER)
    ] = ""


class Confirmation(Said, frozen=True, kw_only=True):
    """The completion confirmed: by the office, or at the second level by the superior's document."""

    opinion: Text = ""
    confirmation_number: Annotated[Number, Meta(description="At the second level: the superior's.")] = ""
    confirmation_date: date | None = None


class Return(Said, frozen=True, kw_only=True):
    """A submission sent back to be completed."""

    reason: Annotated[str, Meta(examples=["Đề nghị bổ sung biên bản nghiệm thu."], extra_json_schema=_NEEDED)]


def progress(said: Update, task: Mapping[str, Any]) -> dict[str, str]:
    """The form of progress, begun with the last report as on the page."""
    given = {name: getattr(said, name) for name in REPORT}
    return {name: str(task[name] if one is None else one) for name, one in given.items()}


def submit(said: Submission, _task: Mapping[str, Any]) -> dict[str, str]:
    """The form of a submission."""
    texts = {name: getattr(said, name) for name in ("text", "result_number", "result_issuer")}
    return {**texts, **day_boxes("result_date", said.result_date)}


def confirm(said: Confirmation, _task: Mapping[str, Any]) -> dict[str, str]:
    """The form of a decision: confirm."""
    texts = {"decision": "confirm", "reason": said.opinion, "confirmation_number": said.confirmation_number}
    return {**texts, **day_boxes("confirmation_date", said.confirmation_date)}


def send_back(said: Return, _task: Mapping[str, Any]) -> dict[str, str]:
    """The form of a decision: return."""
    return {"decision": "return", "reason": said.reason}
