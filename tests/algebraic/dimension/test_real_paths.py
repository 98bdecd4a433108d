import pytest

from algebraic import Network
from algebraic.data import load_data
from algebraic.dimension import real_paths
from algebraic.dimension.real_paths import join_points, points_and_paths
from algebraic.dimension.real_points import find_points
from algebraic.ranks import rank_at
from algebraic.shell import UNLIMITED, Budget, OutOfBudget, rationals


def test_a_path_is_proved_or_left_open():
    network = Network.dense([1, 2, 1], "z**2")
    data = load_data("digits", network, 1, rank_of=rank_at)
    points = find_points(network, data.inputs, data.targets, num_points=2).points
    joined = join_points(network, data.inputs, data.targets, *points)
    assert joined["joined"] is True
    assert joined["segments"] > 1
    with pytest.raises(OutOfBudget):
        join_points(network, data.inputs, data.targets, *points, budget=Budget(1e-9))


@pytest.mark.slow
def test_points_on_different_components_are_never_joined():
    """v w = 3 with x = 1: a hyperbola; (w, v) and (−w, −v) lie on different branches."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    x, y = rationals([[1]]), rationals([[3]])
    found, _ = points_and_paths(network, x, y, 4, seed=0, budget=UNLIMITED)
    assert [(path["from"], path["to"]) for path in found["paths"]] == [(1, 2), (1, 3), (1, 4)]
    sides = [float(point["middle"][0]) > 0 for point in found["points"]]
    assert set(sides) == {True, False}
    assert [path["joined"] is True for path in found["paths"]] == [side == sides[0] for side in sides[1:]]
    assert list(found["paths"][0]) == ["from", "to", "joined", "segments", "statement", "nodes", "along"]


@pytest.mark.slow
def test_isolated_points_have_no_paths():
    """w² = 4 has two real points and nothing between them."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    found, limit = points_and_paths(network, rationals([[1]]), rationals([[4]]), 3, seed=0, budget=UNLIMITED)
    assert limit is None
    assert len(found["points"]) == 2
    assert found["paths"] == []


def test_what_was_found_by_the_end_of_the_time_is_kept(monkeypatch):
    """The time ends in a path: the points are there, and no path that is not proved."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    x, y = rationals([[1]]), rationals([[3]])

    def late(*_, budget):
        raise budget.out_of_time("a path between two points was being followed")

    monkeypatch.setattr(real_paths, "join_points", late)
    found, limit = points_and_paths(network, x, y, 3, seed=0, budget=Budget(1000))
    assert (len(found["points"]), found["paths"]) == (3, [])
    assert limit.kind == "time_limit"
    with pytest.raises(OutOfBudget):
        points_and_paths(network, x, y, 3, seed=0, budget=Budget(1e-9))
