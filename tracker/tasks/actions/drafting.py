"""Tasks being written: kept as typed by the office, issued once, or thrown away."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.database import execute, row, rows, transaction, value
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions.assigning import NewTask, assign
from tracker.tasks.actions.moving import Actor, Moved
from tracker.tasks.queries.desk import Document
from tracker.words import _

_FACTS = ("number", "issued_on", "kind", "issuer", "title", "signer")


async def next_number() -> int:
    """A number for a draft about to be kept: its address is known before it is saved."""
    return int(await value("SELECT nextval('task_draft_id_seq')"))


async def begin(
    actor: Actor, number: int, programme: int, typed: Mapping[str, str], at: datetime,
    source_task: int | None = None,
) -> None:  # fmt: skip
    """Keep what was typed as a new draft; ``source_task`` is the task it was copied from."""
    _only_the_office(actor)
    await execute(
        """INSERT INTO task_draft (id, programme, typed, source_task, made_by, made_at, changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $6)""",
        number, programme, json.dumps(typed, ensure_ascii=False), source_task, actor.id, at,
    )  # fmt: skip


async def rewrite(actor: Actor, number: int, version: int, typed: Mapping[str, str], at: datetime) -> None:
    """Keep what is typed now. Raises Conflict when somebody else kept something meanwhile."""
    async with transaction():
        await _held(actor, number, version)
        await execute(
            "UPDATE task_draft SET typed = $2, changed_at = $3, version = version + 1 WHERE id = $1",
            number, json.dumps(typed, ensure_ascii=False), at,
        )  # fmt: skip


async def remove(actor: Actor, number: int, version: int) -> None:
    """Throw a draft away; nobody but the office knew of it."""
    async with transaction():
        await _held(actor, number, version)
        await execute("DELETE FROM task_draft WHERE id = $1", number)


async def issue(actor: Actor, number: int, version: int, new: NewTask, at: datetime) -> Moved:
    """Assign what a draft says; the draft remembers which task it became."""
    async with transaction():
        await _held(actor, number, version)
        made = await assign(actor, new, at)
        await execute(
            """UPDATE task_draft SET issued_as = $2, issued_at = $3, changed_at = $3, version = version + 1
               WHERE id = $1""",
            number, made.id, at,
        )  # fmt: skip
        return made


async def document_of(document: Document) -> int:
    """The id of a document, entered unless there is one of its number and day."""
    return (await documents_of([document]))[0]


async def documents_of(several: Sequence[Document]) -> list[int]:
    """The ids of documents, in their order; those are entered that are not there by number and day."""
    facts = [[getattr(one, name) for one in several] for name in _FACTS]
    await execute(
        f"""INSERT INTO source_document ({", ".join(_FACTS)})
            SELECT * FROM unnest($1::varchar[], $2::date[], $3::varchar[], $4::varchar[], $5::text[],
                                 $6::varchar[])
            ON CONFLICT (number, issued_on) DO NOTHING""",
        *facts,
    )
    found = await rows(
        """SELECT id, number, issued_on FROM source_document
           WHERE (number, issued_on) IN (SELECT * FROM unnest($1::varchar[], $2::date[]))""",
        *facts[:2],
    )
    ids = {(one["number"], one["issued_on"]): one["id"] for one in found}
    return [ids[one.number, one.issued_on] for one in several]


async def _held(actor: Actor, number: int, version: int) -> None:
    """Hold an open draft until the transaction ends. Raises NotThere, Refused or Conflict."""
    _only_the_office(actor)
    found = await row("SELECT version, issued_at FROM task_draft WHERE id = $1 FOR UPDATE", number)
    if found is None:
        raise NotThere
    if found["issued_at"] is not None:
        raise Refused(_("This draft was issued already."))
    if found["version"] != version:
        raise Conflict


def _only_the_office(actor: Actor) -> None:
    if actor.role != "office":
        raise NotThere
