"""In whatever order people sign in, out, and are sent away: who is in is as a plain model says."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from argon2 import PasswordHasher
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.accounts import repository
from server.accounts.passwords import Passwords
from server.accounts.service import Accounts
from server.accounts.sign_ins import IDLE_S, LASTS_S, SignedIn, SignIns
from server.db import Database, upgrade
from server.errors import SignInRefusedError, UnknownHereError
from tests.server.world import Clock

EMAILS = ("anna@example.org", "bo@example.org")
WORDS = ("four words in a row", "five other words in a row")
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class SigningIn(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.tokens: dict[str, tuple[str, float, float]] = {}  # token: email, began, seen
        self.passwords = dict.fromkeys(EMAILS, WORDS[0])
        self.closed: set[str] = set()

    @initialize()
    def two_accounts(self) -> None:
        self._runner.run(self._open())

    async def _open(self) -> None:
        self.database = Database(f"sqlite+aiosqlite:///{Path(self._folder.name) / 'k.db'}")
        await upgrade(self.database)
        self.sign_ins = SignIns(self.database, self.clock)
        passwords = Passwords(QUICK)
        self.accounts = Accounts(self.database, self.sign_ins, passwords, "https://x", self.clock)
        self.ids = {}
        for email in EMAILS:
            hashed = await passwords.hash(WORDS[0])
            async with self.database.write() as connection:
                made = await repository.add_account(connection, email, self.clock())
                await repository.set_password(connection, made.id, hashed)
            self.ids[email] = made.id

    @rule(email=st.sampled_from(EMAILS), word=st.sampled_from(WORDS))
    def sign_in(self, email: str, word: str) -> None:
        try:
            token = self._runner.run(self.accounts.by_password(email, word, ""))
        except SignInRefusedError:
            assert word != self.passwords[email] or email in self.closed
            return
        assert word == self.passwords[email]
        assert email not in self.closed
        self.tokens[token] = (email, self.clock(), self.clock())

    @rule(data=st.data())
    def sign_out(self, data: st.DataObject) -> None:
        if self.tokens:
            token = data.draw(st.sampled_from(sorted(self.tokens)))
            who = self._runner.run(self.sign_ins.find(token))
            if who is not None:
                self._runner.run(self.sign_ins.revoke(who.account_id, only=who.sign_in_id))
            del self.tokens[token]

    @rule(email=st.sampled_from(EMAILS))
    def revoke_all(self, email: str) -> None:
        self._runner.run(self.sign_ins.revoke(self.ids[email]))
        self._forget(email)

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def change_password(self, data: st.DataObject, word: str) -> None:
        if self.tokens:
            token = data.draw(st.sampled_from(sorted(self.tokens)))
            who = self._runner.run(self.sign_ins.find(token))
            if who is None:
                return
            email = self.tokens[token][0]
            self._runner.run(self.accounts.change_password(who, self.passwords[email], word))
            kept = self.tokens[token]
            self._forget(email)
            self.tokens[token] = kept
            self.passwords[email] = word

    @rule(email=st.sampled_from(EMAILS))
    def send_away(self, email: str) -> None:
        async def close() -> None:
            async with self.database.write() as connection:
                await repository.close_account(connection, self.ids[email], self.clock())

        self._runner.run(close())
        self.closed.add(email)
        self._forget(email)

    @rule(seconds=st.sampled_from([60.0, IDLE_S / 2, IDLE_S, LASTS_S]))
    def wait(self, seconds: float) -> None:
        self.clock.at_s += seconds

    @rule()
    def revoke_what_is_not_there(self) -> None:
        try:
            self._runner.run(self.sign_ins.revoke(self.ids[EMAILS[0]], only="nothing"))
        except UnknownHereError:
            return
        raise AssertionError("there was nothing to revoke")

    @invariant()
    def who_is_in_is_who_should_be(self) -> None:
        for token, (email, began_s, seen_s) in list(self.tokens.items()):
            found = self._runner.run(self.sign_ins.find(token))
            now_s = self.clock()
            if now_s >= began_s + LASTS_S or now_s >= seen_s + IDLE_S:
                assert found is None
                del self.tokens[token]
            else:
                assert isinstance(found, SignedIn)
                assert found.account_id == self.ids[email]
                # Being seen is written down every few minutes at most; the model follows.
                if now_s >= seen_s + repository.SEEN_EVERY_S:
                    self.tokens[token] = (email, began_s, now_s)

    def _forget(self, email: str) -> None:
        self.tokens = {token: kept for token, kept in self.tokens.items() if kept[0] != email}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self._runner.run(self.database.close())
        self._runner.close()
        self._folder.cleanup()


TestSigningIn = SigningIn.TestCase
TestSigningIn.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
