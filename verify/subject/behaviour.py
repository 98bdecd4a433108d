"""Whether a model is a function of one sample: does a second call differ, or other samples in the batch matter?"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .calling import arguments_of
from .endings import pass_on
from .graph import Options, Tensors
from .guards import Guard, known_guards
from .parameters import bad_model

SAME = 1e-9  # relative: sums in another order
ITSELF = "the model itself"
CALLS = 8  # what is rare in one may come in another

Call = tuple[tuple[Any, ...], Options]


def guarded(module: Any, inputs: Tensors) -> tuple[Any, list[Guard]]:
    """A copy of a module in evaluation mode, and the layers that are otherwise in training.

    Args:
        module: in float64, a copy of the user's; it is changed.
        inputs: a few samples by the names of the module's arguments.

    Raises:
        WrongInput: chance or coupling stays in evaluation mode: the layer is named.
    """
    named = list(known_guards(module))
    trial = copy.deepcopy(module).train()
    for guard in named:
        trial.get_submodule(guard.layer).eval()
    try:
        for behaves, what in IN_TRAINING:
            for name, kind in list(_where(trial, inputs, behaves)):
                if all(name != guard.layer for guard in named):
                    named.append(Guard(name, f"{kind}: in training {what}; taken in evaluation mode"))
                if name == ITSELF:
                    trial.training = False
                else:
                    trial.get_submodule(name).eval()
    except Exception as problem:  # a model that only works in evaluation mode: nothing else is asked of it
        pass_on(problem)
    module.eval()
    for behaves, what, hint in REFUSED:
        for name, kind in _where(copy.deepcopy(module), inputs, behaves):
            raise bad_model(f"{name} ({kind}) {what}, also in evaluation mode", hint)
    return module, named


def _where(module: Any, inputs: Tensors, behaves: Callable[[Any, Call, int], bool]) -> Iterator[tuple[str, str]]:
    """The innermost modules that behave so, if the whole one does."""
    count = len(next(iter(inputs.values())))
    if not behaves(module, arguments_of(module, inputs), count):
        return
    calls = _calls(module, inputs)
    found = [name for name, call in calls.items() if name and behaves(module.get_submodule(name), call, count)]
    inner = [name for name in found if not any(other.startswith(f"{name}.") for other in found)]
    for name in inner or [""]:
        own = module.get_submodule(name)
        yield name or ITSELF, type(own).__name__


def _calls(module: Any, inputs: Tensors) -> dict[str, Call]:
    """What each module within reads when the whole one is called, the first time."""
    import torch

    calls: dict[str, Call] = {}

    def watch(name: str) -> Callable[..., None]:
        def hook(_: Any, arguments: tuple[Any, ...], options: Options) -> None:
            calls.setdefault(name, (arguments, options))

        return hook

    handles = [own.register_forward_pre_hook(watch(name), with_kwargs=True) for name, own in module.named_modules()]
    try:
        with torch.no_grad():
            args, kwargs = arguments_of(module, {name: tensor.clone() for name, tensor in inputs.items()})
            module(*args, **kwargs)
    finally:
        for handle in handles:
            handle.remove()
    return calls


def _differs(module: Any, call: Call, count: int) -> bool:
    """Whether one of several further calls gives something else; the streams begin where a seed puts them."""
    first = _call(module, call, seed=0)
    for _ in range(CALLS):
        if any(_far(one, other) for one, other in zip(first, _call(module, call), strict=True)):
            return True
    return False


def _couples(module: Any, call: Call, count: int) -> bool:
    """Whether the first sample's output changes when the others become copies of it; chance is the same both times."""
    if count < 2:
        return False
    alike = _mapped(call, lambda tensor: tensor[:1].expand_as(tensor).clone() if len(tensor) == count else tensor)
    first, second = (_call(module, each, seed=0) for each in (call, alike))
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one.dim() and len(one) == count]
    return any(_far(one[0], other[0]) for one, other in pairs)


def _counts(module: Any, call: Call, count: int) -> bool:
    """Whether the first sample's output is another one when it comes alone."""
    if count < 2:
        return False
    alone = _mapped(call, lambda tensor: tensor[:1] if len(tensor) == count else tensor)
    first, second = (_call(module, each, seed=0) for each in (call, alone))
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one.dim() and len(one) == count]
    return any(len(other) != 1 or _far(one[0], other[0]) for one, other in pairs)


def _changes(module: Any, call: Call, count: int) -> bool:
    """Whether it gives something else in training mode than in evaluation mode, with the same chance."""
    first = _call(module, call, seed=0)
    modes = {own: own.training for own in module.modules()}
    try:
        second = _call(module.eval(), call, seed=0)
    finally:
        for own, mode in modes.items():
            own.training = mode
    return any(_far(one, other) for one, other in zip(first, second, strict=True))


def _call(module: Any, call: Call, seed: int | None = None) -> list[Any]:
    """The tensors that a call gives."""
    import random

    import numpy as np
    import torch

    if seed is not None:
        torch.manual_seed(seed)
        np.random.seed(seed)
        random.seed(seed)
    with torch.no_grad():
        arguments, options = _mapped(call, lambda tensor: tensor.clone())  # which the module may write into
        found = module(*arguments, **options)
    return [each.detach().clone() for each in _tensors(found)]


def _tensors(value: Any) -> Iterator[Any]:
    if hasattr(value, "detach"):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _tensors(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item)


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    if hasattr(value, "detach"):
        return change(value) if value.dim() else value
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(_mapped(item, change) for item in value)
    return value


def _far(one: Any, other: Any) -> bool:
    if one.shape != other.shape:
        return True
    scale = float(one.abs().max()) if one.numel() else 0.0
    return one.numel() > 0 and not float((one.double() - other.double()).abs().max()) <= SAME * scale


IN_TRAINING = (
    (_differs, "a second call differs"),
    (_couples, "it couples the samples"),
    (_changes, "it gives something else"),
)
REFUSED = (
    (
        _differs,
        "gives other values when it is called a second time",
        "an audit is about one function of the weights: fix what it draws or counts",
    ),
    (
        _couples,
        "couples the samples of a batch (the output for one depends on the others)",
        "a batch normalisation needs running statistics (track_running_stats=True)",
    ),
    (
        _counts,
        "gives a sample another output when it comes alone in a batch",
        "the output for one sample must not depend on how many there are",
    ),
)
