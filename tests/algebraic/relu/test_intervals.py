import random

import pytest

from algebraic.relu.intervals import Intervals


@pytest.mark.parametrize("size", [3, 20, 64, 65, 200])
def test_as_by_looking_at_all_pairs(size):
    draw, known, pairs = random.Random(size), Intervals(size), []
    for _ in range(300):
        inside = draw.getrandbits(size) & draw.getrandbits(size) & draw.getrandbits(size)
        outside = draw.getrandbits(size) & draw.getrandbits(size) & ~inside
        assert known.add(inside, outside) == len(pairs)
        pairs.append((inside, outside))
        rays = (
            draw.choice(pairs)[0] | draw.getrandbits(size) & draw.getrandbits(size)
            if draw.random() < 0.5
            else draw.getrandbits(size)
        )
        right = [k for k, (a, b) in enumerate(pairs) if a & ~rays == 0 and rays & b == 0]
        found = known.find(rays)
        assert (found in right) if right else found is None


def test_none_is_known():
    assert Intervals(5).find(0) is None
