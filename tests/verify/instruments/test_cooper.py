import flint
import pytest

from verify.instruments.cooper import (
    CooperSamples,
    cooper_network,
    exact_jacobian,
    independent_outputs,
    outputs_at,
    singular_points,
)

PRODUCT: CooperSamples = {"widths": [1, 1, 1], "activation": "z", "inputs": [[1]]}  # v w x


def test_a_network_has_biases_where_it_says_so():
    assert cooper_network({"widths": [2, 3, 1], "activation": "z**2"}).num_params == 9
    assert cooper_network({"widths": [2, 3, 1], "activation": "z**2", "hidden_bias": True}).num_params == 12
    assert cooper_network({"widths": [2, 3, 1], "activation": "z**2", "output_bias": True}).num_params == 10
    assert cooper_network({"widths": [1, 1], "activation": "z**2"}).num_params == 1
    unit = cooper_network({"widths": [1, 1], "activation": "z**2", "output_activation": True})
    assert outputs_at(unit, [3], [[2]]) == [["36"]]


def test_outputs_and_jacobian_of_a_square():
    """f = v (w x)²: ∂f/∂w = 2 v w x², ∂f/∂v = (w x)²."""
    network = cooper_network({"widths": [1, 1, 1], "activation": "z**2"})
    assert outputs_at(network, [3, "1/2"], [[2], [-1]]) == [["18"], ["9/2"]]
    assert exact_jacobian(network, [3, "1/2"], [[2], [-1]]) == flint.fmpq_mat([[12, 36], [3, 9]])


def test_the_jacobian_is_the_slope_of_the_outputs():
    """Central differences of a polynomial of degree 2 in each weight are exact."""
    network = cooper_network({"widths": [2, 2, 2], "activation": "z**2", "hidden_bias": True, "output_bias": True})
    weights, inputs = [((k * 7) % 5) - 2 for k in range(network.num_params)], [[1, 2], [3, -1]]
    slopes = exact_jacobian(network, weights, inputs)
    for k in range(network.num_params):
        up, down = ([w + step * (i == k) for i, w in enumerate(weights)] for step in (1, -1))
        above, below = ([v for row in outputs_at(network, moved, inputs) for v in row] for moved in (up, down))
        wanted = [flint.fmpq(int(a) - int(b), 2) for a, b in zip(above, below, strict=True)]
        assert [slopes[row, k] for row in range(4)] == wanted


@pytest.mark.parametrize(("label", "found"), [(0, "some"), (1, "none"), ("-2/3", "none")])
def test_a_hyperbola_is_smooth_and_a_cross_is_not(label, found):
    """v w = y: the gradient (w, v) vanishes at 0 alone."""
    assert singular_points(PRODUCT, [label]) == found


def test_without_the_minors_every_point_counts():
    assert singular_points(PRODUCT, [1], minors_too=False) == "some"


def test_two_equations_that_contradict_each_other():
    assert singular_points({**PRODUCT, "inputs": [[1], [2]]}, [1, 1]) == "none"
    assert singular_points({**PRODUCT, "inputs": [[1], [2]]}, [1, 2]) == "some"  # the same equation twice


def test_a_limit_is_said(monkeypatch):
    monkeypatch.setattr("verify.instruments.cooper.BUCHBERGER_LIMITS", (1, 1, 1))
    assert singular_points({"widths": [1, 2, 1], "activation": "z**2+z", "inputs": [[1], [2]]}, [1, 3]) == "unknown"


@pytest.mark.parametrize(("activation", "rank"), [("z", 1), ("z**2", 1), ("z**2+z", 2), ("z**3+z**2+z", 3)])
def test_one_unit_has_as_many_independent_outputs_as_its_activation_has_terms(activation, rank):
    """v σ(w x) = Σ c_k v w^k x^k."""
    network = cooper_network({"widths": [1, 1, 1], "activation": activation})
    assert independent_outputs(network, [[1], [2], [3], [5]]) == rank


def test_constants_do_not_count():
    network = cooper_network({"widths": [1, 1, 1], "activation": "z"})
    assert independent_outputs(network, [[0]]) == 0
