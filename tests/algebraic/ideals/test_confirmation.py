"""Engines that say what is wrong: it is named, and never an answer."""

import json

import pytest

from algebraic import Network, ladder
from algebraic.census.stages import take_stages
from algebraic.data import check_data
from algebraic.dimension.explore import dimension_of
from algebraic.engines.locate import variable
from algebraic.ideals import confirmation, make_problem
from algebraic.ideals.by_ideals import confirm_answer, solutions_modulo
from algebraic.ideals.confirmation import confirm, engine_name, reduce_modulo
from algebraic.ideals.nullstellensatz import Cofactors
from algebraic.shell.budget import UNLIMITED, Budget

P = 101
POINTS = [{(2, 0): 1, (0, 0): -1}, {(0, 2): 1, (1, 0): -3}]  # four points
LINES = [{(1, 1): 1}]
NONE = [{(1, 1): 1, (0, 0): -1}, {(1, 0): 1}]
PLAIN = {"hidden_bias": False, "output_bias": False}


def lies(script, monkeypatch, element, separator=","):
    """An msolve that answers the same for each unknown."""
    body = f"""names=$(head -1 "$4" | tr , ' '); n=0; out=""
for x in $names; do n=$((n+1)); out="$out{separator if separator else ""}$(printf '{element}' $x)"; done
[ '{element}' = 1 ] && n=1 && out=",1"
[ '{element}' = only ] && n=1 && out=",x0001"
echo "#length of basis: $n elements" > "$6"; echo "[${{out#,}}]:" >> "$6" """
    monkeypatch.setenv(variable("msolve"), str(script(body, "fake-msolve")))


@pytest.mark.msolve
@pytest.mark.parametrize(
    ("equations", "claim"), [(POINTS, (0, 4)), (LINES, (1, None)), (NONE, (-1, 0)), ([{(2, 0): P}], (2, None))]
)
@pytest.mark.parametrize("columns", [0, 210])
def test_what_is_true_is_confirmed_and_nothing_else(monkeypatch, equations, claim, columns):
    monkeypatch.setattr(confirmation, "QUICK_COLUMNS", columns)
    answer = solutions_modulo(equations, 2, P)
    assert (answer.dimension, answer.count) == claim
    found = confirm_answer(equations, 2, answer, budget=UNLIMITED)
    assert found.holds
    assert found.lifts == (claim == (0, 4))
    if not reduce_modulo(equations, P):
        return
    for other in ((0, 3), (0, 5), (2, None), (-1, 0), (1, None)):
        if other != claim and (columns or claim[0] < 1):  # that there is more than a curve is not seen on a slice
            assert not confirm(equations, 2, P, *other, budget=UNLIMITED).holds


def test_without_msolve_the_engine_is_our_own(no_engines):
    assert engine_name() == "embedded"
    assert confirm(POINTS, 2, P, 0, 4, budget=UNLIMITED).holds


LIES = {"nothing": "1", "one point": "%s", "many": "%s^2", "a large set": "only"}


@pytest.mark.slow
@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_21_solutions(script, monkeypatch, lie):
    """Findings, A5: 21 solutions, and an msolve that says otherwise modulo both primes."""
    lies(script, monkeypatch, LIES[lie])
    net = Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)
    inputs, targets = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]
    monkeypatch.setattr("algebraic.ideals.by_ideals.find_cofactors", lambda *a, **k: Cofactors(0))  # slow, and in vain
    found = ladder(net, inputs, targets)
    assert (found.complex_count, found.complex_count_status) == (None, "undecided")
    assert "msolve claims" in found.reasons["complex_count"]
    assert json.loads(found.to_json())["complex_count_evidence"]["confirmed"] is None
    judged = take_stages(make_problem(net, 4, check_data(inputs, targets, net)), 0, UNLIMITED)
    assert (judged.complex_count, judged.status) == (21, "exact")
    [route] = [route for route in judged.notes.routes if route["route"] == "groebner"]
    assert (route["count"], route["supports"]) == (None, None)
    assert "msolve claims" in route["statement"]


def power_of_a_line(degree):
    """(w x + b)^degree + w x + b at two samples: degree² solutions."""
    net = Network.dense([1, 1], f"z**{degree}+z", output_activation=True)
    return net, [[1], [2]], [3, 5]


