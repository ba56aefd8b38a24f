"""The official report of 6 November 2024, drawn once for all that is read out of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.reports.paper import Paper
from tests.reports.sample import content
from tracker.reports.printer import Printer
from tracker.reports.rendering import html


@pytest.fixture(scope="session")
async def printer() -> AsyncIterator[Printer]:
    """A printer with a real child."""
    async with Printer() as found:
        yield found


@pytest.fixture(scope="session")
async def report(printer: Printer, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The report, drawn by the real child."""
    path = Path(tmp_path_factory.mktemp("reports")) / "progress.pdf"
    path.write_bytes(await printer.pdf(html(content())))
    return Paper(path)
