"""The recursion of SGD's second moments, against every sequence of picks."""

# mypy: ignore-errors

from fractions import Fraction
from itertools import product

import pytest

from verify.checks.t3.sgd_moments import PARTS, frequencies, known, rung

NOISE = {
    "X": [["1/2", "0"], ["1/2", "0"]],
    "y": ["1", "-1/3"],
    "parts": [3, 5],
    "deviation": [1, -1],
    "start": ["1", "2"],
}
PLANE = {
    "X": [["3/5", "4/5"], ["-1/4", "1/2"], ["0", "0"]],
    "y": ["1", "1/7", "-1"],
    "parts": [2, 5, 1],
    "deviation": [0, 0, 0],
    "start": ["-1", "1/3"],
}


def descend(instance, picks, step):
    """w after these picks, in fractions."""
    w = [Fraction(v) for v in instance["start"]]
    for i in picks:
        x = [Fraction(v) for v in instance["X"][i]]
        off = step * (sum(a * b for a, b in zip(w, x, strict=True)) - Fraction(instance["y"][i]))
        w = [a - off * b for a, b in zip(w, x, strict=True)]
    return w


@pytest.mark.parametrize("instance", [NOISE, PLANE])
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_every_sequence_of_picks(instance, steps):
    level, best = 3, [Fraction(int(v.p), int(v.q)) for v in known(instance).best.entries()]
    chances = [Fraction(int(p.p), int(p.q)) for p in frequencies(instance, level)]
    assert sum(chances) == 1
    square = risk = Fraction(0)
    for picks in product(range(len(chances)), repeat=steps):
        chance = Fraction(1)
        for i in picks:
            chance *= chances[i]
        off = [a - b for a, b in zip(descend(instance, picks, Fraction(1, 2**level)), best, strict=True)]
        square += chance * sum(v * v for v in off)
        for x, p in zip(instance["X"], instance["parts"], strict=True):
            risk += chance * Fraction(p, PARTS) * sum(a * Fraction(b) for a, b in zip(off, x, strict=True)) ** 2
    found = rung(instance, level, num_steps=steps)
    assert abs(float(found.square + found.outside) - square) < 1e-14
    assert abs(float(found.risk) - risk) < 1e-14


def test_the_minimum_norm_solution():
    assert [str(v) for v in known(NOISE).best.entries()] == ["1/3", "0"]  # the mean of y is 1/6, x = 1/2
    assert [str(v) for v in known({**NOISE, "X": [["0", "0"]] * 2}).best.entries()] == ["0", "0"]


def test_what_is_no_distribution():
    for changed in ({"parts": [8, 8]}, {"parts": [9, -1]}, {"deviation": [1, 1]}, {"deviation": [7, -7]}):
        with pytest.raises(ValueError, match="parts"):
            known({**NOISE, **changed})


def test_a_step_that_is_too_long_has_no_bound():
    with pytest.raises(ValueError, match="too long"):
        rung({**NOISE, "X": [["9", "0"], ["1", "0"]]}, 5)
