"""The parameters of a module: which are trained, and whether they can be audited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from algebraic.shell import WrongInput

from .graph import Tensors

MOST_NAMED = 5
WHOLE = ("float32", "float64")


def check_parameters(module: Any) -> None:
    """Refuse parameters and buffers that are no finite real numbers of one device.

    Raises:
        WrongInput: it names them.
    """
    import torch

    tensors = dict(module.named_parameters())
    empty = [name for name, tensor in tensors.items() if isinstance(tensor, torch.nn.parameter.UninitializedParameter)]
    if empty:
        raise bad_model(
            f"{listed(empty)} {_has(empty)} no shape yet", "call the model once, then its lazy layers have one"
        )
    tensors |= dict(module.named_buffers())
    devices = sorted({str(tensor.device) for tensor in tensors.values()})
    if "meta" in devices:
        raise bad_model("the weights are on the device meta: there are no numbers", "build the model on the CPU")
    if len(devices) > 1:
        where = ", ".join(f"{next(n for n, t in tensors.items() if str(t.device) == d)} on {d}" for d in devices)
        raise bad_model(f"the model is on more than one device: {where}", "bring it to one: model.to('cpu')")
    odd = [name for name, tensor in tensors.items() if tensor.layout != torch.strided]
    if odd:
        kinds = " and ".join(sorted({str(tensors[name].layout).removeprefix("torch.") for name in odd}))
        raise bad_model(f"{listed(odd)} {_is(odd)} of the layout {kinds}", "make them dense: tensor.to_dense()")
    floating = {name: tensor for name, tensor in tensors.items() if not _is_whole_number(tensor)}
    others = [name for name, tensor in floating.items() if str(tensor.dtype).removeprefix("torch.") not in WHOLE]
    if others:
        unreal = [name for name in others if floating[name].is_complex()]
        if unreal:
            raise bad_model(
                f"{listed(unreal)} {_is(unreal)} complex: an audit is about real functions of real weights",
                "give real and imaginary parts as two real parameters",
            )
        kinds = " and ".join(sorted({str(floating[name].dtype).removeprefix("torch.") for name in others}))
        raise WrongInput(
            f"{listed(others)} {_is(others)} of type {kinds}: an audit is about real functions "
            "in double precision, and what a model computes in half precision is none of weights near it",
            hint="build it with model.float(), which keeps these numbers",
            kind="half_precision",
        )
    bad = [name for name, tensor in floating.items() if not bool(torch.isfinite(tensor.detach()).all())]
    if bad:
        cause, hint = f"{listed(bad)} {_has(bad)} numbers that are not finite", "train anew, or take another checkpoint"
        raise WrongInput(cause, hint=hint, kind="bad_weights")


def trained(module: Any) -> Tensors:
    """The tensors that are trained, each once, by their first names.

    Raises:
        WrongInput: there is none.
    """
    found = {name: tensor for name, tensor in module.named_parameters() if tensor.requires_grad}
    if not found and not any(True for _ in module.parameters()):
        raise bad_model(
            "the model has no weights", "an audit is about a function of weights: register torch.nn.Parameter"
        )
    if not found:
        raise bad_model("no weights of the model are trained", "let its parameters require gradients")
    return found


def told(module: Any) -> list[str]:
    """What is to be said about a user's module: what is frozen, what is one tensor, hooks that are left out."""
    sentences = []
    frozen = [name for name, tensor in module.named_parameters() if not tensor.requires_grad]
    if frozen:
        count = sum(tensor.numel() for tensor in module.parameters() if not tensor.requires_grad)
        sentences.append(f"frozen, hence constants and not counted: {listed(frozen)} ({count:,} numbers)")
    first: dict[int, str] = {}
    for name, tensor in module.named_parameters(remove_duplicate=False):
        if first.setdefault(id(tensor), name) != name:
            sentences.append(f"{name} is {first[id(tensor)]}: tied weights are counted once")
    hooked = [
        name or "the model itself"
        for name, own in module.named_modules()
        if own._backward_hooks or own._backward_pre_hooks
    ]
    if hooked:
        sentences.append(f"hooks that change gradients, and not the function, are left out: {listed(hooked)}")
    return sentences


def listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are.

    >>> listed(["a", "b"])
    'a, b'
    """
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _is_whole_number(tensor: Any) -> bool:
    return not (tensor.is_floating_point() or tensor.is_complex())


def bad_model(cause: str, hint: str) -> WrongInput:
    """The error about a model that cannot be audited."""
    return WrongInput(cause, hint=hint, kind="bad_model")
