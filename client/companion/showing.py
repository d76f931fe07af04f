"""Showing a code to whoever sits at this machine: a desktop notification, and a page of our own."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
import webbrowser
from html import escape
from urllib.parse import urlsplit

__all__ = ["Shown"]

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Klangbro</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{{font:1.2rem/1.5 system-ui,sans-serif;max-width:30rem;margin:15vh auto;padding:0 1.5rem;
text-align:center}}b{{display:block;font:600 4rem/1.2 system-ui,sans-serif;letter-spacing:.15em;
font-variant-numeric:tabular-nums;margin:2rem 0}}</style>
<p>Type this number on the lesson page at <strong>{host}</strong>:</p><b>{code}</b>
<p>You did not ask for it? Close this page; nothing happens.</p></html>"""


class Shown:
    """The code that stands now.

    Its page has an address that nobody can guess and that only this user's browser is told; other users of
    the machine reach loopback, too, and must not read it.

    Parameters
    ----------
    aloud : bool
        Print it as well: for a terminal, and for machines without a desktop.
    """

    def __init__(self, *, aloud: bool = False) -> None:
        self._aloud = aloud
        self._code = self._origin = self._secret = ""

    def show(self, code: str, origin: str, port: int) -> None:
        """Show it now."""
        self._code, self._origin, self._secret = code, origin, secrets.token_urlsafe(16)
        if self._aloud:
            sys.stdout.write(f"Code for {origin}: {code}\n")
            sys.stdout.flush()
            return
        host = urlsplit(origin).netloc
        notifier = shutil.which("notify-send")
        if notifier is not None:
            text = f"{code}: type this number on the lesson page at {host}."
            subprocess.run(  # noqa: S603 - its own path and plain text, no shell
                [notifier, "--expire-time=120000", "Klangbro", text], check=False, timeout=5
            )
        webbrowser.open(f"http://127.0.0.1:{port}/code/{self._secret}")

    def hide(self) -> None:
        """It opens nothing any more."""
        self._code = self._origin = self._secret = ""

    def page(self, secret: str) -> str | None:
        """The page that shows it; None: there is none of that address."""
        if not self._secret or not secrets.compare_digest(secret.encode(), self._secret.encode()):
            return None
        return _PAGE.format(host=escape(urlsplit(self._origin).netloc), code=escape(self._code))
