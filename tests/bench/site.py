"""The product's own server in a process of its own, with two kinds of bare routes beside its pages.

``/bench/hello`` answers a word. ``/bench/same/<template>`` renders a template once more with exactly what
its page was rendered with the last time: no session, no database, the same bytes but for the time.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker import app, clock, settings, templating

SECRET = "bench-only-secret-key-0123456789abcdef"
_kept: dict[str, dict[str, Any]] = {}
_render = templating.render


def _keeping(template: str, /, **context: object) -> str:
    _kept[template.rsplit("/", 1)[-1]] = {"template": template, "context": context}
    return _render(template, **context)


@get("/bench/hello", opt={"access": "public"})
async def hello() -> Response[str]:
    return Response("hello, world", media_type="text/plain")


@get("/bench/same/{name:str}", opt={"access": "public"})
async def same(request: Request[Any, Any, Any]) -> Response[str]:
    kept = _kept[request.path_params["name"]]
    return Response(_render(kept["template"], **kept["context"]), media_type="text/html")


def serve(port: int) -> None:
    """Answer until told to stop, as the product's own command does."""
    from tracker.doors import serving

    templating.render = _keeping
    app.ROUTES.extend([hello, same])
    server, listening = serving.web_server(), serving.listen("127.0.0.1", port)
    serving.run_loop(server.serve(sockets=[listening]))


@contextmanager
def running(database_url: str, offset: float) -> Iterator[int]:
    """The server of a database on a port of its own; ``offset`` moves its clock."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")},
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_BASE_URL": f"http://127.0.0.1:{port}",
        "TRACKER_CLOCK_OFFSET": str(offset),
        "TRACKER_SESSION_HOURS": "100",
    }
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.site", str(port)],
            env=surroundings, cwd=settings.ROOT, stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
        try:
            yield port
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read()[-3000:])
            raise
        finally:
            child.terminate()
            child.wait(30)


def offset_to(day: Any) -> float:
    """How far the clock must be moved for it to be nine o'clock on a day."""
    return (clock.at(day, 9) - clock.now()).total_seconds() + settings.current().clock_offset


if __name__ == "__main__":
    serve(int(sys.argv[1]))
