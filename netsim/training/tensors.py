"""From arrays to tensors: data once for each process, weights as leaves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import torch

from ..data import Dataset, load_dataset
from ..models import Weights
from .data_specs import DataSpec

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Samples:
    """Inputs ``(num_samples, *input_shape)`` and labels ``(num_samples,)`` on one device."""

    inputs: torch.Tensor
    labels: torch.Tensor

    def rows(self, index: torch.Tensor) -> torch.Tensor:
        """``inputs[index]`` for any shape of the index, by copying whole samples: several times faster."""
        stored = self.inputs.movedim(1, -1) if self.inputs.ndim == 4 else self.inputs  # channels last, see below
        rows = stored.flatten(1).index_select(0, index.flatten())
        found = rows.view(-1, *stored.shape[1:])
        return (found.movedim(-1, 1) if found.ndim == 4 else found).unflatten(0, index.shape)


@lru_cache(maxsize=4)
def dataset_of(data: DataSpec) -> Dataset:
    """The data, loaded once for each process."""
    return load_dataset(**{each.name: getattr(data, each.name) for each in fields(data)})


@lru_cache(maxsize=4)
def samples_of(data: DataSpec, device: str, dtype: str) -> tuple[Samples, Samples]:
    """Training and test samples; images with the channels last, which is what convolutions are fastest with."""
    loaded = dataset_of(data)

    def place(inputs: np.ndarray, labels: np.ndarray) -> Samples:
        tensor = torch.from_numpy(inputs).to(device, getattr(torch, dtype))
        if tensor.ndim == 4:
            tensor = tensor.contiguous(memory_format=torch.channels_last)
        return Samples(tensor, torch.from_numpy(labels).to(device))

    return place(loaded.train_inputs, loaded.train_labels), place(loaded.test_inputs, loaded.test_labels)


def to_tensors(weights: Weights, device: str, dtype: str) -> Tensors:
    """Copies that autograd differentiates with respect to; convolutions with the channels last, as images are."""

    def place(array: np.ndarray) -> torch.Tensor:
        tensor = torch.tensor(array, device=device, dtype=getattr(torch, dtype))
        if tensor.ndim == 5:
            tensor = tensor.movedim(2, -1).contiguous().movedim(-1, 2)
        return tensor.requires_grad_()

    return {name: place(array) for name, array in weights.items()}


def to_arrays(weights: Tensors) -> Weights:
    """Copies as numpy arrays."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in weights.items()}
