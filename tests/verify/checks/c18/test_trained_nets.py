"""The second derivatives against differences of a network written anew, signs against numpy, zeros that are known."""

import flint
import numpy as np
import pytest

from verify.checks.c18.trained_nets import (
    BITS,
    hessian_parts,
    moving,
    num_weights,
    residuals_and_slopes,
    signs,
    weights_reached,
    zero_near,
)

RUN = {"inputs": [[3, -2], [1, 5], [-4, 0]], "labels": [2, -1, 3], "width": 2, "seed": 3, "steps": 150, "batch": 1,
       "polish": 0}  # fmt: skip


def residuals(run, w):
    width, size = run["width"], len(run["inputs"][0]) + 1
    x = np.hstack([np.array(run["inputs"]) / 4, np.ones((len(run["inputs"]), 1))])
    z = x @ w[: width * size].reshape(width, size).T
    return (z / np.sqrt(1 + z * z)) @ w[width * size : -1] + w[-1] - np.array(run["labels"]) / 4


def floats(values):
    return np.array([[float(v.mid()) for v in row] for row in values.tolist()])


def test_derivatives_are_those_of_differences():
    with flint.ctx.workprec(BITS):
        exact = weights_reached(RUN)
        f, j = (floats(part) for part in residuals_and_slopes(RUN, exact))
        main, rest = (floats(part) for part in hessian_parts(RUN, exact))
    w, step = np.array([float(v.mid()) for v in exact]), 1e-4
    steps = step * np.eye(len(w))
    assert np.allclose(f[:, 0], residuals(RUN, w), atol=1e-14)
    assert np.allclose(j.T, [(residuals(RUN, w + s) - residuals(RUN, w - s)) / (2 * step) for s in steps], atol=1e-7)

    def loss(v):
        return float(np.sum(residuals(RUN, v) ** 2))

    differences = [
        [(loss(w + s + t) - loss(w + s - t) - loss(w - s + t) + loss(w - s - t)) / (4 * step**2) for t in steps]
        for s in steps
    ]
    assert np.allclose(main + rest, differences, atol=1e-5)


def test_training_lowers_the_loss_and_polishing_takes_it_to_nothing():
    losses = []
    for change in ({"steps": 0}, {"steps": 60}, {"steps": 1200}, {"steps": 1200, "polish": 3}):
        with flint.ctx.workprec(BITS):
            f, _ = residuals_and_slopes(RUN, weights_reached({**RUN, **change}))
            losses.append(float(sum((v * v for v in f.entries()), flint.arb(0)).upper()))
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 1e-60


@pytest.mark.parametrize("seed", range(6))
def test_signs_are_those_of_the_eigenvalues(seed):
    stream = np.random.default_rng(seed)
    a = stream.integers(-9, 10, (6, 6))
    a = a + a.T
    values = np.linalg.eigvalsh(a)
    found = signs(flint.arb_mat(a.tolist()))
    assert found == (int(np.sum(values > 0)), int(np.sum(values < 0)))


def test_no_sign_is_guessed():
    assert signs(flint.arb_mat([[1, 1], [1, 1]])) is None


def test_what_the_data_leave_out_is_a_null_vector():
    run = {**RUN, "inputs": [[3, -2]], "labels": [1]}
    with flint.ctx.workprec(BITS):
        main, rest = hessian_parts(run, weights_reached(run))
        basis = moving(run)
        found = signs(basis.transpose() * (main + rest) * basis)
        values = np.linalg.eigvalsh(floats(main + rest))
    assert (basis.nrows(), basis.ncols()) == (num_weights(run), num_weights(run) - 4)  # two of three, for both units
    assert sum(found) == basis.ncols()
    assert np.sum(np.abs(values) < 1e-12) == 4


def test_a_zero_is_proved_where_there_is_one_alone():
    with flint.ctx.workprec(BITS):
        polished = {**RUN, "steps": 1200, "polish": 3}
        assert zero_near(polished, weights_reached(polished)) < flint.arb(2) ** -100
        assert "too large" in zero_near(RUN, weights_reached({**RUN, "steps": 0}))
        same = {**RUN, "inputs": [[1, 2], [1, 2]], "labels": [0, 4]}
        assert "onto" in zero_near(same, weights_reached(same))
