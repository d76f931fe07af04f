"""A second ear beside Zimtohrli's: ViSQOL. Seconds a clip, so it is asked about few."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import SAMPLE_RATE_HZ
from benchmarks.registry import CannotMeasureError

Floats = NDArray[np.float64]
Ear = Callable[[Floats, Floats], float]


def second_ear() -> Ear:
    """Load ViSQOL: from what was sent and what was heard, ``(frames,)`` each, to an opinion of 1 to 4.73.

    Raises
    ------
    CannotMeasureError
        It is not installed.
    """
    try:
        module = importlib.import_module("visqol")
    except ImportError as error:
        raise CannotMeasureError("the second ear is missing: pip install 'klangbro[visqol]'") from error
    ears = module.VisqolApi()
    ears.create(mode="audio")
    return lambda true, heard: float(ears.measure_from_arrays(true, heard, SAMPLE_RATE_HZ).moslqo)
