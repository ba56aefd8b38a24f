"""The records of imports that were written: the list of them, and one with what became of each row."""

import json
from collections.abc import Mapping
from typing import Any

from tracker.database import row, rows, value
from tracker.exchange.annex import view
from tracker.exchange.annex.drafts import LAST_ID
from tracker.refusal import NotThere
from tracker.words import _, dmy, mark

SIZE, ROWS = 20, 100
OUTCOMES = {
    "new": mark("New"),
    "changed": mark("Changed"),
    "left": mark("Left as it was"),
    "same": mark("Same as now"),
    "error": mark("Errors"),
    "skipped": mark("No tasks"),
}
_RUNS = """SELECT r.id, r.file_name, r.file_sha256, r.at, r.totals, r.sheet, p.full_name AS person_name,
        d.number, d.issued_on, d.issuer, d.title, m.short_name AS programme
    FROM import_run AS r JOIN person AS p ON p.id = r.person JOIN programme AS m ON m.id = r.programme
    LEFT JOIN source_document AS d ON d.id = r.source_document"""


def heads() -> list[str]:
    """The heads of the figures of an import."""
    return [_(words) for words in OUTCOMES.values()]


async def past(page: int) -> tuple[list[dict[str, Any]], int]:
    """A page of the imports written, the newest first, and how many there are."""
    found = await rows(f"{_RUNS} ORDER BY r.at DESC, r.id DESC LIMIT $1 OFFSET $2", SIZE, (page - 1) * SIZE)
    return [_run(one) for one in found], int(await value("SELECT count(*) FROM import_run"))


def _run(found: Mapping[str, Any]) -> dict[str, Any]:
    totals = json.loads(found["totals"])
    document = _("%(number)s of %(day)s", number=found["number"], day=dmy(found["issued_on"]))
    return {
        **found,
        "sha256": bytes(found["file_sha256"]).hex(),
        "document": document if found["number"] else _("no document"),
        "totals": [(_(words), int(totals.get(kind, 0))) for kind, words in OUTCOMES.items()],
    }


async def shown(record: int, show: str, page: int) -> dict[str, Any]:
    """The record of one import as its page has it. Raises NotThere."""
    found = await row(f"{_RUNS} WHERE r.id = $1", min(record, LAST_ID))
    if found is None:
        raise NotThere
    kind = show if show in OUTCOMES else ""
    counted = await rows(
        "SELECT outcome, count(*) AS n FROM import_row WHERE run = $1 GROUP BY outcome", record
    )
    counts = {one["outcome"]: one["n"] for one in counted}
    total = counts.get(kind, 0) if kind else sum(counts.values())
    at = min(page, max(1, -(-total // ROWS)))
    some = await rows(
        """SELECT r.sheet, r."row", r.outcome, r.skipped, r.title, r.diff, r.problems,
                  coalesce(t.code, r.code) AS code, t.id IS NOT NULL AS linked
           FROM import_row AS r LEFT JOIN task AS t ON t.id = r.task
           WHERE r.run = $1 AND ($2 = '' OR r.outcome = $2) ORDER BY r.id LIMIT $3 OFFSET $4""",
        record, kind, ROWS, (at - 1) * ROWS,
    )  # fmt: skip
    run = _run(found)
    shown = {"record": run, "facts": _facts(run), "rows": [_row(one) for one in some]}
    return shown | {
        "tabs": _tabs(record, counts, kind),
        "show": kind,
        "errors": counts.get("error", 0),
        "number": at,
        "size": ROWS,
        "total": total,
    }


def _facts(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = [
        (_("Assigning document"), run["document"]),
        (_("Issued by"), run["issuer"] or ""),
        (_("What it is about"), run["title"] or ""),
        (_("Programme"), run["programme"]),
        (_("File"), run["file_name"]),
        (_("Sheets taken"), run["sheet"]),
        ("SHA-256", run["sha256"]),
    ]
    return [{"key": {"text": name}, "value": {"text": text}} for name, text in told if text]


def _tabs(record: int, counts: Mapping[str, int], show: str) -> list[tuple[str, str, int | None, bool]]:
    path = f"/import/records/{record}"
    every: list[tuple[str, str, int | None, bool]] = [(_("All"), path, sum(counts.values()), not show)]
    return every + [
        (_(words), f"{path}?show={kind}", counts[kind], show == kind)
        for kind, words in OUTCOMES.items()
        if counts.get(kind)
    ]


def _row(found: Mapping[str, Any]) -> dict[str, Any]:
    said = [
        f"{view.field_name(name)}: {now or _('(nothing)')} → {then or _('(nothing)')}"
        for name, (now, then) in json.loads(found["diff"]).items()
    ]
    said += [_problem(one, found["row"]) for one in json.loads(found["problems"])]
    kind = found["outcome"]
    words = _(OUTCOMES[kind])
    if kind == "skipped":
        words = f"{words}: {view.reason_of(found['skipped'])}"
    return {**found, "words": words, "said": said}


def _problem(one: Mapping[str, Any], at: int) -> str:
    column = one.get("column", "")
    return f"{column}{at}: {one['message']}" if column else str(one["message"])
