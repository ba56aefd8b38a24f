"""Letters hold signed links, also where a test has no database."""

import pytest

from tests.conftest import SECRET
from tracker import settings


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_override", settings._override)
    settings.override(secret_key=SECRET)
