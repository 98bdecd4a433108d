import copy

import pytest

from algebraic import Network, dimension_of
from algebraic.data import check_data
from algebraic.dimension.check_certificates import minor_faults

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
