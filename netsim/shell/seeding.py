"""Every random draw is a function of (seed, role, index): order, sharding and interruption change nothing."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def random_stream(seed: int, role: str, *index: int) -> np.random.Generator:
    """The generator of one purpose: ``role`` is its name, ``index`` for example (model, epoch).

    Indices of zero at the end are for numpy as good as none: a role alone and with the index 0 are one stream.

    >>> bool(random_stream(0, "batches", 3, 1).random() == random_stream(0, "batches", 3, 1).random())
    True
    >>> float(random_stream(0, "initial weights").random()) == float(random_stream(0, "noise").random())
    False
    """
    return np.random.default_rng([seed, crc32(role.encode()), *index])
