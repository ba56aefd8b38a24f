"""What My work says of indicators: values that the office returned."""

from typing import Any

from litestar import Request

from tracker.indicators.beside import owed
from tracker.indicators.queries import indicators_as_of
from tracker.people.viewer import Viewer
from tracker.web.asof import as_of
from tracker.words import _, dmy


async def returned(
    request: Request[Any, Any, Any], viewer: Viewer
) -> tuple[str, list[tuple[str, str]]] | None:
    """The returned values of the reader's agency, each with the way to its page; of nobody else's."""
    asked = as_of(request)
    if asked.is_past or viewer.role not in {"lead", "staff"}:
        return None
    found = await owed(await indicators_as_of(0, asked.today, viewer.agency_id), asked.today)
    lines = [
        (f"{one.state.code}, {dmy(one.period_end)}: {one.state.name}", f"/indicators/{one.state.code}")
        for one in found
        if one.why == "returned"
    ]
    return (_("Figures of indicators were returned:"), lines) if lines else None
