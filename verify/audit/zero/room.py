"""How much memory a proof takes, before it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from algebraic.shell import TooLarge
from netsim.shell import free_memory, in_bytes

from .layers import Layer

BALL = 200  # bytes of a ball as an object
SQUARES = 5  # matrices of one row and column for each equation, at a time
UNKNOWN = 2**32  # where nobody says how much is free


def bytes_needed(layers: Sequence[Layer], num_samples: int, outputs: int) -> int:
    """Roughly, from above: the Gram matrix and its factor, the pieces of the Jacobian, one sample in balls.

    Args:
        layers: of the network.
        num_samples: N.
        outputs: for one sample.
    """
    equations = num_samples * outputs
    values = sum(layer.size for layer in layers)
    read = sum(0 if layer.index is None else layer.index.size for layer in layers)
    widest = max(max(layer.size, 0 if layer.index is None else layer.index.size) for layer in layers)
    floats = SQUARES * equations**2 + 3 * equations * values + 3 * num_samples * (values + read)
    return 8 * floats + BALL * (num_samples * values + 4 * widest * outputs)


def check_room(layers: Sequence[Layer], num_samples: int, outputs: int) -> None:
    """Refuse what does not fit into the memory that is free.

    Raises:
        TooLarge: with both numbers.
    """
    needed, free = bytes_needed(layers, num_samples, outputs), free_memory() or UNKNOWN
    if needed > free:
        raise TooLarge(
            f"the proof of {num_samples * outputs:,} equations takes {in_bytes(needed)}, and {in_bytes(free)} are free",
            hint="use a machine with more memory",
            kind="memory_limit",
        )
