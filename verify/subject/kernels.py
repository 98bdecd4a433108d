"""Torch's plain ways to compute, which have derivatives of every kind."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def plain_kernels() -> Iterator[None]:
    """Attention by its formula, not by kernels made for speed, some of which have no forward derivative."""
    import torch
    from torch.nn.attention import SDPBackend, sdpa_kernel

    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


@contextmanager
def without_advice() -> Iterator[None]:
    """Torch does not say what of its own could be faster, or is deprecated."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="There is a performance drop")
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        yield
