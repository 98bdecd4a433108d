"""The first call of a compiled kernel, in a process of its own: one that crashes or never ends takes nothing along."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..shell import Budget, EngineFailed
from .process import run_engine

Call = tuple[Sequence[np.ndarray], Sequence[int]]  # what its first arguments point to, and further ones of type int

CALL = """import ctypes, sys
library, name, calls, *paths = sys.argv[1:]
try:
    kernel = getattr(ctypes.CDLL(library), name)
except (OSError, AttributeError) as problem:
    sys.exit(f"what it made cannot be loaded: {problem}")
kernel.restype = None
arrays = []
for path in paths:
    with open(path, "rb") as file:
        arrays.append(ctypes.create_string_buffer(file.read()))
for call in calls.split(";") if calls else ():
    places, numbers = ([int(number) for number in part.split()] for part in call.split(":"))
    kernel(*(arrays[place] for place in places), *numbers)
for path, array in zip(paths, arrays):
    with open(path, "wb") as file:
        file.write(array.raw[:-1])"""


def call_in_child(library: Path, name: str, calls: Sequence[Call] = (), *, budget: Budget) -> None:
    """Load a library in a process of its own and call a function of it, one or more times, which changes the arrays.

    Args:
        calls: one after the other; an array that stands in several of them, contiguous, is one there, too.

    Raises:
        EngineFailed: it cannot be loaded, or crashes, or writes something else.
        OutOfBudget: it came to no end.
    """
    arrays = list({id(array): array for given, _ in calls for array in given}.values())
    place = {id(array): i for i, array in enumerate(arrays)}
    files = [library.with_name(f"{i}.bin") for i in range(len(arrays))]
    for file, array in zip(files, arrays, strict=True):
        file.write_bytes(array.tobytes())
    texts = [
        f"{' '.join(str(place[id(array)]) for array in given)}:{' '.join(map(str, numbers))}"
        for given, numbers in calls
    ]
    arguments = [str(library), name, ";".join(texts), *map(str, files)]
    run_engine(Path(sys.executable), ["-I", "-S", "-c", CALL, *arguments], budget=budget)
    for file, array in zip(files, arrays, strict=True):
        found = file.read_bytes()
        if len(found) != array.nbytes:
            raise EngineFailed("the compiled kernel wrote something else", kind="kernel_wrong")
        array[...] = np.frombuffer(found, dtype=array.dtype).reshape(array.shape)
