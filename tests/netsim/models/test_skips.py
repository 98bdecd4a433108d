"""Skip-connections that are drawn: distinct, uniform, of each model's own; more than neurons are refused."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models.architectures import mlp
from netsim.models.layers import Layer
from netsim.models.networks import NetworkSpec, weight_shapes
from netsim.models.skips import DrawnSkips, draw_places
from netsim.shell import WrongInput

LAYERS = (Layer(2, 3, pool="max"), Layer(5), Layer(3))  # 2 · 36 and 5 neurons
IMAGES = (1, 8, 8)


def test_places_are_distinct_neurons_in_order():
    places = draw_places(LAYERS, IMAGES, 40, np.random.default_rng(0))
    assert sum(map(len, places.values())) == 40
    for number, most in ((1, 72), (2, 5)):
        assert list(places[number]) == sorted(set(places[number]))
        assert 0 <= min(places[number]) <= max(places[number]) < most


def test_every_neuron_is_as_likely():
    counts = np.zeros(77)
    for seed in range(400):
        places = draw_places(LAYERS, IMAGES, 11, np.random.default_rng(seed))
        for number, begin in ((1, 0), (2, 72)):
            np.add.at(counts, begin + places.get(number, np.zeros(0, int)), 1)
    assert counts.sum() == 4400
    assert abs(counts / 400 - 1 / 7).max() < 5 * (6 / 49 / 400) ** 0.5  # five standard errors


def test_all_of_some_layers():
    assert list(draw_places(LAYERS, IMAGES, 5, np.random.default_rng(0), (2,))[2]) == [0, 1, 2, 3, 4]


@pytest.mark.torch
def test_each_model_has_skips_of_its_own_whoever_is_beside_it():
    import torch

    from netsim.models.skips import gather

    hidden = torch.arange(3 * 4 * 6.0).view(3, 4, 6)
    layers, drawn = (Layer(6), Layer(2)), DrawnSkips(3, seed=1)

    def found(models):
        return gather(layers, (2,), (), replace(drawn, models=models), {1: hidden[list(models)]}, len(models))

    together = found((0, 1, 2))
    assert together.shape == (3, 4, 3)
    assert len({tuple(row.tolist()) for row in together[:, 0] % 6}) > 1
    for model in range(3):
        assert torch.equal(found((model,))[0], together[model])


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (DrawnSkips(78), "78 skip-connections from 77 hidden neurons"),
        (DrawnSkips(6, layers=(2,)), "6 skip-connections from 5"),
        (DrawnSkips(2, layers=(3,)), "skip-connection from layer 3"),
    ],
)
def test_more_skips_than_neurons_are_refused(drawn, words):
    with pytest.raises(WrongInput, match=words):
        NetworkSpec(IMAGES, LAYERS, drawn_skips=drawn)


def test_skips_that_are_given_are_counted():
    assert weight_shapes(mlp(2, (3,), 4, skips=((1, 0), (1, 2))))["skip.weight"] == (4, 2)
    with pytest.raises(WrongInput, match="count is 0"):
        DrawnSkips(0)
