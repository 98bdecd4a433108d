"""E04: the smoke run against itself by other routes: ends of lines, unperturbed models, the order of the figures."""

import numpy as np
import pytest

from netsim.experiments.parts.perturbation_checks import POINTS
from netsim.runs.experiment import find_experiment

E04 = find_experiment("E04")


def test_the_figures_are_the_papers_in_its_order():
    assert list(E04.figures) == ["T2-5", *(f"T2-{number}" for number in range(18, 38))]
    assert len({id(draw) for draw in E04.figures.values()}) == len(E04.figures)


@pytest.mark.torch
def test_lines_end_in_the_models_of_the_runs(smoke):
    """Between perturbations 1 and 2: before retraining where the curves begin, after it where they end."""
    for point in POINTS:
        part = smoke("E04")["measured"]["points"][point]
        for curve in ("train_error", "train_loss", "test_error"):
            runs = np.array(part["curves"][curve])
            for when, place in (("before", 0), ("after", -1)):
                line = part["interpolation"][when][curve]
                np.testing.assert_allclose([line[0], line[-1]], runs[:2, place], rtol=1e-4, atol=1e-6)


@pytest.mark.torch
def test_models_are_told_apart_by_the_same_answers(smoke):
    """A model agrees with itself everywhere, and agreement is symmetric."""
    for point in POINTS:
        alike = smoke("E04")["measured"]["points"][point]["similarity"]
        agreement = np.array(alike["agreement"], float)
        assert agreement.shape == (5, 5)
        assert (np.diag(agreement) == 1).all()
        assert np.array_equal(agreement, agreement.T)


@pytest.mark.torch
def test_every_probe_is_of_so_many_weights_and_draws(smoke):
    measured, options = smoke("E04")["measured"], smoke("E04")["options"]
    counts = [measured["num_params"]] * len(options["probe_scales"]) + options["probe_coordinates"]
    assert [row["coordinates"] for row in measured["probes"]] == counts * len(POINTS)
    assert {row["draws"] for row in measured["probes"]} == {options["probe_draws"]}
