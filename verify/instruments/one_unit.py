"""In how many pieces the zero-error set of one unit lies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from algebraic.networks import Network
from algebraic.pieces import count_pieces


def pieces_of_one_unit(
    activation: str | Sequence[int], inputs: Sequence[str], targets: Sequence[str]
) -> tuple[int, int]:
    """Proved bounds for the number of connected pieces of {v P(w x_i) = y_i for all i}, the same where it is decided.

    Args:
        activation: P, as text or by its coefficients from the constant on.
        inputs, targets: rational numbers as text.

    >>> pieces_of_one_unit("z", ["1"], ["5"])  # a hyperbola
    (2, 2)
    """
    powers = activation if isinstance(activation, str) else tuple(activation)
    return _bounds(powers, tuple(inputs), tuple(targets))


@cache
def _bounds(activation: str | tuple[int, ...], inputs: tuple[str, ...], targets: tuple[str, ...]) -> tuple[int, int]:
    powers = activation if isinstance(activation, str) else list(activation)
    network = Network.dense([1, 1, 1], powers, hidden_bias=False, output_bias=False)
    found = count_pieces(network, [[x] for x in inputs], list(targets))
    return found["lower"], found["upper"]
