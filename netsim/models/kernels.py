"""Kernels in C for convolutions and batch normalisation in float32: compiled once in a process, tried out, and used.

Where there is no C compiler, or what it makes is not right, torch does the same, slower.
"""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..shell import random_stream
from .windows import Plan, Window

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

COMPILERS = ("cc", "gcc", "clang")
SOURCES = ("convolving.c", "normalising.c", "trial.c")
OPTIONS = (("-O2", "-march=native"), ("-O2",))  # tried in turn, until the kernels are right
ALWAYS = ("-fno-math-errno", "-fPIC", "-shared")
SECONDS = 60.0  # for the compiler, and for the trial
HIDE = "ZEROLOCUS_NO_ENGINES"  # as programs of others are hidden from all of Zerolocus
CLOSE = 1e-4  # relative to the largest value, in float32
# What can be loaded may still stop the process that runs it, so it runs in another one first.
TRIAL = "import ctypes, sys; sys.exit(ctypes.CDLL(sys.argv[1]).try_all())"

_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int64
_TYPES = {
    "pack": (_POINTER, *[_NUMBER] * 4, _POINTER),
    "turn": (_POINTER, *[_NUMBER] * 3, _POINTER),
    "gather": (_POINTER, *[_NUMBER] * 4, _POINTER, _NUMBER, _POINTER, _NUMBER, _NUMBER, _POINTER, _POINTER, _NUMBER),
    "weigh": (_POINTER, *[_NUMBER] * 4, _POINTER, _NUMBER, _POINTER, _NUMBER, _NUMBER, _POINTER, _NUMBER),
    "measure": (_POINTER, _NUMBER, _NUMBER, ctypes.c_double, _POINTER, _POINTER),
    "spread": (_POINTER, _NUMBER, _NUMBER, _POINTER, _POINTER, _POINTER, _NUMBER, _POINTER),
    "slopes_of": (*[_POINTER] * 3, _NUMBER, _NUMBER, _POINTER, _POINTER, _NUMBER, _POINTER, _POINTER),
    "back": (*[_POINTER] * 3, _NUMBER, _NUMBER, *[_POINTER] * 4, _NUMBER, _POINTER),
}


class Kernels:
    """The functions of a compiled library, on tensors: contiguous, float32 unless it was compiled for others.

    Attributes:
        width: channels that are taken at a time; rows of other matrices have room for a multiple of it.
        options: of the compiler.
    """

    def __init__(self, library: ctypes.CDLL, options: tuple[str, ...]) -> None:
        self.options = options
        self.width: int = library.width()
        for name, types in _TYPES.items():
            getattr(library, name).argtypes = types
        self._library = library

    def room(self, channels: int) -> int:
        """So many channels, and as many more as fill the last vector."""
        return -(-channels // self.width) * self.width

    def call(self, name: str, *arguments: torch.Tensor | Plan | float | int | None) -> None:
        """Call a function: of tensors and plans it is given where they are.

        Raises:
            MemoryError: there is no room for its sums.
        """
        if getattr(self._library, name)(*map(_handed, arguments)) and name not in VOID:
            raise MemoryError(f"{name} has no room")


VOID = ("pack", "turn", "spread", "back")


def _handed(value: torch.Tensor | Plan | float | int | None) -> float | int | None:
    if isinstance(value, Plan):
        return int(value.numbers.ctypes.data)
    return value if value is None or isinstance(value, int | float) else value.data_ptr()


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
        if found is not None and are_right(found):
            log.info("kernels were compiled with %s", " ".join(options))
            return found
    log.warning("what %s makes of the kernels is not right: convolutions are torch's", compiler)
    return None


def source() -> str:
    """The text of the kernels."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in SOURCES)


def compile_kernels(compiler: str, options: tuple[str, ...], text: str | None = None) -> Kernels | None:
    """The kernels as a compiler makes them, or ``None`` where it cannot, or where they end the process that runs them.

    Args:
        text: in their place.
    """
    with tempfile.TemporaryDirectory(prefix="zerolocus-", ignore_cleanup_errors=True) as folder:
        code, library = Path(folder, "kernels.c"), Path(folder, "kernels.so")
        code.write_text(source() if text is None else text, encoding="utf-8")
        command = [compiler, *options, *ALWAYS, "-o", str(library), str(code), "-lm"]
        try:
            for arguments in (command, [sys.executable, "-I", "-S", "-c", TRIAL, str(library)]):
                subprocess.run(arguments, check=True, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
            return Kernels(ctypes.CDLL(str(library)), options)
        except (subprocess.SubprocessError, OSError, AttributeError) as problem:
            log.info("%s with %s failed: %s", compiler, " ".join(options), str(problem)[:200])
            return None


def are_right(kernels: Kernels, dtype: str = "float32", close: float = CLOSE) -> bool:
    """Whether convolutions, normalisations and their slopes are torch's, of which it is asked in double precision."""
    import torch

    from . import compiled_forms
    from .convolutions import library

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
        known = torch.relu(torch.nn.functional.batch_norm(library(window, *given), None, None, training=True))
        raw = compiled_forms.convolve(kernels, window, *mine)
        found = compiled_forms.normalise(kernels, raw, None, None, 1e-5, cut=True)[0]
        expected = [known, *torch.autograd.grad(known, given, slopes)]
        computed = [found, *torch.autograd.grad(found, mine, slopes.to(kind))]
        for one, other in zip(expected[:-1], computed[:-1], strict=True):  # a bias has no slope behind a normalisation
            scale = float(one.detach().abs().max())
            if not np.isfinite(scale) or not torch.allclose(one, other.to(one.dtype), rtol=0, atol=close * scale):
                return False
    return True
