"""What the running server holds: opened once, handed to the endpoints, closed once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from server.accounts.mail import Mail, mail_of
from server.accounts.passkeys import Passkeys
from server.accounts.passwords import Passwords
from server.accounts.service import Accounts
from server.accounts.sign_ins import SignIns
from server.accounts.strength import Policy
from server.agreements.service import Agreements
from server.api_keys.service import ApiKeys
from server.bridges.service import Bridges
from server.cards.service import Cards
from server.data_dir import make_data_dir
from server.db import Database, upgrade
from server.delivered.disputes import Disputes
from server.delivered.service import Hours
from server.delivered.settling import Settling
from server.demonstrations.service import Demonstrations
from server.echo.host import EchoHost
from server.keys import host_key, shared_host_key, token_key
from server.lessons.planning import Planning
from server.lessons.service import Lessons
from server.measuring.desk import Measuring
from server.measuring.pages import PageMeasurings
from server.people.service import People
from server.posts.interests import Interests
from server.posts.service import Posts
from server.privacy.desk import PrivacyDesk
from server.readiness.devices import DeviceReadings
from server.readiness.service import Readiness
from server.readiness.watch import PlaceWatch
from server.reading.files import ReadingFiles
from server.reading.service import Readings
from server.recordings.service import Recordings
from server.rooms import DatabaseRoomStore, Revocations
from server.scores.files import ScoreFiles
from server.settings import Settings
from server.site import Site
from server.timetable.feeds import Feeds
from server.timetable.holding import Holding
from server.timetable.reminders import Reminders
from server.timetable.service import Timetables
from server.tracks.files import TrackFiles
from server.turn.directory import TurnDirectory
from signaling.ports import Clock
from signaling.service import LessonService

if TYPE_CHECKING:
    from server.accounts.oidc import Oidc
    from server.rooms.cluster import Cluster


@dataclass(frozen=True)
class Services:
    """Everything an endpoint may use. ``now_s`` is seconds since 1970; ``cluster`` is None alone."""

    settings: Settings
    site: Site
    host_key: str
    token_key: bytes
    database: Database
    lessons: Lessons
    rooms: LessonService
    revocations: Revocations
    scores: ScoreFiles
    demonstrations: Demonstrations
    tracks: TrackFiles
    readings: Readings
    recordings: Recordings
    echoes: EchoHost
    measuring: Measuring
    page_measurings: PageMeasurings
    readiness: Readiness
    device_readings: DeviceReadings
    place_watch: PlaceWatch
    privacy: PrivacyDesk
    now_s: Callable[[], float]
    accounts: Accounts
    sign_ins: SignIns
    passkeys: Passkeys
    sign_in_policy: Policy
    people: People
    planning: Planning
    agreements: Agreements
    hours: Hours
    settling: Settling
    disputes: Disputes
    api_keys: ApiKeys
    timetables: Timetables
    feeds: Feeds
    reminders: Reminders
    posts: Posts
    cards: Cards
    interests: Interests
    bridges: Bridges
    mail: Mail | None = None
    oidc: Oidc | None = None
    cluster: Cluster | None = None


@asynccontextmanager
async def open_services(
    settings: Settings, site: Site, *, now_s: Callable[[], float] = time.time
) -> AsyncIterator[Services]:
    """Open the database (bringing it up to date) and everything that stands on it.

    Raises
    ------
    DatabaseUnavailableError, DatabaseNewerError, SettingsInvalidError
    """
    make_data_dir(settings.data_dir)
    async with AsyncExitStack() as stack:
        database = Database(settings.database)
        stack.push_async_callback(database.close)
        await upgrade(database)
        privacy = PrivacyDesk(database, settings, now_s)
        privacy.clear_exports()
        await privacy.erasure.reconcile()  # before anybody sees what a restored backup brought back
        stack.push_async_callback(privacy.admissions.close)
        stack.push_async_callback(privacy.recordings.close)
        async with database.write() as connection:
            key = await token_key(connection, now_s())
            shared_key = await shared_host_key(connection, now_s()) if settings.bus_url else None
        store = DatabaseRoomStore(database, now_s=now_s)
        cluster = _cluster(settings, database, store, now_s)
        rooms = await stack.enter_async_context(
            LessonService(
                store=store,
                directory=TurnDirectory(database, settings, now_s),
                token_key=key,
                clock=Clock(wall_s=now_s),
                bus=cluster.bus if cluster else None,
                witness=privacy.admissions,
                warden=privacy.warden,
            )
        )
        privacy.warden.tell = rooms.withdrawn
        lessons = Lessons(database, key, site, now_s, has_relay=settings.turn_secret is not None)
        planning = Planning(database, lessons, now_s)
        sign_ins, mail = SignIns(database, now_s), mail_of(settings)
        if mail is not None:
            stack.push_async_callback(mail.close)
        echoes = EchoHost(rooms)
        stack.push_async_callback(echoes.close)
        asked_at = settings.port if settings.measuring_port is None else settings.measuring_port
        measuring = Measuring(settings.host, asked_at, now_s)
        stack.callback(measuring.close)
        page_measurings = PageMeasurings()
        stack.push_async_callback(page_measurings.close)
        scores = ScoreFiles(settings.data_dir / "scores", database, now_s)
        demonstrations = Demonstrations(settings.data_dir / "demonstrations", database, now_s)
        kept = ReadingFiles(settings.data_dir / "readings", scores.find, demonstrations.find)
        yield Services(
            settings=settings,
            site=site,
            host_key=shared_key or host_key(settings.data_dir),
            token_key=key,
            database=database,
            lessons=lessons,
            rooms=rooms,
            revocations=Revocations(database, rooms, now_s),
            scores=scores,
            demonstrations=demonstrations,
            tracks=TrackFiles(settings.data_dir / "tracks", database, now_s),
            readings=Readings(database, key, site, kept, now_s),
            recordings=Recordings(database, settings.data_dir / "recordings", privacy.permissions, now_s),
            echoes=echoes,
            measuring=measuring,
            page_measurings=page_measurings,
            readiness=Readiness(database, key, site.origin, site.fingerprint, now_s),
            device_readings=DeviceReadings(database, now_s),
            place_watch=PlaceWatch(database, site.origin, now_s, post=None if mail is None else mail.post),
            privacy=privacy,
            now_s=now_s,
            accounts=Accounts(database, sign_ins, Passwords(), site.origin, now_s),
            sign_ins=sign_ins,
            passkeys=Passkeys(database, sign_ins, now_s),
            sign_in_policy=Policy(database),
            people=People(database, site.origin, now_s, mail),
            planning=planning,
            agreements=Agreements(database, now_s),
            hours=Hours(database, now_s),
            settling=Settling(database, now_s),
            disputes=Disputes(database, now_s),
            api_keys=ApiKeys(database, now_s),
            timetables=Timetables(database, Holding(planning, lessons), now_s),
            feeds=Feeds(database, lessons, site.origin, now_s),
            reminders=Reminders(
                database, lessons, site.origin, now_s, post=None if mail is None else mail.post
            ),
            cards=Cards(database, now_s),
            posts=Posts(database, Agreements(database, now_s), now_s),
            interests=Interests(database, privacy, site.origin, now_s, mail),
            bridges=Bridges(database, lessons, now_s),
            mail=mail,
            oidc=_oidc(settings, site, database, sign_ins, now_s),
            cluster=cluster,
        )


def _oidc(
    settings: Settings, site: Site, database: Database, sign_ins: SignIns, now_s: Callable[[], float]
) -> Oidc | None:
    if settings.oidc_issuer is None:
        return None
    # The client takes a moment to import, and most servers know no other sign-in.
    from server.accounts.oidc import Oidc  # noqa: PLC0415

    return Oidc(settings, f"{site.origin}/api/oidc/callback", database, sign_ins, now_s)


def _cluster(
    settings: Settings, database: Database, store: DatabaseRoomStore, now_s: Callable[[], float]
) -> Cluster | None:
    if settings.bus_url is None:
        return None
    # Redis' client takes a moment to import, and most servers are alone.
    from server.rooms.bus import RedisBus  # noqa: PLC0415
    from server.rooms.cluster import Cluster  # noqa: PLC0415
    from server.rooms.nodes import Nodes  # noqa: PLC0415

    nodes = Nodes(database, store, wall_s=now_s)
    return Cluster(nodes, RedisBus(settings.bus_url, nodes))


def _services(connection: HTTPConnection) -> Services:
    services = connection.app.state.services
    assert isinstance(services, Services)
    return services


ServicesOf = Annotated[Services, Depends(_services)]
