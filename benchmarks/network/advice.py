"""Plain sentences about a network, and what the municipality's IT has to open. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.network.record import NetworkFound
from dsp.path.found import ProfileFound, WayFound

_WORDS = {
    "together": "good for playing together",
    "follow": "good for playing with one leading, the other following",
    "turns": "good for taking turns, or for playing to the track",
}
_SAID = {
    "open": "UDP goes through both ways.",
    "relay_udp": "UDP goes out, but not to this server's measuring port, so that nothing could be measured "
    "on it. Lessons can use UDP through the relay.",
    "no_udp": "UDP is blocked. Sound goes through the relay over TCP or TLS: it works, and every lost packet "
    "makes it wait. Playing together will not.",
    "only_443": "Only port 443 is open. Sound goes through the relay over TLS: it works, and every lost "
    "packet makes it wait. Playing together will not.",
    "nothing": "UDP is blocked, and no way leads to the relay. No lesson can be heard here.",
}
POLICIES = (
    ("AudioCaptureAllowedUrls", "{origin}", "the microphone without a question each time"),
    ("VideoCaptureAllowedUrls", "{origin}", "the camera without a question each time"),
    ("AudioCaptureAllowed, VideoCaptureAllowed", "not set, or true", "or nobody can be asked at all"),
    ("WebRtcIPHandling", "not set, or default", "disable_non_proxied_udp sends all sound over TCP"),
    ("WebRtcUdpPortRange", "not set", "or the range your firewall lets out, a hundred ports at least"),
    ("AutoplayAllowlist", "{origin}", "sound begins without a click"),
)
"""Chrome's and Edge's names; value; why."""


def profile_sentence(one: ProfileFound) -> str:
    """What a profile is good for here."""
    if one.sound_ms is None or one.word is None or one.worth_ms is None:
        return f"{one.profile}: could not be measured."
    worst = max((way.concealed or 0.0 for way in (one.up, one.down) if way is not None), default=0.0)
    heard = "nothing has to be made up" if worst < 0.005 else f"{worst:.2f} % of the sound has to be made up"
    return (
        f"{one.profile}: {_WORDS[one.word]}. {one.sound_ms:.0f} ms one way without the two machines, {heard}."
    )


def sentences(found: NetworkFound) -> list[str]:
    """What a technician reads first."""
    said = [_SAID[found.reach.verdict]]
    said += [profile_sentence(one) for one in found.profiles]
    said += _worse_way(found.profiles)
    for load in found.loads:
        more = max(0.0, load.loaded_p95 - load.idle_p95)
        verb = "sends" if load.way == "up" else "fetches"
        said.append(
            f"While somebody {verb} something large ({load.mbit_s:.1f} Mbit/s went through), packets come "
            f"{more:.1f} ms later (p95) and {load.loss:.2g} % are lost."
        )
    if found.nat is not None:
        said.append(found.nat.words.strip())
    said += _between(found)
    if found.mtu_both is not None and found.mtu_both < 1280:
        said.append(f"Only packets of {found.mtu_both} bytes get through whole; pictures may suffer.")
    said += _marked(found)
    return said


def _worse_way(profiles: Sequence[ProfileFound]) -> list[str]:
    """Which direction is to blame, where one is."""
    for one in profiles:
        ways = (one.up, one.down)
        if any(way is None or way.variation_p95 is None for way in ways):
            continue
        up, down = ways
        assert up is not None and down is not None
        worse, better, name = (up, down, "out of") if _cost(up) > _cost(down) else (down, up, "into")
        if _cost(worse) > 2 * _cost(better) + 1.0:
            return [
                f"The way {name} this network is the worse one: variation {worse.variation_p95:.1f} ms (p95) "
                f"and {worse.loss:.2f} % lost, against {better.variation_p95:.1f} ms and {better.loss:.2f} %."
            ]
        return []
    return []


def _cost(way: WayFound) -> float:
    return (way.wait or 0.0) + 10.0 * (way.concealed or 0.0)


def _between(found: NetworkFound) -> list[str]:
    said = []
    reach = found.reach
    if reach.proxy:
        how = "The server was reached through it" if reach.server == "proxy" else "Klangbro speaks past it"
        said.append(
            f"This network has a proxy, {reach.proxy}. {how}. For the school's IT: let {found.host} past it."
        )
    if reach.opened_by:
        said.append(
            f"Something on the way opens encrypted connections ({', '.join(reach.opened_by)}). "
            f"For the school's IT: exempt {found.host} from TLS inspection."
        )
    return said


def _marked(found: NetworkFound) -> list[str]:
    sound = next((one for one in found.marks if one.sent == 46), None)
    if sound is None or (sound.there is None and sound.back is None):
        return []
    if sound.there == 46 and sound.back == 46:
        return ["The mark for sound (DSCP EF) arrives both ways."]
    gone = " and ".join(
        name for name, seen in (("out", sound.there), ("in", sound.back)) if seen is not None and seen != 46
    )
    return [f"The mark for sound (DSCP EF) is taken off on the way {gone}; nothing is given precedence."]


def ports(found: NetworkFound, https_port: int) -> list[tuple[str, str, str]]:
    """What the firewall has to let out: protocol and port, where to, what for."""
    host = found.host
    rows = [(f"TCP {https_port}", host, "the pages and the lesson's messages")]
    rows.append(("UDP, all ports", "anywhere, answers in", "straight from school to school: least delay"))
    for trial in found.reach.trials:
        scheme, _, rest = trial.url.partition(":")
        place, _, how = rest.partition("?transport=")
        relay, _, port = place.rpartition(":")
        kind = "TCP (TLS)" if scheme == "turns" else how.upper()
        rows.append((f"{kind} {port}", relay, "the relay, where nothing goes straight"))
    rows.append((f"UDP {found.port}", host, "this measurement"))
    return list(dict.fromkeys(rows))


def policies(origin: str) -> list[tuple[str, str, str]]:
    """Chrome's policies for managed Chromebooks."""
    return [(name, value.format(origin=origin), why) for name, value, why in POLICIES]
