"""E L(w_T) by going through all sequences of samples, and the spectral radius in floating point."""

# mypy: ignore-errors

from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest

from verify.checks.t3.mean_square import decrease, loss_after, moves_of, problem_at, safe_steps, shrinks

X, Y, START = [[2, 1, 0], [1, -1, 3]], [[1], [2]], [[1], [0], [-1]]
INSTANCE = {"X": X, "y": Y, "start": START, "chances": [1, 2]}


def expected_loss(step, num_steps):
    total = Fraction(0)
    for sequence in product(range(2), repeat=num_steps):
        w, chance = [Fraction(v) for (v,) in START], Fraction(1)
        for i in sequence:
            chance *= Fraction(INSTANCE["chances"][i], 3)
            rest = sum(a * b for a, b in zip(X[i], w, strict=True)) - Y[i][0]
            w = [v - step * rest * a for v, a in zip(w, X[i], strict=True)]
        rests = [sum(a * b for a, b in zip(row, w, strict=True)) - y for row, (y,) in zip(X, Y, strict=True)]
        total += chance * sum(r * r for r in rests) / 4
    return total


@pytest.mark.parametrize("num_steps", [0, 1, 2, 7])
def test_the_expected_loss_of_sgd(num_steps):
    problem = problem_at(INSTANCE)
    moves = moves_of(INSTANCE, problem)["SGD"](flint.fmpq(1, 11))
    wanted, fall = expected_loss(Fraction(1, 11), num_steps), decrease(problem, moves)
    assert abs(float(loss_after(problem, moves, num_steps)) - float(wanted)) < 1e-12
    assert float(wanted) <= float(fall.value) * (1 - 1 / float(fall.rate)) ** num_steps + 1e-12


def test_the_losses_sum_to_the_value_of_the_start():
    problem = problem_at(INSTANCE)
    for name, moves in moves_of(INSTANCE, problem).items():
        drawn = moves(safe_steps(problem)[name])
        total = sum(float(loss_after(problem, drawn, t)) for t in range(400))
        assert total == pytest.approx(float(decrease(problem, drawn).value))


@pytest.mark.parametrize("seed", range(12))
def test_stable_if_the_spectral_radius_is_below_1(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(-3, 4, (2, 2 + seed % 2))
    x[0, 0] += 5
    w = rng.integers(-3, 4, (x.shape[1], 1))
    instance = {"X": x.tolist(), "y": (x @ w).tolist(), "start": (0 * w).tolist(), "chances": [1, 1 + seed % 3]}
    problem, step = problem_at(instance), Fraction(int(rng.integers(1, 12)), 80)
    p = np.array(instance["chances"]) / sum(instance["chances"])
    singles = [np.eye(x.shape[1]) - float(step) * np.outer(row, row) for row in x]
    span = np.linalg.svd(x)[2][: np.linalg.matrix_rank(x)]  # an orthonormal basis of the row space
    small = [span @ a @ span.T for a in singles]
    radius = {
        "GD": max(abs(np.linalg.eigvals(sum(small) / 2))) ** 2,
        "SGD": max(abs(np.linalg.eigvals(sum(q * np.kron(a, a) for q, a in zip(p, small, strict=True))))),
    }
    for name, moves in moves_of(instance, problem).items():
        drawn = moves(flint.fmpq(step.numerator, step.denominator))
        assert abs(radius[name] - 1) > 1e-6
        assert (decrease(problem, drawn) is not None) == shrinks(problem, drawn) == (radius[name] < 1), name
