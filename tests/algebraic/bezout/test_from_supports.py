from itertools import product
from math import log2

import pytest

from algebraic import Network
from algebraic.bezout.from_supports import layer_groups, newton_rungs, partition_rungs
from algebraic.bezout.question import Question
from algebraic.data import random_data
from algebraic.ideals import make_problem
from algebraic.shell import Attempts
from tests.networks import SQUARES, shared_and_sparse

PLAIN = {"hidden_bias": False, "output_bias": False}
NETWORK = Network.dense([2, 1, 1], "z**2+z", **PLAIN)


def asked(network, num_samples, data=None, **options):
    return Question(make_problem(network, num_samples, data, **options), 0, Attempts())


def coefficient(rows, sizes):
    """Of ∏ t_g^(size) in ∏ Σ_g d_ig t_g, term by term."""
    total = 0
    for choice in product(range(len(sizes)), repeat=len(rows)):
        if all(choice.count(g) == size for g, size in enumerate(sizes)):
            term = 1
            for row, g in zip(rows, choice, strict=True):
                term *= row[g]
            total += term
    return total


@pytest.mark.parametrize("row", SQUARES[:4], ids=lambda r: r.name)
def test_the_layerwise_bound_is_a_coefficient(row):
    question = asked(row.network, row.num_params)
    groups = layer_groups(row.network)
    degrees = list(zip(*(question.problem.degrees(group) for group in groups), strict=True)) * row.num_params
    expected = coefficient(degrees, [len(group) for group in groups])
    rungs = partition_rungs(question)
    assert rungs.multihomogeneous_bezout == expected == row.layerwise
    assert rungs.multihomogeneous_bezout_log2 == pytest.approx(log2(expected))
    # The search and the mixed volumes need data, and leave the reason.
    assert (rungs.best_multihomogeneous_bezout, rungs.best_partition) == (None, None)
    assert question.attempt.reasons == {"best_multihomogeneous_bezout": "no data were given"}


def test_groups_share_no_parameter_and_leave_none_out():
    network = shared_and_sparse()
    labels = [label for group in layer_groups(network) for label in group]
    assert sorted(labels) == list(range(network.num_params))


def test_the_bounds_go_down():
    question = asked(NETWORK, 3, random_data(NETWORK, 3))
    partitions, newton = partition_rungs(question), newton_rungs(question)
    assert newton.bkk_torus <= newton.bkk <= partitions.best_multihomogeneous_bezout
    assert partitions.best_multihomogeneous_bezout <= partitions.multihomogeneous_bezout
    names = sorted(name for group in partitions.best_partition for name in group)
    assert names == sorted(NETWORK.parameter_names)
    assert newton.bkk_log2 == log2(newton.bkk)
    assert question.attempt.reasons == {}


def test_only_square_systems_have_these_bounds():
    question = asked(NETWORK, 2, random_data(NETWORK, 2))
    values = [*vars(partition_rungs(question)).values(), *vars(newton_rungs(question)).values()]
    assert set(values) == {None}
    assert set(question.attempt.reasons.values()) == {"only for as many equations as unknowns, not 2 in 3"}
    keys = "multihomogeneous_bezout_log2 multihomogeneous_bezout best_multihomogeneous_bezout bkk bkk_torus"
    assert list(question.attempt.reasons) == keys.split()
