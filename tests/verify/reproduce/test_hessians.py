"""Ranks of Hessians of linear networks, beside the formula and beside automatic expansion."""

import pytest

from algebraic import Network
from algebraic.systems import critical_system
from verify.reproduce.hessians import linear_hessian_rank


def by_formula(rho, hidden, outputs, part):
    """Singh, Bachmann, Hofmann (NeurIPS 2021), for generic weights and targets."""
    layers = len(hidden) + 1
    q, s = min(rho, outputs, *hidden), min(rho, outputs)
    return {
        "outer": q * (rho + outputs - q),
        "functional": 2 * q * sum(hidden) + 2 * q * s - layers * q * q,
        "whole": 2 * q * sum(hidden) + q * (rho + outputs) - layers * q * q,
    }[part]


@pytest.mark.parametrize("part", ["outer", "functional", "whole"])
@pytest.mark.parametrize("widths", [(3, 2, 4), (4, 3, 2, 3), (2, 5, 2)])
def test_the_formula(widths, part):
    found = linear_hessian_rank(widths, num_samples=9, part=part)
    assert found.low == found.high == by_formula(widths[0], widths[1:-1], widths[-1], part)


def test_the_parts_are_told_apart():
    assert len({linear_hessian_rank((4, 3, 2, 3), 9, part).low for part in ("outer", "functional", "whole")}) == 3


def test_fewer_samples_than_inputs_have_a_smaller_rank():
    assert linear_hessian_rank((4, 3, 3), 2, "whole").low == by_formula(2, [3], 3, "whole") < 21


def test_another_seed_has_the_same_rank():
    assert len({linear_hessian_rank((4, 3, 2), 9, "whole", seed).low for seed in range(4)}) == 1


def test_one_unit_by_polynomials():
    """½ (v w x − y)² has two critical directions; its Hessian off the zeros has rank two."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    assert len(critical_system(network, [[2]], [[3]]).names) == 2
    assert linear_hessian_rank((1, 1, 1), 1, "whole").low == 2
