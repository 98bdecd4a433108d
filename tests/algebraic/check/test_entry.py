import pytest

from algebraic import Network, solve
from algebraic.check import CHECKS, check_any
from algebraic.documents import CLOSED, Circumstances
from algebraic.shell import Budget, WrongInput


def test_every_kind_has_a_check_and_a_closed_list():
    assert set(CHECKS) == set(CLOSED)


def test_a_count_is_checked():
    net = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1, 2], [3, -1], [-2, 5]], [1, 2, 3]).as_dict()
    assert check_any(found).exit_code() == 0
    assert check_any({**found, "count": 0}).exit_code() == 1
    assert check_any(found, Circumstances(Budget(1e-6))).exit_code() == 4


def test_others_are_refused():
    with pytest.raises(WrongInput):
        check_any({"schema": "zerolocus/none/1"})
