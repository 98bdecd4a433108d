"""Every random draw is a function of (seed, role, index): order, sharding and interruption change nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def kept_streams() -> Iterator[None]:
    """What is drawn inside from the streams that a process shares (of Python, numpy, torch) is as if never drawn.

    >>> before = random.getstate()
    >>> with kept_streams():
    ...     drawn = random.random()
    >>> random.getstate() == before
    True
    """
    import torch

    own, of_numpy = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng():
            yield
    finally:
        random.setstate(own)
        np.random.set_state(of_numpy)
