import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic import Network
from algebraic.networks.architectures import theory2_cifar, theory2_example, theory2_tree, theory3_conv
from algebraic.networks.from_outside import network_from_dict
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import PrimeField
from algebraic.ranks.float64_passes import ModularJacobian
from algebraic.shell.errors import WrongInput

CONVOLUTIONS = network_from_dict(
    {
        "input": [5, 5, 2],
        "layers": [
            {"type": "convolution", "channels": 3, "kernel": [3, 3], "padding": [1, 1], "activation": "z**2+z"},
            {"type": "convolution", "channels": 2, "kernel": [2, 2], "shared": False, "activation": "z**3"},
            {"type": "dense", "units": 2, "reads": [0, 1, "input"]},
        ],
    }
)
ONE_LABEL_IN_TWO_LAYERS = network_from_dict(
    {
        "input": 2,
        "layers": [
            {
                "type": "graph",
                "units": 2,
                "edges": [[0, 0, "a"], [0, 1, "b"], [1, 0, "b"], [1, 1, "a"]],
                "biases": {"0": "c", "1": "c"},
                "activation": "z**2",
            },
            {"type": "graph", "units": 1, "edges": [[0, 0, "a"], [0, 1, "b"]]},
        ],
    }
)
NETWORKS = {
    "dense": Network.dense([3, 4, 2], "z**3/5+z"),
    "deep": Network.dense([2, 3, 3, 1], "z**10+z/7", hidden_bias=False),
    "linear": Network.dense([4, 2], "z"),
    "example": theory2_example(),
    "tree": theory2_tree(outputs=2),
    "shared tree": theory2_tree(shared=True),
    "convolutions, locally connected, skips": CONVOLUTIONS,
    "one label in two layers": ONE_LABEL_IN_TWO_LAYERS,
}
LARGEST_PRIME = 8388593  # below 2^23


def both(network, prime, columns, *, num_samples=5, seed=0, like=None):
    """Rows by float64 products, and by the 64-bit passes of algebraic.networks.passes."""
    stream = np.random.default_rng(seed)
    weights = stream.integers(0, prime, network.num_params)
    inputs = stream.integers(-300, 300, (num_samples, network.input_dim)) % prime
    options = {} if like is None else {"like": like}
    rows = ModularJacobian(network, prime, weights, columns, **options).rows(inputs.astype(np.float64))
    rows = np.asarray(rows)
    assert np.abs(rows).max(initial=0) <= prime // 2 + 2
    return rows % prime, jacobian(network, PrimeField(prime), weights, inputs)[:, columns]


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("prime", [11, 2097169, LARGEST_PRIME])
def test_all_columns_as_by_integers(network, prime):
    found, expected = both(network, prime, np.arange(network.num_params))
    assert (found == expected).all()


@given(
    st.sampled_from(list(NETWORKS.values())),
    st.sampled_from([11, 13, 2097169, LARGEST_PRIME]),
    st.integers(0, 10**6),
    st.floats(0, 1),
)
def test_some_columns_in_any_order_as_by_integers(network, prime, seed, share):
    columns = np.random.default_rng(seed).permutation(network.num_params)[: round(share * network.num_params)]
    found, expected = both(network, prime, columns, num_samples=1 + seed % 4, seed=seed)
    assert found.shape == (network.output_dim * (1 + seed % 4), len(columns))
    assert (found == expected).all()


@pytest.mark.parametrize("network", [theory2_cifar(outputs=1), theory3_conv(outputs=2)], ids=["theory2", "theory3"])
def test_networks_of_the_papers(network):
    """Inner dimensions beyond 511, where products must be cut for the largest prime."""
    columns = np.random.default_rng(1).permutation(network.num_params)[:700]
    found, expected = both(network, LARGEST_PRIME, columns, num_samples=3)
    assert (found == expected).all()


def test_sums_of_thousands_of_products_stay_exact():
    network = Network.dense([3000, 2, 1], "z**2")
    found, expected = both(network, LARGEST_PRIME, np.arange(network.num_params), num_samples=2)
    assert (found == expected).all()


@pytest.mark.torch
def test_torch_gives_the_same():
    torch = pytest.importorskip("torch")
    like = torch.zeros(0, dtype=torch.float64)
    for network in NETWORKS.values():
        found, expected = both(network, 2097169, np.arange(network.num_params), like=like)
        assert (found == expected).all()


def test_a_prime_that_divides_a_denominator_or_is_none():
    network = NETWORKS["dense"]
    for prime, word in ((5, "denominator of 1/5"), (10, "not a prime"), (2**31 - 1, "below 2\\^23")):
        with pytest.raises(WrongInput, match=word):
            ModularJacobian(network, prime, np.zeros(network.num_params, dtype=int), np.arange(2))


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("prime", [5, 10007, LARGEST_PRIME])
def test_along_a_vector_the_rows_are_summed(name, prime):
    network, stream = NETWORKS[name], np.random.default_rng(1)
    if any(c.denominator % prime == 0 for a in network.activations for c in a.coefficients):
        pytest.skip("the prime divides a denominator")
    columns = stream.permutation(network.num_params)[: max(1, network.num_params * 2 // 3)]
    inputs = stream.integers(0, prime, (4, network.input_dim)).astype(np.float64)
    at_point = ModularJacobian(network, prime, stream.integers(0, prime, network.num_params), columns)
    direction = stream.integers(0, prime, len(columns))
    rows = np.asarray(at_point.rows(inputs)).astype(object) % prime
    assert (np.asarray(at_point.along(inputs, direction)) % prime).tolist() == (rows @ direction % prime).tolist()
