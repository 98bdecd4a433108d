"""What the first way loses is found on the others, and boxes that were proved are kept."""

import flint
import numpy as np
import pytest

from algebraic import PolynomialSystem
from algebraic.census.isolated import coefficient_branch
from algebraic.census.landing import certified_ends, known_ends, land, seek_again
from algebraic.networks.rings import Polynomials
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.tracking.monodromy import find_fibre


def landed(equation):
    branch = coefficient_branch(PolynomialSystem(("x",), (equation(*Polynomials(("x",)).variables),)))
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(1))
    return land(branch, fibre, UNLIMITED)


def sought(first, degree, budget=UNLIMITED):
    [again], ends = seek_again([first], degree, "there are", 0, budget)
    assert ends.certified == len(again.certified.boxes)
    return again, ends


def near_and_far(x):
    return (x - 1) * (x - 1 - flint.fmpq(1, 10**9)) * (x - 10**9)


def test_every_path_has_a_box_or_a_reason():
    first = landed(near_and_far)
    assert sum(map(len, first.boxes)) + len(first.lost_ends) == 3
    assert len(first.certified.boxes) < 3
    again, ends = sought(first, 3)
    assert (ends.certified, ends.lost) == (3, [])
    assert (len(again.certified.boxes), again.lost_ends, again.unsettled, again.duplicates) == (3, [], [], 0)
    assert again.num_paths > first.num_paths


def test_ends_of_their_own_are_left_alone():
    first = landed(lambda x: (x - 1) * (x - 2))
    assert first.unsettled == []
    assert sought(first, None)[0].num_paths == first.num_paths


def test_multiple_ends_are_never_certified():
    again, ends = sought(landed(lambda x: (x - 3) ** 2 * (x + 1)), 3)
    assert (ends.infinity, len(ends.suspected), ends.support is None) == (0, 2, False)
    assert len(again.certified.boxes) == 1
    assert [end.singular for end in again.lost_ends] == [True, True]
    assert all(abs(end.point[0] - 3) < 1e-3 for end in again.lost_ends)


def test_what_was_known_is_kept_when_the_time_is_over():
    first = landed(near_and_far)
    late, _ = sought(first, 3, Budget(1e-9))
    assert not late.finished
    assert len(late.certified.boxes) == len(first.certified.boxes)


def test_branches_add_up():
    first = landed(lambda x: (x - 1) * (x - 2))
    assert certified_ends([first, first]) == first.certified  # the same solutions count once
    assert certified_ends([]).boxes == []
    assert known_ends([first, first], 2, "there are").certified == 2


@pytest.mark.parametrize("gap", [10**9, 10**14, 10**20])
def test_clusters(gap):
    again, _ = sought(landed(lambda x: (x - 1) * (x - 1 - flint.fmpq(1, gap)) * (x + 2)), None)
    assert len(again.certified.boxes) == 3
