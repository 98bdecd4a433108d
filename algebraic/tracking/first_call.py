"""The first call of a compiled kernel, in a process of its own: one that crashes or never ends takes nothing along."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..engines import run_engine
from ..shell import Budget, EngineFailed

CALL = """import ctypes, sys
library, name, numbers, *paths = sys.argv[1:]
try:
    kernel = getattr(ctypes.CDLL(library), name)
except (OSError, AttributeError) as problem:
    sys.exit(f"what it made cannot be loaded: {problem}")
kernel.restype = None
arrays = []
for path in paths:
    with open(path, "rb") as file:
        arrays.append(ctypes.create_string_buffer(file.read()))
if paths:
    kernel(*arrays, *map(int, numbers.split()))
for path, array in zip(paths, arrays):
    with open(path, "wb") as file:
        file.write(array.raw[:-1])"""


def call_in_child(
    library: Path, name: str, arrays: Sequence[np.ndarray] = (), numbers: Sequence[int] = (), *, budget: Budget
) -> None:
    """Load a library in a process of its own and call a function of it, which changes the arrays; without any, load it.

    Args:
        arrays: what its first arguments point to, contiguous.
        numbers: its further arguments, of the type ``int``.

    Raises:
        EngineFailed: it cannot be loaded, or crashes, or writes something else.
        OutOfBudget: it came to no end.
    """
    files = [library.with_name(f"{place}.bin") for place in range(len(arrays))]
    for file, array in zip(files, arrays, strict=True):
        file.write_bytes(array.tobytes())
    given = [str(library), name, " ".join(map(str, numbers)), *map(str, files)]
    run_engine(Path(sys.executable), ["-I", "-S", "-c", CALL, *given], budget=budget)
    for file, array in zip(files, arrays, strict=True):
        found = file.read_bytes()
        if len(found) != array.nbytes:
            raise EngineFailed("the compiled kernel wrote something else", kind="kernel_wrong")
        array[...] = np.frombuffer(found, dtype=array.dtype).reshape(array.shape)
