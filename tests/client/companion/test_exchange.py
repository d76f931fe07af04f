from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from client.companion.exchange import (
    CODE_S,
    MOST_WRONG,
    REST_S,
    Exchange,
    Go,
    HideCode,
    Join,
    Leave,
    Mute,
    Pairing,
    ShowCode,
)

ORIGIN, OTHER = "https://klangbro.example", "https://evil.example"
TOKEN = "aaa.bbb.ccc"
INVITE = f"{ORIGIN}/join#t={TOKEN}"


class Chain:
    """Keys in memory."""

    def __init__(self) -> None:
        self.known: set[tuple[str, str]] = set()

    def add(self, origin: str) -> str:
        key = f"key-{len(self.known)}"
        self.known.add((origin, key))
        return key

    def opens(self, origin: str, key: str) -> bool:
        return (origin, key) in self.known


def _codes() -> Pairing:
    numbers = itertools.count(100_000)
    return Pairing(lambda: str(next(numbers)))


def _page(origin: str = ORIGIN, chain: Chain | None = None, pairing: Pairing | None = None) -> Exchange:
    return Exchange(origin, chain or Chain(), pairing or _codes())


def _why(page: Exchange, said: dict[str, object], now_s: float = 0.0) -> object:
    answers, _ = page.hear(said, now_s=now_s)
    return answers[0].get("why")


def test_a_code_that_is_shown_and_typed_makes_a_key_that_opens_from_then_on() -> None:
    chain = Chain()
    page = _page(chain=chain)
    assert page.hear({"type": "hello"}, now_s=0.0)[0][0]["paired"] is False
    _, actions = page.hear({"type": "pair"}, now_s=0.0)
    assert actions == [ShowCode("100000", ORIGIN)]
    answers, actions = page.hear({"type": "confirm", "code": "100 000"}, now_s=60.0)
    assert answers[0]["type"] == "paired"
    assert actions == [HideCode()]
    again = _page(chain=chain)
    assert again.hear({"type": "hello", "key": answers[0]["key"]}, now_s=99.0)[0][0]["paired"] is True
    elsewhere = _page(OTHER, chain=chain)
    assert elsewhere.hear({"type": "hello", "key": answers[0]["key"]}, now_s=99.0)[0][0]["paired"] is False


def test_a_code_opens_once_and_not_for_long_and_only_for_the_page_it_was_shown_for() -> None:
    chain, pairing = Chain(), _codes()
    asks, other = _page(chain=chain, pairing=pairing), _page(OTHER, chain=chain, pairing=pairing)
    asks.hear({"type": "pair"}, now_s=0.0)
    assert _why(other, {"type": "confirm", "code": "100000"}) == "expired"
    assert _why(other, {"type": "pair"}, 10.0) == "too_soon"  # one code at a time
    assert asks.hear({"type": "confirm", "code": "100000"}, now_s=1.0)[0][0]["type"] == "paired"
    assert _why(asks, {"type": "confirm", "code": "100000"}, 2.0) == "expired"
    other.hear({"type": "pair"}, now_s=20.0)
    assert _why(other, {"type": "confirm", "code": "100001"}, 20.0 + CODE_S) == "expired"


def test_three_wrong_codes_end_it_and_the_next_one_has_to_wait() -> None:
    page = _page()
    page.hear({"type": "pair"}, now_s=0.0)
    said = [_why(page, {"type": "confirm", "code": "0"}, 1.0) for _ in range(MOST_WRONG)]
    assert said == ["wrong"] * (MOST_WRONG - 1) + ["expired"]
    assert _why(page, {"type": "confirm", "code": "100000"}, 2.0) == "expired"
    assert _why(page, {"type": "pair"}, REST_S) == "too_soon"
    assert page.hear({"type": "pair"}, now_s=1.0 + REST_S)[1] == [ShowCode("100001", ORIGIN)]


