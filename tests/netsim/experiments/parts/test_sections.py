"""Sections of loss functions whose levels, minima and volumes are known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.experiments.parts.sections import (
    descent_ends,
    exit_radii,
    log_volume_ratio,
    noise_losses,
    not_convex,
    plane_losses,
    ray_losses,
    training_losses,
    unit_vectors,
)
from netsim.models.architectures import mlp
from netsim.models.initial import initial_weights
from netsim.probes.perturbation import perturb
from netsim.probes.surface import random_directions
from netsim.training.tasks import DataSpec, TrainTask

TASK = TrainTask(mlp(64, (5,), 10), DataSpec("digits", num_train=30, num_test=5), (0,), epochs=0)


@given(st.integers(1, 40), st.integers(0, 1000))
def test_volumes_of_a_quadratic_function(dim, seed):
    """{q ≤ ℓ} and {q ≤ 2ℓ} have the ratio 2^(−d/2), whatever the axes of q, and every ray says the same."""
    rays = unit_vectors(dim, 6, seed)
    axes = np.random.default_rng(seed).uniform(0.1, 10, dim)
    inner = 1 / np.sqrt((rays**2 * axes).sum(axis=1))
    ratio, error = log_volume_ratio(inner, inner * np.sqrt(2), dim)
    assert ratio == pytest.approx(-dim / 2 * np.log(2), rel=1e-9)
    assert error == pytest.approx(0, abs=1e-6)


def test_area_of_an_ellipse_in_a_disc():
    """A second route: the ellipse x²/4 + y² ≤ 1 has twice the area of the disc in it."""
    rays = unit_vectors(2, 400, 0)
    outer = 1 / np.sqrt(rays[:, 0] ** 2 / 4 + rays[:, 1] ** 2)
    assert log_volume_ratio(np.ones(400), outer, 2)[0] == pytest.approx(-np.log(2), abs=1e-9)


def test_jackknife_covers_what_random_rays_miss():
    """Ellipsoids of dimension 6 from 200 random rays, 40 times: the true ratio is within two errors nearly always."""
    axes = np.array([1.0, 1.2, 0.8, 1.5, 1.0, 0.7])
    truth = -np.log(axes).sum()  # of the unit ball in the ellipsoid with these half-axes
    hits = 0
    for seed in range(40):
        outer = 1 / np.sqrt((unit_vectors(6, 200, seed) ** 2 / axes**2).sum(axis=1))
        ratio, error = log_volume_ratio(np.ones(200), outer, 6)
        hits += abs(ratio - truth) < 2 * error
    assert hits >= 34  # 38 expected; 33 or fewer has probability 0.01


def test_exit_radii():
    radii = [0.0, 1.0, 2.0, 3.0]
    losses = np.array([[0.0, 1.0, 0.5, 9.0], [2.0, 3.0, 4.0, 5.0], [0.0, np.nan, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    found = exit_radii(radii, losses, 0.81)
    assert found == pytest.approx([0.9, 0.0, 0.0, np.inf])
    bowl = 3 * np.square(radii)
    assert exit_radii(radii, bowl[None], 12 * 0.7) == pytest.approx([2 * np.sqrt(0.7)])


def grid(function, side=2.0, count=21):
    values = np.linspace(-side, side, count)
    return function(*np.meshgrid(values, values, indexing="ij"))


def test_descent_in_one_bowl_and_in_two():
    bowl = descent_ends(grid(lambda x, y: x**2 + y**2))
    assert (bowl["minima"], bowl["trapped"], bowl["leaves"]) == (0, 0.0, 0.0)
    double = descent_ends(grid(lambda x, y: (x**2 - 1) ** 2 + y**2 + 0.2 * x + 1))
    assert double["minima"] == 1
    assert double["trapped"] == pytest.approx(0.5, abs=0.05)  # the right half; its rim is not far from x = 0
    equal = descent_ends(grid(lambda x, y: (x**2 - 1) ** 2 + y**2 + 1))
    assert equal["trapped"] == 0  # two minima of the same height: neither is sub-optimal


def test_descent_over_the_edge_is_not_trapped():
    tilted = descent_ends(grid(lambda x, y: 9 + 0.1 * y - x**2))
    assert tilted["minima"] == 0
    assert tilted["leaves"] == 0  # both lower corners are as low
    saddle = descent_ends(grid(lambda x, y: 9 + 0.3 * x - x**2 / 10 + y**2, side=4))
    assert saddle["leaves"] > 0
    assert saddle["trapped"] == 0


def test_infinite_losses_are_left():
    losses = grid(lambda x, y: x**2 + y**2 + 1)
    losses[0, 0], losses[3, 3] = np.inf, np.nan
    found = descent_ends(losses)
    assert found["trapped"] == 0
    assert np.isfinite(found["highest"])


def test_convexity():
    assert not_convex(grid(lambda x, y: x**2 + x * y + y**2)) == 0
    assert not_convex(grid(lambda x, y: x * y)) == 1
    assert not_convex(grid(lambda x, y: 10 + 2 * x - y)) == 0  # flat, up to rounding
    half = not_convex(grid(lambda x, y: np.where(x > 0, 1, -1) * x**2 + y**2, count=41))
    assert half == pytest.approx(0.5, abs=0.05)


@pytest.mark.torch
def test_planes_rays_and_noise_start_at_the_model():
    weights = initial_weights(TASK.network, (0,), 0)
    here = training_losses(TASK, weights, "cpu")[0]
    directions = random_directions(weights, seed=0)
    plane = plane_losses(TASK, weights, directions, [0.0, 0.5], [0.0, 0.5])["loss"]
    assert plane[0, 0] == pytest.approx(here, rel=1e-6)
    rays = ray_losses(TASK, weights, 2, [0, 1], 4, [0.0, 0.5], 0)
    assert rays["loss"][:, 0] == pytest.approx([here, here], rel=1e-6)
    assert rays["loss"][:, 1] == pytest.approx([plane[1, 0], plane[0, 1]], rel=1e-5)  # rays 0 and 1 of 4 are the axes
    noisy = noise_losses(TASK, weights, 0.5, [3], 7)["loss"]
    moved = perturb(weights, 0.5, seed=7, index=3).weights
    assert noisy[0] == pytest.approx(training_losses(replace(TASK), moved, "cpu")[0], rel=1e-9)


@pytest.mark.torch
def test_sections_are_nested():
    """A ray along the first direction is the same in sections of dimension 1 and 3."""
    weights = initial_weights(TASK.network, (0,), 0)
    one = ray_losses(TASK, weights, 1, [0], 2, [0.7], 5)["loss"]
    three = ray_losses(TASK, weights, 3, list(range(4)), 4, [0.7], 5)
    along = three["coefficients"]
    assert np.linalg.norm(along, axis=1) == pytest.approx(np.ones(4))
    directions = random_directions(weights, seed=5, index=0)
    moved = {name: (array + 0.7 * directions[name][:1]).astype(array.dtype) for name, array in weights.items()}
    assert one[0, 0] == pytest.approx(training_losses(TASK, moved, "cpu")[0], rel=1e-6)
