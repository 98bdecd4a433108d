"""A subject from a module and data that are there."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from algebraic.shell import WrongInput
from netsim.shell import free_memory, in_bytes

from .behaviour import guarded
from .calling import slots_of
from .derivatives import check_derivatives, find_ways
from .endings import pass_on
from .given_data import bad_data
from .graph import Tensors
from .losses import CLASSES, SQUARE, check_loss, find_loss
from .parameters import bad_model, check_parameters, listed, told, trained
from .reading import Unreadable
from .states import untouched
from .subject import Subject
from .tensors import TRIED, as_tensor, first_samples, named_inputs, readable
from .tracing import read_graph

if TYPE_CHECKING:
    import torch

SAME = 1e-9  # relative
NEARBY = 0.01  # relative: where derivatives are compared, away from kinks of ReLU
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
    with untouched():
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
    check_parameters(model)
    named, goals = first_samples(named_inputs(model, inputs), as_tensor(targets, "the targets"), samples)
    _check_room(model, [*named.values(), goals], device)
    module = _double(model, device)
    named, raw, said = readable(module.eval(), {n: t.to(device) for n, t in named.items()}, shapes)
    output_dim = _output_dim(raw, min(TRIED, len(goals)))
    choices = [said, *told(module)]
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
    return _checked(subject, few)


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


def _double(model: Any, device: str) -> Any:
    """A copy in float64."""
    import torch

    try:
        module = copy.deepcopy(model).to(device=device, dtype=torch.float64)
    except Exception as problem:  # of the user's classes
        pass_on(problem)
        raise bad_model(
            f"the model cannot be copied into float64: {type(problem).__name__}: {str(problem)[:300]}",
            "what it holds must allow copy.deepcopy: parameters, not what is computed from them",
        ) from problem
    module.zero_grad(set_to_none=True)
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
            f"targets of the shape {tuple(targets.shape)}, {shape[1:]} for each of {count} samples are returned",
            "give one number for each output",
        )
    return targets.double().reshape(count, output_dim), ""


def _kind(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _checked(subject: Subject, few: Tensors) -> Subject:
    """With the ways to derivatives that work, the value of the loss, and the parameters that nothing reads."""
    import torch

    outputs = subject.outputs()
    if not bool(torch.isfinite(outputs).all()):
        number = int((~torch.isfinite(outputs)).any(dim=1).nonzero()[0])
        raise bad_model(f"the outputs for sample {number} are not finite", "are inputs and weights in range?")
    stream = torch.Generator().manual_seed(1)
    shift = torch.randn(subject.weights.shape, generator=stream, dtype=torch.float64).to(subject.weights.device)
    nearby = subject.weights + NEARBY * (float(subject.weights.abs().mean()) or 1.0) * shift
    _check_call(subject, nearby, few)
    ways = find_ways(subject.module, subject.call, subject.weights, few)
    found = replace(subject, ways=ways, loss_value=check_loss(subject.loss, subject.loss_function, outputs,
                                                              subject.targets))  # fmt: skip
    rows = found.jacobian(nearby, slice(0, TRIED))
    check_derivatives(found.call, nearby, few, rows, found.parameter_names, found.shapes)
    columns = rows.split([torch.Size(shape).numel() for shape in found.shapes], 1)
    unused = [name for name, part in zip(found.parameter_names, columns, strict=True) if not bool(part.any())]
    if unused:
        said = f"no output of the first samples changes with {listed(unused)}: counted, with columns of zeros"
        found = replace(found, choices=(*found.choices, said))
    return found


def _check_call(subject: Subject, weights: torch.Tensor, few: Tensors) -> None:
    """Refuse a module that does not take the weights that it is called with: it must do what one does that has them."""
    import torch

    changed = copy.deepcopy(subject.module)
    with torch.no_grad():
        tensors = dict(changed.named_parameters())
        for name, tensor in zip(subject.parameter_names, subject.parameters(weights), strict=True):
            tensors[name].copy_(tensor)
        own = changed(**{name: tensor.clone() for name, tensor in few.items()}).reshape(-1, subject.output_dim)
        given = subject.call(weights, few)
    if not torch.allclose(own, given, rtol=SAME, atol=SAME * float(given.abs().max())):
        raise bad_model(
            "the model does not compute with the weights that it is called with",
            "it keeps something computed from its weights: an audit needs a function of them",
        )
