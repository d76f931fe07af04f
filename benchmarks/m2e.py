"""Measure mouth-to-ear and damage between any two programs on one JACK graph.

    python -m benchmarks.m2e OUT_PORT[,OUT_PORT] IN_PORT [--seconds 30] [--json] [--wav FILE]

Plays a music-like carrier with a 40 ms chirp every 400 ms into OUT_PORT (what one musician's microphone
hears) and records IN_PORT (what the other one's headphones play). Both run in the same JACK process cycle,
so that the delay is exact to the sample and holds no clock error.

Prints p50, p95 and max of mouth-to-ear in ms, its travel (p95 - p5: how much it wanders), the share of
chirps found, the share of 20 ms windows that a listener would call damaged (carrier level off by more than
6 dB, or spectral distance over a threshold) and JACK's own xruns (over 5 a second the machine, not the
programs, is what was measured: "starved"). Needs the package JACK-Client and a running jackd.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHIRP_S, PERIOD_S = 0.040, 0.400
LEVEL = 0.25
STARVED_XRUNS_PER_S = 5.0
_SWEEP_HZ = (2500.0, 9000.0)
_SPLIT_HZ = 2000.0
_WINDOW_S = 0.020
_DISTANCE = 0.025
_PARTIALS = ((220, 1, 0), (329.63, 0.7, 1), (440, 0.5, 2), (659.25, 0.3, 3), (880, 0.2, 4), (1318.5, 0.1, 5))

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]


class NoJackError(Exception):
    """JACK cannot be used here; the message says what to do."""


@dataclass(frozen=True)
class Heard:
    """One recording: ``sound`` ``(frames,)`` in step with ``probe``, and when JACK itself was late.

    Parameters
    ----------
    probe : Probe
    sound : NDArray[float32]
    began_s : float
        Monotonic time of its first frame.
    xruns_s : tuple[float, ...]
        Seconds from there to each xrun.
    """

    probe: Probe
    sound: Samples
    began_s: float
    xruns_s: tuple[float, ...]


@dataclass(frozen=True)
class Probe:
    """What is played: ``(frames,)``, and where its chirps begin."""

    rate_hz: int
    play: Samples
    starts: NDArray[np.int64]


def chirp(rate_hz: int) -> Samples:
    """An exponential sweep above the carrier, under a Hann window."""
    n = int(CHIRP_S * rate_hz)
    t = np.arange(n) / rate_hz
    k = np.log(_SWEEP_HZ[1] / _SWEEP_HZ[0]) / CHIRP_S
    sweep = np.sin(2 * np.pi * _SWEEP_HZ[0] * (np.exp(k * t) - 1) / k)
    return np.asarray(LEVEL * sweep * np.hanning(n), dtype=np.float32)


def carrier(rate_hz: int, frames: int) -> Samples:
    """A steady chord (A3, E4, A4 with partials, all below 2 kHz): any gap or splice in it is plain to see."""
    t = np.arange(frames) / rate_hz
    chord = sum(gain * np.sin(2 * np.pi * hz * t + phase) for hz, gain, phase in _PARTIALS)
    return np.asarray(LEVEL * chord / 2.8, dtype=np.float32)


def make_probe(rate_hz: int, seconds: float) -> Probe:
    """Carrier and chirps, ``seconds`` long."""
    frames, period = int(seconds * rate_hz), int(PERIOD_S * rate_hz)
    play, one = carrier(rate_hz, frames), chirp(rate_hz)
    starts = np.arange(period, frames - period, period)
    for start in starts:
        play[start : start + len(one)] += one
    return Probe(rate_hz, play, starts)


def analyse(probe: Probe, heard: Samples, *, skip_s: float = 3.0) -> dict[str, float]:
    """Figures of one recording, ``(frames,)``, in step with the probe; its first ``skip_s`` do not count."""
    high = highpass(heard, probe.rate_hz)
    chirps = find_chirps(probe, high, skip_s)
    delays = chirps.delays_ms
    out: dict[str, float] = {"chirps": chirps.tried, "found": len(delays)}
    if not len(delays):
        return out
    p5, p50, p95 = np.percentile(delays, [5, 50, 95])
    out |= {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}
    out |= {"max_ms": round(float(delays.max()), 2), "travel_ms": round(float(p95 - p5), 2)}
    return out | _damage(probe, heard - high, skip_s)


@dataclass(frozen=True)
class Chirps:
    """Those that were found: played at ``played_s`` of the recording, heard ``delays_ms`` later.

    ``(found,)`` each; ``tried`` were looked for.
    """

    played_s: Floats
    delays_ms: Floats
    tried: int


def find_chirps(probe: Probe, high: Samples, skip_s: float) -> Chirps:
    """Find every chirp from ``skip_s`` on in the band above the carrier."""
    one = chirp(probe.rate_hz)
    window = int((PERIOD_S - 0.01) * probe.rate_hz)
    size = 1 << (window + len(one)).bit_length()
    reference = np.conj(np.fft.rfft(one, size))
    energy = float(one @ one)
    found, tried = [], 0
    for start in probe.starts[probe.starts > skip_s * probe.rate_hz]:
        segment = high[start : start + window]
        if len(segment) < window:
            break
        tried += 1
        match = np.abs(np.fft.irfft(np.fft.rfft(segment, size) * reference, size)[: window - len(one)])
        at = int(np.argmax(match))
        local = float(segment[at : at + len(one)] @ segment[at : at + len(one)])
        if match[at] > 0.6 * np.sqrt(energy * local) and match[at] > 0.05 * energy:
            found.append((start / probe.rate_hz, at / probe.rate_hz * 1e3))
    played_s, delays_ms = np.array(found).reshape(-1, 2).T
    return Chirps(played_s, delays_ms, tried)


def highpass(x: Samples, rate_hz: int) -> Samples:
    """The band of the chirps alone."""
    spectrum = np.fft.rfft(x)
    spectrum[np.fft.rfftfreq(len(x), 1 / rate_hz) < _SPLIT_HZ] = 0
    return np.asarray(np.fft.irfft(spectrum, len(x)), dtype=np.float32)


def _damage(probe: Probe, low: Samples, skip_s: float) -> dict[str, float]:
    """20 ms windows of the carrier's band against the carrier's own level and spectrum."""
    width = int(_WINDOW_S * probe.rate_hz)
    begin, end = int(skip_s * probe.rate_hz), len(low) - width
    window = np.hanning(width)
    frames = low[begin:end][: (end - begin) // width * width].reshape(-1, width) * window
    good = carrier(probe.rate_hz, len(low))[: len(frames) * width].reshape(-1, width) * window
    level = 20 * np.log10((np.sqrt((frames**2).mean(1)) + 1e-9) / np.sqrt((good**2).mean()))
    bins = 4 * width // 12
    magnitudes = np.abs(np.fft.rfft(frames, 4 * width))[:, :bins]
    reference = np.abs(np.fft.rfft(good, 4 * width))[:, :bins].mean(0)
    magnitudes /= np.linalg.norm(magnitudes, axis=1, keepdims=True) + 1e-9
    distance = 1 - magnitudes @ (reference / np.linalg.norm(reference))
    damaged = (level < -6) | (level > 6) | (distance > _DISTANCE)
    return {
        "gap_pct": round(100 * float((level < -6).mean()), 2),
        "damaged_pct": round(100 * float(damaged.mean()), 2),
    }


def import_jack() -> Any:
    """JACK-Client's module; its absence is an error a person can mend."""
    try:
        return importlib.import_module("jack")
    except ImportError as error:
        raise NoJackError("the package JACK-Client is missing: pip install JACK-Client") from error
    except OSError as error:
        raise NoJackError("the JACK library is missing: apt install libjack-jackd2-0") from error


