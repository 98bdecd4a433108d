"""The kernels for float32 that are used: compiled once in a process, and tried out against torch.

Where there is no C compiler, or what it makes is not right, torch does the same, slower.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import cache

import numpy as np

from ..shell import random_stream
from . import compiled_forms
from .kernels import Kernels, compile_kernels
from .windows import Window

log = logging.getLogger(__name__)

COMPILERS = ("cc", "gcc", "clang")
OPTIONS = (("-O2", "-march=native"), ("-O2",))  # tried in turn, until the kernels are right
HIDE = "ZEROLOCUS_NO_ENGINES"  # as programs of others are hidden from all of Zerolocus
CLOSE = 1e-4  # relative to the largest value, in float32


@cache
def find_kernels() -> Kernels | None:
    """The kernels, compiled when they are wanted first; ``None`` where torch is to do their work."""
    if os.environ.get(HIDE, "") not in ("", "0"):
        return None
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        log.info("no C compiler: convolutions are torch's")
        return None
    for options in OPTIONS:
        found = compile_kernels(compiler, options)
        if found is not None and _tried(found):
            log.info("kernels were compiled with %s", " ".join(options))
            return found
    log.warning("what %s makes of the kernels is not right: convolutions are torch's", compiler)
    return None


def _tried(kernels: Kernels) -> bool:
    """Whoever asks first may be evaluating, where nothing has slopes."""
    import torch

    with torch.inference_mode(False), torch.enable_grad():
        return are_right(kernels)


def are_right(kernels: Kernels, dtype: str = "float32", close: float = CLOSE) -> bool:
    """Whether convolutions, normalisations and their slopes are torch's, of which it is asked in double precision."""
    import torch
    from torch.nn.functional import batch_norm, conv2d

    draw = random_stream(0, "kernels")
    for window in (Window(1, 3, 7, 6, 2 * kernels.width + 3, 3, 2, 1), Window(2, 5, 4, 4, kernels.width + 1, 3, 1, 0)):
        rows, columns = window.outputs
        shapes = [
            (5, window.height, window.width, window.models * window.channels),
            (window.models, window.units, window.size, window.size, window.channels),
            (5, rows, columns, window.models * window.units),
        ]
        values, weight, slopes = (torch.from_numpy(draw.standard_normal(shape)).movedim(-1, -3) for shape in shapes)
        bias = torch.from_numpy(draw.standard_normal(shapes[1][:2]))
        given = [each.contiguous().requires_grad_() for each in (values, weight, bias)]
        kind = getattr(torch, dtype)
        mine = [each.detach().to(kind).requires_grad_() for each in (values, weight, bias)]
        flat = (given[1].flatten(0, 1), given[2].flatten(), window.stride, window.padding)
        known = torch.relu(batch_norm(conv2d(given[0], *flat, groups=window.models), None, None, training=True))
        raw = compiled_forms.convolve(kernels, window, *mine)
        found = compiled_forms.normalise(kernels, raw, None, None, 1e-5, cut=True)[0]
        expected = [known, *torch.autograd.grad(known, given, slopes)]
        computed = [found, *torch.autograd.grad(found, mine, slopes.to(kind))]
        for one, other in zip(expected[:-1], computed[:-1], strict=True):  # a bias has no slope behind a normalisation
            scale = float(one.detach().abs().max())
            if not np.isfinite(scale) or not torch.allclose(one, other.to(one.dtype), rtol=0, atol=close * scale):
                return False
    return True
