"""A store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import settings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """The folder of the store; ask for it after the database, whose end puts settings back too."""
    before = settings._override
    folder = tmp_path / "evidence"
    settings.override(evidence_folder=str(folder))
    yield folder
    settings._override = before
