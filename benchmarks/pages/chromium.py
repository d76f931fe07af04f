"""Debian's Chromium as everything here starts it: fake devices, nothing throttled."""

from __future__ import annotations

import importlib.util
import shutil

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
#: A camera of few pictures a second, where pictures are not what is looked at.
SPARING = "--use-fake-device-for-media-stream=fps=5"


def chromium_path() -> str:
    """Where it is.

    Raises
    ------
    FileNotFoundError
        Nowhere; the message names the command that brings it.
    """
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise FileNotFoundError("no Chromium here: sudo apt-get install chromium")
    return path


def lack() -> str | None:
    """What this machine lacks for browsers, with the remedy; None when nothing."""
    try:
        chromium_path()
    except FileNotFoundError as error:
        return str(error)
    if importlib.util.find_spec("playwright") is None:
        return "the package playwright is missing: make setup-dev"
    return None
