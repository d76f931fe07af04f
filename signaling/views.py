"""Rosters: who is here, as each may see it. A teacher sees everyone; others, who is in the lesson."""

from __future__ import annotations

import hashlib

from signaling.delivery import Delivery
from signaling.messages import Admission, EndpointView, ParticipantView, Role, Roster
from signaling.state import Participant, RoomState


def _person(state: RoomState, person: Participant, *, everyone: bool) -> ParticipantView:
    endpoints = tuple(
        EndpointView(id=e.id, kind=e.kind, media=e.media, present=e.link is not None, admitted=e.admitted)
        for e in state.endpoints_of(person.id)
        if everyone or e.admitted
    )
    return ParticipantView(
        id=person.id,
        name=person.name,
        role=person.role,
        admission=person.admission,
        microphone=person.microphone,
        camera=person.camera,
        second_camera=person.second_camera,
        speaker=person.speaker,
        processing=person.processing,
        measured=person.measured,
        gain_db=person.gain_db,
        endpoints=endpoints,
    )


def roster(state: RoomState, *, for_teacher: bool) -> Roster:
    """The roster as a teacher, or as anyone else in the lesson, may see it."""
    return Roster(
        participants=tuple(
            _person(state, person, everyone=for_teacher)
            for person in state.participants.values()
            if for_teacher or person.admission is Admission.ADMITTED
        )
    )


def send_rosters(state: RoomState, delivery: Delivery) -> None:
    """Tell everyone in the lesson whose view has changed since they were last told."""
    views: dict[bool, tuple[Roster, str]] = {}
    for endpoint in state.admitted_endpoints():
        teacher = state.participants[endpoint.participant].role is Role.TEACHER
        if teacher not in views:
            view = roster(state, for_teacher=teacher)
            digest = hashlib.sha256(view.model_dump_json().encode()).hexdigest()[:16]
            views[teacher] = view, digest
        view, digest = views[teacher]
        if endpoint.roster != digest:
            endpoint.roster = digest
            delivery.durable(endpoint, view)
