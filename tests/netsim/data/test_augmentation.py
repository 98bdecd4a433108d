"""Random crops and flips: every image is one of the 162 it may become, and each is equally likely."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.data.augmentation import augment


def shifted(image, down, right, flip):
    """Slow and literal: the crop of the zero-padded image, then mirrored."""
    channels, height, width = image.shape
    out = np.zeros_like(image)
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                if 0 <= i + down < height and 0 <= j + right < width:
                    out[c, i, j] = image[c, i + down, j + right]
    return out[:, :, ::-1] if flip else out


@given(st.integers(0, 10**6), st.integers(0, 2), st.integers(1, 3), st.integers(1, 4), st.integers(1, 5))
def test_every_image_is_a_crop_or_its_mirror(seed, padding, channels, height, width):
    batch = np.random.default_rng(seed).normal(size=(4, channels, height, width)).astype(np.float32)
    before = batch.copy()
    out = augment(batch, np.random.default_rng(seed + 1), padding=padding)
    assert out.shape == batch.shape
    assert out.dtype == batch.dtype
    assert (batch == before).all()
    shifts = range(-padding, padding + 1)
    for image, found in zip(batch, out, strict=True):
        allowed = [shifted(image, i, j, flip) for i in shifts for j in shifts for flip in (False, True)]
        assert any((found == candidate).all() for candidate in allowed)


@given(st.integers(0, 10**6))
def test_a_function_of_the_stream(seed):
    batch = np.random.default_rng(0).normal(size=(8, 3, 6, 6))
    first, again = (augment(batch, np.random.default_rng(seed)) for _ in range(2))
    assert (first == again).all()


def test_without_padding_and_flips_nothing_changes():
    batch = np.random.default_rng(0).normal(size=(5, 3, 4, 4))
    assert (augment(batch, np.random.default_rng(1), padding=0, flip_probability=0) == batch).all()
    assert (augment(batch, np.random.default_rng(1), padding=0, flip_probability=1) == batch[..., ::-1]).all()


def test_all_162_outcomes_are_equally_likely():
    num = 162 * 200
    image = np.zeros((1, 9, 10))
    image[0, 4, 4], image[0, 4, 5] = 1, 2  # in the middle: no shift loses them, and their order shows a flip
    out = augment(np.broadcast_to(image, (num, 1, 9, 10)), np.random.default_rng(0))
    outcomes: dict[bytes, int] = {}
    for found in out:
        outcomes[found.tobytes()] = outcomes.get(found.tobytes(), 0) + 1
    assert len(outcomes) == 162
    statistic = sum((count - 200) ** 2 / 200 for count in outcomes.values())  # chi square, 161 degrees of freedom
    assert 112 < statistic < 222  # each tail 0.001


def test_channels_move_together():
    batch = np.repeat(np.random.default_rng(0).normal(size=(50, 1, 8, 8)), 3, axis=1)
    out = augment(batch, np.random.default_rng(0))
    assert (out[:, 0] == out[:, 1]).all()
    assert (out[:, 0] == out[:, 2]).all()
    assert (out != batch).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_the_dtype_stays(dtype):
    assert augment(np.ones((2, 1, 4, 4), dtype), np.random.default_rng(0)).dtype == dtype
