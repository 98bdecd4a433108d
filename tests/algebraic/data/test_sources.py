"""Data by name: random integers that the seed alone decides, and real digits."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from algebraic import Network, data_rank
from algebraic.data.sources import load_data, random_data
from algebraic.ranks import rank_at
from algebraic.shell.errors import TooLarge, WrongInput
from algebraic.shell.random import ROLE_DATA, random_stream

NETWORK = Network.dense([2, 1, 1])


def test_random_data_are_uniform_integers_from_the_seed():
    data = random_data(NETWORK, 2000, seed=5)
    numbers = np.array(data.inputs.tolist(), dtype=np.int64)
    assert abs(numbers).max() <= 10**6
    assert abs(numbers).max() > 990_000
    assert abs(numbers.mean()) < 50_000  # standard error 9,129
    assert (random_data(NETWORK, 3, seed=5).inputs == data.inputs[:3]).all()
    assert (random_data(NETWORK, 3, seed=6).inputs != data.inputs[:3]).any()


@pytest.mark.slow
def test_random_inputs_never_repeat():
    inputs = random_data(Network.dense([1, 1]), 20_000).inputs  # about 100 coincidences among so many draws
    assert len(set(inputs[:, 0])) == 20_000


def test_an_input_that_was_drawn_before_is_drawn_again(monkeypatch):
    """A stream of a few different numbers, read row by row: the first row of each input counts."""
    monkeypatch.setattr("algebraic.data.sources.RANDOM_RANGE", 5)
    network = Network.dense([1, 1])
    expected, stream = {}, random_stream(3, ROLE_DATA, 0)
    while len(expected) < 5:
        for x, y in stream.integers(-5, 6, (5, 2)).tolist():
            expected.setdefault(x, y)
    found = random_data(network, 5, seed=3)
    assert list(zip(found.inputs[:, 0], found.targets[:, 0], strict=True)) == list(expected.items())[:5]


@pytest.mark.parametrize("widths", [(2, 1, 1, 1), (3, 2, 1), (5, 1, 3), (1, 1, 1)])
def test_digits_are_real_images_of_full_rank(widths):
    network = Network.dense(widths)
    num_samples = max(2, network.num_params // network.output_dim)
    data = load_data("digits", network, num_samples, seed=1, rank_of=rank_at)
    images, labels = load_digits(return_X_y=True)
    indices = [int(i) for i in data.source.split("images ")[1].split(";")[0].split()]
    pixels = [tuple(map(int, p.split(","))) for p in data.source.split("(row,column) ")[1].split(";")[0].split()]
    assert len(indices) == num_samples
    for row, index in enumerate(indices):
        assert [images[index, 8 * r + c] for r, c in pixels] == data.inputs[row].tolist()
        assert data.targets[row][0] == labels[index] != 0
    assert (data.inputs != 0).all()
    assert data_rank(network, data.inputs).rank == data_rank(network, random_data(network, num_samples).inputs).rank


@pytest.mark.parametrize("seed", range(5))
def test_digits_point_in_different_directions(seed):
    inputs = load_data("digits", Network.dense([2, 1, 1, 1]), 5, seed=seed, rank_of=rank_at).inputs
    vectors = [*inputs, *(inputs[i] - inputs[j] for i in range(5) for j in range(i))]
    for i, v in enumerate(vectors):
        assert all(v[0] * w[1] != v[1] * w[0] for w in vectors[:i])


def test_digits_have_64_pixels():
    with pytest.raises(WrongInput, match="64 pixels"):
        load_data("digits", Network.dense([65, 1]), 1, rank_of=rank_at)
    assert load_data("digits", Network.dense([64, 1]), 3, rank_of=rank_at).inputs.shape == (3, 64)
    with pytest.raises(WrongInput, match="samples are wanted"):
        load_data("digits", Network.dense([1, 1]), 100, rank_of=rank_at)


def test_huge_data_are_not_drawn():
    with pytest.raises(TooLarge):
        load_data("random", Network.dense([3072, 2, 10]), 50_000)
