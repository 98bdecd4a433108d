"""Published values, computed again."""

import pytest

from algebraic.thresholds import exact_cases, learning_coefficient


@pytest.mark.parametrize("case", exact_cases(), ids=lambda case: case.name)
def test_the_table(case):
    found = learning_coefficient(list(case.equations))
    assert (found.value, found.multiplicity, found.status) == (case.value, case.multiplicity, "exact")


def test_the_table_is_large_enough_to_judge_an_estimator():
    cases = exact_cases()
    assert len({case.name for case in cases}) == len({case.equations for case in cases}) == len(cases) >= 20
    assert sum(case.singular for case in cases) >= 10
    assert len({case.multiplicity for case in cases}) >= 3
    assert all(case.source for case in cases)
