"""Losses and errors of many models, with the statistics of batch normalisation said explicitly.

A batch-normalised network is a function only together with means and variances. Here they are those of the *whole
training set* for the weights at hand, found in the same pass that gives the training loss; test samples are
normalised with them. So there is no hidden state, and interpolated or perturbed weights get statistics of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from torch.nn.functional import cross_entropy, one_hot

from ..models import NetworkSpec, Weights, forward, num_models
from ..shell import OneOf, Range, WrongInput, check_device, held
from .chunks import Statistics, size_for, statistics_in_chunks
from .data_specs import DataSpec
from .tasks import DTYPES, LOSSES, MOST_MODELS, check_fits, check_weights
from .tensors import Samples, Tensors, samples_of, to_tensors


def mean_losses(loss: str, outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The mean loss of each model, (num_models,).

    ``cross_entropy`` is that of the softmax; ``square`` the squared distance ‖f(x) − e_y‖² to the unit vector of the
    label.

    Args:
        outputs: (num_models, batch, num_classes); labels: (num_models or 1, batch).
    """
    labels = labels.expand(outputs.shape[:2])
    if loss == "square":
        return (outputs - one_hot(labels, outputs.shape[2])).square().sum(2).mean(1)
    if loss != "cross_entropy":
        raise WrongInput(f"loss {loss!r}", hint="cross_entropy or square", kind="wrong_value")
    return cross_entropy(outputs.flatten(0, 1), labels.flatten(), reduction="none").view(labels.shape).mean(1)


@dataclass(frozen=True)
class Pass:
    """Outputs on a chunk of the reference inputs or of the others, (1, batch, outputs), and what activations saw."""

    is_reference: bool
    outputs: torch.Tensor
    before: list[torch.Tensor]


def passes(
    spec: NetworkSpec, one: Tensors, reference: torch.Tensor, inputs: torch.Tensor, *, keep: bool = False
) -> Iterator[Pass]:
    """One model on the chunks of the reference inputs, then on those of the others.

    Args:
        keep: what each activation is applied to.
    """
    size = size_for(spec, one)
    collected: Statistics = []
    if len(reference) > size:
        collected = statistics_in_chunks(spec, one, reference.unsqueeze(0), size)
    for samples in (reference, inputs):
        for chunk in samples.split(size):
            known = collected if spec.batch_norm and collected else None
            before: list[torch.Tensor] = []
            with torch.no_grad():
                outputs = forward(spec, one, chunk.unsqueeze(0), known, collected if known is None else None,
                                  before if keep else None)  # fmt: skip
            yield Pass(samples is reference, outputs, before)


@torch.no_grad()
def predict(
    spec: NetworkSpec, weights: Tensors, reference: torch.Tensor, inputs: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Outputs on the reference inputs and on others, one model after the other and in chunks, to bound memory.

    The statistics of batch normalisation are those of ``reference``: see :mod:`netsim.training.chunks`.

    Returns:
        (num_models, num_reference, outputs) and the same for ``inputs``.
    """
    on_reference, on_inputs = [], []
    for model in range(next(iter(weights.values())).shape[0]):
        one = {name: tensor[model : model + 1] for name, tensor in weights.items()}
        parts = list(passes(spec.for_place(model), one, reference, inputs))
        on_reference.append(torch.cat([part.outputs for part in parts if part.is_reference], dim=1))
        on_inputs.append(torch.cat([part.outputs for part in parts if not part.is_reference], dim=1))
    return torch.cat(on_reference), torch.cat(on_inputs)


def evaluate(spec: NetworkSpec, weights: Tensors, samples: Samples, test: Samples, loss: str) -> Tensors:
    """Losses and errors of each model, (num_models,), and which samples are right, (num_models, num_samples) bool.

    Returns:
        ``train_loss``, ``train_error``, ``train_correct`` and the same for ``test``. The error is the fraction of
        samples whose largest output is not that of the label; outputs that are not finite are errors.
    """
    on_train, on_test = predict(spec, weights, samples.inputs, test.inputs)
    found = {}
    for name, outputs, labels in (("train", on_train, samples.labels), ("test", on_test, test.labels)):
        right = (outputs.argmax(2) == labels) & outputs.isfinite().all(2)
        found[f"{name}_loss"] = mean_losses(loss, outputs.double(), labels.unsqueeze(0))
        found[f"{name}_error"] = (~right).double().mean(1)
        found[f"{name}_correct"] = right
    return found


@held
def evaluate_weights(
    spec: NetworkSpec,
    weights: Weights,
    data: DataSpec,
    *,
    loss: Annotated[str, OneOf(LOSSES, kind="unknown_loss")] = "cross_entropy",
    device: str = "cpu",
    dtype: Annotated[str, OneOf(DTYPES)] = "float32",
    models: Annotated[tuple[int, ...], Range(0, items=0, repeats=True, most_items=MOST_MODELS)] = (),
) -> dict[str, np.ndarray]:
    """:func:`evaluate` for arrays; ``models`` are their numbers, where skip-connections are drawn for each.

    Raises:
        WrongInput: weights of another network, or data that do not fit it.
        Missing: no such device.
    """
    check_weights(spec, weights, num_models(weights), "weights")
    check_fits(spec, data)
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    samples, test = samples_of(data, device, dtype)
    found = evaluate(spec.for_models(models), to_tensors(weights, device, dtype), samples, test, loss)
    return {name: tensor.cpu().numpy() for name, tensor in found.items()}
