"""What the passes over a graph ask of an arithmetic: balls, residues, rational numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

Numbers = TypeVar("Numbers", bound="Array")
Options: TypeAlias = Mapping[str, Any]  # of a node


class Unprovable(Exception):
    """This arithmetic cannot enclose, or compute, what it met; the text says what."""


class Array(Protocol):
    """What an array of an arithmetic can do."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def map(self: Numbers, moved: Callable[[Any], Any]) -> Numbers: ...

    def __add__(self: Numbers, other: Numbers) -> Numbers: ...

    def __mul__(self: Numbers, other: Numbers) -> Numbers: ...

    def __matmul__(self: Numbers, other: Numbers) -> Numbers: ...

    def sum(self: Numbers, axis: int) -> Numbers: ...


class Arithmetic(Protocol):
    """Where the numbers come from."""

    def lift(self, values: np.ndarray) -> Any: ...

    def join(self, parts: Sequence[Any]) -> Any: ...

    def reciprocal(self, number: int) -> Any: ...

    def activation(self, options: Options, z: Any) -> tuple[Any, Any]: ...

    def largest(self, windows: Any, outside: np.ndarray) -> np.ndarray: ...
