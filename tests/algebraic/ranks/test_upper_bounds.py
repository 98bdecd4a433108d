"""Reasons why a rank is no larger: each where it holds, none where the rank is another."""

import numpy as np
import pytest

from algebraic import Network, generic_rank
from algebraic.ranks.upper_bounds import UpperBound, proved_bound, random_bound


def without_bias(widths, degree):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


def test_random_bound_states_its_error():
    bound = generic_rank(without_bias((2, 2, 3, 3), 2)).upper_bound
    assert not bound.proved
    assert 0 < bound.error_probability < 1e-9
    deep = without_bias((1, *[2] * 40, 1), 2)
    assert generic_rank(deep).upper_bound.error_probability is None  # the degree exceeds the primes


def bound(network, rank, **options):
    weights = np.random.default_rng(3).integers(1, 10007, network.num_params)
    return proved_bound(network, rank, 10007, weights, **options)


@pytest.mark.parametrize(
    ("network", "rank", "options", "kind"),
    [
        (Network.dense([2, 2, 1], "z**3+z"), 9, {}, "parameters"),
        (Network.dense([2, 2, 1], "z**3+z"), 4, {"num_equations": 4}, "equations"),
        (without_bias((3, 2, 1), 2), 5, {}, "symmetries"),
        (without_bias((2, 3, 3, 2, 1), 2), 9, {}, "function_space"),
        (without_bias((2, 3, 1), 2), 3, {"sparing": True}, "function_space"),
        (without_bias((3, 2, 1), 2), 5, {"sparing": True}, "symmetries"),
    ],
)
def test_each_reason_where_it_holds_and_nowhere_else(network, rank, options, kind):
    found = bound(network, rank, **options)
    assert (found.kind, found.proved, found.error_probability) == (kind, True, None)
    assert found.as_dict() == vars(found)
    if kind != "parameters":
        assert generic_rank(network).rank >= rank
    assert bound(network, rank - 1, **options) is None


def test_a_rank_at_random_points_is_no_proof():
    """For (5, 7, 1) and z³ the dimension is 34, and neither counting nor symmetries say why."""
    assert bound(without_bias((5, 7, 1), 3), 34) is None


def test_the_error_grows_with_the_degree_of_the_minors():
    network = without_bias((2, 2, 1), 2)
    one, two = (random_bound(network, 3, input_degree=degree) for degree in (0, 5))
    # A minor of size 4 of entries of degree 2 (and 5 in the inputs), at two points modulo primes above 2^30.
    assert one == UpperBound("random_points", one.statement, False, (4 * 2 / 2**30) ** 2)
    assert two.error_probability == pytest.approx((4 * 7 / 2**30) ** 2)
