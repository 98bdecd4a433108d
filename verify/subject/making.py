"""A subject from a module and data that are there."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.shell import WrongInput

from .guards import known_guards
from .reading import Unreadable
from .subject import Subject
from .tracing import read_graph

if TYPE_CHECKING:
    import torch

TRACED = 3  # samples with which a module is read


def make_subject(
    model: Any,
    inputs: Any,
    targets: Any,
    *,
    loss: str = "square",
    samples: int | None = None,
    device: str = "cpu",
) -> Subject:
    """A model with its data as a function of its weights; the model given stays as it is.

    Args:
        model: a ``torch.nn.Module``.
        inputs: the samples first; an array or tensor, or several by the names of the module's arguments.
        targets: numbers (num_samples, output_dim), or classes (num_samples,), of which the square loss takes the
            vectors with a 1 at the class.
        loss: ``square``, ``cross-entropy`` or ``module:function``.
        samples: how many, the first ones; all by default.
        device: ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        WrongInput: the model or the data cannot be audited; it is said why.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise WrongInput(
            f"the model is of type {type(model).__name__}", hint="give a torch.nn.Module", kind="bad_model"
        )
    guards = tuple(known_guards(model))
    module = copy.deepcopy(model).eval().to(device=device, dtype=torch.float64)
    trained = {name: tensor for name, tensor in module.named_parameters() if tensor.requires_grad}
    places = {id(tensor): place for place, tensor in enumerate(trained.values())}
    weights = torch.cat([tensor.detach().reshape(-1) for tensor in trained.values()])
    named = {name: tensor[:samples].to(device) for name, tensor in _named(module, inputs).items()}
    few = {name: tensor[:TRACED] for name, tensor in named.items()}
    with torch.no_grad():
        output_dim = module(**few).reshape(len(next(iter(few.values()))), -1).shape[1]
    choices: list[str] = []
    goals = _targets(targets, output_dim, loss, choices)[:samples].to(device)
    graph, reason = None, ""
    try:
        graph = read_graph(module, few, places, output_dim)
    except Unreadable as problem:
        reason = str(problem)
    return Subject(
        module=module,
        parameter_names=tuple(trained),
        shapes=tuple(tuple(tensor.shape) for tensor in trained.values()),
        weights=weights,
        inputs=named,
        targets=goals,
        loss=loss,
        guards=guards,
        graph=graph,
        graph_reason=reason,
        output_dim=output_dim,
        choices=tuple(choices),
    )


def _named(module: Any, inputs: Any) -> dict[str, torch.Tensor]:
    """Tensors by the names of the module's arguments."""
    if isinstance(inputs, Mapping):
        return {str(name): _tensor(array) for name, array in inputs.items()}
    first = next(iter(inspect.signature(module.forward).parameters))
    return {first: _tensor(inputs)}


def _tensor(array: Any) -> Any:
    import torch

    tensor = array.detach() if isinstance(array, torch.Tensor) else torch.from_numpy(np.array(array))
    return tensor.to(torch.float64)


def _targets(targets: Any, output_dim: int, loss: str, choices: list[str]) -> Any:
    import torch

    tensor = targets.detach() if isinstance(targets, torch.Tensor) else torch.from_numpy(np.array(targets))
    if loss != "square":
        return tensor
    if not tensor.is_floating_point() and tensor.dim() == 1 and output_dim > 1:
        choices.append("the classes became vectors with a 1 at the class and 0 elsewhere")
        return torch.nn.functional.one_hot(tensor.long(), output_dim).double()
    return tensor.double().reshape(len(tensor), -1)
