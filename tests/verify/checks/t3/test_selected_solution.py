"""Gradient descent in floating point on the losses of T3-41, and the paths of T3-42."""

# mypy: ignore-errors

from fractions import Fraction

import numpy as np
import pytest

from verify.catalogue import find_claim
from verify.checks.t3.selected_solution import course
from verify.instruments import plain_matrix
from verify.run import Draws

CLAIM = find_claim("T3-41")
SLOPES = {"square": lambda r: r, "quartic": lambda r: r**3, "both": lambda r: r + r**3}

LOSSES = {"square": lambda r: r**2 / 2, "quartic": lambda r: r**4 / 4, "both": lambda r: r**2 / 2 + r**4 / 4}


def array(values):
    return np.array([[float(Fraction(v)) for v in row] for row in values])


@pytest.mark.parametrize("index", [5, 15, 22, 28, 33, 39])
def test_where_gradient_descent_ends(index):
    instance = Draws(CLAIM).instance(index, CLAIM.num_instances)
    x, y, w = (array(instance[key]) for key in ("X", "y", "start"))
    step, limit = float(Fraction(course(instance)[1]["step"])), array(plain_matrix(course(instance)[2]))
    for _ in range(20_000):
        w = w - step * x.T @ SLOPES[instance["loss"]](x @ w - y)
    rest = x @ w - y
    bound = float(Fraction(course(instance)[1]["loss_after_t_at_most"].removesuffix("/t"))) / 20_000
    assert LOSSES[instance["loss"]](rest).sum() <= bound + 1e-12
    scales = np.linalg.svd(x, compute_uv=False)
    assert np.linalg.norm(w - limit) * min(scales[scales > 1e-9], default=1) <= np.linalg.norm(rest) + 1e-9
    assert instance["loss"] == "quartic" or np.allclose(w, limit, atol=1e-6)  # r⁴ is slow
    start = array(instance["start"])
    kernel = np.linalg.svd(x)[2][np.linalg.matrix_rank(x) :]
    assert np.allclose(kernel @ w, kernel @ start)
    nearest = start + np.linalg.pinv(x) @ (y - x @ start)
    assert np.allclose(limit, nearest)


@pytest.mark.parametrize("step", [0.05, 0.3, 0.9])
def test_the_squared_hinge_from_zero(step):
    w, rows = np.zeros(2), np.array([[1.0, 0.0], [1.0, 1.0]])
    for _ in range(2000):
        w = w + step * rows.T @ np.maximum(1 - rows @ w, 0)
    assert rows @ w == pytest.approx(np.maximum(rows @ w, 1))  # zero error
    assert w @ w > 1 + step**2 / 2  # (1, 0) has the square norm 1


def test_the_logistic_loss_exceeds_a_norm_when_the_check_says_so():
    claim = find_claim("T3-42")
    instances = (Draws(claim).instance(k, claim.num_instances) for k in range(claim.num_instances))
    for instance in [each for each in instances if each["kind"] == "logistic"][:8]:
        x, y, w = (array(instance[key]) for key in ("X", "y", "start"))
        found, t = claim.decide(instance), 0
        while np.linalg.norm(w) <= instance["bound"]:
            w, t = w + float(Fraction(instance["step"])) * x.T @ (y / (1 + np.exp(y * (x @ w)))) / len(x), t + 1
        assert found.measured["t"] == t <= found.measured["T"]
