"""The companion: carries the sound of a lesson page through a sound interface, without a terminal.

A page finds it on loopback, is paired with it once (`exchange`, ADR 16), and hands it its lesson's sound.
"""

from client.companion.exchange import Exchange, Pairing
from client.companion.keys import Keys

__all__ = ["Exchange", "Keys", "Pairing"]
