"""Ensembles against one model after the other, gradients, segments, closed forms, divergence, memory."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models.networks import initial_weights, mlp, theory3_cnn
from netsim.shell.errors import OutOfBudget, WrongInput
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask, chain

pytestmark = pytest.mark.torch

DIGITS = DataSpec("digits", num_train=60, num_test=40)
NETWORKS = {
    "dense": mlp(64, (12,), 10),
    "skips": mlp(64, (6, 5), 10, activation="softplus", skips=((1, 1), (2, 0))),
    "convolutions": theory3_cnn((3, 4, 4, 5), (1, 8, 8)),
}


def make(name="dense", **options):
    return TrainTask(NETWORKS[name], DIGITS, models=(0, 1, 2), **({"epochs": 2, "batch_size": 25} | options))


def loaded(task):
    from netsim.training.tensors import dataset_of

    data = dataset_of(task.data)
    return data.train_inputs, data.train_labels


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


@pytest.mark.parametrize("name", NETWORKS)
def test_company_changes_nothing_but_rounding(name):
    task = make(name)
    together, alone = train(task), train(task.part(slice(1, 2)))
    for key, array in alone.weights.items():
        np.testing.assert_allclose(together.weights[key][1:2], array, rtol=2e-4, atol=2e-6)
    assert np.array_equal(together.history["epoch"], alone.history["epoch"])


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


def test_errors_and_norms_are_those_of_a_plain_count():
    result = train(make("dense", epochs=3))
    inputs, labels = loaded(make())
    for model in range(3):
        weights = {name: array[model].astype(float) for name, array in result.weights.items()}
        hidden = np.maximum(inputs.reshape(60, 64) @ weights["layer1.weight"].T + weights["layer1.bias"], 0)
        outputs = hidden @ weights["layer2.weight"].T + weights["layer2.bias"]
        wrong = sum(int(np.argmax(row) != label) for row, label in zip(outputs, labels, strict=True))
        assert result.final("train_error")[model] == wrong / 60
        norm = np.sqrt(sum((array**2).sum() for array in weights.values()))
        assert result.final("norm")[model] == pytest.approx(norm, rel=1e-6)
        first = np.sqrt((weights["layer1.weight"] ** 2).sum() + (weights["layer1.bias"] ** 2).sum())
        assert result.final("norm.layer1")[model] == pytest.approx(first, rel=1e-6)


def test_divergence_is_reported_for_the_model_that_diverges():
    result = train(make(epochs=6, learning_rate=(0.01, 1e8, 0.01), loss="square"))
    assert list(result.diverged) == [False, True, False]
    assert result.final("train_error")[1] == 1.0
    assert np.isfinite(result.weights["layer1.weight"][[0, 2]]).all()


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


def test_memory_that_runs_out_makes_the_groups_smaller(monkeypatch):
    from netsim.training import loop

    inner = loop.train_together
    seen = []

    def short_of_memory(task, device, span):
        seen.append(len(task.models))
        if len(task.models) > 1:
            raise MemoryError
        return inner(task, device, span)

    whole = train(make("convolutions"))
    monkeypatch.setattr(loop, "train_together", short_of_memory)
    result = train(make("convolutions"))
    assert seen == [3, 1, 2, 1, 1]
    assert "memory ran out with 3 models" in result.notes[0]
    np.testing.assert_allclose(result.weights["layer1.weight"], whole.weights["layer1.weight"], rtol=2e-4, atol=2e-6)


def test_one_model_that_does_not_fit_is_an_error(monkeypatch):
    import torch

    def no_memory(*arguments):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("netsim.training.loop._train", no_memory)
    with pytest.raises(OutOfBudget, match="one model of 910 parameters does not fit"):
        train(make().part(slice(0, 1)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"loss": "hinge"}, "loss 'hinge'"),
        ({"batch_size": -1}, "batches of -1"),
        ({"learning_rate": (0.1,)}, "1 learning rates for 3 models"),
        ({"evaluate_every": 0}, "evaluate_every is 0"),
        ({"dtype": "float16"}, "float16"),
    ],
)
def test_tasks_without_meaning(options, words):
    with pytest.raises(WrongInput, match=words):
        make(**options)
