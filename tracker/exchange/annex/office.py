"""Who of the coordinating office acts where nobody is signed in."""

from tracker.database import row
from tracker.people.viewer import Viewer


async def office_account(username: str) -> Viewer | None:
    """An open account of the office, the first one when no name is given; None when there is none."""
    found = await row(
        """SELECT p.id, p.username, p.full_name AS name, p.title, p.role, a.id AS agency_id,
                  a.code AS agency_code, a.name AS agency_name, p.language, p.may_submit
           FROM person AS p JOIN agency AS a ON a.id = p.agency
           WHERE p.role = 'office' AND p.disabled_at IS NULL AND ($1 = '' OR p.username = $1)
           ORDER BY p.id LIMIT 1""",
        username,
    )
    return Viewer(**found, session_id=0, must_change_password=False) if found else None
