"""What is the same in every description of the interface: the introduction, headers, what a problem is."""

from collections.abc import Mapping
from typing import Any

from tracker.words import mark

INTRODUCTION = mark(
    "Send a token with each request: Authorization: Bearer ttr_… It has the rights of its person at that "
    "moment, narrowed to its scopes; tokens are made on the account page, a system's by the administrator. "
    "Accept-Language chooses vi or en. A write carries If-Match with the ETag of the record as it was read, "
    "and may carry an Idempotency-Key: sent again within 24 hours it has no second effect and the same "
    "answer. Lists go on with the cursor of the answer before. Days are written 2024-11-06 and are days in "
    "Hanoi."
)
CODES, FIGURES = mark("Programmes and agencies"), mark("Figures and reports")
# What an address is about, by its first word, in the order of the page.
GROUPS: Mapping[str, str] = {
    "programmes": CODES,
    "areas": CODES,
    "agencies": CODES,
    "tasks": mark("Tasks"),
    "figures": FIGURES,
    "changes": FIGURES,
    "indicators": FIGURES,
    "reports": FIGURES,
    "feed": FIGURES,
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": mark("The ETag of the record as it was read."),
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}(-[0-9a-f]{16})?"$', "examples": ['"7"']},
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": mark("A key of your own for this write, such as a UUID."),
    "schema": {
        "type": "string",
        "pattern": "^[!-~]{1,255}$",
        "examples": ["5c0f1e9e-1d0b-4f0e-9f53-6c1f9a0d2b11"],
    },
}
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": mark("What went wrong (RFC 9457), in the language that was asked for."),
    "required": ["type", "title", "status", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/api/v1#problem-refused"]},
        "title": {"type": "string", "examples": ["Không thực hiện được"]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {"type": "string", "examples": ["Nhập số từ 0 đến 100"]},
        "instance": {"type": "string", "examples": ["/api/v1/tasks/TC-01/updates"]},
        "code": {
            "type": "string",
            "description": mark("To be read out to support."),
            "examples": ["1A2B-3C4D"],
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string", "examples": ["Nhập số từ 0 đến 100"]},
                    "pointer": {"type": "string", "examples": ["#/percent"]},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip
