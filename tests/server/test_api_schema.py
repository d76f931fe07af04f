"""Whatever is sent to the API, it answers as its schema says, and never with a server error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth

from server.app import create_app
from tests.server.running import Running
from tests.server.world import build_pages, settings_for

TOWN = "/api/municipalities/{municipality_id}"
OPERATIONS = [
    ("/api/lessons", "POST"),
    ("/api/lessons", "GET"),
    ("/api/lessons/{lesson_id}", "DELETE"),
    ("/api/lessons/{lesson_id}/invites", "POST"),
    ("/api/invites/{invite_id}", "DELETE"),
    ("/api/invite", "GET"),
    ("/api/invites/{invite_id}/code", "POST"),
    ("/api/lesson/invites", "GET"),
    ("/api/code", "POST"),
    ("/api/echo", "POST"),
    ("/api/measuring", "POST"),
    ("/api/measuring/{session}", "DELETE"),
    ("/api/measuring/{session}/runs/{run}", "GET"),
    ("/api/measuring/{session}/load", "GET"),
    ("/api/measuring/{session}/load", "POST"),
    ("/api/lesson/scores", "POST"),
    ("/api/lesson/scores/{file}", "GET"),
    ("/api/lesson/scores/{file}", "DELETE"),
    ("/api/lesson/demonstrations", "GET"),
    ("/api/lesson/demonstrations", "POST"),
    ("/api/lesson/demonstrations/{file}", "GET"),
    ("/api/reading/demonstrations/{file}", "GET"),
    ("/api/ways", "GET"),
    ("/api/session", "POST"),
    ("/api/session", "GET"),
    ("/api/session", "DELETE"),
    ("/api/session/sign-ins", "GET"),
    ("/api/session/sign-ins", "DELETE"),
    ("/api/session/sign-ins/{sign_in_id}", "DELETE"),
    ("/api/session/password", "PUT"),
    ("/api/session/confirmation", "POST"),
    ("/api/session/link", "POST"),
    ("/api/session/pupils", "GET"),
    ("/api/session/pupils/{person_id}/confirmation", "POST"),
    ("/api/links/read", "POST"),
    ("/api/links/confirm", "POST"),
    ("/api/passkeys", "GET"),
    ("/api/passkeys", "POST"),
    ("/api/passkeys/options", "POST"),
    ("/api/passkeys/confirmation", "POST"),
    ("/api/passkeys/sign-in", "POST"),
    ("/api/passkeys/sign-in/options", "POST"),
    ("/api/passkeys/{passkey_id}", "DELETE"),
    ("/api/oidc/begin", "POST"),
    ("/api/oidc/callback", "GET"),
    ("/api/oidc/tie", "GET"),
    ("/api/oidc/tie", "POST"),
    ("/api/oidc/tie", "DELETE"),
    (f"{TOWN}/people", "GET"),
    (f"{TOWN}/people", "POST"),
    (f"{TOWN}/people/search", "POST"),
    (f"{TOWN}/people/{{person_id}}/guardians", "POST"),
    (f"{TOWN}/people/{{person_id}}/guardians/{{guardian_id}}/link", "POST"),
    (f"{TOWN}/people/{{person_id}}/card", "GET"),
    (f"{TOWN}/people/{{person_id}}/card", "PUT"),
    (f"{TOWN}/own-card", "GET"),
    (f"{TOWN}/own-card", "PUT"),
    (f"{TOWN}/offers", "GET"),
    (f"{TOWN}/sign-in-policy", "GET"),
    (f"{TOWN}/sign-in-policy", "PUT"),
    (f"{TOWN}/accounts", "POST"),
    (f"{TOWN}/accounts/{{account_id}}", "DELETE"),
    (f"{TOWN}/accounts/{{account_id}}/roles", "PUT"),
    (f"{TOWN}/accounts/{{account_id}}/link", "POST"),
    (f"{TOWN}/accounts/{{account_id}}/identity", "PUT"),
    (f"{TOWN}/accounts/{{account_id}}/sign-ins", "GET"),
    (f"{TOWN}/accounts/{{account_id}}/sign-ins", "DELETE"),
    (f"{TOWN}/accounts/{{account_id}}/sign-ins/{{sign_in_id}}", "DELETE"),
    (f"{TOWN}/lessons", "GET"),
    (f"{TOWN}/lessons", "POST"),
    (f"{TOWN}/lessons/{{lesson_id}}", "GET"),
    (f"{TOWN}/lessons/{{lesson_id}}", "DELETE"),
    (f"{TOWN}/lessons/{{lesson_id}}/entry", "POST"),
    (f"{TOWN}/lessons/{{lesson_id}}/invites", "GET"),
    (f"{TOWN}/lessons/{{lesson_id}}/invites", "POST"),
    (f"{TOWN}/lessons/{{lesson_id}}/invites/{{invite_id}}", "DELETE"),
    (f"{TOWN}/doctor", "GET"),
    ("/api/lesson/tracks", "POST"),
    ("/api/lesson/tracks/{file}", "DELETE"),
    ("/api/lesson/tracks/{file}/{tempo}/{key}", "PUT"),
    ("/api/lesson/tracks/{file}/{tempo}/{key}", "GET"),
    ("/api/lesson/tracks/{file}/{tempo}/{key}", "DELETE"),
    ("/api/lesson/readings", "POST"),
    ("/api/lesson/readings", "GET"),
    ("/api/lesson/readings", "PUT"),
    ("/api/lesson/readings/{reading}", "DELETE"),
    ("/api/lessons/{lesson_id}/readings", "DELETE"),
    ("/api/lesson/reading", "GET"),
    ("/api/reading", "GET"),
    ("/api/reading/scores/{file}", "GET"),
    ("/api/about", "GET"),
    ("/api/reach", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
]
OF_PEOPLE = "/api/municipalities/{municipality_id}/people/{person_id}"
OF_PRIVACY = [
    (f"{OF_PEOPLE}/permissions", "GET"),
    (f"{OF_PEOPLE}/permissions/{{purpose}}", "PUT"),
    (f"{OF_PEOPLE}/permissions/{{purpose}}/withdrawal", "POST"),
    (f"{OF_PEOPLE}/export", "POST"),
    (f"{OF_PEOPLE}/erasure", "POST"),
    (f"{OF_PEOPLE}/protection", "POST"),
    ("/api/municipalities/{municipality_id}/retention", "GET"),
    ("/api/municipalities/{municipality_id}/retention/{kind}", "PUT"),
]
OPERATIONS += OF_PRIVACY
OF_AN_AGREEMENT = f"{TOWN}/agreements/{{agreement_id}}"
OF_BORDERS = [
    (f"{TOWN}/neighbours", "GET"),
    (f"{TOWN}/agreements", "GET"),
    (f"{TOWN}/agreements", "POST"),
    (OF_AN_AGREEMENT, "GET"),
    (f"{OF_AN_AGREEMENT}/versions", "POST"),
    (f"{OF_AN_AGREEMENT}/approval", "POST"),
    (f"{OF_AN_AGREEMENT}/ending", "POST"),
    (f"{OF_AN_AGREEMENT}/teachers", "POST"),
    (f"{OF_AN_AGREEMENT}/guests", "POST"),
    (f"{OF_AN_AGREEMENT}/hours", "GET"),
    (f"{OF_AN_AGREEMENT}/costs", "POST"),
    (f"{OF_AN_AGREEMENT}/disputes", "POST"),
    (f"{OF_AN_AGREEMENT}/disputes/{{dispute_id}}/word", "PUT"),
    (f"{OF_AN_AGREEMENT}/settlements/{{month}}", "GET"),
    (f"{OF_AN_AGREEMENT}/settlements/{{month}}", "POST"),
    (f"{OF_AN_AGREEMENT}/settlements/{{month}}/table", "GET"),
    (f"{TOWN}/settlements/{{month}}", "GET"),
    (f"{TOWN}/deliveries", "GET"),
    (f"{TOWN}/deliveries/{{lesson_id}}", "PUT"),
    ("/api/lesson/course", "POST"),
]
OPERATIONS += OF_BORDERS
OF_TIMETABLE = [
    (f"{TOWN}/timetable", "GET"),
    (f"{TOWN}/timetable/frame", "GET"),
    (f"{TOWN}/timetable/terms", "POST"),
    (f"{TOWN}/timetable/terms/{{term_id}}", "DELETE"),
    (f"{TOWN}/timetable/holidays", "POST"),
    (f"{TOWN}/timetable/holidays/{{holiday_id}}", "DELETE"),
    (f"{TOWN}/timetable/places", "POST"),
    (f"{TOWN}/timetable/places/{{place_id}}", "DELETE"),
    (f"{TOWN}/timetable/series", "POST"),
    (f"{TOWN}/timetable/occurrences", "POST"),
    (f"{TOWN}/timetable/occurrences/{{occurrence_id}}", "DELETE"),
    (f"{TOWN}/timetable/occurrences/{{occurrence_id}}/time", "PUT"),
    (f"{TOWN}/timetable/occurrences/{{occurrence_id}}/teacher", "PUT"),
    (f"{TOWN}/timetable/occurrences/{{occurrence_id}}/pupils", "PUT"),
    (f"{TOWN}/timetable/feeds", "GET"),
    (f"{TOWN}/timetable/feeds", "POST"),
    (f"{TOWN}/timetable/feeds/{{feed_id}}", "DELETE"),
    ("/api/calendar/{secret}/klangbro.ics", "GET"),
    ("/api/session/reminders", "GET"),
    ("/api/session/reminders", "PUT"),
    ("/api/session/reminders", "DELETE"),
]
OPERATIONS += OF_TIMETABLE
OF_POSTS = [
    (f"{TOWN}/needs", "GET"),
    (f"{TOWN}/needs", "POST"),
    (f"{TOWN}/needs/{{need_id}}", "DELETE"),
    (f"{TOWN}/posts", "GET"),
    (f"{TOWN}/posts", "POST"),
    (f"{TOWN}/posts/{{post_id}}/consent", "POST"),
    (f"{TOWN}/posts/{{post_id}}/advertisement", "POST"),
    (f"{TOWN}/posts/{{post_id}}/withdrawal", "POST"),
    (f"{TOWN}/posts/{{post_id}}/filling", "POST"),
    (f"{TOWN}/posts/{{post_id}}/interests", "GET"),
    (f"{TOWN}/posts/{{post_id}}/interests/{{interest_id}}", "DELETE"),
    ("/api/vacancies", "GET"),
    ("/api/vacancies/{post_id}/interests", "POST"),
    ("/api/interest/read", "POST"),
    ("/api/interest/confirmation", "POST"),
    ("/api/interest/withdrawal", "POST"),
]
OF_TABLES = [
    (f"{TOWN}/tables/{{kind}}/columns", "GET"),
    (f"{TOWN}/tables/{{kind}}/columns", "PUT"),
    (f"{TOWN}/tables/{{kind}}", "POST"),
    (f"{TOWN}/tables/{{kind}}", "GET"),
    (f"{TOWN}/api-keys", "GET"),
    (f"{TOWN}/api-keys", "POST"),
    (f"{TOWN}/api-keys/{{key_id}}", "DELETE"),
]
OF_POSTS += OF_TABLES
OPERATIONS += OF_POSTS
OF_READINESS = [
    (f"{TOWN}/places", "GET"),
    (f"{TOWN}/places", "POST"),
    (f"{TOWN}/places/{{place_id}}", "DELETE"),
    (f"{TOWN}/places/{{place_id}}/readiness", "GET"),
    (f"{TOWN}/places/{{place_id}}/readiness/table", "GET"),
    ("/api/readiness", "GET"),
    ("/api/readiness", "POST"),
    ("/api/readiness/turn", "GET"),
    ("/api/readiness/here", "GET"),
    ("/api/readiness/measurements", "POST"),
    ("/api/readiness/measurements/{measurement}/answer", "POST"),
    ("/api/readiness/measurements/{measurement}/runs", "POST"),
    ("/api/readiness/measurements/{measurement}/runs/{run}", "POST"),
    ("/api/readiness/measurements/{measurement}/kept", "POST"),
    ("/api/readiness/measurements/{measurement}/blocked", "POST"),
    ("/api/readiness/measurements/{measurement}", "DELETE"),
    ("/api/readiness/devices", "POST"),
    (f"{TOWN}/places/{{place_id}}/devices", "POST"),
    (f"{TOWN}/readiness/devices", "GET"),
    (f"{TOWN}/readiness/devices/{{reading_id}}", "DELETE"),
    (f"{TOWN}/readiness/comparison", "GET"),
    (f"{TOWN}/readiness/warnings", "GET"),
    (f"{TOWN}/readiness/limits", "PUT"),
    (f"{TOWN}/readiness/letters", "GET"),
    (f"{TOWN}/readiness/letters", "PUT"),
    (f"{TOWN}/readiness/letters", "DELETE"),
    (f"{TOWN}/places/{{place_id}}/measurements", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}/answer", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}/runs", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}/runs/{{run}}", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}/kept", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}/blocked", "POST"),
    (f"{TOWN}/places/{{place_id}}/measurements/{{measurement}}", "DELETE"),
]
OPERATIONS += OF_READINESS
TAKE = "/api/lesson/recordings/{take}"
OPERATIONS += [
    ("/api/lesson/recordings", "GET"),
    (f"{TAKE}/{{part}}", "PUT"),
    (f"{TAKE}/{{part}}", "POST"),
    (f"{TAKE}/nothing", "POST"),
    (f"{TAKE}/{{part}}/{{chunk}}", "PUT"),
    (f"{TAKE}/{{file}}", "GET"),
    ("/api/reading/clips", "GET"),
    ("/api/reading/clips/{take}/{n}", "GET"),
]
OF_ACCOUNTS = OPERATIONS[OPERATIONS.index(("/api/ways", "GET")) : OPERATIONS.index(("/api/about", "GET"))]
OF_ACCOUNTS += OF_PRIVACY + OF_BORDERS + OF_TIMETABLE + OF_POSTS + OF_READINESS
LIMITS = ("api", "host_key_errors", "code_errors", "sign_in_errors", "account_errors", "mails", "interests")
OFTEN: dict[str, Any] = {f"rate_{name}": "1000000/second" for name in LIMITS}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    build_pages(folder)
    started = Running(folder, **OFTEN)
    yield started
    started.stop()


def test_every_operation_is_tried(tmp_path: Path) -> None:
    paths: dict[str, dict[str, object]] = create_app(settings_for(tmp_path)).openapi()["paths"]
    assert {(path, method.upper()) for path, methods in paths.items() for method in methods} == set(
        OPERATIONS
    )


# The host's key opens nothing of an account; without an account everything there is refused alike.
ASKED = [(*one, False) for one in OPERATIONS] + [(*one, True) for one in OPERATIONS if one not in OF_ACCOUNTS]


@pytest.fixture(scope="module")
def schema(running: Running) -> Any:
    # Once: it is the same for every operation, and takes longer to write than to ask.
    return schemathesis.openapi.from_dict(create_app(running.world.services.settings).openapi())


@pytest.mark.parametrize(("path", "method", "as_host"), ASKED)
def test_the_api_answers_as_its_schema_says(
    running: Running, schema: Any, path: str, method: str, as_host: bool
) -> None:
    operation = schema[path][method]

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def answers(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        request = case.as_transport_kwargs(base_url="https://localhost:8443")
        request.pop("cookies", None)
        request["headers"] = dict(request.get("headers") or {}) | (running.world.host if as_host else {})
        response = running.run(running.world.client.request(**request))
        assert response.status_code < 500 or response.status_code == 503
        # That the check's own guesses at a key are refused is seen in the run that is not the host's.
        case.validate_response(response, excluded_checks=[ignored_auth] if as_host else [])

    answers()
