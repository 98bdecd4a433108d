"""Certificates from below: made, checked by other code, and refused when spoilt."""

import copy

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic import Network, check_rank_certificate, generic_rank
from algebraic.networks import describe_graph
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import PrimeField
from algebraic.ranks.minors import _determinant, _dual_derivatives, check_minor, make_rank_certificate
from tests.networks import every_kind_of_layer


def without_bias(widths, degree):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


def test_certificates_fail_when_tampered_with():
    network = without_bias((3, 2, 1), 2)
    good = generic_rank(network).certificate
    assert check_rank_certificate(network, good)
    for change in (
        lambda c: c["columns"].__setitem__(0, c["columns"][1]),
        lambda c: c["rows"].__setitem__(0, c["rows"][1]),
        lambda c: c.__setitem__("weights", [0] * len(c["weights"])),
        lambda c: c["rows"].append(5) or c["columns"].append(next(k for k in range(8) if k not in c["columns"])),
    ):
        bad = copy.deepcopy(good)
        change(bad)
        assert not check_rank_certificate(network, bad)


PRIMES = (7, 2**31 - 1, 2**61 - 1)  # of which the last needs integers of any size


@pytest.mark.parametrize("prime", PRIMES)
@given(size=st.integers(0, 6), seed=st.integers(0, 999))
def test_determinants_are_those_of_flint(prime, size, seed):
    matrix = np.random.default_rng(seed).integers(0, min(prime, 9), (size, size)) * (prime // 8)
    known = int(flint.nmod_mat(flint.fmpz_mat(matrix.tolist()), prime).det()) if size else 1
    assert _determinant(matrix, prime) == known


@pytest.mark.parametrize("prime", [10007, 2**31 - 1])
@pytest.mark.parametrize("kind", every_kind_of_layer())
def test_dual_numbers_give_the_entries_of_the_jacobian(kind, prime):
    network = every_kind_of_layer()[kind]
    stream = np.random.default_rng(1)
    weights, inputs = (stream.integers(prime - 50, prime, n) for n in (network.num_params, network.input_dim))
    ring = PrimeField(prime)
    known = np.asarray(jacobian(network, ring, ring.array(weights), ring.array(inputs[None, :])), dtype=int) % prime
    columns = stream.permutation(network.num_params)[1:].tolist()  # all but one
    found = _dual_derivatives(describe_graph(network), weights.tolist(), inputs.tolist(), columns, prime)
    assert np.array_equal(found, known.reshape(network.output_dim, -1)[:, columns])


def test_a_minor_modulo_a_prime_that_fits_no_machine_word():
    network = without_bias((2, 1, 1), 2)  # f = v (w·x)², with the gradient (2vx₁(w·x), 2vx₂(w·x), (w·x)²)
    minor = {
        "prime": 2**89 - 1,
        "weights": [1, 2**80, 3],
        "inputs": [[1, 0], [1, 1]],
        "rows": [0, 1],
        "columns": [0, 2],
    }
    graph = describe_graph(network)
    assert check_minor(graph, minor)  # 6·(1 + 2^80)² − 6·(1 + 2^80) = 6·2^80·(1 + 2^80)
    assert not check_minor(graph, minor | {"weights": [1, -1, 3]})
    assert not check_minor(graph, minor | {"inputs": [[1, 0], [2, 0]], "columns": [0, 1]})


def test_a_certificate_holds_a_minor_of_the_size_of_the_rank():
    network, prime = without_bias((3, 2, 1), 2), 101
    stream = np.random.default_rng(0)
    weights, inputs = stream.integers(0, prime, network.num_params), stream.integers(0, prime, (7, 3))
    ring = PrimeField(prime)
    matrix = np.asarray(jacobian(network, ring, ring.array(weights), ring.array(inputs)), dtype=np.int64) % prime
    rank = flint.nmod_mat(flint.fmpz_mat(matrix.tolist()), prime).rank()
    certificate = make_rank_certificate(matrix, rank, prime, weights, inputs)
    assert len(certificate["rows"]) == len(certificate["columns"]) == rank == 5
    assert check_minor(describe_graph(network), certificate)
    assert not check_minor(describe_graph(network), certificate | {"prime": 100})
    assert not check_minor(describe_graph(without_bias((3, 3, 1), 2)), certificate)