def test_a_page_that_goes_takes_its_code_with_it() -> None:
    page = _page()
    page.hear({"type": "pair"}, now_s=0.0)
    assert page.closed() == [HideCode()]
    assert page.closed() == []


def test_only_a_paired_page_hands_over_its_sound_and_only_with_an_invite_of_its_own_server() -> None:
    page = _page()
    assert _why(page, {"type": "join", "invite": INVITE}) == "not_paired"
    page.hear({"type": "pair"}, now_s=0.0)
    page.hear({"type": "confirm", "code": "100000"}, now_s=0.0)
    assert _why(page, {"type": "join", "invite": f"{OTHER}/join#t={TOKEN}"}) == "not_understood"
    assert _why(page, {"type": "go"}) == "not_joined"
    assert page.hear({"type": "join", "invite": INVITE, "muted": True}, now_s=0.0)[1] == [Join(INVITE, True)]
    assert page.hear({"type": "go"}, now_s=0.0)[1] == [Go(None)]
    assert page.hear({"type": "go", "at": 1.5e12}, now_s=0.0)[1] == [Go(1.5e12)]
    assert page.hear({"type": "go", "at": "soon"}, now_s=0.0)[1] == [Go(None)]
    assert page.hear({"type": "mute", "muted": True}, now_s=0.0)[1] == [Mute(True)]
    assert page.hear({"type": "leave"}, now_s=0.0)[1] == [Leave(None)]
    assert _why(page, {"type": "mute", "muted": False}) == "not_joined"


@given(said=st.dictionaries(st.text(max_size=9), st.none() | st.text() | st.integers() | st.lists(st.text())))
def test_whatever_a_page_says_is_answered_or_refused(said: dict[str, object]) -> None:
    answers, actions = _page().hear(said, now_s=0.0)
    assert [one["type"] for one in answers] in (["refused"], ["welcome"], ["code"])
    assert all(isinstance(one, ShowCode) for one in actions)


class Guessing(RuleBasedStateMachine):
    """Pages of two origins try all they can; only a shown code, typed by its own page, pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.chain, self.now_s = Chain(), 0.0
        pairing = _codes()
        self.pages = [Exchange(origin, self.chain, pairing) for origin in (ORIGIN, OTHER)]
        self.shown: tuple[int, str, float] | None = None
        self.earned: set[int] = set()
        self.spent: set[str] = set()

    @rule(seconds=st.floats(0.1, 200))
    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    @rule(who=st.integers(0, 1))
    def ask(self, who: int) -> None:
        for action in self.pages[who].hear({"type": "pair"}, now_s=self.now_s)[1]:
            assert isinstance(action, ShowCode)
            assert action.origin == self.pages[who].origin
            self.shown = (who, action.code, self.now_s)

    @rule(who=st.integers(0, 1), code=st.sampled_from(["000000", "100000", "100001", ""]))
    def guess(self, who: int, code: str) -> None:
        self._type(who, code)

    @precondition(lambda self: self.shown is not None)
    @rule(who=st.integers(0, 1))
    def type_what_is_shown(self, who: int) -> None:
        assert self.shown is not None
        self._type(who, self.shown[1])

    def _type(self, who: int, code: str) -> None:
        answers, _ = self.pages[who].hear({"type": "confirm", "code": code}, now_s=self.now_s)
        if answers[0]["type"] == "paired":
            assert self.shown is not None
            asker, right, at_s = self.shown
            assert (who, code) == (asker, right)
            assert self.now_s - at_s < CODE_S
            assert code not in self.spent
            self.spent.add(code)
            self.earned.add(who)

    @rule(who=st.integers(0, 1))
    def leave(self, who: int) -> None:
        self.pages[who].closed()

    @invariant()
    def nobody_is_paired_who_has_not_earned_it(self) -> None:
        assert {index for index, page in enumerate(self.pages) if page.paired} <= self.earned
        assert len(self.chain.known) == len(self.spent)


TestGuessing = Guessing.TestCase
