"""Infima and minima of small fits, by floating point and grids instead of closed forms."""

# mypy: ignore-errors

import numpy as np
import pytest

from verify.checks.t2.drawn_fits import draw_bare, draw_cubes, draw_pencil, draw_pooled, draw_unit, with_solution
from verify.checks.t2.small_fits import cubic_of, discriminant, fitted

SEEDS = range(12)
S = np.concatenate([np.linspace(-6, 6, 4001), np.geomspace(6, 1e4, 500), -np.geomspace(6, 1e4, 500)])


def values(shape):
    return np.polynomial.polynomial.polyval(S, [float(eval(c)) for c in shape["activation"]])


def targets(shape):
    return np.array([float(eval(y)) for y in shape["targets"]])


def drawn(draw, seed):
    stream = np.random.default_rng(seed)
    while True:
        found = draw(stream, 0.5)
        if fitted(found) is not None:
            return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_unit_by_a_grid_of_v_and_of_sums(seed):
    shape = drawn(draw_unit, seed)
    p, y, known = values(shape), targets(shape), fitted(shape)

    def error(v):  # the sums are free: each target for itself
        return sum(((v * p - t) ** 2).min() for t in y)

    usual = min(error(s * v) for v in np.geomspace(1e-2, 1e2, 60) for s in (1, -1))
    tiny = min(error(s * v) for v in np.geomspace(1e-7, 1e-5, 5) for s in (1, -1))
    assert min(usual, tiny) == pytest.approx(float(known.infimum), abs=0.02)
    assert min(usual, tiny) > float(known.infimum) - 1e-9
    if not known.minimum and any(y):
        assert tiny < usual + 1e-9  # it is approached as v goes to 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bare_unit_by_a_grid_of_sums(seed):
    shape = drawn(draw_bare, seed)
    p, y = values(shape), targets(shape)
    changes = [np.any(np.diff(np.sign(p - t)) != 0) or np.min(abs(p - t)) < 1e-4 for t in y]
    assert fitted(shape).real == all(changes)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pencil_by_least_squares_and_a_grid(seed):
    shape = drawn(draw_pencil, seed)
    y, known = targets(shape), fitted(shape)
    x = np.array(shape["inputs"], float)
    c = x @ x[0] / (x[0] @ x[0])
    b, a = (float(eval(v)) for v in shape["activation"][1:])
    z = np.concatenate([np.geomspace(1e-6, 1e6, 2001), -np.geomspace(1e-6, 1e6, 2001)])
    features = a * np.outer(z**2, c**2) + b * np.outer(z, c)  # the best v for each z, in closed form
    norms = (features**2).sum(1)
    errors = y @ y - np.divide((features @ y) ** 2, norms, where=norms > 0, out=np.zeros(len(z)))
    assert errors.min() == pytest.approx(float(known.infimum), abs=1e-3 * (1 + y @ y))
    if not known.minimum:
        assert abs(z[errors.argmin()]) > 1e3 or abs(z[errors.argmin()]) < 1e-3


def cube_error(shape, first, second):
    """The least error for the cubes of two directions, for many pairs of angles at once."""
    x, y = np.array(shape["inputs"], float), targets(shape)
    pair = np.stack([(x @ np.stack([np.cos(a), np.sin(a)])).T ** 3 for a in (first, second)], axis=2)
    frame, _ = np.linalg.qr(pair)
    return ((y - np.einsum("nij,nkj,k->ni", frame, frame, y)) ** 2).sum(1)


def least_at_distance(shape, angles, distance):
    """Over pairs of angles around a middle: on a grid, and twice on a finer one around its best."""
    for _ in range(3):
        errors = cube_error(shape, angles - distance, angles + distance)
        step, best = angles[1] - angles[0], angles[errors.argmin()]
        angles = np.linspace(best - 2 * step, best + 2 * step, 721)
    return errors.min()


@pytest.mark.parametrize("fits", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_two_cubes_by_grids_of_directions(seed, fits):
    shape = drawn(draw_cubes, seed)
    if fits:
        shape = with_solution(np.random.default_rng(seed), shape)
    known = fitted(shape)
    angles = np.linspace(0, np.pi, 721)
    near = [least_at_distance(shape, angles, d) for d in (0.1, 0.03, 0.01, 0.001)]
    j, k = np.triu_indices(180, 20)
    far = cube_error(shape, angles[:720:4][j], angles[:720:4][k]).min()
    scale = targets(shape) @ targets(shape)
    if known.minimum:
        assert known.real
    else:  # the best pairs of directions run together
        assert near == sorted(near, reverse=True)
        assert near[-1] <= far + 1e-9 * scale
    if discriminant(cubic_of(shape)) > 0:
        assert min(near[-1], far) > 1e-6 * scale


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pooled_filter_on_a_sphere(seed):
    """The two samples can be told apart by every w ≠ 0, or not by some: for one on each ray, in floats."""
    shape = drawn(draw_pooled, seed)
    a, b = (np.array(row, float).reshape(2, -1) for row in shape["inputs"])
    form = b.T @ b - a.T @ a
    rays = np.random.default_rng(seed).normal(size=(4000, form.shape[0]))
    gap = np.einsum("ki,ij,kj->k", rays, form, rays)
    alone = gap.min() > 0 or gap.max() < 0
    flat = np.min(abs(np.linalg.eigvalsh(form))) < 1e-9
    known = fitted(shape)
    assert known.real
    assert flat or (known.dimension == 0) == alone
    assert known.dimension == 0 or form.shape[0] > 1
    v, half = float(eval(shape["weights"][0][0])), form.shape[0]
    c = float(eval(shape["activation"][0]))
    assert shape["weights"][0][1:] == ["0"] * half
    assert list(targets(shape)) == [2 * c * v] * 2
