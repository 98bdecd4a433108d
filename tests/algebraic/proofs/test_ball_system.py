"""Members of a family in balls: with an unknown for every sum, and with inputs that move."""

from fractions import Fraction

import flint

from algebraic.networks.network import Network
from algebraic.proofs.ball_system import BallSystem
from algebraic.shell.exact import rationals
from algebraic.systems.families import zero_error_family


def member():
    net = Network.dense([1, 1, 1], "z**2+z", output_bias=False)
    return BallSystem(zero_error_family(net, rationals([[3], [Fraction(1, 7)], [2]]), 3), [1, 2, 3])


def test_a_system_with_an_unknown_for_every_sum():
    """Some weights being zero or not: what solves the equations of the sums solves the others as far as before."""
    system = member()
    point, moved = [flint.acb(0, 2), flint.acb(-1, 1)], [flint.acb(value) for value in (5, 7, 9)]
    lifted, lift = system.lifted([0, 2])
    unknowns = lift(point, moved)
    assert unknowns[:2] == point
    residuals, slopes, _ = lifted.move(unknowns, moved, moved)
    assert (slopes.nrows(), slopes.ncols()) == (len(unknowns), len(unknowns))
    assert all(value.contains(0) for value in residuals.entries()[2:])
    own = system.move([point[0], flint.acb(0), point[1]], moved, moved)[0].entries()
    assert all((a - b).contains(0) for a, b in zip(residuals.entries(), (own[0], own[2]), strict=False))
    assert not any(value.contains(0) for value in own)


def test_inputs_that_move_stand_before_the_parameters():
    system, point = member(), [flint.acb(1, 2), flint.acb(3), flint.acb(-1)]
    moving = system.moving()
    assert moving.places == {("x", 0): 0, ("y", 0): 3}
    assert [complex(value) for value in moving.parameters] == [3, 1 / 7, 2, 1, 2, 3]
    values = [own.residuals(point).entries() for own in (system, moving)]
    assert all((a - b).contains(0) for a, b in zip(*values, strict=True))
