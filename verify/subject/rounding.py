"""Whether a model rounds what its weights do to fewer digits on the way: then it has no derivative, and no rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .failing import watched
from .graph import Tensors
from .parameters import bad_model

STEP = 1e-9  # relative: float64 shows it with seven digits, float32 with none
CLOSE = 1e-3  # relative: a part that is rounded is missed by all of it
ROUNDING = 1e-13

Call = Callable[[Any, Tensors], Any]


def check_rounding(module: Any, call: Call, weights: Any, inputs: Tensors, jacobian: Any) -> None:
    """Refuse a model that converts to a shorter type what depends on its weights: a small step of them shows it.

    Args:
        module: that ``call`` calls.
        call: of weights and inputs.
        weights: (num_params,).
        inputs: a few samples.
        jacobian: of these samples, (equations, num_params).

    Raises:
        WrongInput: the conversion is named, with its layer.
    """
    place = first_conversion(module, call, weights, inputs)
    if place and _is_stepped(call, weights, inputs, jacobian):
        raise bad_model(
            f"the model rounds to fewer digits than float64 has, at {place}",
            "leave the conversion out, or write x.to(self.weight.dtype): an audit needs a function of the weights",
        )


def first_conversion(module: Any, call: Call, weights: Any, inputs: Tensors) -> str:
    """Where a function first makes numbers of a shorter type of float64; empty if none does."""
    import torch
    from torch.overrides import TorchFunctionMode, resolve_name

    found: list[str] = []

    class Looking(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            value = function(*args, **(kwargs or {}))
            given = {tensor.dtype for tensor in _tensors((args, kwargs))}
            made = {tensor.dtype for tensor in _tensors(value) if tensor.is_floating_point()}
            if torch.float64 in given and made - {torch.float64} and not found:
                name = resolve_name(function) or getattr(function, "__name__", str(function))
                found.append(f"{name} in {place.layers[-1] or 'the model itself'}")
            return value

    with watched(module) as place, Looking(), torch.no_grad():
        call(weights, inputs)
    return "".join(found)


def _tensors(value: Any) -> Iterator[Any]:
    import torch
    from torch.utils._pytree import tree_leaves

    return (leaf for leaf in tree_leaves(value) if isinstance(leaf, torch.Tensor))


def _is_stepped(call: Call, weights: Any, inputs: Tensors, jacobian: Any) -> bool:
    """Whether a small step of the weights changes the outputs otherwise than their derivative says."""
    import torch

    stream = torch.Generator().manual_seed(0)
    direction = torch.randn(weights.shape, generator=stream, dtype=weights.dtype).to(weights.device)
    step = STEP * (float(weights.abs().max()) or 1.0) / float(direction.abs().max())
    with torch.no_grad():
        ahead, behind = (call(weights + sign * step * direction, inputs).reshape(-1) for sign in (1, -1))
    expected = 2 * step * (jacobian @ direction)
    error = float((ahead - behind - expected).abs().max())
    return error > CLOSE * float(expected.abs().max()) + ROUNDING * float(ahead.abs().max())
