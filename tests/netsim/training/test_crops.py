"""Crops on the device are those of numpy, bit by bit."""

import numpy as np
import pytest

from netsim.data import augment

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("shape", [(2, 7, 3, 8, 9), (1, 1, 1, 5, 5)])
def test_crops_are_those_of_numpy(shape):
    import torch

    from netsim.training.crops import crop_images

    images = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    found = crop_images(torch.from_numpy(images), [np.random.default_rng((3, model)) for model in range(shape[0])])
    wanted = [augment(batch, np.random.default_rng((3, model))) for model, batch in enumerate(images)]
    assert np.array_equal(found.numpy(), np.stack(wanted))
