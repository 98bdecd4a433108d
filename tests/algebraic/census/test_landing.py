"""Every path has a box or a reason, and what branches have proved adds up."""

import flint
import numpy as np

from algebraic import PolynomialSystem
from algebraic.census.landing import certified_ends, known_ends, land
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.networks.rings import Polynomials
from algebraic.shell.budget import UNLIMITED
from algebraic.tracking.monodromy import find_fibre


def landed(equation):
    branch = coefficient_branch(PolynomialSystem(("x",), (equation(*Polynomials(("x",)).variables),)))
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(1))
    return land(branch, fibre, UNLIMITED)


def test_every_path_has_a_box_or_a_reason():
    first = landed(lambda x: (x - 1) * (x - 1 - flint.fmpq(1, 10**9)) * (x - 10**9))
    assert sum(map(len, first.boxes)) + len(first.lost_ends) == 3
    assert len(first.certified.boxes) < 3
    assert first.unsettled


def test_branches_add_up():
    first = landed(lambda x: (x - 1) * (x - 2))
    both = certified_ends([first, first])
    assert (both.boxes, both.overlapping) == (first.certified.boxes, 2)  # the same solutions count once
    assert certified_ends([]).boxes == []
    assert known_ends([first, first], 2, "there are").certified == 2
