"""Points of a slice that give one function: planted numbers."""

import pytest

from algebraic.ideals import fibre_size
from algebraic.shell import Budget

from .test_function_problem import problem_of

SIZES = [
    ([2, 1, 2], "z", "fixed", 1),
    ([2, 1, 2], "z", "random", 2),  # an affine line meets {(λw, v/λ)} twice
    ([2, 2, 1], "z**3", "fixed", 2),  # the two units change places
    ([2, 2, 1], "z**2", "fixed", 1),
]


@pytest.mark.parametrize(("widths", "activation", "kind", "size"), SIZES)
def test_sizes(widths, activation, kind, size):
    found = fibre_size(problem_of(widths, activation, kind=kind), 0, Budget(60))
    assert (found.size, found.status) == (size, "exact_mod_p")
    assert found.evidence["counts"] == [size, size]
    assert not found.evidence["proved"]


def test_without_time_nothing_is_said():
    found = fibre_size(problem_of([2, 2, 1], "z**3"), 0, Budget(1e-9))
    assert (found.size, found.status, found.evidence["kind"]) == (None, "undecided", "none")
