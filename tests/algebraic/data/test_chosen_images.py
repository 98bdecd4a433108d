"""The rule that chooses patches, against one that looks at every patch; tests/netsim has its other properties."""

import numpy as np
import pytest

from algebraic.data.chosen_images import FLAT, SIDE, STRIPS, TEST_BANDS, draw_positions, patches_at, usable_positions


def plainly(photograph):
    """Corners and labels for training, one after the other, with the standard deviation by numpy."""
    width = photograph.shape[1] // STRIPS
    found, seen = [], set()
    for top in range(photograph.shape[0] - SIDE + 1):
        for strip in range(STRIPS):
            for left in range(strip * width, strip * width + width - SIDE + 1):
                patch = photograph[top : top + SIDE, left : left + SIDE]
                in_test = any(top < stop and top + SIDE > start for start, stop in TEST_BANDS)
                if not in_test and (patch.std(axis=(0, 1)) >= FLAT).any() and patch.tobytes() not in seen:
                    seen.add(patch.tobytes())
                    found.append(((0, top, left), strip))
    return found


@pytest.fixture(scope="module")
def photograph():
    """Five narrow strips: noise, flat in places, with one square twice."""
    stream = np.random.default_rng(0)
    pixels = stream.integers(0, 256, (100, 5 * 40, 3)).astype(np.uint8)
    pixels[:50, :40] = 7
    pixels[60:100, 41:80] = pixels[10:50, 81:120]
    return pixels


def test_usable_are_those_that_a_plain_loop_finds(photograph):
    train, _ = usable_positions(photograph[None])
    assert list(zip(map(tuple, train.corners.tolist()), train.labels.tolist(), strict=True)) == plainly(photograph)
    assert len(train.labels) < 69 * 9 * STRIPS  # something was left out
    assert train.available == 0  # of ten classes, and this is one photograph


def test_a_draw_is_of_both_photographs(photograph):
    both = np.stack([photograph, photograph[::-1]])
    train, _ = usable_positions(both)
    drawn = draw_positions(train, 40, seed=1, role="training")
    assert np.bincount(drawn.labels).tolist() == [4] * 10
    for corner, patch in zip(drawn.corners, patches_at(both, drawn.corners), strict=True):
        which, top, left = corner
        assert (patch.transpose(1, 2, 0) == both[which, top : top + SIDE, left : left + SIDE]).all()
