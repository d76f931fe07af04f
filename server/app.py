"""The served application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from server import health, problems, reach
from server.accounts import endpoints as accounts
from server.accounts import oidc_endpoints as oidc
from server.accounts import passkey_endpoints as passkeys
from server.accounts import policy_endpoints as sign_in_policy
from server.agreements import endpoints as agreements
from server.api_keys import endpoints as api_keys
from server.bridges import endpoints as bridges
from server.cards import endpoints as cards
from server.codes import endpoints as codes
from server.delivered import course_endpoints as courses
from server.delivered import endpoints as hours
from server.demonstrations import endpoints as demonstrations
from server.doctor import endpoints as doctor
from server.echo import endpoints as echo
from server.lessons import door
from server.lessons import endpoints as lessons
from server.lessons import plan_endpoints as planning
from server.logs import RequestLog
from server.measuring import endpoints as measuring
from server.measuring import link_endpoints as link_measuring
from server.measuring import page_endpoints as page_measuring
from server.metrics import Measured, Metrics
from server.pages import Pages, default_web_root
from server.people import endpoints as people
from server.posts import endpoints as posts
from server.posts import public_endpoints as vacancies
from server.privacy import endpoints as privacy
from server.rates import RateLimits, Rates
from server.readiness import compare_endpoints, watch_endpoints
from server.readiness import endpoints as readiness
from server.reading import endpoints as reading
from server.recordings import endpoints as recordings
from server.scores import endpoints as scores
from server.security import SecurityHeaders, headers
from server.settings import Settings
from server.site import prepare_site
from server.state import Services, open_services
from server.timetable import endpoints as timetable
from server.timetable import feed_endpoints as feeds
from server.timetable import reminder_endpoints as reminders
from server.tls import given_certificate
from server.tracks import endpoints as tracks
from signaling import websocket

#: What answers under /api, in the order in which it is asked.
PARTS = (
    *(health, reach, lessons, door, codes, echo, measuring, page_measuring, link_measuring),
    *(readiness, scores),
    *(accounts, passkeys, sign_in_policy, oidc, people, cards),
    *(planning, doctor, privacy, agreements, hours, courses),
    *(timetable, feeds, reminders, posts, vacancies, bridges, api_keys),
    *(tracks, reading, demonstrations, recordings, compare_endpoints, watch_endpoints),
)


def create_app(
    settings: Settings, *, web_root: Path | None = None, services: Services | None = None
) -> FastAPI:
    """Build the application; its lifespan opens and closes what it stands on.

    Parameters
    ----------
    settings : Settings
    web_root : Path, optional
        The built pages; by default where the settings say, or beside the source.
    services : Services, optional
        What is open already; then the caller closes it.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = services
            if opened is None:
                site, _ = prepare_site(settings)
                opened = await stack.enter_async_context(open_services(settings, site))
            app.state.services = opened
            app.router.routes[:0] = websocket.routes(opened.rooms, allowed_origins=_origins(settings))
            pages = Pages(web_root or settings.web_root or default_web_root())
            # Pages only: an answer to a token is not squeezed beside what a stranger sent (BREACH).
            app.mount("/", GZipMiddleware(pages, minimum_size=1000, compresslevel=6))  # after all others
            await stack.enter_async_context(rates.of_all_nodes(settings.bus_url, opened.token_key))
            if opened.cluster is not None:
                await stack.enter_async_context(opened.cluster.joined(opened.rooms))
            kept = (opened.scores, opened.demonstrations, opened.tracks, opened.readings, opened.recordings)
            files = [each.watch for each in kept]
            letters = (opened.reminders.watch, opened.place_watch.watch)
            watched = (opened.revocations.watch, *files, *opened.privacy.watches(), *letters)
            watches = [asyncio.create_task(watch()) for watch in watched]
            try:
                yield
            finally:
                for watch in watches:
                    watch.cancel()
                # What they had begun in the database ends before the database does.
                await asyncio.gather(*watches, return_exceptions=True)
                await opened.tracks.renders.close()
                await opened.echoes.close()
                if opened.cluster is None:
                    await opened.rooms.close()

    app = FastAPI(
        # As they are, not included: including makes each of them anew, a third of a second for every server.
        routes=[route for part in PARTS for route in part.router.routes],
        title="Klangbro",
        version=health.version(),
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
    )
    rates = Rates(settings)
    app.state.rates = rates
    problems.install(app)
    over_https = settings.tls or (settings.public_url or "").startswith("https:")
    app.add_middleware(RateLimits, rates=rates)
    app.add_middleware(SecurityHeaders, headers=headers(tls=over_https, hsts=_is_vouched_for(settings)))
    app.add_middleware(RequestLog)
    app.state.metrics = Metrics(health.version())
    app.add_middleware(Measured, metrics=app.state.metrics)
    return app


def _origins(settings: Settings) -> tuple[str, ...]:
    public = () if settings.public_url is None else (settings.public_url,)
    return (*public, *settings.allowed_origins)


def _is_vouched_for(settings: Settings) -> bool:
    if not settings.tls:  # a proxy speaks https for us, with a certificate people open the address by
        return (settings.public_url or "").startswith("https:")
    if settings.tls_cert is None or settings.tls_key is None:
        return False
    return not given_certificate(settings.tls_cert, settings.tls_key).self_signed
