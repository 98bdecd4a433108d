import json

import pytest

from algebraic import Network, dimension_of, ladder, solve
from algebraic.check import CHECKS, check, check_any
from algebraic.documents import CLOSED, Circumstances
from algebraic.shell import Budget, Missing, WrongInput


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


@pytest.mark.slow
@pytest.mark.parametrize("ask", [solve, ladder, dimension_of])
def test_results_documents_and_files(ask, tmp_path):
    net = Network.dense([1, 1], "z**2", hidden_bias=False, output_bias=False, output_activation=True)
    result, path = ask(net, [[2]], [9]), tmp_path / "result.json"
    result.save(path)
    answers = [check(given) for given in (result, result.as_dict(), path, str(path))]
    assert [found.problems for found in answers] == [[]] * 4
    assert [found.verified for found in answers] == [
        ask is not ladder
    ] * 4  # bounds are computed again by the same code
    assert all(str(found).startswith("not decided" if ask is ladder else "verified: ") for found in answers)
    key = "num_params"
    changed = result.as_dict()
    changed[key if key in changed else "real_count"] = 7
    assert not check(changed).verified
    assert check(changed).problems
    assert str(check(changed)).startswith("NOT verified:")


@pytest.mark.parametrize("given", [None, 3, [1], {1: 2}, {"a": object()}, object, "\0", b"a", float("nan")])
def test_what_is_no_result_is_refused(given):
    with pytest.raises((WrongInput, Missing)):
        check(given)


@pytest.mark.parametrize("options", [{"data": 3}, {"timeout": "1"}, {"timeout": -1}, {"timeout": True}])
def test_options_are_checked(options, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"schema": "zerolocus/none/1"}))
    with pytest.raises(WrongInput):
        check(path, **options)
