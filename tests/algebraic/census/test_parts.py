"""The critical set without a ridge, part by part."""

from algebraic import Network, solve


def test_without_a_ridge_the_parts_are_named():
    """Two hidden units: a fibre over the best function of dimension K − r, lines of split units, dead units."""
    net = Network.dense([1, 2, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.complex_count_status) == (None, "infinite")
    parts = {(p["name"], p["active_units"]): p for p in found.strata}
    assert parts["critical on the set of functions", 2]["dimension"] == 2  # K = 4, and functions a x + b x³
    split = parts["split units", 1]
    assert (split["dimension"], split["groups"], split["proved"]) == (1, [2], True)
    assert split["base_points"] == 2
    assert parts["dead units", 0]["dead_units"] == 2


def test_one_unit_without_a_ridge_is_finite():
    net = Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.count) == (5, 5)  # three with v = 0, and two more
    assert found.at_infinity == 13 - 5  # with a ridge there are 13
    assert sum(all(float(part) == 0 for part in s["box"][1][:2]) for s in found.solutions) == 3
