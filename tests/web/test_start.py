"""Promises about starting: refused when unsafe, alive without a database, ready with one."""

import pytest

from tests.web.site import Browser, made
from tracker import settings
from tracker.database.engine import Engine


def test_without_a_secret_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Form tokens that anybody could make are worse than no service."""
    monkeypatch.setattr(settings, "_override", settings.Settings())
    with pytest.raises(settings.SettingsError, match="TRACKER_SECRET_KEY"):
        made()


async def test_the_application_opens_and_closes_its_own_pool(database: Engine) -> None:
    """Alive all the time, ready while it runs; what another part of the process holds is left alone."""
    await database.close()
    served = made()
    browser = Browser(served)
    assert (await browser.get("/livez")).status_code == 200
    assert (await browser.get("/readyz")).status_code == 503
    async with served.lifespan():
        assert (await browser.get("/readyz")).status_code == 200
    assert database.pool is None
    await database.open(settings.current().database_url, 2)
    async with served.lifespan():
        assert (await browser.get("/readyz")).status_code == 200
    assert database.pool is not None
