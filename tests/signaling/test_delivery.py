from signaling.delivery import Delivery
from signaling.errors import bye
from signaling.messages import Ack, EndpointKind, ErrorCode, Media, ProfileChanged
from signaling.state import Close, Endpoint, Send

MESSAGE = ProfileChanged(profile="duet")


def endpoint(link: str | None) -> Endpoint:
    return Endpoint("e1", 1, "pupil", "i", EndpointKind.PAGE, Media(), "", link)


def test_a_durable_message_is_kept_for_one_who_is_away_and_an_ephemeral_one_is_not() -> None:
    delivery, away = Delivery(), endpoint(None)
    delivery.durable(away, MESSAGE)
    delivery.ephemeral(away, Ack(seq=1))
    assert not delivery.actions
    away.link = "l1"
    delivery.again(away)
    assert delivery.actions == [Send("l1", MESSAGE.model_copy(update={"seq": 1}))]


def test_after_bye_nothing_goes_out() -> None:
    delivery, here = Delivery(), endpoint("l1")
    last = bye(ErrorCode.REPLACED)
    delivery.close(here, last)
    delivery.close(here, last)
    delivery.durable(here, MESSAGE)
    assert delivery.actions == [Close("l1", last)]
