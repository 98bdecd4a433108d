"""What belongs to the user and to all of Python is put back as it was, also after a failure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def untouched() -> Iterator[None]:
    """The states of the random streams of Python, numpy and torch are afterwards as before, and torch's switches."""
    import torch

    own, of_numpy, of_torch = random.getstate(), np.random.get_state(), torch.random.get_rng_state()
    of_devices = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []
    gradients, dtype = torch.is_grad_enabled(), torch.get_default_dtype()
    torch.set_grad_enabled(True)
    try:
        yield
    finally:
        torch.set_grad_enabled(gradients)
        torch.set_default_dtype(dtype)
        random.setstate(own)
        np.random.set_state(of_numpy)
        torch.random.set_rng_state(of_torch)
        if of_devices:
            torch.cuda.set_rng_state_all(of_devices)
