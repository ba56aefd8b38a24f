"""The office's desk as tests find it: a draft, and an edit of many tasks, both number 1."""

from tracker.database import execute, value


async def a_desk() -> None:
    """One draft and one edit of many tasks, made by the office on 06/11/2024."""
    office = await value("SELECT id FROM person WHERE role = 'office' ORDER BY id LIMIT 1")
    await execute(
        """INSERT INTO task_draft (programme, typed, made_by, made_at, changed_at)
           VALUES (1, '{"title": "Nhiệm vụ đang soạn"}', $1, '2024-11-06T01:00Z', '2024-11-06T01:00Z')""",
        office,
    )
    await execute(
        """INSERT INTO bulk_edit (programme, person, at, said)
           VALUES (1, $1, '2024-11-06T01:00Z', '{"changes": {}, "skipped": []}')""",
        office,
    )
