"""Patches: where they lie, what is left out, and that training and test patches share no pixel."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.datasets import load_sample_images

from netsim.data.chosen_images import (
    FLAT,
    SIDE,
    TRAINING,
    draw_positions,
    order_of_images,
    patches_at,
    usable_positions,
)


@pytest.fixture(scope="module")
def photographs():
    return np.stack(load_sample_images().images)


@pytest.fixture(scope="module")
def positions(photographs):
    return usable_positions(photographs)


def covered(corners, shape):
    """Which pixels belong to a patch, by a plain loop."""
    mask = np.zeros(shape[:3], dtype=bool)
    for photograph, top, left in corners:
        mask[photograph, top : top + SIDE, left : left + SIDE] = True
    return mask


def test_training_and_test_patches_share_no_pixel(photographs, positions):
    train, test = (covered(p.corners, photographs.shape) for p in positions)
    assert not (train & test).any()
    assert train.mean() > 0.6
    assert test.mean() > 0.15


def test_the_order_of_images_depends_on_seed_and_part():
    orders = [order_of_images(50, seed, part) for seed in (0, 1) for part in (TRAINING, "test")]
    assert all(sorted(order.tolist()) == list(range(50)) for order in orders)
    assert len({tuple(order.tolist()) for order in orders}) == 4


def test_every_patch_lies_in_the_strip_of_its_label(photographs, positions):
    for found in positions:
        photograph, top, left = found.corners.T
        for column in (left, left + SIDE - 1):
            assert (5 * photograph + column // 128 == found.labels).all()
        assert top.min() >= 0
        assert (top + SIDE).max() <= photographs.shape[1]


def test_exactly_the_flat_patches_are_left_out(photographs, positions):
    """A second route: the standard deviation by numpy, at random places inside the first strip's first band."""
    kept = {tuple(corner) for corner in positions[0].corners.tolist()}
    stream = np.random.default_rng(0)
    flat = 0
    for photograph in range(2):
        for _ in range(300):
            top, left = stream.integers(0, 118 - SIDE + 1), stream.integers(0, 128 - SIDE + 1)
            patch = photographs[photograph, top : top + SIDE, left : left + SIDE].astype(float)
            is_flat = (patch.std(axis=(0, 1)) < FLAT).all()
            flat += is_flat
            assert ((photograph, top, left) in kept) != is_flat
    assert 50 < flat < 550  # both cases were met


def test_enough_for_the_size_of_cifar(positions):
    assert np.bincount(positions[0].labels).min() >= 5000
    assert np.bincount(positions[1].labels).min() >= 1000


def test_the_pixels_are_those_of_the_photograph(photographs, positions):
    chosen = draw_positions(positions[0], 50, seed=2, role="training")
    for (photograph, top, left), patch in zip(chosen.corners, patches_at(photographs, chosen.corners), strict=True):
        expected = photographs[photograph][top : top + SIDE, left : left + SIDE]
        assert (patch.transpose(1, 2, 0) == expected).all()


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 3))
def test_draws_are_balanced_nested_and_without_replacement(positions, few, many, seed):
    few, many = sorted((few, many))
    small, large = (draw_positions(positions[1], n, seed, "test") for n in (few, many))
    assert (small.corners == large.corners[:few]).all()
    assert len(np.unique(large.corners, axis=0)) == many
    for found in (small, large):
        counts = np.bincount(found.labels, minlength=10)
        assert counts.max() - counts.min() <= 1


def test_planted_duplicates_are_found_once():
    """A photograph that repeats its left half: strips 1 and 3 show the same, shifted by 256 columns."""
    stream = np.random.default_rng(0)
    photograph = stream.integers(0, 256, (1, 427, 640, 3)).astype(np.uint8)
    alone = [np.bincount(p.labels, minlength=5) for p in usable_positions(photograph)]
    photograph[:, :, 256:384] = photograph[:, :, :128]
    photograph[:, 120:160, 512:552] = photograph[:, 20:60, 512:552]  # a training square again in a test band
    train, test = usable_positions(photograph)
    kept_train, kept_test = (np.bincount(p.labels, minlength=5) for p in (train, test))
    assert alone[0].tolist() == [23_086] * 5  # (87 + 64 + 87) rows × 97 columns of corners: nothing else is flat
    assert alone[1].tolist() == [3_298] * 5
    assert kept_train.tolist() == [23_086, 23_086, 0, 23_086, 23_086]
    assert kept_test.tolist() == [3_298, 3_298, 0, 3_298, 3_298 - 81]  # 9 × 9 places for the square's patches
    contents = [patches_at(photograph, p.corners[:: len(p.corners) // 500]) for p in (train, test)]
    assert not {x.tobytes() for x in contents[0]} & {x.tobytes() for x in contents[1]}
