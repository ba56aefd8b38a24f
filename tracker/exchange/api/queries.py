"""What is asked of tokens: whose one is, which a person has, which there are."""

from datetime import datetime
from typing import Any

from tracker.database import execute, row, rows

# Only a token whose person may sign in without ado is good; the rights are those of this moment.
_GOOD = (
    """k.expires_at > $2 AND k.revoked_at IS NULL AND p.disabled_at IS NULL AND NOT p.must_change_password"""
)
# One question to the database: whose token it is, and how many requests it made this minute.
_RECOGNISED = f"""
    WITH known AS (
        SELECT k.id AS token, k.name AS token_name, k.system, k.scopes, p.id, p.username, p.full_name AS name,
               p.title, p.role, a.id AS agency_id, a.code AS agency_code, a.name AS agency_name, p.language,
               p.may_submit
        FROM api_token AS k JOIN person AS p ON p.id = k.person JOIN agency AS a ON a.id = p.agency
        WHERE k.token_hash = $1 AND {_GOOD}),
    pace AS (
        INSERT INTO api_pace AS o (token, minute, asked)
        SELECT token, date_trunc('minute', $2::timestamptz), 1 FROM known
        ON CONFLICT (token) DO UPDATE SET minute = excluded.minute,
            asked = CASE WHEN o.minute = excluded.minute THEN o.asked + 1 ELSE 1 END
        RETURNING asked)
    SELECT known.*, pace.asked FROM known, pace"""
_LISTED = """
    SELECT k.id, k.system, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.last_address,
           k.revoked_at, k.person, p.full_name AS person_name, p.username, a.short_name AS agency_name,
           m.full_name AS made_by,
           CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= $1 THEN 'expired'
                WHEN p.must_change_password THEN 'resting' ELSE 'good' END AS standing
    FROM api_token AS k JOIN person AS p ON p.id = k.person JOIN agency AS a ON a.id = p.agency
    JOIN person AS m ON m.id = k.created_by"""
_NEWEST = "ORDER BY k.revoked_at IS NOT NULL OR k.expires_at <= $1, k.id DESC LIMIT 200"


async def recognise(token_hash: bytes, at: datetime) -> dict[str, Any] | None:
    """The token of a digest with its person and ``asked``, the requests of this minute; None when no good."""
    return await row(_RECOGNISED, token_hash, at)


async def note_use(token: int, at: datetime, address: str) -> None:
    """Keep when a token was used last, and from where."""
    await execute(
        "UPDATE api_token SET last_used_at = $2, last_address = $3 WHERE id = $1", token, at, address
    )


async def tokens_of(person: int, at: datetime) -> list[dict[str, Any]]:
    """The tokens that have a person's rights, those in use first; never the secret."""
    return await rows(f"{_LISTED} WHERE k.person = $2 {_NEWEST}", at, person)


async def tokens(at: datetime) -> list[dict[str, Any]]:
    """Everybody's tokens, those in use first; never the secret."""
    return await rows(f"{_LISTED} {_NEWEST}", at)


async def persons() -> list[dict[str, Any]]:
    """Whose rights a system's token may have: open accounts, administrators aside."""
    return await rows(
        """SELECT p.id, p.username, p.full_name AS name, a.short_name AS agency_name
           FROM person AS p JOIN agency AS a ON a.id = p.agency
           WHERE p.disabled_at IS NULL AND p.role <> 'admin' ORDER BY p.username"""
    )
