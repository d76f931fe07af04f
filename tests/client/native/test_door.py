from client.native.door import waits
from signaling.messages import Admission, EndpointKind, EndpointView, ParticipantView, Role


def somebody(admission: Admission, *, present: bool = True, admitted: bool = False) -> ParticipantView:
    end = EndpointView.model_validate(
        {"id": "e", "kind": EndpointKind.PAGE, "media": {}, "present": present, "admitted": admitted}
    )
    return ParticipantView.model_validate(
        {"id": "p", "name": "Bo", "role": Role.PUPIL, "admission": admission, "endpoints": [end]}
    )


def test_who_is_there_and_not_let_in_waits() -> None:
    assert waits(somebody(Admission.WAITING))
    assert waits(somebody(Admission.ADMITTED))  # with a second device
    assert not waits(somebody(Admission.ADMITTED, admitted=True))
    assert not waits(somebody(Admission.WAITING, present=False))
    assert not waits(somebody(Admission.REFUSED))
