import numpy as np
import pytest

from algebraic import Network, dimension_of
from algebraic.data import DataSet, IntegerData, load_integer_data, random_data
from algebraic.dimension import check_certificate, explore
from algebraic.dimension.explore import explore_fibre, is_large
from algebraic.dimension.result import Extras
from algebraic.shell import WrongInput

NETWORK = Network.dense([3, 4, 2], "z**2+z")  # 26 parameters


def test_size_and_data_choose_the_route(tmp_path):
    exact = random_data(NETWORK, 5)
    whole = load_integer_data("random", NETWORK, 5)
    kinds = [
        explore_fibre(NETWORK, data, resume=resume).certificate.get("kind")
        for data, resume in ((exact, None), (whole, None), (exact, tmp_path / "blocks"))
    ]
    assert kinds == [None, "columns_modulo_prime", "columns_modulo_prime"]


@pytest.mark.parametrize("num_samples", [1, 5, 13, 14])
def test_both_routes_say_the_same_in_one_call(num_samples, monkeypatch):
    data = random_data(NETWORK, num_samples)
    small = dimension_of(NETWORK, data.inputs, data.targets, timeout=60)
    monkeypatch.setattr(explore, "MAX_ENTRIES", 10)
    assert is_large(NETWORK, num_samples)
    large = dimension_of(NETWORK, data.inputs, data.targets, degree=True)
    keys = "num_params num_samples num_equations dimension empty generic_dimension generic_empty proved data seed"
    for key in keys.split():
        assert getattr(small, key) == getattr(large, key), key
    assert (large.degree, large.reasons["degree"]) == (None, "not attempted for a system of this size")
    assert list(small.as_dict()) == list(large.as_dict())


def test_a_large_network_in_one_call():
    """20,200,200 entries: by minors the rank would be refused."""
    network = Network.dense([200, 500, 1], "z**2+z")
    inputs = np.random.default_rng(0).integers(0, 256, (200, 200))
    found = dimension_of(network, inputs, np.arange(200), points=1)
    assert (found.num_params, found.data_rank, found.dimension, found.proved) == (101_001, 200, 100_801, True)
    assert found.elimination["columns"] == 232
    assert "points" in found.reasons


def test_decimals_become_whole_numbers(monkeypatch):
    data = random_data(NETWORK, 4)
    tenths = data.inputs / 10
    expected = dimension_of(NETWORK, tenths, data.targets)
    monkeypatch.setattr(explore, "MAX_ENTRIES", 10)
    found = dimension_of(NETWORK, tenths, data.targets)
    assert found.dimension == expected.dimension == 26 - 8
    assert "common denominator" in found.data
    whole = IntegerData((tenths * 10).astype(np.int64), data.targets, 10, "")
    assert check_certificate(found.as_dict(), network=NETWORK, data=whole)[0]
    with pytest.raises(WrongInput, match="above 2\\^62"):
        dimension_of(NETWORK, [[1e-30, 1, 2]], [[1, 2]])


def test_the_limit_itself_is_not_large(monkeypatch):
    monkeypatch.setattr(explore, "MAX_ENTRIES", 26 * 10)
    assert not is_large(NETWORK, 5)
    assert is_large(NETWORK, 6)


def test_what_was_asked_stands_in_the_options():
    data = random_data(NETWORK, 2)
    small = explore_fibre(NETWORK, DataSet(data.inputs, data.targets, "by hand"), Extras())
    assert small.options == {"timeout": None, "memory": None, **vars(Extras())}
    assert small.data == "by hand"
