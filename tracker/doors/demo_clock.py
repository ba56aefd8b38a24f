"""The demonstration's own time: it starts on 06/11/2024 at 08:00, ticks, and goes on where it stopped."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from tracker.clock import at

FIRST_MOMENT = at(date(2024, 11, 6), 8)
RUNNING_SECONDS = 30  # a note younger than this was written by a demonstration that is running


class DemoClock:
    """A note in the data folder: which moment it was there, and when that was written."""

    def __init__(self, data: Path) -> None:
        self._path = data / "demo-clock.json"

    @property
    def exists(self) -> bool:
        """Whether a demonstration lives in the folder."""
        return self._path.exists()

    def offset(self, start: datetime | None = None) -> float:
        """Seconds to add to the real time: from ``start``, or from where the note says it stopped."""
        real = datetime.now(UTC)
        if start is not None:
            return (start - real).total_seconds()
        if not self.exists:
            return (FIRST_MOMENT - real).total_seconds()
        told = json.loads(self._path.read_text(encoding="ascii"))
        moment, written = (datetime.fromisoformat(told[name]) for name in ("moment", "written"))
        running = 0 <= (real - written).total_seconds() < RUNNING_SECONDS
        return (moment - (written if running else real)).total_seconds()

    @property
    def relay(self) -> str:
        """The address of the mailbox of a demonstration that is running, or empty."""
        told = json.loads(self._path.read_text(encoding="ascii")) if self.exists else {}
        return str(told.get("relay", ""))

    def note(self, moment: datetime, relay: str = "") -> None:
        """Write down which moment it is now, and where the mailbox takes letters."""
        told = {"moment": moment.isoformat(), "written": datetime.now(UTC).isoformat(), "relay": relay}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="ascii")
        fresh.replace(self._path)

    def forget(self) -> None:
        """Begin anew."""
        self._path.unlink(missing_ok=True)
