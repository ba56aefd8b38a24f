"""Styles, scripts, icons and the font: small, kept for ever, never anything else of the disk."""

import brotli
import pytest
from litestar import Litestar

from tests.web.site import Browser
from tracker.web.static_files import asset, asset_path

NAMES = ("app.css", "htmx.js", "tracker.js", "icons.svg", "inter.woff2")
# Compressed sizes in bytes that the build must stay within (design guide, budgets).
BUDGETS = {("app.css",): 16_000, ("htmx.js", "tracker.js"): 30_000, ("icons.svg",): 3_000}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
async def test_an_asset_comes_in_the_encoding_asked_for(served: Litestar, name: str, encoding: str) -> None:
    """The right type, kept for ever, and the same content whichever way it travels."""
    answer = await Browser(served).get(asset(name), headers={"Accept-Encoding": encoding})
    assert answer.status_code == 200
    assert answer.content == asset_path(name).read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    used = answer.headers.get("content-encoding", "identity")
    assert used == ("identity" if name.endswith("woff2") else encoding)


async def test_head_tells_the_same_without_the_content(served: Litestar) -> None:
    """HEAD has the headers of GET and no body."""
    answer = await Browser(served).head(asset("app.css"))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["/static/nothing.css", "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/manifest.json",
     "/static//etc/hostname", "/static/fonts-print/Tinos-Regular.ttf"],
)  # fmt: skip
async def test_nothing_but_the_listed_files_is_served(served: Litestar, path: str) -> None:
    """Unknown names, ways out of the folder and files for print are not there."""
    assert (await Browser(served).get(path)).status_code == 404


def test_assets_stay_within_their_budgets() -> None:
    """Compressed sizes as browsers fetch them; the font is one file."""
    for names, most in BUDGETS.items():
        size = sum(len(brotli.compress(asset_path(name).read_bytes())) for name in names)
        assert size <= most, names
    assert asset_path("inter.woff2").stat().st_size <= 36_000


def test_the_budget_would_notice_a_whole_library() -> None:
    """Negative control: a printing font is far over the budget of the web font."""
    assert asset_path("fonts-print/Tinos-Regular.ttf").stat().st_size > 36_000
