"""An import between its steps: the file, who began it, what was chosen; nobody else's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tracker.database import execute, row, rows, value
from tracker.exchange.annex import choices as chosen
from tracker.exchange.annex.arriving import Arrived
from tracker.exchange.annex.choices import Choices
from tracker.refusal import Conflict, NotThere

KEPT_DAYS = 7
LAST_ID = 2**31 - 1  # a number in an address may be any
MOST_SHOWN = 20

_ONE = """SELECT d.id, d.programme, p.code AS programme_code, d.file_name, d.file_sha256 AS sha256,
        d.choices, d.version, d.at, d.run AS record
    FROM import_draft AS d JOIN programme AS p ON p.id = d.programme WHERE d.id = $1 AND d.person = $2"""


@dataclass(frozen=True)
class Draft:
    """A draft of the person asking."""

    id: int
    programme: int
    programme_code: str
    file_name: str
    sha256: bytes
    choices: Choices
    version: int
    at: datetime  # when the file came
    record: int | None  # the import it became


async def one(person: int, draft: int) -> Draft:
    """Somebody's own draft. Raises NotThere for one of others, or none."""
    return _made(await row(_ONE, draft, person) if draft <= LAST_ID else None)


async def held(person: int, draft: int, version: int) -> Draft:
    """The same, held until the transaction ends. Raises Conflict when it is no longer as it was seen."""
    found = _made(await row(f"{_ONE} FOR UPDATE OF d", draft, person))
    if found.version != version or found.record:
        raise Conflict
    return found


def _made(found: Mapping[str, Any] | None) -> Draft:
    if found is None:
        raise NotThere
    said = found["choices"]
    said = json.loads(said) if isinstance(said, str) else said
    return Draft(**{**found, "sha256": bytes(found["sha256"]), "choices": chosen.of(said)})


async def open_ones(person: int) -> list[dict[str, Any]]:
    """Somebody's drafts that became no import, the newest first."""
    return await rows(
        """SELECT id, file_name, at FROM import_draft WHERE person = $1 AND run IS NULL
           ORDER BY at DESC, id DESC LIMIT $2""",
        person,
        MOST_SHOWN,
    )


async def next_number() -> int:
    """A number for a draft about to be kept."""
    return int(await value("SELECT nextval('import_draft_id_seq')"))


async def begin(draft: int, person: int, programme: int, file: Arrived, content: bytes, at: datetime) -> None:
    """Keep a file as a draft, and forget drafts that were left long ago."""
    await execute("DELETE FROM import_draft WHERE at < $1", at - timedelta(days=KEPT_DAYS))
    await execute(
        """INSERT INTO import_draft (id, person, programme, file_name, file_sha256, content, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        draft, person, programme, file.name, file.sha256, content, at,
    )  # fmt: skip


async def content(draft: int) -> bytes:
    """The file of a draft."""
    return bytes(await value("SELECT content FROM import_draft WHERE id = $1", draft))


async def choose(draft: Draft, made: Choices) -> Draft:
    """Keep choices. Raises Conflict when the draft is no longer as it was read."""
    if made == draft.choices:
        return draft
    changed = await execute(
        """UPDATE import_draft SET choices = $3, version = version + 1
           WHERE id = $1 AND version = $2 AND run IS NULL""",
        draft.id,
        draft.version,
        json.dumps(made.kept(), ensure_ascii=False),
    )
    if not changed:
        raise Conflict
    return replace(draft, choices=made, version=draft.version + 1)


async def became(draft: int, record: int) -> None:
    """Note which import a draft became; its file is no longer needed."""
    await execute("UPDATE import_draft SET run = $2, content = '' WHERE id = $1", draft, record)


async def abandon(person: int, draft: int) -> None:
    """Forget a draft. Raises NotThere for one of others; one that was written or is gone stays so."""
    await one(person, draft)
    await execute("DELETE FROM import_draft WHERE id = $1 AND run IS NULL", min(draft, LAST_ID))


async def programmes() -> list[dict[str, Any]]:
    """The programmes that tasks can be imported into."""
    return await rows("SELECT id, code, short_name FROM programme ORDER BY id")


async def tasks_now(programme: int) -> int:
    """How many tasks a programme has now; parts of others and withdrawn ones are not counted."""
    return int(
        await value(
            "SELECT count(*) FROM task WHERE programme = $1 AND part = '' AND state <> 'withdrawn'", programme
        )
    )


async def meanwhile(tasks: Sequence[int], since: str) -> list[tuple[str, str]]:
    """Code and title of the tasks among these that moved after a moment, at most twenty."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return []
    if moment.tzinfo is None or not 2000 < moment.year < 2200:
        return []
    found = await rows(
        "SELECT code, title FROM task WHERE id = ANY($1) AND changed_at > $2 ORDER BY code LIMIT $3",
        list(tasks),
        moment,
        MOST_SHOWN,
    )
    return [(one["code"], one["title"]) for one in found]
