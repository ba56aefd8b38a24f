"""What is asked of people."""

from typing import Any

from tracker.database import rows


async def accounts() -> list[dict[str, Any]]:
    """Every account with its agency's code, by role and name."""
    return await rows(
        """SELECT p.username, p.full_name, p.title, p.role, p.email, p.disabled_at,
                  p.password_hash IS NOT NULL AS has_password, a.code AS agency
           FROM person AS p JOIN agency AS a ON a.id = p.agency ORDER BY p.role, p.username"""
    )
