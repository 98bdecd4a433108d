"""Losses, errors and norms against plain counts."""

import numpy as np
import pytest

from netsim.models import initial_weights
from netsim.shell import WrongInput
from netsim.training import train

from .digits import DIGITS, NETWORKS, loaded, make

pytestmark = pytest.mark.torch


def evaluate(*arguments, **options):
    from netsim.training import evaluate_weights

    return evaluate_weights(*arguments, **options)


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


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("loss", ["cross_entropy", "square"])
def test_weights_are_evaluated_as_plain_modules_are(name, loss):
    """Batch statistics of the whole training set are what a module without running statistics uses in one pass."""
    import torch

    from tests.reference.plain_training import Plain, loss_of

    weights = initial_weights(NETWORKS[name], (0, 4), 1)
    found = evaluate(NETWORKS[name], weights, DIGITS, loss=loss, dtype="float64")
    inputs, labels = (torch.tensor(array) for array in loaded(make()))
    for model in range(2):
        with torch.no_grad():
            outputs = Plain(NETWORKS[name], weights, model, torch.float64)(inputs.double())
        assert found["train_loss"][model] == pytest.approx(float(loss_of(loss, outputs, labels)), rel=1e-9)
        right = outputs.argmax(1) == labels
        assert found["train_correct"][model].tolist() == right.tolist()
        assert found["train_error"][model] == pytest.approx(1 - float(right.double().mean()))
    assert found["test_correct"].shape == (2, 40)


def test_outputs_that_are_not_finite_are_errors():
    weights = initial_weights(NETWORKS["dense"], (0, 1), 0)
    weights["layer2.bias"][1] = np.nan
    found = evaluate(NETWORKS["dense"], weights, DIGITS)
    assert found["train_error"][1] == found["test_error"][1] == 1
    assert found["train_error"][0] < 1


def test_an_unknown_loss():
    with pytest.raises(WrongInput, match="loss is 'hinge'"):
        evaluate(NETWORKS["dense"], initial_weights(NETWORKS["dense"], (0,), 0), DIGITS, loss="hinge")
