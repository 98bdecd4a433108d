"""What E11 measures of its linear regressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from ...probes import PowerLaw
from ...runs import Values


class Ends(TypedDict):
    """Of each repetition: mean squares, and the norm of the weights."""

    train: Values
    test: Values
    norm: Values


class AfterCycle(TypedDict):
    """The training error after each cycle: its mean and the largest over the repetitions."""

    mean: Values
    worst: Values


class Curves(Ends):
    """The mean over the repetitions, by iteration."""

    iterations: Values
    final: Ends
    after_cycle: AfterCycle


class Problem(TypedDict):
    """The features of one degree, with and without perturbations."""

    degree: int
    unperturbed: Curves
    perturbed: Curves


class Directions(TypedDict):
    """What a cycle leaves of the distance from the solution along each eigenvector, and the walk along the others."""

    eigenvalues: Values
    left_after_cycle: Values
    growth: PowerLaw
    expected_test_increase: float


class Degenerate(Problem):
    """A problem with more weights than points."""

    directions: Directions


class Choice(TypedDict):
    """One way to read what the captions leave open: see :func:`.sine_regression.survey`."""

    degree: int
    features: str
    points: str
    loss: str
    mean_square_of_targets: float
    step_times_eigenvalue: float
    cycle: float
    end: float
    limit: float


class Returned(TypedDict):
    """A perturbation of norm one of the converged models, and gradient descent for as long as at first."""

    train_before: float
    train_perturbed: float
    train_after: float
    nondegenerate_left: float
    slowest_direction_left: float
    degenerate_moved_back: float


class Walk(TypedDict):
    """Walks on the degenerate directions, by degree, and how their constants depend on the dimension."""

    num_params: list[int]
    nullity: Values
    fits: list[PowerLaw]
    curves: Sequence[Values]
    expected_constant: Values
    constant_exponent: float
    constant_interval: Values


class Variant(TypedDict):
    """Both problems with one kind of features."""

    features: str
    degenerate: Degenerate
    convex: Problem


class Measured(Variant):
    """What is measured; ``returned`` and ``walk`` with the first kind of features, ``others`` with the others."""

    survey: list[Choice]
    mean_square_of_targets: float
    others: list[Variant]
    returned: Returned
    walk: Walk
