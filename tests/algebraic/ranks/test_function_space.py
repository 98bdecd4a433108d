"""The space that the outputs lie in, by expanding them."""

import pytest

from algebraic import Network, generic_rank
from algebraic.networks.passes import forward
from algebraic.networks.rings import Polynomials
from algebraic.ranks.function_space import ambient_dimension, coefficient_map_rank
from algebraic.shell import TooLarge
from tests.networks import every_kind_of_layer


def without_bias(widths, degree):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


@pytest.mark.parametrize("kind", every_kind_of_layer())
def test_function_space_contains_the_outputs(kind):
    network = every_kind_of_layer()[kind]
    ring = Polynomials([*network.parameter_names, *(f"x{i}" for i in range(network.input_dim))])
    outputs = forward(
        network, ring, ring.variables[: network.num_params], ring.variables[network.num_params :][None, :]
    ).output.ravel()
    in_x = [{tuple(map(int, e))[network.num_params :] for e in p.monoms()} for p in outputs]
    assert sum(map(len, in_x)) <= ambient_dimension(network)
    assert generic_rank(network).rank <= ambient_dimension(network)


@pytest.mark.parametrize(
    ("widths", "degree", "dimension"),
    [((3, 5, 1), 2, 6), ((3, 5, 2), 2, 12), ((2, 4, 4, 1), 2, 5), ((5, 7, 1), 3, 35), ((1, 2, 1), 9, 1)],
)
def test_forms_of_one_degree(widths, degree, dimension):
    """Without biases the outputs are forms of degree d^(L−1): C(d^(L−1)+n−1, n−1) coefficients for each."""
    assert ambient_dimension(without_bias(widths, degree)) == dimension


def test_biases_let_in_every_lower_degree():
    assert ambient_dimension(Network.dense([2, 3, 1], "z**2")) == 6  # C(2+2, 2)
    assert ambient_dimension(Network.dense([2, 3, 1], "z**3", hidden_bias=False)) == 5  # cubic forms, and constants
    assert ambient_dimension(Network.dense([2, 3, 1], "z**2+z", hidden_bias=False, output_bias=False)) == 5


def test_limits():
    assert ambient_dimension(without_bias((1, 1, 1), 101), limit=100) is None
    assert ambient_dimension(without_bias((1, 1, 1), 100), limit=100) == 1
    with pytest.raises(TooLarge, match="5,050 coefficients"):
        coefficient_map_rank(without_bias((100, 2, 1), 2))
    with pytest.raises(TooLarge, match="too many coefficients"):
        coefficient_map_rank(without_bias((2, 2, 2, 2, 1), 30))


def test_the_coefficient_map_by_hand():
    """a·(w₁x₁ + w₂x₂)² has the coefficients a·w₁², 2a·w₁w₂, a·w₂²: rank 2 in three weights."""
    assert coefficient_map_rank(without_bias((2, 1, 1), 2)) == 2
    assert coefficient_map_rank(Network.dense([4, 3], "z", hidden_bias=False, output_bias=False)) == 12
