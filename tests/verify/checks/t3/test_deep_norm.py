"""Gradient descent in floating point from the starts of T3-53."""

# mypy: ignore-errors

from fractions import Fraction

import numpy as np
import pytest

from verify.catalogue import find_claim
from verify.run import Draws

CLAIM = find_claim("T3-53")
DRAWS = Draws(CLAIM)
INSTANCES = [DRAWS.instance(k, CLAIM.num_instances) for k in range(CLAIM.num_instances)]


def array(values):
    return np.array([[float(Fraction(v)) for v in row] for row in values])


def rescaled(first, second, degree):
    """The least square norm of (sW1, s^−m W2) over a grid of s."""
    s = np.linspace(0.3, 3, 4001)
    return min(s**2 * np.sum(first**2) + s ** (-2.0 * degree) * np.sum(second**2))


def loss_and_slopes(instance, weights, x, y):
    degree, reads, before = instance["degree"], [x], []
    for w in weights[:-1]:
        before.append(w @ reads[-1])
        reads.append(np.maximum(before[-1], 0) if instance["relu"] else before[-1] ** degree)
    back = weights[-1] @ reads[-1] - y
    slopes, loss = [back @ reads[-1].T], np.sum(back**2) / 2
    for k in range(len(weights) - 2, -1, -1):
        back = (weights[k + 1].T @ back) * (before[k] > 0 if instance["relu"] else degree * before[k] ** (degree - 1))
        slopes.insert(0, back @ reads[k].T)
    return loss, slopes


@pytest.mark.parametrize("instance", [each for each in INSTANCES if "X" in each][-5:])
def test_networks(instance):
    found = CLAIM.decide(instance)
    weights = [array(w) for w in found.certificate["start"]]
    start, degree = [w.copy() for w in weights], instance["degree"]
    x, y, step = array(instance["X"]), array(instance["Y"]), 1e-3
    loss, slopes = loss_and_slopes(instance, weights, x, y)
    for _ in range(4000):
        tried = [w - step * s for w, s in zip(weights, slopes, strict=True)]
        found_loss, found_slopes = loss_and_slopes(instance, tried, x, y)
        if found_loss <= loss:
            weights, loss, slopes = tried, found_loss, found_slopes
        else:
            step /= 2
    assert loss < 1e-4
    moved = np.sqrt(sum(np.sum((a - b) ** 2) for a, b in zip(weights, start, strict=True)))
    assert moved <= float(Fraction(found.measured["radius"]))
    norm = np.sum(weights[0] ** 2) + np.sum(weights[1] ** 2)
    assert rescaled(weights[0], weights[1], degree) < norm * (1 - 1e-6)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_one_unit_from_a_small_start(degree):
    found = CLAIM.decide({"x": [1, 1], "y": 2, "degree": degree, "relu": False, "largest": "1"})
    a, v = (float(Fraction(found.measured[key])) for key in ("alpha", "beta"))
    for _ in range(60_000):  # w = a·(1, 1)
        rest = v * (2 * a) ** degree - 2
        a, v = a - 1e-3 * rest * v * degree * (2 * a) ** (degree - 1), v - 1e-3 * rest * (2 * a) ** degree
    assert abs(v * (2 * a) ** degree - 2) < 1e-6
    assert v * v - 2 * a * a / degree == pytest.approx(float(Fraction(found.measured["gap"])), abs=2e-2)
    assert rescaled(np.array([a, a]), np.array([v]), degree) < 2 * a * a + v * v - 1e-4
