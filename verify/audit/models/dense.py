"""Dense models for images of 64 pixels and ten classes; the weights are drawn, with a seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn

SKIP_WIDTHS = (16, 12, 12)


def drawn(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """What ``build()`` gives with weights of this seed; the numbers that torch draws afterwards stay the same."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build()


def _mlp(activation: nn.Module, seed: int) -> nn.Module:
    from torch import nn

    return drawn(lambda: nn.Sequential(nn.Linear(64, 20), activation, nn.Linear(20, 10)), seed)


def relu_mlp(seed: int = 0) -> nn.Module:
    """64-20-10 with ReLU: 1,510 weights."""
    from torch import nn

    return _mlp(nn.ReLU(), seed)


def softplus_mlp(seed: int = 0) -> nn.Module:
    """64-20-10 with softplus: 1,510 weights."""
    from torch import nn

    return _mlp(nn.Softplus(), seed)


def tanh_mlp(seed: int = 0) -> nn.Module:
    """64-20-10 with tanh: 1,510 weights."""
    from torch import nn

    return _mlp(nn.Tanh(), seed)


def smoolu_mlp(seed: int = 0) -> nn.Module:
    """64-20-1 with smooLU, which is rectified and smooth (C18 §3.1): 1,321 weights."""
    from torch import nn

    from ...subject import smoolu

    return drawn(lambda: nn.Sequential(nn.Linear(64, 20), smoolu(), nn.Linear(20, 1)), seed)


def cubic_mlp(seed: int = 0) -> nn.Module:
    """64-20-10 with z³ + z: 1,510 weights."""
    from torch import nn

    class Cubic(nn.Module):
        """z³ + z, entry by entry."""

        def forward(self, z: Tensor) -> Tensor:
            """The values."""
            return z**3 + z

    return _mlp(Cubic(), seed)


def linear_network(seed: int = 0) -> nn.Module:
    """64-16-10 without biases and without activations: 1,184 weights."""
    from torch import nn

    return drawn(lambda: nn.Sequential(nn.Linear(64, 16, bias=False), nn.Linear(16, 10, bias=False)), seed)


def skip_network(seed: int = 0) -> nn.Module:
    """64-16-12-12-10 with sigmoids, all M = 40 of which are connected to the outputs (NMH §2): 1,800 weights."""
    import torch
    from torch import nn

    class SkipNetwork(nn.Module):
        """Hidden layers, each of which reads the one before, and outputs that read all."""

        def __init__(self) -> None:
            super().__init__()
            sizes = (64, *SKIP_WIDTHS)
            self.hidden = nn.ModuleList(nn.Linear(sizes[k], sizes[k + 1]) for k in range(len(SKIP_WIDTHS)))
            self.output = nn.Linear(sum(SKIP_WIDTHS), 10, bias=False)
            with torch.no_grad():
                self.hidden[0].weight /= 8  # so that raw pixels, from 0 to 16, do not saturate the sigmoids

        def forward(self, x: Tensor) -> Tensor:
            """The outputs, linear in the values of all hidden units."""
            values = []
            for layer in self.hidden:
                x = torch.sigmoid(layer(x))
                values.append(x)
            return self.output(torch.cat(values, dim=1))

    return drawn(SkipNetwork, seed)
