"""What is said of paths that came to no certified solution, with and without a degree."""

import json

import numpy as np
import pytest

from algebraic.census.ends import Ends, LostEnd, multiplicities, supported

GROWN = LostEnd(np.array([1e20, 2.0]), False, "given up", bits=128, step=1e-3, time=100.0)


def singular(*places, bits=512):
    return [LostEnd(np.array([x, 0.0]), True, "singular", bits, near=1e-6) for x in places]


@pytest.mark.parametrize(
    ("certified", "lost", "degree", "infinity", "gave_up", "suspected"),
    [
        (2, [GROWN], None, 0, 1, 0),
        (2, [GROWN], 3, 0, 1, 0),
        (2, [GROWN], 2, 1, 0, 0),
        (2, [GROWN, *singular(1, 1)], 2, 3, 0, 0),  # all solutions are certified: the others have no limit
        (2, [GROWN, *singular(1, 1)], 4, 1, 0, 2),
        (2, [GROWN, *singular(1, 1, bits=53)], 4, 0, 1, 2),  # they may be two near ones
        (2, [GROWN, *singular(1, 1)], 5, 0, 1, 2),  # a solution is missing
        (2, [GROWN, *singular(1, 5)], 4, 0, 1, 2),  # two simple solutions would have been certified
        (0, [], 0, 0, 0, 0),
    ],
)
def test_infinity_needs_that_nothing_is_missing(certified, lost, degree, infinity, gave_up, suspected):
    ends = supported(certified, lost, degree, "modulo two primes")
    assert (ends.infinity, len(ends.gave_up), len(ends.suspected)) == (infinity, gave_up, suspected)
    record = json.loads(json.dumps(ends.as_dict(), allow_nan=False))
    assert record["certified"] == certified
    assert (record["infinity_support"] is not None) == (infinity > 0)
    assert record["largest_size"] == (1e20 if gave_up else None)
    assert (record["smallest_step"], record["bits"]) == ((1e-3, 128) if gave_up else (None, None))
    assert sum(record["multiplicities"]) == suspected


def test_sizes_that_are_no_numbers_are_left_out():
    lost = [LostEnd(np.array([np.inf]), False, ""), LostEnd(np.array([np.nan]), False, "")]
    assert Ends(0, lost).as_dict()["largest_size"] is None


def test_ends_that_are_as_near_as_their_limits():
    assert multiplicities(singular(1, 1 + 1e-5, 1 + 1e-3, 7)) == [2, 1, 1]
    assert multiplicities([]) == []
