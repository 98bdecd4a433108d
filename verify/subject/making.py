"""A subject from a module and data that are there."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from algebraic.shell import WrongInput
from netsim.shell import free_memory, in_bytes

from .behaviour import guarded
from .calling import slots_of
from .checking import checked
from .endings import pass_on
from .given_data import bad_data
from .kernels import without_advice
from .losses import CLASSES, SQUARE, find_loss
from .parameters import bad_model, check_parameters, told, trained
from .reading import Unreadable
from .states import untouched
from .subject import Subject
from .tensors import TRIED, as_tensor, first_samples, named_inputs, readable
from .tracing import read_graph

if TYPE_CHECKING:
    import torch

COPIES = 6  # of weights and data that are held at once


def make_subject(
    model: Any,
    inputs: Any,
    targets: Any,
    *,
    loss: str = SQUARE,
    samples: int | None = None,
    device: str = "cpu",
    shapes: Sequence[tuple[int, ...]] = (),
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
        shapes: of a sample; the first one that the model reads is taken.

    Raises:
        WrongInput: the model or the data cannot be audited; it is said why.
        Missing: there is no such loss.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise WrongInput(
            f"the model is of type {type(model).__name__}", hint="give a torch.nn.Module", kind="bad_model"
        )
    with untouched(), without_advice():
        return _make(model, inputs, targets, loss, samples, device, shapes)


def _make(
    model: Any,
    inputs: Any,
    targets: Any,
    loss: str,
    samples: int | None,
    device: str,
    shapes: Sequence[tuple[int, ...]],
) -> Subject:
    import torch

    loss_function = find_loss(loss)
    model = _unwrapped(model)
    _check_kind(model)
    check_parameters(model)
    named, goals = first_samples(named_inputs(model, inputs), as_tensor(targets, "the targets"), samples)
    _check_room(model, [*named.values(), goals], device)
    module = _double(model, device)
    named, raw, said = readable(module.eval(), {n: t.to(device) for n, t in named.items()}, shapes)
    output_dim = _output_dim(raw, min(TRIED, len(goals)))
    choices = [said, *told(model)]
    few = {name: tensor[:TRIED] for name, tensor in named.items()}
    module, guards = guarded(module, few)
    goals, said = _goals(goals, tuple(raw.shape), output_dim, loss)
    tensors = trained(module)
    places = {id(tensor): place for place, tensor in enumerate(tensors.values())}
    graph, reason = None, ""
    try:
        graph = read_graph(module, few, places, output_dim)
    except Unreadable as problem:
        reason = str(problem)
    subject = Subject(
        module=module,
        parameter_names=tuple(tensors),
        shapes=tuple(tuple(tensor.shape) for tensor in tensors.values()),
        weights=torch.cat([tensor.detach().reshape(-1) for tensor in tensors.values()]),
        inputs=named,
        targets=goals.to(device),
        loss=loss,
        guards=tuple(guards),
        graph=graph,
        graph_reason=reason,
        output_dim=output_dim,
        choices=tuple(filter(None, [*choices, said])),
        loss_function=loss_function,
        slots=slots_of(module, places),
    )
    return checked(subject, few)


def _unwrapped(model: Any) -> Any:
    """The module within what only runs it otherwise: compiled, or on several devices."""
    from torch.nn.parallel import DataParallel, DistributedDataParallel

    while True:
        if isinstance(model, DataParallel | DistributedDataParallel):
            model = model.module
        elif hasattr(model, "_orig_mod"):  # of torch.compile
            model = model._orig_mod
        else:
            return model


def _check_kind(model: Any) -> None:
    """Refuse modules of torch.jit, which no other weights can be given to.

    Raises:
        WrongInput: it names the first one.
    """
    import torch

    for name, own in model.named_modules():
        if isinstance(own, torch.jit.ScriptModule):
            raise bad_model(
                f"{name or 'the model'} was made by torch.jit, and takes no weights from outside",
                "give the module that it was made from",
            )


def _double(model: Any, device: str) -> Any:
    """A copy in float64, without hooks on gradients."""
    import torch

    try:
        module = copy.deepcopy(model)
        if not {id(own) for own in model.modules()}.isdisjoint(map(id, module.modules())):
            raise TypeError("copy.deepcopy gives the module itself, or one of its parts")
        module = module.to(device=device, dtype=torch.float64)
    except Exception as problem:  # of the user's classes
        pass_on(problem)
        raise bad_model(
            f"the model cannot be copied into float64: {type(problem).__name__}: {str(problem)[:300]}",
            "what it holds must allow copy.deepcopy: parameters, not what is computed from them",
        ) from problem
    module.zero_grad(set_to_none=True)
    for own in module.modules():
        own._backward_hooks.clear()
        own._backward_pre_hooks.clear()
    return module


def _check_room(model: Any, arrays: list[torch.Tensor], device: str) -> None:
    """Refuse what would not fit into memory even before a Jacobian."""
    count = sum(t.numel() for t in [*model.parameters(), *model.buffers(), *arrays])
    free = free_memory(device)
    if free is not None and COPIES * 8 * count > free:
        raise WrongInput(
            f"weights and data in float64 need about {in_bytes(COPIES * 8 * count)}, and {in_bytes(free)} are free",
            hint="take fewer samples, or a smaller model",
            kind="memory_limit",
        )


def _output_dim(raw: Any, count: int) -> int:
    import torch

    if not isinstance(raw, torch.Tensor):
        raise bad_model(f"the model returns a {type(raw).__name__}", "it must return one tensor, the samples first")
    if raw.dtype != torch.float64:
        raise bad_model(
            f"the model returns {str(raw.dtype).removeprefix('torch.')} though weights and inputs are float64",
            "something in it converts to another type, such as .float() or .half(): leave that out",
        )
    if not bool(torch.isfinite(raw).all()):
        raise bad_model("the outputs are not finite", "are inputs and weights in range?")
    if raw.dim() == 0 or len(raw) != count or not raw.numel():
        raise bad_model(
            f"the model returns the shape {tuple(raw.shape)} for {count} samples",
            "the samples come first, one for each",
        )
    return int(raw[0].numel())


def _goals(targets: torch.Tensor, shape: tuple[int, ...], output_dim: int, loss: str) -> tuple[torch.Tensor, str]:
    """The targets as the loss takes them, and what was chosen."""
    import torch

    count = len(targets)
    if loss not in (SQUARE, CLASSES):
        return targets, ""
    classes = not targets.is_floating_point() and targets.dim() == 1 and output_dim > 1
    if loss == CLASSES and not classes:
        raise bad_data(
            f"cross-entropy with targets {tuple(targets.shape)} of type {_kind(targets)} and {output_dim} outputs",
            "give classes, whole numbers (num_samples,), and a model with one output for each class",
        )
    if classes:
        least, most = int(targets.min()), int(targets.max())
        if len(shape) != 2 or least < 0 or most >= output_dim:
            raise bad_data(
                f"classes from {least} to {most}, and the model returns {shape[1:]} for a sample",
                "classes go from 0 to the number of outputs less 1; or give targets of the shape of the outputs",
            )
        if loss == CLASSES:
            return targets.long(), ""
        said = "classes became vectors with a 1 at the class and 0 elsewhere: the square loss needs numbers"
        return torch.nn.functional.one_hot(targets.long(), output_dim).double(), said
    if targets.numel() != count * output_dim:
        raise bad_data(
            f"targets of the shape {tuple(targets.shape)} and type {_kind(targets)}, and the model returns "
            f"{shape[1:]} for a sample",
            "give one number for each output, or classes as whole numbers (num_samples,)",
        )
    return targets.double().reshape(count, output_dim), ""


def _kind(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
