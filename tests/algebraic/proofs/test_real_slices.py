"""Real solutions on slices: roots of a parabola, arcs of a circle, and weights that move in small boxes."""

import flint
import numpy as np

from algebraic import Network
from algebraic.networks.builder import Builder
from algebraic.proofs.real_slices import krawczyk, krawczyk_segment, refine
from algebraic.shell.exact import rationals


def test_krawczyk_decides_a_parabola():
    """w² = 2 through f = (x w)², one weight: boxes with one root, two roots, none, and a double root."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    x, y = rationals([[1]]), rationals([[2]])
    accepted = lambda middle, radius, t=y: krawczyk(network, x, t, [flint.arb(middle, radius)], [0])  # noqa: E731
    assert accepted(1.41, 0.1)
    assert accepted(-1.41, 0.1)
    assert not accepted(0, 2)  # two roots
    assert not accepted(3, 0.5)  # none
    assert not accepted(0, 0.1, rationals([[0]]))  # a double root
    with flint.ctx.workprec(128):
        root = refine(network, x, y, [flint.arb(1.5)], [0])[0]
        assert abs(root * root - 2) < flint.arb("1e-35")


def test_segments_on_a_circle():
    """f = (x·w)² summed over two hidden units with fixed output labels: w1² + w2² = 1."""
    builder = Builder(1)
    builder.dense(2, activation="z**2", bias=False)
    builder.graph(1, [(0, 0, "s"), (0, 1, "s")])
    network = builder.network()  # s (w1² + w2²) x²
    x, y = rationals([[1]]), rationals([[1]])

    def node(angle):
        guess = [flint.arb(np.cos(angle)), flint.arb(np.sin(angle)), flint.arb(1)]
        with flint.ctx.workprec(128):
            middle = refine(network, x, y, guess, [1])
            return [middle[0], middle[1] + flint.arb(0, 1e-25), middle[2]]

    assert krawczyk_segment(network, x, y, node(1.2), node(1.4), [1])
    assert not krawczyk_segment(network, x, y, node(1.2), node(-1.4), [1])  # the other side: no short way
    assert not krawczyk_segment(network, x, y, node(0.3), node(-0.3), [1])  # w1 does not parametrise it there


def test_fixed_weights_in_boxes_are_proved_for_each_of_their_values():
    """v w = 1 with v in 2 ± r: a box around w = 1/2 must hold all of 1 / (2 ± r), and no v may vanish."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    x, y = rationals([[1]]), rationals([[1]])

    def accepted(radius_w, radius_v):
        return krawczyk(network, x, y, [flint.arb(0.5, radius_w), flint.arb(2, radius_v)], [0])

    assert accepted(0.1, 0)
    assert accepted(0.1, 0.1)  # w between 0.476 and 0.526
    assert not accepted(0.1, 0.5)  # w between 0.4 and 0.667
    assert not accepted(10, 2)  # v = 0 has no solution


def test_refining_at_a_critical_point_stays_where_it_was():
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    with flint.ctx.workprec(128):
        assert refine(network, rationals([[1]]), rationals([[2]]), [flint.arb(0)], [0]) == [0]
