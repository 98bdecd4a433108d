"""Matrices of conditional probabilities against plain counting."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from netsim.probes.similarities import similarity, weight_distances
from netsim.shell.errors import WrongInput


@given(arrays(bool, st.tuples(st.integers(1, 4), st.integers(1, 8))))
def test_against_plain_counting(correctness):
    found = similarity(correctness)
    for matrix, wanted in ((found.correct, True), (found.incorrect, False)):
        for i, row in enumerate(correctness):
            for j, column in enumerate(correctness):
                held = [c == wanted for r, c in zip(row, column, strict=True) if r == wanted]
                if held:
                    assert matrix[i, j] == pytest.approx(sum(held) / len(held), abs=1e-15)
                else:
                    assert np.isnan(matrix[i, j])
                assert found.agreement[i, j] == sum(row == column) / len(row)
    assert found.error.tolist() == [sum(not c for c in row) / len(row) for row in correctness]


def test_bayes():
    """P(j | i)·P(i) = P(i | j)·P(j)."""
    correctness = np.random.default_rng(0).random((5, 300)) < np.array([[0.9], [0.8], [0.5], [0.3], [0.6]])
    found = similarity(correctness)
    joint = found.correct * (1 - found.error)[:, None]
    np.testing.assert_allclose(joint, joint.T, atol=1e-15)
    joint = found.incorrect * found.error[:, None]
    np.testing.assert_allclose(joint, joint.T, atol=1e-15)


def test_independent_models_and_copies():
    count = 40_000
    one, other = np.random.default_rng(1).random((2, count)) < 0.75
    found = similarity(np.stack([one, other, one]))
    assert found.incorrect[0, 2] == found.correct[0, 2] == found.agreement[0, 2] == 1
    assert abs(found.incorrect[0, 1] - found.error[1]) < 5 * (0.25 * 0.75 / (0.25 * count)) ** 0.5


def test_a_global_minimum_has_no_row_of_errors():
    found = similarity(np.array([[True, True], [True, False]]))
    assert np.isnan(found.incorrect[0]).all()
    assert found.incorrect[1].tolist() == [0.0, 1.0]


def test_distances_by_layer():
    stream = np.random.default_rng(0)
    weights = {
        "layer1.bias": stream.normal(size=(3, 2)),
        "layer1.weight": stream.normal(size=(3, 2, 4, 3, 3)),
        "skip.weight": stream.normal(size=(3, 2, 5)),
    }
    cosine, euclidean = weight_distances(weights), weight_distances(weights, metric="euclidean")
    assert set(cosine) == set(euclidean) == {"layer1", "skip"}
    for layer in cosine:
        rows = weights[f"{layer}.weight"].reshape(3, -1)
        for i, u in enumerate(rows):
            for j, v in enumerate(rows):
                angle = 1 - u @ v / (u @ u * (v @ v)) ** 0.5
                assert cosine[layer][i, j] == pytest.approx(angle, abs=1e-14)
                assert euclidean[layer][i, j] == pytest.approx(sum((u - v) ** 2) ** 0.5, abs=1e-13)


@pytest.mark.parametrize("bad", [np.ones((2, 3)), np.ones(3, bool), np.ones((2, 0), bool), np.ones((0, 2), bool)])
def test_bad_correctness(bad):
    with pytest.raises(WrongInput, match="bool array"):
        similarity(bad)


def test_bad_metric():
    with pytest.raises(WrongInput, match="'angle'"):
        weight_distances({"layer1.weight": np.ones((2, 1, 1))}, metric="angle")
