"""Kernels in C for convolutions and batch normalisation: compiled, and loaded where that does no harm."""

from __future__ import annotations

import ctypes
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .windows import Plan

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

SOURCES = ("convolving.c", "normalising.c", "trial.c")
ALWAYS = ("-fno-math-errno", "-fPIC", "-shared")
SECONDS = 60.0  # for the compiler, and for the trial
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
