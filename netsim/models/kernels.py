"""Kernels in C for convolutions and batch normalisation: compiled, and loaded where that does no harm."""

from __future__ import annotations

import ctypes
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

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
    "outputs": (_POINTER, *[_NUMBER] * 5, _POINTER, *[_NUMBER] * 2, _POINTER, *[_NUMBER] * 2, *[_POINTER] * 2, _NUMBER),
    "input_slopes": (_POINTER, *[_NUMBER] * 5, *[_POINTER, _NUMBER, _NUMBER] * 2, _POINTER, _NUMBER),
    "weight_slopes": (_POINTER, *[_NUMBER] * 5, _POINTER, *[_NUMBER] * 2, _POINTER, *[_NUMBER] * 4, _POINTER),
    "normalise": (_POINTER, _NUMBER, _NUMBER, ctypes.c_double, *[_POINTER] * 2, _NUMBER, *[_POINTER] * 3),
    "normal_slopes": (*[_POINTER] * 3, *[_NUMBER] * 2, *[_POINTER] * 3, _NUMBER, *[_POINTER] * 3),
}


class Kernels:
    """The functions of a compiled library, on tensors: contiguous, float32 unless it was compiled for others.

    Attributes:
        width: channels that are taken at a time.
        options: of the compiler.
    """

    def __init__(self, library: ctypes.CDLL, options: tuple[str, ...]) -> None:
        self.options = options
        self.width: int = library.width()
        for name, types in _TYPES.items():
            getattr(library, name).argtypes = types
        self._functions = {name: getattr(library, name) for name in _TYPES}

    def call(self, name: str, *arguments: torch.Tensor | float | int | None) -> None:
        """Call a function: of tensors it is given where they are.

        Raises:
            MemoryError: there is no room for its sums.
        """
        given = [each if each is None or isinstance(each, int | float) else each.data_ptr() for each in arguments]
        if self._functions[name](*given):
            raise MemoryError(f"{name} has no room")


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
