"""Torch's plain ways to compute, which have derivatives of every kind."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

_SAID: set[tuple[str, str]] = set()


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
    """Torch does not say what of its own could be faster, or is deprecated; what else is warned of is said once.

    A model is called hundreds of times, and each change of the filters makes Python forget what it has said.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="There is a performance drop")
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        if getattr(warnings.showwarning, "func", None) is not _tell_once:  # not within another one of these
            warnings.showwarning = partial(_tell_once, warnings.showwarning)  # put back at the end, as the filters are
        yield


def _tell_once(tell: Callable[..., None], message: Warning | str, category: type[Warning], *rest: Any) -> None:
    said = (category.__name__, str(message))
    if said not in _SAID:
        _SAID.add(said)
        tell(message, category, *rest)
