"""Which officers of an agency may submit for it: a decision of its head, kept in history."""

from datetime import datetime
from typing import Any

from tracker.database import execute, row, rows, transaction
from tracker.history.actions import record
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere


async def officers(agency: int) -> list[dict[str, Any]]:
    """The officers of an agency by name, closed accounts aside, each with whether they may submit."""
    return await rows(
        """SELECT id, full_name, title, may_submit FROM person
           WHERE agency = $1 AND role = 'staff' AND disabled_at IS NULL ORDER BY full_name, id""",
        agency,
    )


async def permit(head: Viewer, officer: int, allowed: bool, at: datetime) -> str:
    """Let an officer of the head's own agency submit, or no longer; the officer's name.

    Asked for what stands already, it changes nothing and writes no line. Raises NotThere for anybody else.
    """
    async with transaction():
        person = await row(
            """SELECT full_name, may_submit FROM person
               WHERE id = $1 AND agency = $2 AND role = 'staff' AND disabled_at IS NULL FOR UPDATE""",
            officer,
            head.agency_id,
        )
        if person is None or head.role != "lead":
            raise NotThere
        if person["may_submit"] != allowed:
            await execute("UPDATE person SET may_submit = $2 WHERE id = $1", officer, allowed)
            await record(
                "person",
                officer,
                "permit",
                at,
                actor_id=head.id,
                actor_name=head.name,
                actor_agency=head.agency_name,
                changes={"may_submit": (not allowed, allowed)},
            )
        return str(person["full_name"])
