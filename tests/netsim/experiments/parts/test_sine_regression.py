"""The survey of what the captions leave open, against other routes."""

import numpy as np
import pytest

from netsim.data import sine_points
from netsim.experiments.parts.sine_regression import sine_problem, survey
from netsim.runs import find_experiment

OPTIONS = find_experiment("E11").sizes["paper"]


def test_the_survey_finds_what_the_paper_does_not_say():
    rows = survey(OPTIONS, 0)
    by = {(row["degree"], row["features"], row["points"], row["loss"]): row for row in rows}
    assert len(rows) == 2 * 3 * 3 * 3
    assert by[30, "monomials", "uniform", "mean"]["mean_square_of_targets"] == 0
    assert by[30, "monomials", "chebyshev", "half the sum"]["step_times_eigenvalue"] > 2
    assert not by[30, "monomials", "chebyshev", "half the sum"]["end"] < 1e10
    assert by[30, "monomials", "chebyshev", "mean"]["end"] < 1e-20
    # Least squares of degree 4, from its own normal equations.
    x, y = sine_points(9, "chebyshev")
    residual = y - np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebfit(x, y, 4))
    assert by[4, "monomials", "chebyshev", "mean"]["limit"] == pytest.approx(np.mean(residual**2) / np.mean(y**2))
    # The features span the same polynomials, so that the limit is the same; what a cycle leaves is not.
    for features in ("legendre", "chebyshev"):
        assert by[4, features, "chebyshev", "mean"]["limit"] == pytest.approx(
            by[4, "monomials", "chebyshev", "mean"]["limit"]
        )
        assert (
            by[30, features, "chebyshev", "mean"]["cycle"] < 1e-20 < by[30, "monomials", "chebyshev", "mean"]["cycle"]
        )


def test_random_points_are_those_of_the_seed():
    x = [sine_problem(OPTIONS, "random", 3, "monomials", seed)["features"][:, 1] for seed in (0, 1, 2)]
    assert len(set(np.concatenate(x))) == 27
    losses = [[row["cycle"] for row in survey(OPTIONS, seed) if row["points"] == "random"] for seed in (0, 1)]
    assert losses[0] != losses[1]
