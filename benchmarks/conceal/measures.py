"""What filling a gap is worth: an ear's model, and two plain figures beside it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.registry import CannotMeasureError

Floats = NDArray[np.float64]
_GRAIN = 512


@dataclass(frozen=True)
class Score:
    """One clip, one way.

    Attributes
    ----------
    zimtohrli : float
        Mean opinion score, 1-5, of the whole clip.
    gap_snr_db : float
        Power of the lost samples over that of the error there.
    spectral_db : float
        Log-spectral distance over grains that touch a gap.
    """

    zimtohrli: float
    gap_snr_db: float
    spectral_db: float


def ear() -> Any:
    """Load Zimtohrli.

    Raises
    ------
    CannotMeasureError
        It is not installed.
    """
    try:
        return importlib.import_module("zimtohrli")
    except ImportError as error:
        raise CannotMeasureError("the ear's model is missing: pip install 'klangbro[bench]'") from error


def score(model: Any, true: Floats, heard: Floats, gap: NDArray[np.bool_]) -> Score:
    """Compare ``heard`` with ``true``, ``(frames,)`` each; ``gap`` says which samples were lost."""
    wrong = true - heard
    power = float(np.sum(true[gap] ** 2)) + 1e-12
    snr_db = 10 * np.log10(power / (float(np.sum(wrong[gap] ** 2)) + 1e-12))
    opinion = model.mos_from_signals(true.astype(np.float32), heard.astype(np.float32))
    return Score(float(opinion), float(snr_db), _spectral_db(true, heard, gap))


def _spectral_db(true: Floats, heard: Floats, gap: NDArray[np.bool_]) -> float:
    """Root mean square difference of the grains' log spectra (Gray and Markel, 1976), 70 dB deep."""
    count = len(true) // _GRAIN
    touched = gap[: count * _GRAIN].reshape(count, _GRAIN).any(axis=1)
    if not touched.any():
        return 0.0
    levels = []
    for signal in (true, heard):
        grains = signal[: count * _GRAIN].reshape(count, _GRAIN)[touched] * np.hanning(_GRAIN)
        levels.append(10 * np.log10(np.abs(np.fft.rfft(grains)) ** 2 + 1e-5))
    return float(np.sqrt(np.mean((levels[0] - levels[1]) ** 2)))
