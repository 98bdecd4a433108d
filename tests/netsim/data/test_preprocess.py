"""Preprocessing by its definition, with constants of the training subset alone."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.data import PREPROCESSING, load_dataset
from netsim.data.preprocess import CHUNK, channel_moments, preprocess
from netsim.shell import WrongInput


@given(st.integers(0, 1000), st.integers(2, 9), st.integers(1, 3))
def test_preprocessing_by_its_definition(seed, num_train, channels):
    stream = np.random.default_rng(seed)
    train, test = (stream.integers(0, 256, (n, channels, 3, 2)).astype(np.uint8) for n in (num_train, 4))
    for how in PREPROCESSING:
        ours, ours_test, _ = preprocess(train, test, how, white=255)
        for array, found in ((train, ours), (test, ours_test)):
            exact = array.astype(np.float64)
            if how == "standard":
                mean, deviation = train.mean(axis=(0, 2, 3)), train.std(axis=(0, 2, 3))
                exact = (exact - mean[:, None, None]) / deviation[:, None, None]
            elif how == "centre":
                exact = exact / 255 - (train / 255).mean(axis=0)
            elif how == "scale":
                exact = exact / 255
            assert found.dtype == np.float32
            assert found == pytest.approx(exact, rel=1e-5, abs=2e-6)


def test_moments_over_several_chunks():
    images = np.random.default_rng(0).integers(0, 256, (2 * CHUNK + 7, 2, 3, 3)).astype(np.uint8)
    mean, deviation = channel_moments(images)
    assert mean == pytest.approx(images.mean(axis=(0, 2, 3), dtype=np.float64), rel=1e-14)
    assert deviation == pytest.approx(images.std(axis=(0, 2, 3), dtype=np.float64), rel=1e-13)


def test_standardised_training_images_have_mean_0_and_deviation_1_and_test_images_do_not():
    data = load_dataset("patches", num_train=500, num_test=500)
    mean, deviation = channel_moments(data.train_inputs)
    assert abs(mean).max() < 1e-5
    assert abs(deviation - 1).max() < 1e-5
    assert abs(channel_moments(data.test_inputs)[0]).max() > 1e-3  # the constants are those of the training subset
    raw = load_dataset("patches", num_train=500, num_test=500, preprocess="none")
    assert raw.train_inputs.min() >= 0
    assert raw.train_inputs.max() <= 255
    assert (raw.train_inputs == raw.train_inputs.round()).all()
    assert "channel_mean" not in raw.source
    assert data.source["channel_mean"] == pytest.approx(raw.train_inputs.mean(axis=(0, 2, 3), dtype=np.float64))
    digits = load_dataset("digits", preprocess="scale")
    assert digits.train_inputs.max() == 1  # 16/16, not 16/255


def test_a_constant_channel_is_not_divided_by():
    train = np.full((3, 2, 2, 2), 7, dtype=np.uint8)
    train[:, 0, 0] = 1
    with pytest.raises(WrongInput, match=r"channel 2 .* is 7 everywhere"):
        preprocess(train, train, "standard", white=255)
    assert (preprocess(train, train, "centre", white=255)[0] == 0).all()
