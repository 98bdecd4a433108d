"""E11: the smoke run, exact expectations of the random walk, the survey against other routes."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot

from netsim.data import polynomial_features, sine_points
from netsim.experiments import e11_linear_regression as e11
from netsim.runs.experiment import find_experiment
from netsim.shell.errors import WrongInput

EXPERIMENT = find_experiment("E11")


@pytest.mark.torch
def test_smoke(smoke):
    result = smoke("E11")
    assert result["sample_passes"] == EXPERIMENT.options("smoke").sample_passes() == 0
    measured = result["measured"]
    # A literal cycle leaves of each direction what the closed form says, and the degenerate ones stay.
    rate = 0.2 * 2 / 9
    directions = measured["degenerate"]["directions"]
    expected = np.abs(1 - rate * np.array(directions["eigenvalues"])) ** result["options"]["perturb_every"]
    left = np.array(directions["left_after_cycle"])
    np.testing.assert_allclose(left[expected > 1e-6], expected[expected > 1e-6], rtol=1e-3)
    assert measured["returned"]["degenerate_moved_back"] < 1e-12
    assert [len(draw(measured).axes) for draw in EXPERIMENT.figures.values()] == [2, 2, 4]
    pyplot.close("all")


def test_the_papers_numbers():
    paper = EXPERIMENT.sizes["paper"]
    printed = {"num_train": 9, "num_test": 100, "degree": 30, "small_degree": 4, "learning_rate": 0.2, "noise": 0.6}
    printed |= {"iterations": 250_000, "perturb_every": 4000, "repeats": 30, "frequency": 4.0}
    assert {name: getattr(paper, name) for name in printed} == printed


def test_the_walk_has_its_exact_mean():
    """E ‖P Σ u_i‖² = m · N/d for unit vectors u_i in d dimensions and a null space of dimension N."""
    features = polynomial_features(sine_points(9, "chebyshev")[0], 30)
    squares = e11.random_walk(features, steps=20, seed=0, walks=2000)["squares"]
    expected = np.arange(1, 21) * 22 / 31
    error = squares.std(1) / np.sqrt(2000)
    assert np.all(abs(squares.mean(1) - expected) < 4 * error)


def test_the_survey_finds_what_the_paper_does_not_say():
    rows = e11.survey(EXPERIMENT.sizes["paper"])
    by = {(row["degree"], row["points"], row["loss"]): row for row in rows}
    assert len(rows) == 18
    assert by[30, "uniform", "mean"]["mean_square_of_targets"] == 0
    assert by[30, "chebyshev", "half the sum"]["step_times_eigenvalue"] > 2
    assert not by[30, "chebyshev", "half the sum"]["end"] < 1e10
    assert by[30, "chebyshev", "mean"]["end"] < 1e-20
    # Least squares of degree 4, from its own normal equations.
    x, y = sine_points(9, "chebyshev")
    residual = y - np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebfit(x, y, 4))
    assert by[4, "chebyshev", "mean"]["limit"] == pytest.approx(np.mean(residual**2) / np.mean(y**2))


def test_too_few_iterations_are_refused():
    with pytest.raises(WrongInput, match="perturbation every 400"):
        replace(EXPERIMENT.sizes["smoke"], iterations=500)
