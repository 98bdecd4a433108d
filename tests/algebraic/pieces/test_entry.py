"""Sets with a known number of pieces; what is refused; what must not change the answer."""

import pytest

from algebraic import Network
from algebraic.pieces import count_pieces, entry, pieces_of_equations
from algebraic.shell import HypothesesNotMet, TooLarge


def numbers(found):
    return found["lower"], found["upper"], found["euler_characteristic"]


def test_a_product_of_three_weights_has_four_pieces():
    """Π w_i = c has 2^(L−1), each a plane; the signs of the weights say the same."""
    network = Network.dense([1, 1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = count_pieces(network, [[3]], [-7])
    assert numbers(found) == (4, 4, 4)
    assert len(found["signs"]) == 4
    again = count_pieces(network, [[3000], [3000]], [-7, -7], seed=5)
    assert numbers(again) == (4, 4, 4)
    assert again["center"] != found["center"]


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (["y^2 - x^3 + x"], (2, 2, 1)),  # an oval and a branch
        (["x^2 + y^2 + 1"], (0, 0, 0)),
    ],
)
def test_curves(texts, known):
    assert numbers(pieces_of_equations(texts)) == known


@pytest.mark.slow
@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (["a*b*c*d - 3"], (8, 8, 8)),
        (["y^2 - x^3 - x"], (1, 1, 1)),
        (["x^2 + y^2 + z^2 - 1"], (1, 1, 2)),
        (["x^2 + y^2 - z^2 - 1"], (1, 1, 0)),
        (["x^2 + y^2 - z^2 + 1"], (2, 2, 2)),
        (["v*w - 2", "v*u - 3"], (2, 2, 2)),
        (["v*w^2 + s*t^2 - 2", "v*w^3 + s*t^3 - 1"], (3, 3, 3)),  # six sectors, glued along three lines
        (["x^2 - 2", "y^2 - 3"], (4, 4, 4)),
    ],
)
def test_more_sets(texts, known):
    assert numbers(pieces_of_equations(texts)) == known


SQUARES = Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False)


@pytest.mark.slow
@pytest.mark.parametrize("factor", [1, 1000])
def test_two_units_with_targets_of_different_signs_have_eight_pieces(factor):
    """v_1 z_1² + v_2 z_2² = 3 and v_1 t_1² + v_2 t_2² = −1: one v_j is positive, the other negative, z of the positive
    one and t of the other are not 0: 2 · 2 · 2 choices, and with each of them a graph over a half-space times a plane.
    """
    inputs = [[factor * x for x in row] for row in ([3, -1], [1, 2])]
    found = count_pieces(SQUARES, inputs, [-factor, 3 * factor])
    assert numbers(found) == (8, 8, 8)
    assert found["complex_critical_points"] == found["at_most"]


@pytest.mark.slow
def test_with_one_sample_two_units_pass_the_sign_to_each_other():
    """v_1 z_1² + v_2 z_2² = 3: where one unit has all of the output the other may change its signs. Collinear samples
    with the targets that they need are one sample.
    """
    found = count_pieces(SQUARES, [[1, 2], [2, 4]], [3, 12])
    assert (found["lower"], found["upper"], len(found["weights"])) == (1, 1, 4)


def test_where_critical_points_may_be_missing_the_number_is_no_more_than_bounded():
    """Two circles about one point: their distance has fewer critical points than that of other quartics."""
    found = pieces_of_equations(["(x^2 + y^2 - 1)*(x^2 + y^2 - 9)"])
    assert not found["exact"]
    assert found["lower"] <= 2 <= found["upper"]
    assert found["euler_characteristic"] is None


def test_what_is_refused(monkeypatch):
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    with pytest.raises(HypothesesNotMet, match="the set is singular"):
        count_pieces(network, [[1]], [0])
    monkeypatch.setattr(entry, "MAX_CRITICAL", 3)
    with pytest.raises(TooLarge, match="4 complex critical points"):
        count_pieces(network, [[1]], [1])


def test_samples_that_contradict_each_other_have_no_piece():
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    assert numbers(count_pieces(network, [[1], [2]], [1, 3])) == (0, 0, 0)
