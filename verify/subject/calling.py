"""A module called with weights of ours: every place where a parameter stands is given them, tied ones too."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .graph import Tensors
from .kernels import plain_kernels, without_advice

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


def arguments_of(module: Any, inputs: Tensors) -> tuple[tuple[torch.Tensor, ...], Tensors]:
    """Inputs as a module is called with: by place as far as its arguments allow, as hooks expect it, others by name.

    >>> import torch
    >>> [len(part) for part in arguments_of(torch.nn.Linear(2, 1), {"input": torch.zeros(3, 2)})]
    [1, 0]
    """
    kinds = inspect.Parameter
    places, rest = [], dict(inputs)
    for each in inspect.signature(module.forward).parameters.values():
        if each.kind is kinds.VAR_POSITIONAL and len(inputs) == 1:
            places += [rest.pop(name) for name in list(rest)]
        if each.kind not in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD) or each.name not in rest:
            break
        places.append(rest.pop(each.name))
    return tuple(places), rest


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
    args, kwargs = arguments_of(module, {name: tensor.clone() for name, tensor in inputs.items()})
    with plain_kernels(), without_advice():
        found: torch.Tensor = torch.func.functional_call(module, named, args, kwargs, tie_weights=False)
    return found
