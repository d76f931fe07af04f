"""How much redundancy a path needs: which earlier payloads ride along, chosen from loss and burst length."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from dsp.loss import PathLoss
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.red import BLOCK_HEADER_BYTES, MOST_OFFSET_SAMPLES, PAYLOAD_LIMIT_BYTES, PRIMARY_HEADER_BYTES

MOST_DEPTH = 3
MOST_SPACING = 4
MOST_BACK = MOST_DEPTH * MOST_SPACING  # packets
NEGLIGIBLE_PCT = 0.05  # lost, and nothing is done about it
MARGIN = 1.15  # loss and runs are known to a quarter or so after some seconds: expect more of both
RELUCTANT = 0.6  # a receiver that weighs concealment so much less counts as much: nothing hangs on a hair
COPY_MS = 0.3  # what a copy's bits are worth in delay: between equals the cheaper one
BETTER_UP, BETTER_DOWN = 0.97, 0.85  # another choice must cost this much less to be worth a change
MUCH_BETTER = 0.8
SOON_S, UP_S, DOWN_S = 0.6, 2.0, 8.0  # and for so long: much better, better protected, less protected


@dataclass(frozen=True, slots=True)
class Protection:
    """Which earlier payloads ride along: those 1, 2 ... ``depth`` times ``spacing`` packets back.

    Spread out, few copies outlive a burst; the farthest says how long the receiver may have to wait.
    """

    depth: int = 0
    spacing: int = 1

    @property
    def span(self) -> int:
        """How many packets later the last copy comes."""
        return self.depth * self.spacing

    def unrecovered_pct(self, loss: PathLoss, span: int | None = None) -> float:
        """Expected share of sound that no copy saves, on a path that loses in runs (Gilbert, 1960).

        Parameters
        ----------
        loss : PathLoss
        span : int or None
            How many packets the receiver waits; as many as it takes by default.
        """
        lost = min(1.0, max(0.0, loss.loss_pct / 100.0))
        out = 1.0 / max(1.0, loss.burst_packets)  # chance that a burst ends with this packet
        into = min(1.0, lost * out / max(1e-9, 1.0 - lost))
        memory = max(0.0, 1.0 - out - into) ** self.spacing
        again = lost + (1.0 - lost) * memory
        used = self.depth if span is None else min(self.depth, span // self.spacing)
        return float(100.0 * lost * again**used)


@dataclass(frozen=True, slots=True)
class Room:
    """What limits protection.

    Attributes
    ----------
    ptime_samples : int
        Audio per packet.
    payload_bytes : int
        Of one payload, about.
    budget_bps : float
        Payload bits a second in all, copies included.
    most_depth : int
        0 to 3.
    """

    ptime_samples: int
    payload_bytes: int
    budget_bps: float
    most_depth: int = MOST_DEPTH

    def holds(self, one: Protection) -> bool:
        """Whether packets so protected are small, few bits and near enough."""
        if one.depth == 0:
            return True
        size = PRIMARY_HEADER_BYTES + (one.depth + 1) * self.payload_bytes + one.depth * BLOCK_HEADER_BYTES
        bps = size * 8 * SAMPLE_RATE_HZ / self.ptime_samples
        near = one.span * self.ptime_samples <= MOST_OFFSET_SAMPLES
        return (
            one.depth <= self.most_depth and size <= PAYLOAD_LIMIT_BYTES and bps <= self.budget_bps and near
        )


NONE = Protection()
CHOICES = (
    NONE,
    *(
        Protection(depth, spacing)
        for depth in range(1, MOST_DEPTH + 1)
        for spacing in range(1, MOST_SPACING + 1)
    ),
)


class RedundancyPolicy:
    """Choose the protection of one stream from what its receiver reports.

    Wanted is the least of ``delay + weight x unrecovered %``, the receiver waiting as long as pays, plus a
    little for every copy's bits. Loss is reported as it was before recovery, so that what is chosen does
    not change what it is chosen from. More protection comes after 0.6 s of agreement (2 s where it matters
    little), less after 8 s.

    Parameters
    ----------
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth (by profile).

    Raises
    ------
    ValueError
        ``weight_ms`` is not positive (the message gives it).

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self, weight_ms: float = 10.0) -> None:
        self.set_weight(weight_ms)
        self.chosen = NONE
        self._wish: Protection | None = None
        self._since_s = 0.0

    def set_weight(self, weight_ms: float) -> None:
        """Change what one percent of concealed sound is worth."""
        if not weight_ms > 0.0 or not math.isfinite(weight_ms):
            raise ValueError(f"weight_ms must be positive, not {weight_ms}")
        self._weight_ms = weight_ms

    def update(self, loss: PathLoss | None, room: Room, *, now_s: float) -> Protection:
        """Take in a report and say what to send from now on.

        Parameters
        ----------
        loss : PathLoss or None
            None: nothing new is known, and only the limits count.
        room : Room
        now_s : float
            Monotonic.
        """
        if not room.holds(self.chosen):
            fitting = [one for one in CHOICES if room.holds(one) and one.depth < self.chosen.depth]
            self._choose(max(fitting, key=lambda one: (one.depth, -abs(one.spacing - self.chosen.spacing))))
        if loss is None:
            return self.chosen
        loss = PathLoss(MARGIN * loss.loss_pct, 1.0 + MARGIN * (max(1.0, loss.burst_packets) - 1.0))
        best = min((one for one in CHOICES if room.holds(one)), key=lambda one: self.cost_ms(one, loss, room))
        now_ms, best_ms = self.cost_ms(self.chosen, loss, room), self.cost_ms(best, loss, room)
        more = self._saves_more(best, loss)
        if best_ms > (BETTER_UP if more else BETTER_DOWN) * now_ms:
            self._wish = None
        elif self._wish is None or more is not self._saves_more(self._wish, loss):
            self._wish, self._since_s = best, now_s
        elif now_s - self._since_s >= _patience_s(more, best_ms / now_ms):
            self._choose(best)
        return self.chosen

    def cost_ms(self, one: Protection, loss: PathLoss, room: Room) -> float:
        """What a protection costs on such a path, in milliseconds of delay."""
        if loss.loss_pct < NEGLIGIBLE_PCT:
            return COPY_MS * (one.depth + 1)
        ptime_ms = room.ptime_samples * 1000 / SAMPLE_RATE_HZ
        costs: list[tuple[float, float]] = [
            (wait * ptime_ms, self._weight_ms * one.unrecovered_pct(loss, wait)) for wait in _waits(one)
        ]
        patient = min(waited + concealed for waited, concealed in costs)
        chosen_wait_ms, concealed_ms = min(costs, key=lambda cost: cost[0] + RELUCTANT * cost[1])
        reluctant = chosen_wait_ms + concealed_ms
        return COPY_MS * one.depth + (patient + reluctant) / 2

    def _saves_more(self, one: Protection, loss: PathLoss) -> bool:
        return one.unrecovered_pct(loss) < self.chosen.unrecovered_pct(loss)

    def _choose(self, one: Protection) -> None:
        self.chosen, self._wish = one, None


def _patience_s(more: bool, ratio: float) -> float:
    if not more:
        return DOWN_S
    return SOON_S if ratio < MUCH_BETTER else UP_S


def _waits(one: Protection) -> Iterator[int]:
    return iter(range(0, one.span + 1, one.spacing))
