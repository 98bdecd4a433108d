"""The regressions of T3, Figs. 4, 15 and 16, and what their captions leave open: features, points and the loss."""

from __future__ import annotations

from itertools import product
from typing import Protocol

import numpy as np

from ...data import FEATURES, POINTS, polynomial_features, sine_points
from ...probes import LOSSES, closed_form, loss_factor
from ...runs import Arrays
from .regressions import Choice


class Sine(Protocol):
    """Options that say which regression."""

    @property
    def num_train(self) -> int: ...
    @property
    def num_test(self) -> int: ...
    @property
    def frequency(self) -> float: ...
    @property
    def degree(self) -> int: ...
    @property
    def small_degree(self) -> int: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def perturb_every(self) -> int: ...
    @property
    def iterations(self) -> int: ...


def sine_problem(o: Sine, points: str, degree: int, features: str, seed: int) -> Arrays:
    """Features and targets at the training points, and at equally spaced test points; random points by the seed."""
    x, y = sine_points(o.num_train, points, frequency=o.frequency, seed=seed)
    test_x, test_y = sine_points(o.num_test, frequency=o.frequency)
    phi, test_phi = (polynomial_features(each, degree, features) for each in (x, test_x))
    return {"features": phi, "targets": y, "test_features": test_phi, "test_targets": test_y}


def survey(o: Sine, seed: int) -> list[Choice]:
    """What the captions leave open, by the closed form from w = 0.

    Returns:
        for each degree, kind of features and points, and loss, the step times the largest eigenvalue of the Hessian
        (above 2 it diverges), and the training error relative to the mean square of the targets after a cycle, at the
        end and in the limit.
    """
    degrees = (o.degree, o.small_degree)
    return [_choice(o, seed, *place) for place in product(degrees, FEATURES, POINTS, LOSSES)]


def _choice(o: Sine, seed: int, degree: int, features: str, points: str, loss: str) -> Choice:
    problem = sine_problem(o, points, degree, features, seed)
    phi, targets = problem["features"], problem["targets"]
    rate, size = o.learning_rate * loss_factor(loss, o.num_train), float(np.mean(targets**2))

    def left(time: float) -> float:
        rest = closed_form(phi, targets, np.zeros(degree + 1), rate, time)[1]
        with np.errstate(over="ignore"):
            return float(np.mean(rest**2)) / size if size else 0.0

    return {
        "degree": degree,
        "features": features,
        "points": points,
        "loss": loss,
        "mean_square_of_targets": size,
        "step_times_eigenvalue": float(rate * np.linalg.norm(phi, 2) ** 2),
        "cycle": left(o.perturb_every),
        "end": left(o.iterations),
        "limit": left(np.inf),
    }
