"""Stacks of models: taken apart and put together, and what is no stack."""

import numpy as np
import pytest

from netsim.models.architectures import mlp
from netsim.models.initial import initial_weights
from netsim.models.stacked import by_layer, check_same_shapes, copies, num_models, one_model, together
from netsim.shell import WrongInput

WEIGHTS = initial_weights(mlp(3, (2,), 1), (0, 1, 2), seed=0)


def test_a_stack_taken_apart_and_put_together_is_the_same():
    again = together(one_model(WEIGHTS, model) for model in range(3))
    assert again.keys() == WEIGHTS.keys()
    assert all(np.array_equal(again[name], WEIGHTS[name]) for name in WEIGHTS)


def test_copies_are_of_one_model():
    found = copies(WEIGHTS, 1, 4)
    assert num_models(found) == 4
    for name, array in found.items():
        assert all(np.array_equal(one, WEIGHTS[name][1]) for one in array)


def test_arrays_of_a_layer_belong_together():
    assert by_layer(WEIGHTS) == {f"layer{k}": [f"layer{k}.weight", f"layer{k}.bias"] for k in (1, 2)}
    with pytest.raises(WrongInput, match=r"no layer1.weight beside it"):
        by_layer({"layer1.bias": np.zeros((1, 2))})
    with pytest.raises(WrongInput, match=r"an array called 'layer1.scale'"):
        by_layer({"layer1.scale": np.zeros((1, 2))})


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({}, "weights is {}"),
        ({"a": np.zeros((2, 3)), "b": np.zeros((3, 3))}, "different numbers of models"),
    ],
)
def test_what_is_no_stack(weights, words):
    with pytest.raises(WrongInput, match=words):
        num_models(weights)


def test_models_of_different_networks_are_told_apart():
    check_same_shapes(WEIGHTS, copies(WEIGHTS, 0, 7))
    with pytest.raises(WrongInput, match=r"layer1.weight: \(2, 3\) and \(4, 3\)"):
        check_same_shapes(WEIGHTS, initial_weights(mlp(3, (4,), 1), (0,), seed=0))
