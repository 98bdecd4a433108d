"""Vector fields that change no output: for all weights and inputs at once, and never more than there are."""

import numpy as np
import pytest

from algebraic import Network, generic_rank
from algebraic.modular.by_flint import modular_rank
from algebraic.networks.architectures import theory2_tree
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import Polynomials, PrimeField
from algebraic.networks.symmetry import symmetries, symmetry_fields
from tests.networks import every_kind_of_layer

KINDS = every_kind_of_layer() | {
    "shifted square": Network.dense([2, 2, 1], "z**2+z"),
    "shifted square, two outputs": Network.dense([2, 2, 2], "z**2+z"),
    "deep linear": Network.dense([2, 2, 2, 1], "3*z+1"),
    "deep linear, no biases": Network.dense([3, 2, 2], "z", hidden_bias=False, output_bias=False),
    "cubes": Network.dense([2, 2, 2, 1], "z**3", hidden_bias=False, output_bias=False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_symmetry_fields_kill_every_output_identically(kind):
    network = KINDS[kind]
    ring = Polynomials([*network.parameter_names, *(f"x{i}" for i in range(network.input_dim))])
    weights, inputs = ring.variables[: network.num_params], ring.variables[network.num_params :]
    fields = symmetry_fields(network, ring, weights)
    products = jacobian(network, ring, weights, inputs[None, :]) @ fields.T if len(fields) else np.zeros(0)
    assert all(p == 0 for p in products.ravel())
    without = {
        "linear",
        "all biases",
        "shared and missing edges",
        "products and numbers",
    }  # the linear nodes of the tree do scale
    assert (len(fields) == 0) == (kind in without)


def test_symmetries_never_claim_too_much():
    prime, stream = 2_147_483_629, np.random.default_rng(1)
    for network in KINDS.values():
        weights = stream.integers(0, prime, network.num_params)
        fields = symmetry_fields(network, PrimeField(prime), weights)
        assert network.num_params - modular_rank(fields, prime) >= generic_rank(network).rank


def test_tree_symmetries_are_the_scalings_of_its_linear_nodes():
    result = generic_rank(theory2_tree())
    assert (result.rank, result.upper_bound.kind) == (22, "symmetries")


@pytest.mark.parametrize(
    ("widths", "activation", "biases", "kinds"),
    [
        ([2, 3, 1], "z**3", False, {"scaling": 3}),
        ([2, 3, 1], "z**3+z", True, {}),
        ([2, 3, 1], "z**2+z", True, {"scaling": 3, "rotation": 3}),
        ([2, 3, 2], "z**2", False, {"scaling": 3}),
        ([2, 3, 1], "z", False, {"scaling": 3, "mixing": 6}),
        ([2, 3, 1], "2*z", True, {"scaling": 3, "mixing": 6, "shift": 3}),
    ],
)
def test_kinds_of_symmetries(widths, activation, biases, kinds):
    network = Network.dense(widths, activation, hidden_bias=biases, output_bias=biases)
    weights = np.arange(1, network.num_params + 1)
    found = [symmetry.kind for symmetry in symmetries(network, PrimeField(10_007), weights)]
    assert {kind: found.count(kind) for kind in found} == kinds


def test_a_wrong_rate_would_be_noticed():
    """The check of the fields is sharp: doubled in one weight, a field of the cubes no longer kills the outputs."""
    network, ring = Network.dense([1, 1, 1], "z**3", hidden_bias=False, output_bias=False), PrimeField(10_007)
    weights, inputs = np.array([3, 5]), np.array([[2]])
    [field] = symmetry_fields(network, ring, weights)
    slopes = jacobian(network, ring, weights, inputs)
    assert (slopes @ field % 10_007 == 0).all()
    assert (slopes @ (field * [2, 1]) % 10_007 != 0).all()
