"""What is decided of the data exactly."""

import numpy as np
import pytest

from verify.audit.theorems.samples import exact_rank, first_of_each, labels_of, repeats_in, rows_of


def test_nearly_equal_is_not_equal():
    rows = np.array([[1.0, 0.0], [1.0 + 2.0**-52, 0.0], [1.0, -0.0], [1.0, 5e-324]])
    assert first_of_each(rows).tolist() == [0, 1, 0, 3]


def test_repeats_and_contradictions():
    rows = np.array([[1.0], [2.0], [1.0], [2.0]])
    found = repeats_in(rows, np.array([[1.0], [0.0], [1.0], [3.0]]))
    assert (found.count, found.pair, found.contradiction) == (2, (0, 2), (1, 3))
    assert repeats_in(rows, np.array([0, 1, 0, 1])).contradiction is None


def test_inputs_side_by_side():
    assert rows_of({"a": np.ones((2, 1, 2)), "b": np.array([3, 4])}).tolist() == [[1, 1, 3], [1, 1, 4]]


@pytest.mark.parametrize(
    ("targets", "loss", "m", "classes"),
    [
        (np.array([2, 0]), "cross-entropy", 3, [2, 0]),
        (np.eye(3)[[2, 0]], "square", 3, [2, 0]),
        (7 * np.eye(3)[[2, 0]] - 1, "square", 3, [2, 0]),  # scaled and moved
        (np.array([[1.0], [-1.0]]), "square", 1, [1, -1]),
        (np.array([[0.5], [-0.5]]), "square", 1, [1, -1]),
        (np.array([[1.0], [0.0]]), "square", 1, None),
        (np.array([[1.0, 0.5], [0.0, 1.0]]), "square", 2, None),
        (np.array([[1.0, 0, 0], [0, 2.0, 0]]), "square", 3, None),
        (np.zeros((2, 3)), "square", 3, None),
        (np.array([2, 0]), "some:loss", 3, None),
        (np.array([0, 0]), "cross-entropy", 1, None),
    ],
)
def test_classes(targets, loss, m, classes):
    found = labels_of(targets, loss, m).classes
    assert (None if found is None else found.tolist()) == classes


def test_exact_ranks():
    """Float64 alone says rank 2 of the first: 0.1 + 0.2 is not 0.3, and the rationals know it, too."""
    assert exact_rank(np.array([[0.1, 0.2], [0.3, 0.6]])) == 1 + (0.3 * 0.2 != 0.1 * 0.6)
    assert exact_rank(np.array([[1.0, 1.0], [1.0, 1.0 + 2.0**-52]])) == 2
    assert exact_rank(np.zeros((2, 3))) == 0
    assert exact_rank(np.outer([1e200, 1e-200], [1.0, 3.0])) in (1, 2)
    assert exact_rank(np.array([[1e308, 0.0], [0.0, 5e-324]])) == 2
    assert exact_rank(np.zeros((1000, 1000))) is None
