"""Steps against plain torch, a closed form and each other."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models import initial_weights, mlp
from netsim.training import TrainTask, chain, train

from .digits import DIGITS, NETWORKS, loaded, make

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("loss", ["cross_entropy", "square"])
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("batch_size", [0, 25])
def test_an_ensemble_is_what_plain_torch_gives_one_by_one(name, loss, batch_size):
    from tests.reference.plain_training import plain_train

    task = make(name, loss=loss, batch_size=batch_size, dtype="float64", learning_rate=(0.05, 0.01, 0.02))
    task = replace(task, weight_decay=0.003, stage=4)
    result = train(task)
    plain = plain_train(task, initial_weights(task.network, task.models, task.seed), *loaded(task))
    for place, model in enumerate(plain):
        for number, block in enumerate(model.blocks, start=1):
            module = next(m for m in block if hasattr(m, "weight") and m.weight is not None)
            ours = result.weights[f"layer{number}.weight"][place]
            np.testing.assert_allclose(ours, module.weight.detach().numpy(), rtol=1e-9, atol=1e-12)


def test_spans_of_epochs_are_one_run_bit_by_bit():
    task = make(epochs=5, record_layers=(1,), record_every=2, evaluate_every=2)
    whole = train(task)
    first = train(task, span=(0, 3))
    second = train(replace(task, start=first.weights), span=(3, 5))
    cut = chain([first, second])
    assert list(whole.history["epoch"]) == [0, 2, 4, 5]
    for name, array in whole.weights.items():
        assert np.array_equal(array, cut.weights[name])
    for name, array in whole.history.items():
        assert np.array_equal(array, cut.history[name]), name
    assert np.array_equal(whole.trajectories[1], cut.trajectories[1])
    assert list(cut.record_epochs) == [0, 2, 4, 5]


def test_full_batch_descent_on_a_linear_model_follows_its_closed_form():
    task = TrainTask(
        mlp(64, (), 10), DIGITS, (0,), epochs=30, batch_size=0, learning_rate=0.002, loss="square", dtype="float64"
    )
    task = replace(task, start={"layer1.weight": np.zeros((1, 10, 64)), "layer1.bias": np.zeros((1, 10))})
    inputs, labels = loaded(task)
    ones = np.hstack([inputs.reshape(len(inputs), -1), np.ones((len(inputs), 1))]).astype(float)
    targets = np.eye(10)[labels]
    values, vectors = np.linalg.eigh(2 / len(ones) * ones.T @ ones)
    geometric = np.where(values > 1e-12, (1 - (1 - 0.002 * values) ** 30) / np.where(values > 1e-12, values, 1), 0.06)
    expected = vectors @ (geometric[:, None] * (vectors.T @ (2 / len(ones) * ones.T @ targets)))
    found = train(task)
    np.testing.assert_allclose(found.weights["layer1.weight"][0], expected[:-1].T, rtol=1e-8, atol=1e-11)
    np.testing.assert_allclose(found.weights["layer1.bias"][0], expected[-1], rtol=1e-8, atol=1e-11)
    residual = ((ones @ expected - targets) ** 2).sum(1).mean()
    assert found.final("train_loss")[0] == pytest.approx(residual, rel=1e-10)


def test_stages_and_seeds_change_the_order_of_the_samples():
    task = make(epochs=1)
    finals = [train(other).weights["layer1.weight"] for other in (task, replace(task, stage=1), task)]
    assert np.array_equal(finals[0], finals[2])
    assert not np.array_equal(finals[0], finals[1])


def test_augmentation_changes_the_batches_and_is_reproducible():
    task = make("convolutions", epochs=1)
    plain, augmented, again = (train(replace(task, augment=a)).weights["layer1.weight"] for a in (False, True, True))
    assert np.array_equal(augmented, again)
    assert not np.array_equal(plain, augmented)
