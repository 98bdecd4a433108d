"""What is not a function of weights and one sample: it is named, and put into evaluation mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Guard:
    """A layer that was taken otherwise than in training.

    Attributes:
        layer: its name in the module.
        what: what it is, and how it was taken.
    """

    layer: str
    what: str


def known_guards(module: Any) -> Iterator[Guard]:
    """Layers of torch that are known to couple samples, or to draw by chance."""
    from torch import nn

    for name, own in module.named_modules():
        kind = type(own).__name__
        if isinstance(own, nn.modules.batchnorm._NormBase) and "Batch" in kind:
            yield Guard(name, f"{kind}: in training it couples the samples; taken with its running statistics")
        elif isinstance(own, nn.modules.dropout._DropoutNd) and own.p:
            yield Guard(name, f"{kind}: in training it drops by chance; taken without, as in evaluation mode")
