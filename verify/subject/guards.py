"""What is not a function of weights and one sample: it is named, and put into evaluation mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

BY_CHANCE = ("dropout", "droppath", "drop_path", "stochastic")  # in the names of classes, of torch and of others


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
    """Layers that are known to couple samples, or to draw by chance, by the names of their classes."""
    from torch import nn

    for name, own in module.named_modules():
        kind = type(own).__name__
        if isinstance(own, nn.modules.batchnorm._NormBase) and "Batch" in kind:
            yield Guard(name, f"{kind}: in training it couples the samples; taken with its running statistics")
        elif any(word in kind.lower() for word in BY_CHANCE) and _chance(own) and not list(own.children()):
            yield Guard(name, f"{kind}: in training it drops by chance; taken without, as in evaluation mode")


def _chance(own: Any) -> bool:
    """Whether a layer does not say itself that its chance is 0."""
    said = [getattr(own, name) for name in ("p", "drop_prob", "drop_rate") if hasattr(own, name)]
    return not said or any(bool(each) for each in said)