def record(outs: Sequence[str], inp: str, seconds: float) -> Heard:
    """Play the probe into ``outs`` and record ``inp``.

    Raises
    ------
    NoJackError
        No library, no server, no such port, or the graph stopped.
    """
    jack = import_jack()
    try:
        client = jack.Client("m2e", no_start_server=True, servername=os.environ.get("JACK_DEFAULT_SERVER"))
    except jack.JackOpenError as error:
        raise NoJackError("no JACK server is running: start jackd") from error
    taker = _Taker(client, make_probe(client.samplerate, seconds))
    try:
        with client:
            for port in outs:
                client.connect(taker.out, port)
            client.connect(inp, taker.inp)
            whole = taker.done.wait(seconds + 10)
    except jack.JackError as error:
        raise NoJackError(f"{error}; jack_lsp lists the ports") from error
    finally:
        client.close()
    if not whole:
        raise NoJackError("the JACK graph stopped while measuring")
    late = tuple(at_s - taker.began_s for at_s in taker.xruns_s)
    return Heard(taker.probe, taker.heard, taker.began_s, late)


class _Taker:
    """The JACK client that plays and records in one callback."""

    def __init__(self, client: Any, probe: Probe) -> None:
        self.probe = probe
        self.heard = np.zeros(len(probe.play), np.float32)
        self.began_s = 0.0
        self.xruns_s: list[float] = []
        self.done = threading.Event()
        self.out, self.inp = client.outports.register("out"), client.inports.register("in")
        self._at = 0
        client.set_process_callback(self._process)
        client.set_xrun_callback(self._xrun)

    def _process(self, frames: int) -> None:
        begin = self._at
        if not begin:
            self.began_s = time.monotonic()
        count = min(len(self.heard), begin + frames) - begin
        buffer = self.out.get_array()
        buffer[:] = 0
        if count <= 0:
            self.done.set()
            return
        buffer[:count] = self.probe.play[begin : begin + count]
        self.heard[begin : begin + count] = self.inp.get_array()[:count]
        self._at = begin + count

    def _xrun(self, _delayed_us: float) -> None:
        self.xruns_s.append(time.monotonic())


def measure(outs: Sequence[str], inp: str, seconds: float, *, keep: Path | None = None) -> dict[str, object]:
    """Record and analyse; what the command prints. ``keep``: a .npy file for the recording."""
    heard = record(outs, inp, seconds)
    if keep is not None:
        np.save(keep, heard.sound)
    xruns = len(heard.xruns_s)
    found: dict[str, object] = {**analyse(heard.probe, heard.sound), "xruns": xruns}
    found |= {"began_s": heard.began_s, "xruns_s": [round(at_s, 3) for at_s in heard.xruns_s]}
    if xruns > STARVED_XRUNS_PER_S * seconds:
        found["starved"] = "the machine stopped the graph; measure again"
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("outs")
    parser.add_argument("inp")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true", help="JSON is what it prints in any case")
    parser.add_argument("--wav", type=Path, help="keep the recording here (npy)")
    options = parser.parse_args(arguments)
    try:
        found = measure(options.outs.split(","), options.inp, options.seconds, keep=options.wav)
    except NoJackError as error:
        sys.stderr.write(f"m2e: {error}\n")
        return 1
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
