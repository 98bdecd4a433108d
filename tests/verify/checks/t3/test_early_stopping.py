"""Early stopping: its filter against eigenvalues in floating point, and axes that are none."""

# mypy: ignore-errors

import numpy as np
import pytest

from verify.checks.t3.early_stopping import descent, draw, for_all_eigenvalues, reach_of, tikhonov
from verify.claims import Settings
from verify.instruments import rational


@pytest.mark.parametrize("seed", range(4))
def test_filters_of_the_singular_values(seed):
    instance = draw(np.random.default_rng(seed), Settings(0.6))
    x, y = (np.array([[float(rational(v)) for v in row] for row in m]) for m in (instance["X"], [instance["y"]]))
    left, sizes, right = np.linalg.svd(x)
    step, j = float(rational(instance["step"])), instance["num_steps"]
    assert float(reach_of(instance)) == pytest.approx(step * sizes.max() ** 2)
    inside = sizes > 1e-9
    best = np.where(inside, (left.T @ y[0]) / np.where(inside, sizes, 1), 0)
    kept = right.T @ (best * (1 - (1 - step * sizes**2) ** j))
    ridge = right.T @ (best * sizes**2 / (sizes**2 + 1 / (step * j)))
    assert [float(v) for v in descent(instance, j).entries()] == pytest.approx(kept, abs=1e-9)
    found = tikhonov(instance, 1 / (rational(instance["step"]) * j))
    assert [float(v) for v in found.entries()] == pytest.approx(ridge, abs=1e-9)


@pytest.mark.parametrize("j", [1, 2, 3, 10, 63])
def test_all_eigenvalues_on_a_grid(j):
    assert for_all_eigenvalues(j) == ""
    u = np.linspace(1e-4, 1.9999, 5000)
    ratio = (1 - (1 - u) ** j) * (1 + j * u) / (j * u)
    assert ratio.max() < 3
    assert ratio[u <= 1].min() >= 1 - 1e-9
    assert (ratio >= u * (2 - u) - 1e-9)[u > 1].all()


def test_axes_that_are_none():
    instance = draw(np.random.default_rng(0), Settings(0.6))
    size = len(instance["axes"])
    with pytest.raises(ValueError, match="axes"):
        reach_of({**instance, "axes": [["2" if i == j else "0" for j in range(size)] for i in range(size)]})
