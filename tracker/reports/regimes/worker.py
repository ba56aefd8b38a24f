"""A worker's turn at the regimes: prepare what has come, tell of what was frozen."""

from datetime import datetime

from tracker.reports.regimes.preparing import prepare
from tracker.reports.regimes.telling import tell_frozen, withdraw_from_closed_accounts


async def turn(now: datetime) -> None:
    """Do what the regimes ask for by now; any number of workers may, and the same again changes nothing."""
    await withdraw_from_closed_accounts()
    await prepare(now)
    await tell_frozen(now)
