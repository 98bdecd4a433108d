"""A result as a sequence of its solutions, and as arrays."""

import sys
from functools import cache

import numpy as np
import pytest

from algebraic import FoundSolution, Network, solve, solve_system
from algebraic.shell import Missing

NET = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
DATA = [[1], [2], [-3]], [1, -2, 5]


@cache
def found():
    return solve(NET, *DATA)


@cache
def linear():
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    return solve(net, [[1]], [1], system="critical", ridge="entrywise")


def test_a_result_is_a_sequence_of_its_solutions():
    assert len(found()) == found().count == len(list(found())) == 6
    assert all(isinstance(solution, FoundSolution) and solution.certified for solution in found())
    assert [solution.real for solution in found()] == [solution["real"] for solution in found().solutions]
    assert (found()[-1].point == found().points[-1]).all()
    assert [each.box for each in found()[1:3]] == [each["box"] for each in found().solutions[1:3]]
    with pytest.raises(IndexError):
        found()[6]


def test_points_solve_the_equations():
    assert found().points.shape == found().radii.shape == (6, 3)
    assert found().points.dtype == np.complex128
    for point in found().points:
        np.testing.assert_allclose(NET(point, DATA[0]).ravel(), DATA[1], rtol=1e-9)
    assert found().real_points.shape == (found().real_count, 3)
    assert found().real_points.dtype == np.float64
    for point in found().real_points:
        np.testing.assert_allclose(NET(point, DATA[0]).ravel(), DATA[1], rtol=1e-9)
    assert (found().radii > 0).all()
    assert max(solution.radius for solution in found()) == found().radii.max() < 1e-6


def test_critical_points_have_loss_and_index():
    real = [solution for solution in linear() if solution.real]
    assert sum((-1) ** solution.index for solution in real) == 1
    assert all(solution.loss >= 0 for solution in real)
    assert all(solution.index is None for solution in linear() if not solution.real)
    assert found()[0].loss is found()[0].index is None


def test_a_result_without_solutions_is_a_result():
    none = solve(Network.dense([1, 1], output_bias=False), [[1], [2]], [1, 1])
    assert len(none) == 0
    assert none
    assert list(none) == []
    assert none.points.shape == none.real_points.shape == none.radii.shape == (0, 1)


def test_a_frame_has_a_row_for_each_solution():
    frame = found().to_frame()
    assert list(frame.columns) == [*NET.parameter_names, "real", "radius"]
    assert frame["real"].sum() == found().real_count
    assert (frame[list(NET.parameter_names)].to_numpy() == found().points).all()
    critical = linear().to_frame()
    assert list(critical.columns[-2:]) == ["loss", "index"]
    assert critical["index"].count() == linear().real_count


def test_a_frame_loses_no_unknown_to_a_column_of_its_own():
    named = solve_system(["real^2 = 4", "real_ = 3*real", "loss = 7"])
    frame = named.to_frame()
    assert list(frame.columns) == ["real", "real_", "loss", "real__", "radius"]
    assert sorted(frame["real_"].to_numpy().real) == pytest.approx([-6, 6])
    assert frame["real__"].tolist() == [True, True]


def test_without_pandas_a_frame_is_missed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(Missing, match="pandas") as caught:
        found().to_frame()
    assert "zerolocus[frames]" in caught.value.hint
