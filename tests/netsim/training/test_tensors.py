"""Data and weights as tensors, and back."""

from dataclasses import asdict

import numpy as np
import pytest

from netsim.data import load_dataset
from netsim.models import initial_weights

from .digits import DIGITS, NETWORKS, make

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("shape", [(7,), (3, 4, 5), (2, 4, 4), (1, 6, 6), (5, 1, 1)])
def test_rows_are_what_indexing_gives(shape):
    import torch

    from netsim.training.tensors import Samples

    inputs = torch.arange(9 * int(np.prod(shape)), dtype=torch.float32).view(9, *shape)
    if inputs.ndim == 4:
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    samples = Samples(inputs, torch.zeros(9, dtype=torch.int64))
    index = torch.tensor([[3, 0, 8], [8, 8, 1]])
    assert torch.equal(samples.rows(index), inputs[index])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_weights_come_back_as_copies(dtype):
    from netsim.training.tensors import to_arrays, to_tensors

    weights = initial_weights(NETWORKS["skips"], (0, 1), 0)
    tensors = to_tensors(weights, "cpu", dtype)
    assert all(tensor.requires_grad for tensor in tensors.values())
    back = to_arrays(tensors)
    for name, array in weights.items():
        assert back[name].dtype == dtype
        np.testing.assert_array_equal(back[name], array.astype(dtype))
        back[name] += 1
        np.testing.assert_array_equal(tensors[name].detach().numpy(), array.astype(dtype))


def test_samples_are_those_of_the_data_set_loaded_once():
    from netsim.training.tensors import dataset_of, samples_of

    known = load_dataset(**asdict(DIGITS))
    train, test = samples_of(DIGITS, "cpu", "float64")
    for samples, inputs, labels in (
        (train, known.train_inputs, known.train_labels),
        (test, known.test_inputs, known.test_labels),
    ):
        np.testing.assert_array_equal(samples.inputs.numpy(), inputs.astype(np.float64))
        np.testing.assert_array_equal(samples.labels.numpy(), labels)
    assert samples_of(DIGITS, "cpu", "float64")[0] is train
    assert dataset_of(make().data) is dataset_of(DIGITS)
