"""Whether a subject is what it says: a function of its weights and one sample, with the derivatives of torch."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .calling import arguments_of
from .derivatives import check_derivatives, check_same, find_ways
from .graph import Tensors
from .losses import check_loss
from .parameters import bad_model, listed
from .rounding import check_rounding
from .subject import Subject
from .tensors import TRIED

if TYPE_CHECKING:
    import torch

SAME = 1e-9  # relative
NEARBY = 0.01  # relative: where derivatives are compared, away from kinks of ReLU
APART = 16  # samples that are also tried alone


def checked(subject: Subject, few: Tensors) -> Subject:
    """With the ways to derivatives that work, the value of the loss, and the parameters that nothing reads.

    Args:
        subject: as it was made.
        few: its first samples.

    Raises:
        WrongInput: the model is no function of its weights and one sample, or its derivatives are not those of torch.
    """
    import torch

    outputs = subject.outputs()
    if not bool(torch.isfinite(outputs).all()):
        number = int((~torch.isfinite(outputs)).any(dim=1).nonzero()[0])
        raise bad_model(f"the outputs for sample {number} are not finite", "are inputs and weights in range?")
    stream = torch.Generator().manual_seed(1)
    shift = torch.randn(subject.weights.shape, generator=stream, dtype=torch.float64).to(subject.weights.device)
    nearby = subject.weights + NEARBY * (float(subject.weights.abs().mean()) or 1.0) * shift
    _check_call(subject, nearby, few)
    _check_apart(subject, outputs)
    ways, torchs = find_ways(subject.module, subject.call, nearby, few)
    found = replace(subject, ways=ways, loss_value=check_loss(subject.loss, subject.loss_function, outputs,
                                                              subject.targets))  # fmt: skip
    rows = found.jacobian(nearby, slice(0, TRIED))
    check_rounding(found.module, found.call, nearby, few, rows)
    check_derivatives(found.call, nearby, few, rows, found.parameter_names, found.shapes)
    check_same(rows[: len(torchs) * found.output_dim], torchs.flatten(0, 1), found.parameter_names, found.shapes)
    columns = rows.split([torch.Size(shape).numel() for shape in found.shapes], 1)
    unused = [name for name, part in zip(found.parameter_names, columns, strict=True) if not bool(part.any())]
    if unused:
        said = f"no output of the first samples changes with {listed(unused)}: counted, with columns of zeros"
        found = replace(found, choices=(*found.choices, said))
    return found


def _check_apart(subject: Subject, outputs: torch.Tensor) -> None:
    """Refuse a module whose output for a sample is another one where the sample comes alone."""
    import torch

    close = SAME * float(outputs.abs().max())
    for number in np.unique(np.linspace(0, len(outputs) - 1, min(len(outputs), APART)).astype(int)).tolist():
        one = subject.outputs(samples=slice(number, number + 1))
        if one.shape[0] != 1 or not torch.allclose(one[0], outputs[number], rtol=0.0, atol=close):
            raise bad_model(
                f"the model gives sample {number} another output when it comes alone in a batch",
                "the output for one sample must not depend on the others",
            )


def _check_call(subject: Subject, weights: torch.Tensor, few: Tensors) -> None:
    """Refuse a module that does not take the weights that it is called with: it must do what one does that has them."""
    import torch

    changed = copy.deepcopy(subject.module)
    with torch.no_grad():
        tensors = dict(changed.named_parameters())
        for name, tensor in zip(subject.parameter_names, subject.parameters(weights), strict=True):
            tensors[name].copy_(tensor)
        args, kwargs = arguments_of(changed, {name: tensor.clone() for name, tensor in few.items()})
        own = changed(*args, **kwargs).reshape(-1, subject.output_dim)
        given = subject.call(weights, few)
    if not torch.allclose(own, given, rtol=SAME, atol=SAME * float(given.abs().max())):
        raise bad_model(
            "the model does not compute with the weights that it is called with",
            "it keeps something computed from its weights: an audit needs a function of them",
        )
