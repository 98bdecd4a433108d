"""Arrays of a user as tensors that a module reads: how many samples, numbers of which kind, samples of which shape."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.shell import WrongInput

from .calling import arguments_of
from .endings import pass_on
from .failing import called
from .given_data import KINDS, bad_data
from .graph import Tensors
from .parameters import bad_model

if TYPE_CHECKING:
    import torch

TRIED = 3  # samples


def as_tensor(array: Any, what: str) -> torch.Tensor:
    """An array as a tensor: float64, int64 or bool.

    Raises:
        WrongInput: it has no numbers, or some that are not finite.
    """
    import torch

    if isinstance(array, torch.Tensor):
        array = array.detach().cpu()
        if array.is_complex() or array.layout != torch.strided:
            raise bad_data(f"{what} has the type {array.dtype}, {array.layout}", "give dense real numbers")
        array = array.double().numpy() if array.is_floating_point() else array.numpy()
    try:
        found = np.asarray(array)
    except ValueError as problem:
        raise bad_data(f"{what} is no array: {problem}", "give numbers, the samples first") from None
    if found.dtype.kind not in KINDS or found.ndim == 0:
        raise bad_data(f"{what} has the type {found.dtype} and the shape {found.shape}", "give numbers, samples first")
    if found.dtype.kind == "u" and found.size and found.max() > np.iinfo(np.int64).max:
        raise bad_data(f"{what} has numbers up to {found.max()}", "whole numbers have at most 63 bits")
    kind = {"f": np.float64, "b": np.bool_}.get(found.dtype.kind, np.int64)
    finite = np.isfinite(found).reshape(len(found), -1).all(axis=1) if found.size else np.ones(0, bool)
    if not finite.all():
        bad = int((~finite).sum())
        raise bad_data(
            f"sample {int(np.argmin(finite))} of {what} has numbers that are not finite"
            + (f", as {bad:,} samples in all" if bad > 1 else ""),
            "replace them, or leave these samples out",
        )
    return torch.from_numpy(np.ascontiguousarray(found, dtype=kind).copy())


def named_inputs(module: Any, inputs: Any) -> Tensors:
    """Tensors by the names of the module's arguments.

    Raises:
        WrongInput: the names are not those of its arguments.
    """
    try:
        arguments = list(inspect.signature(module.forward).parameters.values())
    except (TypeError, ValueError) as problem:
        raise bad_model(
            f"the module has no forward that can be read: {problem}", "give a plain torch.nn.Module"
        ) from None
    places = [p for p in arguments if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    known = [p.name for p in places]
    if not isinstance(inputs, Mapping):
        inputs = {"inputs": inputs}
    if not inputs:
        raise bad_data("there are no inputs", "give at least one array")
    if len(inputs) == 1 and "inputs" in inputs and "inputs" not in known and known:
        inputs = {known[0]: inputs["inputs"]}
    if len(inputs) == 1 and not known and any(p.kind is p.VAR_POSITIONAL for p in arguments):
        known = list(inputs)
    any_name = any(p.kind is p.VAR_KEYWORD for p in arguments)
    unknown = [str(name) for name in inputs if name not in known and not any_name]
    missing = [p.name for p in places if p.default is p.empty and p.name not in inputs]
    if unknown or missing:
        said = [f"it has no argument {', '.join(unknown)}"] if unknown else []
        said += [f"nothing is given for {', '.join(missing)}"] if missing else []
        hint = f"its arguments are {', '.join(known) or 'none'}"
        if unknown and len(known) == 1:
            hint = (
                f"its argument is {known[0]}; one that reads a dict of arrays needs a wrapper with an argument for each"
            )
        raise bad_data(f"the inputs do not fit the module: {'; '.join(said)}", hint)
    return {
        str(name): as_tensor(array, "the inputs" if name == "inputs" else f"the argument {name}")
        for name, array in inputs.items()
    }


def first_samples(inputs: Tensors, targets: torch.Tensor, samples: int | None) -> tuple[Tensors, torch.Tensor]:
    """The first samples of all arrays.

    Raises:
        WrongInput: they have different numbers of samples, or fewer than asked for.
    """
    counts = {name: len(tensor) for name, tensor in inputs.items()} | {"the targets": len(targets)}
    if len(set(counts.values())) > 1:
        said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        raise bad_data(f"the arrays have different numbers of samples: {said}", "the samples come first in each")
    there = len(targets)
    if not there:
        raise bad_data("there are no samples", "give at least one")
    if samples is not None and samples > there:
        raise WrongInput(f"{samples:,} samples, and there are {there:,}", hint=f"the limit is {there:,}",
                         kind="bad_samples")  # fmt: skip
    count = there if samples is None else samples
    return {name: tensor[:count] for name, tensor in inputs.items()}, targets[:count]


def readable(module: Any, inputs: Tensors, shapes: Sequence[tuple[int, ...]]) -> tuple[Tensors, torch.Tensor, str]:
    """The inputs in the first form that the module reads, its outputs for a few samples, and what was chosen.

    Whole numbers are tried as real numbers first, then as whole numbers, which an embedding reads.

    Raises:
        WrongInput: it reads none of the forms; it is said why the first one failed.
    """
    import torch

    for form, said in _forms(inputs, shapes):
        try:
            with torch.no_grad():
                return form, _called(module, form), said
        except Exception as problem:  # of the user's code: another form is tried, or the first one told
            pass_on(problem)
            continue
    first, _ = next(_forms(inputs, shapes))
    shown = ", ".join(f"{name} {tuple(tensor.shape[1:])}" for name, tensor in first.items())
    with torch.no_grad():
        called(module, lambda: _called(module, first), f"calling the model on samples of shape {shown}",
               "is this the shape of its inputs? Numbers are float64 in an audit, as the weights are")  # fmt: skip
    raise bad_model("the model works only at times", "an audit is about one function of the weights")


def _called(module: Any, inputs: Tensors) -> Any:
    """What a module gives for the first samples, of copies: it may write into what it reads."""
    args, kwargs = arguments_of(module, {name: tensor[:TRIED].clone() for name, tensor in inputs.items()})
    return module(*args, **kwargs)


def _forms(inputs: Tensors, shapes: Sequence[tuple[int, ...]]) -> Iterator[tuple[Tensors, str]]:
    import torch

    kinds = {tensor.dtype for tensor in inputs.values()}
    for shape in shapes or [()]:
        shaped = {n: t.reshape(len(t), *shape) if shape else t for n, t in inputs.items()}
        said = f"samples have the shape {shape}" if shape and shape != tuple(shapes[0]) else ""
        real = {n: t.double() if t.dtype == torch.int64 else t for n, t in shaped.items()}
        yield real, said
        if torch.int64 in kinds:
            yield shaped, "; ".join(filter(None, [said, "whole numbers stay whole"]))
        if torch.bool in kinds:
            yield {n: t.double() for n, t in shaped.items()}, said
