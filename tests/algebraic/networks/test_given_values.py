import numpy as np
import pytest

from algebraic.networks.given_values import is_index, truth, whole
from algebraic.shell.errors import WrongInput


def test_a_place_in_a_list():
    found = [is_index(value, 3) for value in (0, 2, np.int64(1), 3, -1, True, 1.0, "1", None)]
    assert found == [True, True, True, *[False] * 6]


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "2", None, 10**9 + 1])
def test_what_is_no_size_is_named(value):
    with pytest.raises(WrongInput, match="units is"):
        whole(value, "units")


def test_a_size_may_come_from_an_array():
    assert type(whole(np.int32(4), "units")) is int


@pytest.mark.parametrize("value", ["no", 0, 1, None])
def test_true_is_true_only(value):
    with pytest.raises(WrongInput, match="neither true nor false"):
        truth(value, "bias")
