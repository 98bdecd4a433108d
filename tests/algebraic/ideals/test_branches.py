"""Families through data with a planted solution, and the patterns of zero weights by hand."""

import flint
import numpy as np
import pytest

from algebraic import Network
from algebraic.data.exact_data import check_data
from algebraic.ideals import branches
from algebraic.ideals.branches import moving_branch
from algebraic.ideals.problems import make_problem
from algebraic.shell.errors import TooLarge
from tests.reference import slow

PLAIN = {"hidden_bias": False, "output_bias": False}


def branches_of(net, inputs, targets, **options):
    return make_problem(net, len(inputs), check_data(inputs, targets, net), **options).branches()


def test_a_planted_solution_solves_the_member_that_is_asked_for():
    """In scaled weights, in floats; for other weights it does not."""
    net = Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)
    inputs, weights = [[100, 2], [3, -1], [-2, 500], [7, 3]], [2, -3, 5, 7]
    [branch] = branches_of(net, inputs, [slow.network_value(net, weights, x) for x in inputs])
    scaled = np.array(weights, dtype=complex)[:, None] / branch.units[:, None]
    p = branch.target[:, None]
    residuals, _, _ = branch.family.evaluate(scaled, p, p)
    assert abs(residuals).max() < 1e-9 * abs(p).max()
    np.testing.assert_allclose(branch.embed(scaled)[:, 0], weights, rtol=1e-14)
    residuals, _, _ = branch.family.evaluate(scaled * 1.01, p, p)
    assert abs(residuals).max() > 1e-3 * abs(p).max()


@pytest.mark.parametrize(
    ("widths", "activation", "supports"),
    [
        ([1, 1, 1], "z", [[0, 1], []]),
        ([1, 1, 1, 1], "z", [[0, 1, 2], []]),
        ([1, 2, 1], "z**2+z", [[0, 1, 2, 3], [0, 2], [1, 3], []]),
    ],
)
def test_weights_vanish_unit_by_unit(widths, activation, supports):
    """A unit whose outgoing weight is zero has a zero incoming one where its ridge is not zero, and conversely."""
    found = branches_of(Network.dense(widths, activation, **PLAIN), [[3], [5]], [2, 7], system="critical")
    assert [branch.support for branch in found] == supports
    assert all((branch.embed(np.ones((len(branch.support), 1))) != 0).sum() == len(branch.support) for branch in found)


def test_the_target_is_the_ridge_of_the_support_and_the_data():
    net = Network.dense([1, 1, 1], "z", **PLAIN)
    problem = make_problem(net, 1, check_data([[1]], [[2]], net), system="critical", ridge="entrywise")
    both, none = problem.branches()
    assert (len(both.target), len(none.target)) == (2 + 1, 0 + 1)
    ratio = both.target[0] / both.target[1]
    units = (both.units[0] / both.units[1]) ** 2
    assert ratio == pytest.approx(units * problem.ridge[0] / problem.ridge[1])


def test_too_many_patterns_are_refused(monkeypatch):
    monkeypatch.setattr(branches, "MAX_PATTERN_PARAMS", 1)
    with pytest.raises(TooLarge, match="patterns of zero weights"):
        branches_of(Network.dense([1, 1, 1], "z", **PLAIN), [[1]], [2], system="critical")


@pytest.mark.parametrize("system", ["zero-error", "critical"])
def test_inputs_that_move_come_to_the_same_equations(system):
    """In floats and exactly, at random weights; units and parameters belong together."""
    net = Network.dense([2, 1, 1], "z**3+z")
    data = check_data([[100, "1/3"], [3, -1], [-20, 5], [7, 3], [1, 1]], [1000, 2, 3, -4, 9], net)
    ridge = "entrywise" if system == "critical" else "none"
    for plain in make_problem(net, 5, data, system=system, ridge=ridge).branches()[:2]:
        moving = moving_branch(plain, 0)
        w = np.random.default_rng(0).normal(size=(len(plain.support), 3)).astype(complex)
        found = [own.family.evaluate(w, own.target[:, None], own.target[:, None]) for own in (plain, moving)]
        np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-12)
        np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-12)
        point = [flint.acb(value) for value in plain.embed(w)[:, 0].tolist()]
        for one, other in zip(plain.exact.evaluate(point), moving.exact.evaluate(point), strict=True):
            assert one.overlaps(other)
        exact = [complex(value) for value in moving.exact_parameters(moving.target)]
        np.testing.assert_allclose(exact, [complex(value) for value in moving.exact.parameters], rtol=1e-14)
        starts, p = moving.family.sample(np.random.default_rng(1), 2)
        assert abs(moving.family.evaluate(starts, p, p)[0]).max() < 1e-9
        assert abs(p[: 2 * 5] - moving.target[: 2 * 5, None]).min() > 1e-3  # at other inputs
