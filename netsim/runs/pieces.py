"""A piece of work: a chain of calls, and the identity of all that determines what they give."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

import numpy as np

from ..training import TrainTask

WORK_VERSION = 4  # raised when the same task gives other arrays or other files: finished pieces of before are refused

Arrays = dict[str, np.ndarray]


@dataclass
class Piece:
    """A chain of calls, each with what is carried over from the arrays of the one before.

    Attributes:
        name: of its files.
        calls: picklable functions of a module with keyword arguments.
        passes: sample passes of each call, for the progress.
        identity: of all that determines the arrays.
        carry: from the arrays of a call, further keyword arguments of the next.
        found: the arrays of the calls that are finished.
    """

    name: str
    calls: list[partial[Arrays]]
    passes: list[int]
    identity: str
    carry: Callable[[Arrays], dict[str, Arrays]] = lambda arrays: {}
    found: list[Arrays] = field(default_factory=list)

    @property
    def unfinished(self) -> bool:
        """Whether calls are left."""
        return len(self.found) < len(self.calls)

    def next_call(self) -> partial[Arrays]:
        """The first call that is left."""
        call = self.calls[len(self.found)]
        return partial(call, **self.carry(self.found[-1])) if self.found else call


def identity_of(call: partial[Any]) -> str:
    """A hash of a function's name and all its keyword arguments."""
    digest = sha256(f"{WORK_VERSION} {call.func.__module__}.{call.func.__qualname__}".encode())
    _absorb(digest, call.keywords)
    return digest.hexdigest()


def _absorb(digest: Any, value: Any) -> None:
    if isinstance(value, TrainTask):
        digest.update(value.identity().encode())
    elif isinstance(value, dict):
        for key in sorted(value):
            digest.update(str(key).encode())
            _absorb(digest, value[key])
    elif isinstance(value, list | tuple):
        digest.update(f"[{len(value)}".encode())
        for item in value:
            _absorb(digest, item)
    elif isinstance(value, np.ndarray):
        digest.update(f"{value.shape}{value.dtype}".encode() + np.ascontiguousarray(value).tobytes())
    else:
        digest.update(json.dumps(value).encode())


def digest_of(piece: Piece, place: int, arrays: Arrays, cpu_seconds: str) -> str:
    """A hash of all that the file of a call holds, and of whose it is."""
    digest = sha256(f"{piece.identity} {place} {cpu_seconds} {json.dumps(list(arrays))}".encode())
    _absorb(digest, arrays)
    return digest.hexdigest()


@contextmanager
def not_a_number() -> Iterator[None]:
    """Inside, 0/0 is nan and 1/0 is inf, as IEEE 754 says, without a warning of numpy: who looks at it asks for it."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing; a fit to points that are all the same
        yield


def timed(call: partial[Arrays]) -> tuple[Arrays, float]:
    """The arrays, and the processor time that they took."""
    begun = time.process_time()
    with not_a_number():
        return call(), time.process_time() - begun
