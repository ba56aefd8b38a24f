"""What can be asked: the routes, who may ask, what is answered when something fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, get
from litestar.config.compression import CompressionConfig
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from tracker import settings
from tracker.database import connected, value
from tracker.database.engine import engine
from tracker.exchange.aggregate import routes as aggregate_routes
from tracker.exchange.annex import routes as annex_routes
from tracker.exchange.api import describing as api_page
from tracker.exchange.api import door as api_door
from tracker.exchange.api import problems as api_problems
from tracker.exchange.api import routes as api_tokens
from tracker.exchange.api.resources import reports as api_reports
from tracker.exchange.api.resources import routes as api_resources
from tracker.exchange.audit import routes as audit_routes
from tracker.exchange.edxml import routes as edxml_routes
from tracker.exchange.exports import routes as export_routes
from tracker.exchange.feeds import routes as feed_routes
from tracker.exchange.hooks import routes as hook_routes
from tracker.exchange.offline import routes as offline_routes
from tracker.indicators import routes as indicator_routes
from tracker.indicators.banner import returned
from tracker.mail.routes import mailbox_routes
from tracker.people import cards, from_letter
from tracker.people import routes as people_routes
from tracker.people.bounced import routes as bounced_routes
from tracker.people.sessions import recognise
from tracker.programmes import routes as programme_routes
from tracker.reminders.ledger import letter_routes, next_routes
from tracker.reminders.ledger import routes as ledger_routes
from tracker.reminders.ledger.warning import unserved
from tracker.reminders.notice import routes as notice_routes
from tracker.reminders.rulebook import account as reminder_account
from tracker.reminders.rulebook import routes as rulebook_routes
from tracker.reminders.rulebook import stop_page
from tracker.reports import routes as report_routes
from tracker.reports.graphs import routes as graph_routes
from tracker.reports.jobs import routes as job_routes
from tracker.reports.jobs.view import banner as ended_work
from tracker.reports.kept import frozen_routes, lent
from tracker.reports.kept import routes as kept_routes
from tracker.reports.regimes import routes as regime_routes
from tracker.reports.regimes.window_routes import banner
from tracker.reports.scorecard import routes as scorecard_routes
from tracker.reports.signed import routes as signed_routes
from tracker.tasks import routes as task_routes
from tracker.tasks.routes import work
from tracker.web import access, errors, headers, log
from tracker.web.static_files import static
from tracker.web.visit import Visit

LARGEST_FORM = 256 * 1024
READY_SECONDS = 3
PACKED_ALREADY = [
    r"^/static/",
    r"\.(pdf|xlsx|csv)$",
    r"/evidence/\d+$",
    r"^/reports/(jobs/)?\d+/(all|files/|signed/)",
]


@get("/livez", opt={"access": "public"})
async def livez() -> Response[str]:
    return Response("ok\n", media_type="text/plain")


@get("/readyz", opt={"access": "public"})
async def readyz(request: Request[Any, Any, Any]) -> Response[str]:
    try:
        async with asyncio.timeout(READY_SECONDS):
            await value("SELECT 1")
    except (RuntimeError, *errors.AWAY):
        return Response("the database does not answer\n", media_type="text/plain", status_code=503)
    return Response("ok\n", media_type="text/plain")


# Contents, page 1: every room that answers, one line each.
ROUTES: list[ControllerRouterHandler] = [
    livez,
    readyz,
    static,
    *people_routes.handlers,
    *from_letter.HANDLERS,
    *bounced_routes.HANDLERS,
    *programme_routes.handlers,
    *task_routes.ROUTES,
    *indicator_routes.HANDLERS,
    *ledger_routes.HANDLERS,
    *letter_routes.HANDLERS,
    *next_routes.HANDLERS,
    *rulebook_routes.HANDLERS,
    *reminder_account.HANDLERS,
    *stop_page.HANDLERS,
    *notice_routes.HANDLERS,
    *report_routes.handlers,
    *regime_routes.HANDLERS,
    *graph_routes.HANDLERS,
    *kept_routes.HANDLERS,
    *job_routes.HANDLERS,
    *scorecard_routes.HANDLERS,
    *signed_routes.HANDLERS,
    *annex_routes.HANDLERS,
    *audit_routes.handlers,
    *aggregate_routes.HANDLERS,
    *edxml_routes.HANDLERS,
    *feed_routes.HANDLERS,
    *export_routes.HANDLERS,
    *offline_routes.HANDLERS,
    *hook_routes.HANDLERS,
    *api_page.HANDLERS,
    *api_resources.HANDLERS,
    *api_tokens.HANDLERS,
]
# What rooms above people put on the account page.
CARDS: list[cards.Card] = [feed_routes.card, api_tokens.card, *reminder_account.CARDS, bounced_routes.card]
# What the room of reports does for programs.
LENT_REPORTS = api_reports.Lent(
    report_routes.progress_report.fn, lent.count, lent.listed, lent.one, lent.content, frozen_routes.file.fn
)
# What they have to say on the pages of work.
WARNINGS: list[work.Warn] = [unserved, returned, banner, ended_work]


@asynccontextmanager
async def _database(_app: Litestar) -> AsyncIterator[None]:
    """Hold the pool open, unless whoever runs several parts in one process already does."""
    if engine().pool is not None:
        yield
        return
    chosen = settings.current()
    async with connected(chosen.database_url, chosen.pool_size):
        yield


def create(mailbox: Path | None = None) -> Litestar:
    """The application. Refuses to start without a secret, or with a route that names no access rule.

    ``mailbox`` is the folder of the demonstration's caught letters, which then have pages.
    """
    if not settings.current().secret_key:
        raise settings.SettingsError("TRACKER_SECRET_KEY must be set: at least 32 characters.")
    log.configure()
    app = Litestar(
        route_handlers=[*ROUTES, *([mailbox_routes(mailbox)] if mailbox else [])],
        guards=[access.guard],
        exception_handlers=api_problems.beside(errors.handlers()),
        before_send=[headers.add],
        compression_config=CompressionConfig(
            "brotli", brotli_quality=4, brotli_lgwin=18, exclude=PACKED_ALREADY
        ),
        lifespan=[_database, report_routes.printing],
        request_max_body_size=LARGEST_FORM,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    app.state[cards.LENT] = CARDS
    app.state[cards.BESIDE] = api_tokens.BESIDE_PASSWORD
    app.state[work.LENT] = WARNINGS
    app.state[access.API] = api_door.enter
    app.state[api_reports.LENT] = LENT_REPORTS
    access.require_declared(app)
    app.asgi_handler = Visit(app.asgi_handler, recognise)
    return app
