import copy

import pytest

from algebraic import Network, dimension_of
from algebraic.data import check_data, load_integer_data
from algebraic.dimension.certificates import columns_certificate
from algebraic.dimension.check_certificates import column_proof, minor_faults
from algebraic.ranks import prove_rank
from algebraic.shell import UNLIMITED

NETWORK = Network.dense([2, 2, 1], "z**2/3")
DATA = check_data([[1, 2], ["1/2", 5]], [1, 2], NETWORK)


@pytest.fixture
def certificate():
    return copy.deepcopy(dimension_of(NETWORK, DATA.inputs, DATA.targets).certificate)


def test_a_minor_is_bound_to_network_and_data(certificate):
    assert minor_faults(certificate, NETWORK, DATA) == []
    assert minor_faults(certificate, Network.dense([2, 2, 1], "z**2/5"), DATA)
    assert minor_faults(certificate, NETWORK, check_data([[1, 2], ["1/2", 6]], [1, 2], NETWORK))
    assert minor_faults(certificate, NETWORK, check_data([["1/2", 5], [1, 2]], [1, 2], NETWORK))


@pytest.mark.parametrize(
    ("name", "value"),
    [("prime", 91), ("weights", [0] * 9), ("rows", [0, 0]), ("rows", [0, 9]), ("columns", [0, 0]), ("columns", [0])],
)
def test_one_thing_changed(certificate, name, value):
    certificate["minor"][name] = value
    assert minor_faults(certificate, NETWORK, DATA)


@pytest.mark.parametrize(
    ("samples", "prime", "holds"), [(3, 131, True), (4, 131, False), (4, 4_194_301, True), (3, 4_194_301, True)]
)
def test_a_rank_that_is_not_full_is_not_taken_modulo_a_small_prime(samples, prime, holds):
    """Quadratic forms in two variables: three of them are independent, four are not."""
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    data = load_integer_data("random", network, samples)
    proof = prove_rank(network, data, prime=prime)
    assert proof.rank == 3
    certificate = columns_certificate(network, data, proof, None, None)
    found, faults, _ = column_proof(certificate, network, data, UNLIMITED, lambda text: None)
    assert (found is not None, faults == []) == (holds, holds)
    assert holds or "rows may depend" in faults[0]
