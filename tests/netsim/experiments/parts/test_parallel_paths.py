"""Paths by hand, and what each quality of a picture looks at."""

import numpy as np
import pytest

from netsim.experiments.parts.parallel_paths import paths_of, qualities


def test_how_far_paths_end_from_each_other_and_from_the_start():
    """Four orthogonal ends from one start: each at 1 − cos 60° from it, at 1 from each other."""
    start = np.full(4, 0.5)
    found = paths_of(np.stack([[start, end] for end in np.eye(4)]))
    np.testing.assert_allclose(found["from_start"], [0, 0.5], atol=1e-15)
    np.testing.assert_allclose(found["apart"], [0, 1], atol=1e-15)
    assert found["least_apart"] == pytest.approx(1)
    assert paths_of(np.full((4, 2, 3), np.nan)) == {"diverged": True}


@pytest.mark.parametrize(
    ("change", "quality"),
    [
        ({"least_apart": 0.0}, "all ends differ"),
        ({"from_start": [0.0, 0.5, 0.4]}, "still leaving the start in the second half"),
        ({"apart": [0.0, 0.3, 0.2]}, "still spreading in the second half"),
        ({"apart": [0.0, 0.1, 0.9]}, "ends nearer to each other than to the start"),
    ],
)
def test_each_quality_can_be_missing_alone(change, quality):
    path = {"from_start": [0.0, 0.3, 0.4], "apart": [0.0, 0.1, 0.2], "least_apart": 0.1}
    assert all(qualities(path).values())
    assert [name for name, held in qualities(path | change).items() if not held] == [quality]
