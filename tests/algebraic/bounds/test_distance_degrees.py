"""Distance degrees that are theorems: published numbers, other formulas for the same, and where there is none."""

import pytest

from algebraic.bounds.distance_degrees import distance_degree, segre_veronese, singular_tuples
from algebraic.networks import Network


def linear(*widths, activation="z", bias=False):
    return Network.dense(list(widths), activation, hidden_bias=bias, output_bias=bias)


def test_published_numbers():
    """Rank-one matrices: 6 and 10 (Macaulay2); 3×3 of rank one and of rank two have 39 (Ottaviani et al., 2014)."""
    assert [segre_veronese(2, 2, 1), segre_veronese(3, 2, 1), segre_veronese(3, 3, 1)] == [6, 10, 39]
    assert distance_degree(linear(2, 1, 2), "frobenius") == (2, "Eckart–Young")


@pytest.mark.parametrize("degree", range(1, 6))
@pytest.mark.parametrize("inputs", range(2, 5))
def test_forms_that_are_a_power(inputs, degree):
    """The d-th Veronese of P^(n−1): ((2d−1)^n − (d−1)^n)/d generically, ((d−1)^n − 1)/(d − 2) eigenvectors."""
    assert segre_veronese(inputs, 1, degree) * degree == (2 * degree - 1) ** inputs - (degree - 1) ** inputs
    eigenvectors = sum((degree - 1) ** k for k in range(inputs))
    assert singular_tuples(inputs, 1, degree) == eigenvectors


@pytest.mark.parametrize(("inputs", "outputs"), [(2, 3), (4, 2), (3, 3), (5, 4)])
def test_matrices_do_not_depend_on_the_side(inputs, outputs):
    assert segre_veronese(inputs, outputs, 1) == segre_veronese(outputs, inputs, 1)
    assert singular_tuples(inputs, outputs, 1) == min(inputs, outputs)


def test_where_no_theorem_is_at_hand():
    for net, metric in (
        (linear(2, 1, 2), "data"),
        (linear(2, 1, 2, bias=True), "generic"),
        (linear(3, 2, 3), "generic"),
        (linear(2, 1, 2, activation="z**2+z"), "generic"),
        (linear(2, 1, 1, 2, activation="z**2"), "generic"),
    ):
        assert distance_degree(net, metric) is None
