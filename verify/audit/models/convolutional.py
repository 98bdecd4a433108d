"""A small relative of Theory II's network, for images of 64 pixels: 3×3 convolutions with stride 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dense import drawn

if TYPE_CHECKING:
    from torch import nn

CHANNELS = (4, 8)


def _dcnn(*, normalised: bool) -> nn.Module:
    import torch
    from torch import nn

    layers: list[nn.Module] = [nn.Unflatten(1, (1, 8, 8))]
    before = 1
    for channels in CHANNELS:
        layers.append(nn.Conv2d(before, channels, 3, stride=2, padding=1))
        if normalised:
            layers.append(nn.BatchNorm2d(channels))
        layers.append(nn.ReLU())
        before = channels
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(CHANNELS[-1] * 4, 10))
    if normalised:
        with torch.no_grad():
            for _ in range(20):
                model(16 * torch.rand(64, 64))  # so that there are running statistics
    return model


def dcnn(seed: int = 0) -> nn.Module:
    """1×8×8, 4×4×4, 8×2×2, 10 with ReLU: 40 + 296 + 330 = 666 weights."""
    return drawn(lambda: _dcnn(normalised=False), seed)


def dcnn_with_batch_norm(seed: int = 0) -> nn.Module:
    """The same with a batch normalisation after each convolution: 8 + 16 more weights, 690."""
    return drawn(lambda: _dcnn(normalised=True), seed)
