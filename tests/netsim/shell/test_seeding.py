"""Streams depend on seed, role and index, and on nothing else."""

from zlib import crc32

import numpy as np
import pytest

from netsim.shell import random_stream


def test_a_stream_is_numpys_for_these_numbers():
    known = np.random.default_rng([7, crc32(b"batches"), 3, 1])
    assert np.array_equal(random_stream(7, "batches", 3, 1).random(5), known.random(5))


def test_what_differs_in_anything_is_another_stream():
    asked = [(0, "a"), (1, "a"), (0, "b"), (0, "a", 1), (0, "a", 2), (0, "a", 0, 1), (0, "a", 1, 1)]
    first = [random_stream(*each).random() for each in asked]
    assert len(set(first)) == len(asked)
    assert [random_stream(*each).random() for each in reversed(asked)] == first[::-1]
    assert random_stream(0, "a", 0, 0).random() == first[0]


def test_a_negative_seed_is_none():
    with pytest.raises(ValueError, match="non-negative"):
        random_stream(-1, "a")
