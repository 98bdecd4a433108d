"""A module called with weights of ours: every place where a parameter stands is given them, tied ones too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .graph import Tensors
from .kernels import plain_kernels

if TYPE_CHECKING:
    import torch

Slots: TypeAlias = tuple[tuple[str, int], ...]


def slots_of(module: Any, places: Mapping[int, int]) -> Slots:
    """The names under which parameters stand in a module, each with the place of the parameter.

    A module that stands in several places is given its weights once: torch, which swaps tensors by name and puts them
    back, would leave the second of two names with what it was given.

    Args:
        module: any.
        places: of the parameters, by the identity of the tensor.
    """
    return tuple(
        (f"{prefix}.{name}" if prefix else name, places[id(tensor)])
        for prefix, own in module.named_modules()
        for name, tensor in own.named_parameters(recurse=False, remove_duplicate=False)
        if id(tensor) in places
    )


def call_with(module: Any, slots: Slots, tensors: Sequence[torch.Tensor], inputs: Tensors) -> torch.Tensor:
    """What a module gives with other weights.

    Args:
        module: any; afterwards it has its own weights again.
        slots: of :func:`slots_of`.
        tensors: of the parameters, by their places.
        inputs: by the names of the module's arguments; copies are given, which it may write into.
    """
    import torch

    named = {name: tensors[place] for name, place in slots}
    own = {name: tensor.clone() for name, tensor in inputs.items()}
    with plain_kernels():
        found: torch.Tensor = torch.func.functional_call(module, named, kwargs=own, tie_weights=False)
    return found
