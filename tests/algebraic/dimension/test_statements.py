from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network, data_rank
from algebraic.data import IntegerData, load_integer_data, random_data
from algebraic.dimension.statements import KnownRank, columns_statement, left_kernel, minor_statement, these_targets
from algebraic.ranks import UpperBound, prove_rank

NETWORK = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)  # rank at most 3 of 9 parameters
PROOF = UpperBound("function_space", "the outputs lie in a space of dimension 3", True)
HOPE = UpperBound("random_points", "no larger rank was found", False)


def known(num_samples, bound, random_inputs=None):
    data = load_integer_data("random", NETWORK, num_samples)
    return data, KnownRank(prove_rank(NETWORK, data), bound, random_inputs)


def test_words_follow_what_is_proved():
    data, full = known(3, None)
    assert "dimension 9 − 3 = 6" in columns_statement(NETWORK, data, full)
    data, proved = known(5, PROOF, 3)
    words = columns_statement(NETWORK, data, proved)
    assert "the set is empty: 5 equations" in words
    assert f"(proved: {PROOF.statement})" in words
    assert "9 − 3 = 6" in words
    words = columns_statement(NETWORK, data, replace(proved, bound=HOPE))
    assert "rank at least 3 of 5 (proved); no larger rank was found (no proof). If there is none" in words
    some = replace(proved.below, columns=proved.below.columns[:5], limit="no memory")
    words = columns_statement(NETWORK, data, KnownRank(some, None, None))
    assert "Whether it is larger is not decided: 5 of 9 columns" in words
    assert "proved by counting" in columns_statement(NETWORK, load_integer_data("random", NETWORK, 10), None)


def test_only_a_contradiction_decides_the_targets_at_hand():
    inputs = np.array([[1, 2], [3, 4], [1, 2]])
    same, other = (IntegerData(inputs, np.array(targets), 1, "") for targets in ([[5], [6], [5]], [[5], [6], [7]]))
    assert these_targets(NETWORK, same)["empty"] is None
    assert "at least 7" in these_targets(NETWORK, same)["statement"]  # 9 parameters, two different equations
    assert (these_targets(NETWORK, other)["empty"], these_targets(NETWORK, other)["infinite"]) == (True, False)


@pytest.mark.parametrize(("bound", "least"), [(PROOF, 2), (HOPE, 0)])
def test_relations_are_proved_only_with_a_bound_from_above(bound, least):
    data, found = known(5, bound, 3)
    kernel = left_kernel(NETWORK, data, found)
    assert (kernel["dimension"], kernel["at_least"], kernel["random_inputs"], kernel["unexplained"]) == (2, least, 2, 0)
    special = left_kernel(NETWORK, data, replace(found, random_inputs=4))
    assert (special["random_inputs"], special["unexplained"]) == (1, 1)
    data, full = known(3, None)
    assert left_kernel(NETWORK, data, full) is None
    assert left_kernel(NETWORK, load_integer_data("random", NETWORK, 12), None)["at_least"] == 3


def test_words_of_a_minor():
    assert minor_statement(9, 3, None) == "The dimension is not known."
    inputs = random_data(NETWORK, 5).inputs
    assert "dimension 9 − 3 = 6: the Jacobian has rank 3 (proved)" in minor_statement(
        9, 3, data_rank(NETWORK, inputs[:3])
    )
    rank = data_rank(NETWORK, inputs)
    assert "empty: 5 equations, and the Jacobian has rank 3 (proved: " in minor_statement(9, 5, rank)
    assert "(not proved: no larger rank was found)" in minor_statement(9, 5, replace(rank, upper_bound=HOPE))
