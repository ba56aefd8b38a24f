"""The doors that stay open: pages on one port of this machine, and the worker."""

import asyncio
import signal
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import uvicorn
import uvloop

from tracker import settings
from tracker.app import create
from tracker.doors.common import data_option, database_at, ready
from tracker.doors.worker import work_until_told
from tracker.web import log

GRACE_SECONDS = 20  # requests under way may finish


class PortTaken(Exception):
    """Another program listens there."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises PortTaken with a sentence that says what to do."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as trouble:
        found.close()
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({trouble.strerror}); choose another with --port."
        ) from None
    return found


def run_loop(job: Coroutine[Any, Any, None]) -> None:
    """Run a server's job on the quicker event loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(job)


def reached_at(port: int) -> None:
    """Unless TRACKER_BASE_URL says otherwise, links start with the port that was chosen."""
    if settings.current().base_url == settings.Settings.base_url:
        settings.override(base_url=f"http://127.0.0.1:{port}")


class PageServer(uvicorn.Server):
    """A server that ends on SIGINT or SIGTERM and then lets the command clean up.

    uvicorn sends itself the signal again at the end, which would kill the process before the embedded
    database is stopped.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def web_server(mailbox: Path | None = None) -> uvicorn.Server:
    """The server of the application, which logs for itself."""
    proxies = settings.current().trusted_proxies
    return PageServer(
        uvicorn.Config(
            create(mailbox),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies or None,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="on",
        )
    )


@click.command("web")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@data_option
def web_command(host: str, port: int, data: Path) -> None:
    """Answer in the browser until stopped."""

    async def serve(url: str) -> None:
        async with ready(url):
            await web_server().serve(sockets=[socket_])

    with listen(host, port) as socket_, database_at(data) as url:
        reached_at(port)
        click.echo(f"Listening on {settings.current().base_url}")
        run_loop(serve(url))


@click.command("worker")
@data_option
def worker_command(data: Path) -> None:
    """Do what happens by itself: reminders, letters, cleaning; until stopped."""

    async def work(url: str) -> None:
        log.configure()
        async with ready(url):
            await work_until_told()

    with database_at(data) as url:
        run_loop(work(url))