@pytest.mark.parametrize(("degree", "why"), [(20, "does not satisfy the equations"), (50, "alone, not confirmed")])
def test_a_lie_about_hundreds_of_solutions(script, monkeypatch, degree, why):
    """One less in each unknown than there are, modulo both primes: checked, or too many to be checked."""
    lies(script, monkeypatch, f"%s^{degree - 1}")
    monkeypatch.setattr("algebraic.ideals.by_ideals.find_cofactors", lambda *a, **k: Cofactors(0))
    found = ladder(*power_of_a_line(degree))
    assert (found.complex_count, found.complex_count_status) == (None, "undecided")
    assert f"msolve claims: {(degree - 1) ** 2} " in found.reasons["complex_count"]
    assert why in found.reasons["complex_count"]
    assert found.complex_count_evidence["counts"] == [(degree - 1) ** 2] * 2
    assert "complex solutions" in found.undecided()


@pytest.mark.msolve
def test_hundreds_of_solutions_are_confirmed():
    found = ladder(*power_of_a_line(20))
    assert (found.complex_count, found.complex_count_status) == (400, "exact_mod_p")
    assert "multiplication matrices of size 400" in found.complex_count_evidence["confirmed"]


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_critical_points(script, monkeypatch, lie):
    """The origin is one of five: one point is a part of the truth, and is no answer."""
    lies(script, monkeypatch, LIES[lie])
    net = Network.dense([1, 1, 1], "z", **PLAIN)
    found = ladder(net, [[2]], [[3]], system="critical", ridge="entrywise")
    assert (found.complex_count, found.complex_count_status, found.complex_count_torus) == (None, "undecided", None)
    assert "complex_count_torus" in found.reasons


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_a_set(script, monkeypatch, lie):
    lies(script, monkeypatch, LIES[lie])
    monkeypatch.setattr("algebraic.ideals.by_ideals.find_cofactors", lambda *a, **k: Cofactors(0))  # slow, and in vain
    found = dimension_of(
        Network.dense([2, 1, 1], "z**2+z", **PLAIN), [[1, 2], [3, -1]], [1, 2], groebner=True, degree=True
    )
    assert found.dimension == 1  # by the rank
    assert found.these_targets["infinite"] is not False
    assert found.these_targets["empty"] is not True
    assert found.groebner["dimension"] is None
    assert found.groebner["empty"] is None
    assert found.degree["degree"] is None


@pytest.mark.parametrize(
    "body",
    [
        "printf '\\377\\376' > \"$6\"",
        'head -c 100000 /dev/urandom > "$6"',
        "exit 0",
        "kill -9 $$",
        "exec cat /dev/zero",
    ],
)
def test_rubbish_is_named(script, monkeypatch, body):
    monkeypatch.setenv(variable("msolve"), str(script(body, "fake-msolve")))
    monkeypatch.setattr("algebraic.engines.process.MAX_OUTPUT", 2**20)
    found = ladder(Network.dense([2, 1, 1], "z**2+z", **PLAIN), [[1, 2], [3, -1], [-2, 5]], [1, 2, 3])
    assert found.complex_count_status == "undecided"
    assert "msolve" in found.reasons["complex_count"]


@pytest.mark.slow
def test_a_hang_ends_within_the_limit(script, monkeypatch):
    monkeypatch.setenv(variable("msolve"), str(script("trap '' TERM; setsid sleep 60", "fake-msolve")))
    net = Network.dense([2, 1, 1], "z**2+z", **PLAIN)
    found = ladder(net, [[1, 2], [3, -1], [-2, 5]], [1, 2, 3], timeout=2)
    assert found.complex_count_status == "undecided"
    assert "complex_count" in found.cut_short


def test_no_time_confirms_nothing(script, monkeypatch):
    lies(script, monkeypatch, "1")
    assert confirm(POINTS, 2, P, -1, 0, budget=Budget(1e-9)).holds is None


@pytest.mark.parametrize(
    ("equations", "size", "count", "why"),
    [
        (POINTS, 0, 5, "at most 4 solutions"),
        (POINTS, 0, 10**17, "at most 4 solutions"),
        ([*POINTS, {(1, 0): 1}], 0, 5, "at most 4 solutions"),
        (LINES, 0, 1, "a set of dimension 1"),
    ],
)
def test_what_no_theorem_allows_needs_no_engine(script, monkeypatch, equations, size, count, why):
    monkeypatch.setenv(variable("msolve"), str(script("exit 1", "fake-msolve")))
    found = confirm(equations, 2, P, size, count, budget=UNLIMITED)
    assert found.holds is False
    assert why in found.statement
