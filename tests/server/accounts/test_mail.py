from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.accounts.letters import sign_in_letter
from server.accounts.mail import Mail
from server.roles import AccountRole
from tests.server.staff import PAGE, town
from tests.server.world import server


class MailServer:
    """As much of an SMTP server as takes a letter."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.came = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line.strip().upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.letters.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                self.came.set()
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                break
        await writer.drain()
        writer.close()


async def test_a_link_is_mailed_to_whom_it_belongs_and_to_nobody_else(tmp_path: Path) -> None:
    post = MailServer()
    listening = await asyncio.start_server(post.talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    way: dict[str, Any] = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "klangbro@example.org"}
    async with listening, server(tmp_path, **way) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        asked = {"name": "Anna", "email": "anna@example.org", "roles": ["teacher"], "language": "sv"}
        handed = (await made.ask(admin, "POST", "/accounts", json=asked)).json()
        assert (handed["mailed"], handed["url"]) == (True, None)
        assert "anna@example.org" in post.letters[0]
        assert "Pajala bjuder in dig" in post.letters[0]
        post.came.clear()
        for email in ("nobody@example.org", "anna@example.org"):
            answer = await world.client.post("/api/session/link", json={"email": email}, headers=PAGE)
            assert (answer.status_code, answer.text) == (202, "null")
        await asyncio.wait_for(post.came.wait(), 20)
    assert len(post.letters) == 2


async def test_mail_that_cannot_be_sent_is_no_error_of_whoever_asked() -> None:
    mail = Mail("smtp://127.0.0.1:1", "klangbro@example.org")
    assert await mail.post(sign_in_letter("anna@example.org", "https://x/welcome#l=t", "en")) is False
