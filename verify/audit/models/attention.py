"""A transformer block that reads the eight rows of an image as eight tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dense import drawn

if TYPE_CHECKING:
    from torch import Tensor, nn


def transformer_block(seed: int = 0) -> nn.Module:
    """Attention whose queries and keys have the same weights, two layers for each token, ten outputs: 1,090 weights."""
    import torch
    from torch import nn

    class TransformerBlock(nn.Module):
        """One block, for images of 64 pixels from 0 to 16."""

        def __init__(self) -> None:
            super().__init__()
            self.query, self.key, self.value = (nn.Linear(8, 8, bias=False) for _ in range(3))
            self.key.weight = self.query.weight
            self.first, self.second = nn.LayerNorm(8), nn.LayerNorm(8)
            self.up, self.down = nn.Linear(8, 16), nn.Linear(16, 8)
            self.output = nn.Linear(64, 10)

        def forward(self, x: Tensor) -> Tensor:
            """The outputs."""
            tokens = x.reshape(-1, 8, 8) / 16
            near = torch.softmax(self.query(tokens) @ self.key(tokens).transpose(1, 2) / 8**0.5, dim=2)
            tokens = self.first(tokens + near @ self.value(tokens))
            tokens = self.second(tokens + self.down(nn.functional.gelu(self.up(tokens))))
            return self.output(tokens.flatten(1))

    return drawn(TransformerBlock, seed)
