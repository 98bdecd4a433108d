"""Derivatives of a model: how torch gets them, and whether they are those of the function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from algebraic.shell import WrongInput

from .endings import pass_on
from .failing import called
from .graph import Tensors
from .kernels import without_advice
from .parameters import bad_model, listed

STEPS = (1e-4, 1e-5, 1e-6)  # of difference quotients
SAME = 1e-6  # relative: the same numbers, up to rounding
CLOSE = 1e-2  # relative: what is wrong is wrong by a lot
ROUNDING = 1e-13
TRACE = (
    "torch.func must follow it: no numpy, no .item(), no detach(), nothing written in place, and an autograd.Function "
    "of your own needs setup_context"
)

Call = Callable[[Any, Tensors], Any]


@dataclass(frozen=True)
class Ways:
    """Which of torch's ways to derivatives a model allows.

    Attributes:
        at_once: many samples at once (vmap), else one after the other.
        forward: products J v by forward derivatives, else by the Jacobian in blocks of rows.
    """

    at_once: bool = True
    forward: bool = True


DEFAULT = Ways()


def one_sample(call: Call) -> Call:
    """The outputs of one sample without an axis of samples."""
    return lambda weights, inputs: call(weights, {name: tensor[None] for name, tensor in inputs.items()})[0]


def find_ways(module: Any, call: Call, weights: Any, inputs: Tensors) -> tuple[Ways, Any]:
    """The ways that work for a few samples, and the derivatives that torch gives, (n, output_dim, num_params).

    Raises:
        WrongInput: there is none; the operation is named.
    """
    import torch

    one = one_sample(call)
    try:
        with without_advice():
            rows = torch.func.vmap(torch.func.jacrev(one), in_dims=(None, 0))(weights, dict(inputs))
        at_once = True
    except Exception as problem:  # of the user's code under vmap: tried one by one
        pass_on(problem)
        at_once = False
        first = {name: tensor[0] for name, tensor in inputs.items()}
        with without_advice():
            run = lambda: torch.func.jacrev(one)(weights, first)  # noqa: E731
            rows = called(module, run, "the derivative by the weights", TRACE)[None]
    try:
        forward_product(call, weights, dict(inputs), torch.ones_like(weights))
        forward = True
    except Exception as problem:
        pass_on(problem)
        forward = False
    return Ways(at_once, forward), rows.detach()


def forward_product(call: Call, weights: Any, inputs: Tensors, vector: Any) -> Any:
    """J v, without J."""
    import torch

    with without_advice():
        return torch.func.jvp(lambda w: call(w, inputs).reshape(-1), (weights,), (vector,))[1].detach()


def check_derivatives(
    call: Call, weights: Any, inputs: Tensors, jacobian: Any, names: Sequence[str], shapes: Sequence[Any]
) -> None:
    """Compare with difference quotients: what is detached, or given another derivative, is found.

    Args:
        jacobian: of the samples given.

    Raises:
        WrongInput: the derivative that torch gives is not that of the function; the parameters are named.
    """
    import torch

    stream = torch.Generator().manual_seed(0)
    drawn = torch.randn(weights.shape, generator=stream, dtype=weights.dtype).to(weights.device)
    if _agrees(call, weights, inputs, jacobian, drawn):
        return
    wrong, start = [], 0
    for name, shape in zip(names, shapes, strict=True):
        end = start + int(torch.Size(shape).numel())
        part = torch.zeros_like(drawn)
        part[start:end] = drawn[start:end]
        if not _agrees(call, weights, inputs, jacobian, part):
            wrong.append(name)
        start = end
    raise other_derivative(wrong)


def check_same(rows: Any, torchs: Any, names: Sequence[str], shapes: Sequence[Any]) -> None:
    """Compare derivatives of what was read of a model with those that torch gives, which training follows.

    Args:
        rows, torchs: (equations, num_params).

    Raises:
        WrongInput: they differ, as under ``torch.no_grad``; the parameters are named.
    """
    import torch

    scale = float(rows.abs().max())
    sizes = [torch.Size(shape).numel() for shape in shapes]
    pairs = zip(names, rows.split(sizes, 1), torchs.split(sizes, 1), strict=True)
    wrong = [name for name, one, other in pairs if float((one - other).abs().max()) > SAME * scale]
    if wrong:
        raise other_derivative(wrong)


def other_derivative(wrong: Sequence[str]) -> WrongInput:
    """The error about derivatives of torch that are not those of the function."""
    return bad_model(
        f"the derivative by {listed(wrong) or 'the weights'} that torch gives is not that of the function "
        "(it differs from difference quotients)",
        "something is detached or rounded, or has a derivative of its own: an audit needs that of the function",
    )


def _agrees(call: Call, weights: Any, inputs: Tensors, jacobian: Any, direction: Any) -> bool:
    import torch

    expected = jacobian @ direction
    with torch.no_grad():
        size = float(call(weights, inputs).abs().max())
        unit = float(weights.abs().max()) or 1.0
        for step in STEPS:
            step = step * unit / float(direction.abs().max())
            ahead, behind = (call(weights + sign * step * direction, inputs).reshape(-1) for sign in (1, -1))
            quotient = (ahead - behind) / (2 * step)
            error = float((quotient - expected).abs().max())
            if error <= CLOSE * float(expected.abs().max()) + ROUNDING * size / step:
                return True
    return False
