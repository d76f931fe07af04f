"""One end that says what time it is over UDP, as a process of its own: its clock may be another one.

python -m tests.e2e.harness.clock_end OWN_ADDRESS FAR_ADDRESS SECONDS
"""

from __future__ import annotations

import json
import socket
import sys
import time

from client.native.clock_talk import ClockTalk
from dsp.clock import PeerClock

PORT = 47_110


def main(own: str, far: str, seconds: float) -> None:
    """Talk for so long, then say how far ahead the far clock is and how wrong that may be."""
    talk = ClockTalk(PeerClock())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.bind((own, PORT))
        began_s = due_s = time.monotonic()
        while (now_s := time.monotonic()) < began_s + seconds:
            if now_s >= due_s:
                said = talk.compose(now_s=now_s, origin_s=None)
                way.sendto(json.dumps(said).encode(), (far, PORT))
                due_s = now_s + talk.pause_s(now_s=now_s)
            way.settimeout(max(1e-3, due_s - time.monotonic()))
            try:
                heard = way.recv(512)
            except OSError:
                continue
            talk.receive(json.loads(heard), arrival_s=time.monotonic())
    now_s = time.monotonic()
    found = {"ahead_s": talk.clock.to_remote(now_s) - now_s, "bound_s": talk.clock.bound_at(now_s)}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
