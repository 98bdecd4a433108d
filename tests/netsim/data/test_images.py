"""Subsets of images by seed."""

import numpy as np
from hypothesis import given, strategies as st

from netsim.data.images import Images


def numbered_images(num_train=40, num_test=12):
    """Images whose only pixel is their number."""
    train, test = (np.arange(n, dtype=np.uint8).reshape(n, 1, 1, 1) for n in (num_train, num_test))
    origin = {"attribution": "counted", "split": "by counting", "files": []}
    return Images(train, np.arange(num_train) % 3, test, np.arange(num_test) % 3, 3, 255, origin)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 5))
def test_a_smaller_subset_is_the_beginning_of_a_larger(few, many, seed):
    few, many = sorted((few, many))
    images = numbered_images()
    small, large = (images.subset("numbers", n, 12, seed) for n in (few, many))
    numbers = large.train_inputs.ravel().tolist()
    assert small.train_inputs.ravel().tolist() == numbers[:few]
    assert len(set(numbers)) == many
    assert large.train_labels.tolist() == [number % 3 for number in numbers]
    assert small.test_inputs.tolist() == large.test_inputs.tolist()
    assert sorted(large.test_inputs.ravel().tolist()) == list(range(12))
