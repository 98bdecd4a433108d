"""msolve: what it is given, what of its answers is believed, and limits that it does not keep itself."""

import pytest

from algebraic.engines.locate import variable
from algebraic.engines.msolve import msolve_leading_ideal
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import EngineFailed, Missing, OutOfBudget, TooLarge


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[-1]:",
        "[1, 3, -1, []]:",
        "#length of basis: 2 elements\n[x0001^2]:",
        "#length of basis: 1 element\n[y^2]:",
        "#length of basis: 1 element\n[x0001^a]:",
        "#length of basis: 1 element\n[x0001^2+1]:",
        "#length of basis: 1 element\n[x0001^²]:",
        "#length of basis: 1 element\n[x0001^" + "9" * 5000 + "]:",
        "#length of basis: " + "9" * 5000 + " element\n[x0001]:",
    ],
)
def test_msolve_answers_are_checked(script, monkeypatch, answer):
    fake = script('while [ "$1" != -o ]; do shift; done\ncat > "$2" <<X\n' + answer + "\nX", "fake-msolve")
    monkeypatch.setenv(variable("msolve"), str(fake))
    with pytest.raises(EngineFailed):
        msolve_leading_ideal([{(2,): 1}], 1, 101, budget=UNLIMITED)


def test_msolve_gets_expanded_integer_polynomials(script, monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    body = f'cp "$4" {seen}\necho "#length of basis: 1 element" > "$6"\necho "[x0001^2]:" >> "$6"'
    monkeypatch.setenv(variable("msolve"), str(script(body, "fake-msolve")))
    assert msolve_leading_ideal([{(2, 0): 1, (1, 3): 7, (0, 0): 5}, {(0, 1): 2}], 2, 101, budget=UNLIMITED) == [(2, 0)]
    assert seen.read_text() == "x0001,x0002\n101\n1*x0001^2+7*x0001^1*x0002^3+5,\n2*x0002^1\n"


@pytest.mark.msolve
def test_msolve_runs():
    equations = [{(1, 0): 1, (0, 0): 5}, {(0, 2): 1, (1, 0): 1}]  # x + 5, y^2 + x
    assert sorted(msolve_leading_ideal(equations, 2, 101, budget=UNLIMITED)) == [(0, 2), (1, 0)]


def test_msolve_is_not_given_exponents_that_it_wraps():
    with pytest.raises(TooLarge):
        msolve_leading_ideal([{(70_000,): 1, (0,): 1}], 1, 101, budget=UNLIMITED)


@pytest.mark.msolve
def test_msolve_within_a_memory_limit_it_cannot_keep():
    with pytest.raises(OutOfBudget, match="memory limit"):
        msolve_leading_ideal([{(3, 1): 1, (0, 0): 5}, {(1, 3): 1, (1, 0): 1}], 2, 101, budget=Budget(None, 0.002))


def test_without_msolve_the_next_step_is_named(no_engines):
    with pytest.raises(Missing, match="make engines"):
        msolve_leading_ideal([{(1,): 1}], 1, 101, budget=UNLIMITED)
