"""Pooling and concatenation against loops over positions."""

import numpy as np
import pytest

from netsim.models.pooling import pool_images, side_by_side

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(("kind", "of"), [("max", np.max), ("mean", np.mean)])
def test_pooling_is_a_loop_over_positions(kind, of):
    import torch

    values = np.random.default_rng(0).standard_normal((2, 3, 5, 6))
    found = pool_images(kind, torch.tensor(values)).numpy()
    assert found.shape == (2, 3, 2, 3)
    for row in range(2):
        for column in range(3):
            window = values[:, :, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].reshape(2, 3, 4)
            np.testing.assert_allclose(found[:, :, row, column], of(window, axis=2), rtol=1e-12)
    whole = pool_images("all", torch.tensor(values)).numpy()
    np.testing.assert_allclose(whole[:, :, 0, 0], values.mean((2, 3)), rtol=1e-12)


def test_channels_stay_with_their_model():
    import torch

    first = torch.tensor([[[[1.0]], [[2.0]]]])  # one sample, two models of one channel
    second = torch.tensor([[[[10.0]], [[11.0]], [[20.0]], [[21.0]]]])
    assert side_by_side([first, second], 2).flatten().tolist() == [1, 10, 11, 2, 20, 21]
    shared = torch.full((1, 1, 3, 1, 1), 7.0)  # an input for all models
    assert side_by_side([shared, first], 2).flatten().tolist() == [7, 7, 7, 1, 7, 7, 7, 2]
