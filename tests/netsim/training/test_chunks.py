"""Chunks give what the whole gives: statistics, outputs, gradients, and whole trainings."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from netsim.models import initial_weights, mlp, theory2_dcnn, theory3_cnn
from netsim.probes import activation_ranges
from netsim.training import DataSpec, TrainTask, evaluate_weights, train

pytestmark = pytest.mark.torch

NETWORKS = {
    "dense": mlp(64, (12,), 10),
    "normalised": mlp(64, (12, 9), 10, activation="softplus", batch_norm=True),
    "convolutions": theory3_cnn((3, 4, 4, 5), (1, 8, 8), activation="polynomial:4:5"),
    "with biases": theory2_dcnn((1, 8, 8), activation="softplus:3"),
}
DIGITS = DataSpec("digits", num_train=60, num_test=40)


@pytest.fixture
def small_chunks(monkeypatch):
    """Seven samples of a model at a time, whatever the network."""
    from netsim.training import chunks

    monkeypatch.setattr(chunks, "chunk_size", lambda spec, device, dtype, num_models=1: 7)


def whole_and_in_chunks(spec, size):
    """Gradients of two models on sixty digits of both kinds, float64."""
    import torch

    from netsim.models import forward
    from netsim.training.chunks import gradients_in_chunks
    from netsim.training.evaluation import mean_losses
    from netsim.training.tensors import samples_of, to_tensors

    weights = to_tensors(initial_weights(spec, (0, 1), 1), "cpu", "float64")
    samples, _ = samples_of(DIGITS, "cpu", "float64")
    inputs, labels = samples.inputs.unsqueeze(0), samples.labels.unsqueeze(0)
    losses = mean_losses("square", forward(spec, weights, inputs), labels)
    whole = torch.autograd.grad(losses.sum(), list(weights.values()))
    return whole, gradients_in_chunks(spec, weights, inputs, labels, partial(mean_losses, "square"), size)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("size", [1, 7, 60, 1000])
def test_gradients_are_those_of_the_whole_batch(name, size):
    whole, parts = whole_and_in_chunks(NETWORKS[name], size)
    largest = max(float(each.abs().max()) for each in whole)
    for first, second in zip(whole, parts, strict=True):
        assert float((first - second).abs().max()) < 1e-12 * largest


def test_statistics_of_each_chunk_are_not_those_of_the_batch():
    """What a chunk for itself would give is found to be another gradient."""
    import torch

    from netsim.models import forward
    from netsim.training.evaluation import mean_losses
    from netsim.training.tensors import samples_of, to_tensors

    spec = NETWORKS["normalised"]
    whole, _ = whole_and_in_chunks(spec, 30)
    weights = to_tensors(initial_weights(spec, (0, 1), 1), "cpu", "float64")
    samples, _ = samples_of(DIGITS, "cpu", "float64")
    naive = [torch.zeros_like(each) for each in whole]
    for chunk in torch.arange(60).split(30):
        outputs = forward(spec, weights, samples.inputs[chunk].unsqueeze(0))
        losses = mean_losses("square", outputs, samples.labels[chunk].unsqueeze(0))
        for total, each in zip(naive, torch.autograd.grad(losses.sum() / 2, list(weights.values())), strict=True):
            total += each
    assert max(float((one - other).abs().max()) for one, other in zip(whole, naive, strict=True)) > 1e-3


@pytest.mark.parametrize("name", NETWORKS)
def test_models_are_evaluated_as_on_the_whole(name, small_chunks, monkeypatch):
    weights = initial_weights(NETWORKS[name], (0, 4), 1)
    parts = evaluate_weights(NETWORKS[name], weights, DIGITS, dtype="float64")
    monkeypatch.undo()
    whole = evaluate_weights(NETWORKS[name], weights, DIGITS, dtype="float64")
    for key, array in whole.items():
        assert np.allclose(parts[key], array, rtol=1e-12, atol=0), key


def test_gradient_descent_in_chunks_is_gradient_descent(small_chunks, monkeypatch):
    task = TrainTask(NETWORKS["with biases"], DIGITS, (0, 1), 5, 0.1, batch_size=0, dtype="float64")
    parts = train(task)
    monkeypatch.undo()
    whole = train(task)
    for key, array in whole.history.items():
        assert np.allclose(parts.history[key], array, rtol=1e-10), key
    for key, array in whole.weights.items():
        assert np.allclose(parts.weights[key], array, rtol=1e-9, atol=1e-11), key


def test_ranges_of_activations_are_those_of_the_whole(small_chunks, monkeypatch):
    spec = NETWORKS["convolutions"]
    task = TrainTask(spec, DIGITS, (0, 1), 1, dtype="float64")
    weights = initial_weights(spec, (0, 1), 1)
    weights["layer2.weight"] *= 3
    parts = activation_ranges(task, weights)
    monkeypatch.undo()
    whole = activation_ranges(replace(task), weights)
    for key, array in whole.items():
        assert np.allclose(parts[key], array, rtol=1e-12, atol=0), key


def test_the_size_of_a_chunk_is_that_of_the_network_and_the_device():
    from netsim.training.chunks import chunk_size, values_per_sample

    spec = theory2_dcnn()
    assert values_per_sample(spec) == 3 * 32**2 + 16 * 16**2 + 36 * 8**2 + 100 * 4**2 + 152 * 2**2 + 10
    assert chunk_size(spec, "cpu", "float32") == 2**30 // (16 * values_per_sample(spec)) == 5_740
    assert chunk_size(spec, "cpu", "float64") == chunk_size(spec, "cpu", "float32", 2)
    assert chunk_size(spec, "cuda:1", "float32") > chunk_size(spec, "cpu", "float32")
    assert chunk_size(theory3_cnn((64,) * 4), "cpu", "float32", 100_000) == 1


def test_the_memory_of_a_sample_is_what_autograd_keeps_up_to_a_factor():
    import torch

    from netsim.models import forward
    from netsim.training.chunks import bytes_per_sample
    from netsim.training.tensors import to_tensors

    for spec in (theory2_dcnn(), theory3_cnn((16, 32, 64, 128), activation="polynomial:10:10")):
        kept = {}

        def keep(tensor, kept=kept):
            kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        weights = to_tensors(initial_weights(spec, (0,), 0), "cpu", "float32")
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            forward(spec, weights, torch.randn(1, 200, 3, 32, 32)).sum()
        own = sum(tensor.numel() * 4 for tensor in weights.values())
        assert 0.2 < (sum(kept.values()) - own) / 200 / bytes_per_sample(spec, "float32") < 4
