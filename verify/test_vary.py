"""Instances beside another: what is moved, and that integers stay such."""

# mypy: ignore-errors

from fractions import Fraction

import numpy as np

from verify.vary import all_matrices, entries_moved

INSTANCE = {"n": [[3, -4], [0, 10**6]], "q": ["1/3", 2], "kind": "dense"}


def test_only_the_named_entries_move_and_integers_stay_integers():
    stream = np.random.default_rng(1)
    for _ in range(20):
        moved = entries_moved("n", "q", "absent")(stream, INSTANCE, 0.5)
        assert moved["kind"] == "dense"
        assert set(moved) == set(INSTANCE)
        assert all(isinstance(v, int) for row in moved["n"] for v in row)
        assert isinstance(moved["q"][1], int)
        Fraction(moved["q"][0])
    assert INSTANCE["q"] == ["1/3", 2], "the given instance has changed"


def test_a_small_step_is_small():
    stream = np.random.default_rng(2)
    for _ in range(20):
        moved = entries_moved("n", "q")(stream, INSTANCE, 1e-6)
        assert moved["n"][0] == [3, -4]
        assert abs(moved["n"][1][1] - 10**6) < 10
        assert abs(Fraction(moved["q"][0]) - Fraction(1, 3)) < 1e-5


def test_all_matrices_are_there_once():
    found = list(all_matrices(2, 2, (0, 1)))
    assert len(found) == 16
    assert found[0] == [[0, 0], [0, 0]]
    assert found[-1] == [[1, 1], [1, 1]]
    assert len({str(each) for each in found}) == 16
