"""smooLU, the rectified smooth activation of C18 (Definition 3.2), as a layer that a graph can say."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn

UNDERFLOW = 2.0**-10  # exp(−1/z) is 0 in float64 up to here


def smoolu() -> nn.Module:
    """A layer of smooLU(z) = z exp(−1/z) for z > 0, else 0, entry by entry.

    Torch has no function that is rectified and smooth: ReLU has a kink, softplus is positive everywhere. The audit
    knows the function by this layer, and by no other way to write it; Theorem 4.1 of C18 can apply to networks of it.

    >>> import torch
    >>> smoolu()(torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64)).mul(torch.e).tolist()
    [0.0, 0.0, 1.0]
    """
    layer: nn.Module = smoolu_layer()()
    return layer


@cache
def smoolu_layer() -> Any:
    """The class of that layer."""
    from torch import nn

    class SmooLU(nn.Module):
        """z exp(−1/z) for z > 0, else 0."""

        def forward(self, z: Tensor) -> Tensor:
            """The values."""
            return smoolu_of(z)

    return SmooLU


def smoolu_of(z: Tensor) -> Tensor:
    """The values of smooLU."""
    import torch

    positive = z > UNDERFLOW
    safe = torch.where(positive, z, torch.ones_like(z))  # so that 1/z and its derivatives are finite
    return torch.where(positive, safe * torch.exp(-1 / safe), torch.zeros_like(z))
