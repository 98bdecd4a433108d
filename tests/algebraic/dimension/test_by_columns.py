from argparse import Namespace
from functools import partial

import numpy as np
import pytest

from algebraic import Network, dimension_of
from algebraic.data import IntegerData, load_integer_data, random_data
from algebraic.dimension.check import check_certificate
from algebraic.dimension.explore import explore_fibre
from algebraic.dimension.result import Extras
from algebraic.options import NETWORK_OPTIONS
from algebraic.shell import Budget, OutOfBudget, TooLarge, WrongInput
from tests.algebraic.dimension.test_by_minors import SMALL, without_bias


def given(inputs, targets=None):
    inputs = np.array(inputs)
    return IntegerData(inputs, np.zeros((len(inputs), 1), int) if targets is None else np.array(targets), 1, "given")


@pytest.mark.slow
@pytest.mark.parametrize("network", [*SMALL, without_bias((5, 1, 3)), without_bias((2, 3, 1))], ids=repr)
def test_the_same_statements_as_for_small_systems(network):
    for num_samples in range(1, network.num_params // network.output_dim + 2):
        found = explore_fibre(network, load_integer_data("random", network, num_samples))
        exact = random_data(network, num_samples)
        small = dimension_of(network, exact.inputs, exact.targets)
        for key in ("dimension", "empty", "generic_dimension", "generic_empty", "num_equations", "num_params"):
            assert getattr(found, key) == getattr(small, key), key
        assert found.data_rank in (small.data_rank, None)
        assert found.rank_of_generic_samples in (small.rank_of_generic_samples, None)
        assert not found.proved or small.proved or found.data_rank is None
        assert found.these_targets["empty"] is None


def test_full_rank_says_no_more_than_it_proves():
    found = explore_fibre(Network.dense([3, 4, 1], "z**2+z"), given([[0, 1, 2], [3, 5, 4], [7, 6, 9]]))
    assert (found.dimension, found.empty, found.proved, found.left_kernel) == (18, False, True, None)
    for words in ("21 − 3 = 18", "(proved", "generic targets", "these very inputs", "complex", "open set"):
        assert words in found.statement
    assert found.these_targets["statement"].startswith("not decided")
    assert "at least 18" in found.these_targets["statement"]


def test_more_equations_than_parameters_need_no_rank():
    network = Network.dense([3, 2, 4], "z**2+z")  # 20 parameters
    found = explore_fibre(network, load_integer_data("random", network, 6))
    assert (found.num_equations, found.dimension, found.empty, found.proved) == (24, None, True, True)
    assert (found.data_rank, found.elimination, found.left_kernel["at_least"]) == (None, None, 4)
    assert "counting" in found.statement
    certificate = found.certificate
    data = load_integer_data("random", network, 6)
    assert check_certificate(certificate, network=network, data=data)[0]
    few = load_integer_data("random", network, 5)
    claim = {**certificate["claim"], "num_equations": 20, "num_different_equations": 20}
    assert not check_certificate({**certificate, "claim": claim}, network=network, data=few)[0]


def test_duplicates_explain_the_left_kernel():
    network = Network.dense([3, 5, 2], "z**2+z")
    inputs = np.random.default_rng(0).integers(0, 256, (5, 3))[[0, 1, 2, 0, 3, 4, 4]]
    found = explore_fibre(network, given(inputs, [[1], [2], [3], [1], [5], [6], [6]]))
    assert (found.num_equations, found.data_rank, found.empty, found.proved) == (14, 10, True, True)
    assert {k: v for k, v in found.left_kernel.items() if k != "statement"} == {
        "dimension": 4,
        "at_least": 4,
        "duplicates": 4,
        "random_inputs": 0,
        "unexplained": 0,
    }
    assert "agree where the inputs do" in found.statement
    assert found.these_targets["empty"] is None
    assert found.generic_empty is None
    contradicted = explore_fibre(network, given(inputs, [[1], [2], [3], [4], [5], [6], [6]]))
    assert contradicted.these_targets["empty"] is True
    assert "1 samples" in contradicted.these_targets["statement"]


def test_a_kernel_that_random_inputs_have_too_and_one_that_they_do_not():
    shared = explore_fibre(without_bias((2, 3, 1)), given([[1, 2], [3, 4], [5, 7], [2, 9], [8, 1]]))
    assert (shared.data_rank, shared.empty, shared.generic_empty, shared.proved) == (3, True, True, True)
    assert (shared.left_kernel["random_inputs"], shared.left_kernel["unexplained"]) == (2, 0)
    network = without_bias((3, 4, 1))  # on multiples of one vector: one function
    special = explore_fibre(network, given([[k, 2 * k, 5 * k] for k in range(1, 6)]))
    assert (special.data_rank, special.rank_of_generic_samples, special.generic_empty) == (1, 5, False)
    assert (special.left_kernel["random_inputs"], special.left_kernel["unexplained"]) == (0, 4)
    assert special.left_kernel["at_least"] == 0  # no proof from above
    assert (special.empty, special.proved) == (True, False)
    assert "no proof" in special.statement


def test_what_is_not_attempted_is_said():
    network = Network.dense([3, 4, 1], "z**2+z")
    data = load_integer_data("random", network, 3)
    found = explore_fibre(network, data, Extras(groebner=True, degree=True, points=2))
    words = "not attempted for a system of this size"
    assert {key: found.reasons[key] for key in ("groebner", "degree", "points")} == dict.fromkeys(
        ("groebner", "degree", "points"), words
    )
    assert "function_space" not in found.reasons
    assert (found.groebner, found.degree, found.real_points) == (None, None, None)


def test_limits_end_it():
    network = Network.dense([3, 4, 1], "z**2+z")
    data = load_integer_data("random", network, 3)
    with pytest.raises(OutOfBudget):
        explore_fibre(network, data, budget=Budget(seconds=1e-9))
    with pytest.raises(TooLarge):
        explore_fibre(network, data, budget=Budget(memory_gb=0.1))


def test_blocks_belong_to_the_code_that_made_the_network(tmp_path):
    network = Network.dense([3, 4, 1], "z**2+z")
    data = load_integer_data("random", network, 4)
    given = {**dict.fromkeys(NETWORK_OPTIONS), "network": "my_nets:build", "data": "random", "seed": 0}
    factories = [Namespace(**given, network_sha256=digest) for digest in ("12", "34")]

    def interrupt(text):
        raise OutOfBudget("the time is over")

    for options in (*factories, None):
        folder = tmp_path / str(options)[-4:]
        explore = partial(explore_fibre, network, data, resume=folder)
        with pytest.raises(OutOfBudget):
            explore(options=options, report=interrupt)
        for other in (*factories, None):
            if other is not options:
                with pytest.raises(WrongInput, match="other factory"):
                    explore(options=other)
        assert explore(options=options).dimension == network.num_params - 4
