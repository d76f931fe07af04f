"""What the tests of this folder share: a bench without a screen."""

from benchmarks.device.ports import EmulatedPort, Watch
from benchmarks.device.record import Device
from benchmarks.device.screen import Bench, Times
from benchmarks.device.truth import parse

SHORT = Times(screen=1.0, part=0.5, chirps=1.0, drift=2.0, longs=1, one_rate=True)


class Untold:
    def __init__(self) -> None:
        self.parts: list[str] = []

    def part(self, words: str) -> Watch:
        self.parts.append(words)
        return lambda _share: None


def port(spec: str, blocks: tuple[int, ...] = (32, 64, 128)) -> EmulatedPort:
    return EmulatedPort(parse(spec), 3, rates_hz=(48_000,), blocks=blocks)


def blank(kind: str = "emulated") -> Device:
    return Device(name="Test", kind=kind, hardware=False)


def measured(spec: str, blocks: tuple[int, ...] = (32, 64, 128)) -> Device:
    return Bench(port(spec, blocks), blank(), Untold(), lambda _known: None, SHORT).measure()
