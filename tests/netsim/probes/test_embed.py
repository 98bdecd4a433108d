"""Multidimensional scaling against exact configurations, scikit-learn and slower arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
import sklearn.manifold
from hypothesis import given, strategies as st
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_distances

from netsim.probes.distances import BLOCK, cosine_dissimilarity, euclidean_distances
from netsim.probes.embed import DENSE, classical_mds, embed_trajectories, smacof, stress_1
from netsim.shell.errors import WrongInput


def cloud(count, width, seed=0, dtype=np.float64):
    """A few random walks."""
    steps = np.random.default_rng(seed).normal(size=(count, width))
    return np.cumsum(steps, axis=0).astype(dtype)


def aligned(points, target):
    """``points`` turned, and reflected if need be, onto ``target`` (both centred)."""
    left, _, right = np.linalg.svd(points.T @ target)
    return points @ (left @ right)


@given(st.integers(3, 12), st.integers(2, 40), st.integers(0, 999))
def test_points_of_a_plane_come_back(count, width, seed):
    stream = np.random.default_rng(seed)
    plane = stream.normal(size=(count, 2)) * [3.0, 1.0]
    basis = np.linalg.qr(stream.normal(size=(width, 2)))[0]
    found = embed_trajectories(plane @ basis.T + stream.normal(size=width), metric="euclidean")
    centred = plane - plane.mean(axis=0)
    np.testing.assert_allclose(aligned(found.points, centred), centred, atol=1e-6)
    np.testing.assert_allclose(found.eigenvalues, np.linalg.svd(centred)[1] ** 2, atol=1e-9)
    assert found.stress < 1e-6
    assert found.explained.sum() == pytest.approx(1)
    assert found.negative_mass < 1e-9


def test_points_on_a_circle_come_back_from_cosines():
    """√(2(1 − cosine)) is the chord of unit vectors; they lie in a plane whatever their lengths are."""
    angles = np.array([0.1, 0.9, 2.0, 3.3, 5.0])
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    found = embed_trajectories(circle * np.array([[1.0], [5.0], [0.01], [2.0], [300.0]]))
    centred = circle - circle.mean(axis=0)
    np.testing.assert_allclose(aligned(found.points, centred), centred, atol=1e-7)
    literal = embed_trajectories(circle, squared=False)
    assert literal.stress > 0.01
    assert literal.negative_mass > 0.01


def test_the_literal_reading_takes_one_minus_cosine_for_the_distance():
    """At 0°, 90°, 180° it is 0, 1, 2: three points on a line. The chords make a right angle."""
    points = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    line = embed_trajectories(points, squared=False)
    np.testing.assert_allclose(abs(line.points[:, 0]), [1, 0, 1], atol=1e-7)
    np.testing.assert_allclose(line.points[:, 1], 0, atol=1e-7)
    chords = embed_trajectories(points)
    np.testing.assert_allclose(sorted(chords.eigenvalues), [2 / 3, 2], atol=1e-12)
    assert (line.options["squared"], chords.options["squared"]) == (False, True)


def test_eigenvalues_of_impossible_distances():
    """Distances 1, 1, 3 of three points: the eigenvalues are 9/2, 0 and −5/6."""
    found = classical_mds(np.array([[0.0, 1, 3], [1, 0, 1], [3, 1, 0]]))
    np.testing.assert_allclose(found.eigenvalues, [4.5, 0], atol=1e-12)
    assert found.negative_mass == pytest.approx(float(Fraction(5, 6) / (Fraction(9, 2) + Fraction(5, 6))))
    np.testing.assert_allclose(found.explained, [27 / 32, 0], atol=1e-12)


@pytest.mark.parametrize("count", [DENSE // 4, DENSE + 50])
def test_it_is_the_principal_components(count):
    points = cloud(count, 60)
    for metric, rows in (("euclidean", points), ("cosine", points / np.linalg.norm(points, axis=1)[:, None])):
        found = embed_trajectories(points, metric=metric, dim=3)
        pca = PCA(3, svd_solver="full")
        known = pca.fit_transform(rows)
        known *= np.sign((known * found.points).sum(axis=0))
        np.testing.assert_allclose(found.points, known, atol=1e-9 * abs(known).max())
        np.testing.assert_allclose(found.explained, pca.explained_variance_ratio_, rtol=1e-9)


@pytest.mark.skipif(not hasattr(sklearn.manifold, "ClassicalMDS"), reason="this scikit-learn has no ClassicalMDS")
@pytest.mark.parametrize("squared", [True, False])
def test_against_classical_mds_of_scikit_learn(squared):
    points = cloud(DENSE + 50, 60)
    found = embed_trajectories(points, squared=squared)
    distances = cosine_distances(points)
    distances = np.sqrt(2 * distances) if squared else distances
    model = sklearn.manifold.ClassicalMDS(n_components=2, metric="precomputed")
    known = model.fit_transform(distances)
    known *= np.sign((known * found.points).sum(axis=0))
    np.testing.assert_allclose(found.points, known, atol=1e-7)
    np.testing.assert_allclose(found.eigenvalues, model.eigenvalues_, rtol=1e-9)
    spectrum = np.linalg.eigvalsh(-0.5 * _doubly_centred(distances**2))
    assert found.negative_mass == pytest.approx(-spectrum[spectrum < 0].sum() / abs(spectrum).sum(), abs=1e-12)


def _doubly_centred(matrix):
    centring = np.eye(len(matrix)) - 1 / len(matrix)
    return centring @ matrix @ centring


@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 999))
def test_distances_against_rational_arithmetic(count, width, seed):
    points = np.random.default_rng(seed).integers(-9, 10, (count, width))
    points[:, 0] += 20  # no zero rows
    squares, cosines = euclidean_distances(points) ** 2, cosine_dissimilarity(points)
    rows = [[Fraction(int(x)) for x in row] for row in points]
    for i, u in enumerate(rows):
        for j, v in enumerate(rows):
            assert squares[i, j] == pytest.approx(float(sum((a - b) ** 2 for a, b in zip(u, v, strict=True))), abs=1e-9)
            inner = [sum(a * b for a, b in zip(p, q, strict=True)) for p, q in ((u, v), (u, u), (v, v))]
            assert cosines[i, j] == pytest.approx(1 - float(inner[0]) / float(inner[1] * inner[2]) ** 0.5, abs=1e-14)


def test_many_columns_are_taken_block_by_block():
    points = cloud(6, 2 * BLOCK + 3, dtype=np.float32)
    wide = points.astype(np.float64)
    known = [[((u - v) ** 2).sum() ** 0.5 for v in wide] for u in wide]
    np.testing.assert_allclose(euclidean_distances(points), known, rtol=1e-12)
    np.testing.assert_allclose(cosine_dissimilarity(points), cosine_distances(wide), atol=1e-14)


def test_near_models_keep_their_digits():
    """Vectors (1, k·h): 1 − cosine of neighbours is h²/2 to first order, 5e-19; one minus a cosine is 0 or 1e-16."""
    step = 1e-9
    points = np.stack([np.ones(5), step * np.arange(5)], axis=1)
    expected = 0.5 * step**2 * np.subtract.outer(np.arange(5), np.arange(5)) ** 2
    np.testing.assert_allclose(cosine_dissimilarity(points), expected, rtol=1e-6)


@given(st.integers(0, 99))
def test_cosines_do_not_see_the_length(seed):
    points = cloud(5, 7, seed)
    scales = 10.0 ** np.random.default_rng(seed).uniform(-20, 20, (5, 1))
    np.testing.assert_allclose(cosine_dissimilarity(points * scales), cosine_dissimilarity(points), atol=1e-14)


@pytest.mark.parametrize("count", [30, DENSE + 50])
def test_the_same_picture_every_time_and_signs_are_fixed(count):
    points = cloud(count, 40)
    one, two = embed_trajectories(points), embed_trajectories(points.copy())
    assert (one.points == two.points).all()
    largest = abs(one.points).argmax(axis=0)
    assert (one.points[largest, [0, 1]] > 0).all()


def test_smacof_starts_from_the_classical_solution_and_lowers_the_stress():
    points = cloud(40, 30)
    distances = euclidean_distances(points)
    start = embed_trajectories(points, metric="euclidean")
    found = embed_trajectories(points, metric="euclidean", kind="smacof")

    def raw(embedding):
        return ((distances - euclidean_distances(embedding.points)) ** 2).sum()

    assert raw(found) < 0.9 * raw(start)
    assert found.stress < start.stress
    assert (found.eigenvalues == start.eigenvalues).all()
    assert found.iterations > 1
    correlation = (aligned(found.points, start.points) * start.points).sum() / (
        np.linalg.norm(found.points) * np.linalg.norm(start.points)
    )
    assert correlation > 0.9  # still the same picture
    assert {"dim", "squared", "max_iter", "eps"} <= set(found.options)


def test_stress_is_that_of_scikit_learn():
    points = cloud(20, 15)
    distances = euclidean_distances(points)
    start = classical_mds(distances)
    scale = np.sqrt((distances**2).mean())
    options = {"init": start.points / scale, "n_init": 1, "max_iter": 300, "eps": 1e-6, "normalized_stress": False}
    known, raw = sklearn.manifold.smacof(distances / scale, **options)
    found = smacof(distances, start)
    np.testing.assert_allclose(found.points, scale * (known - known.mean(axis=0)), atol=1e-9)
    sizes = (euclidean_distances(known) ** 2).sum() / 2
    assert found.stress == pytest.approx((raw / sizes) ** 0.5)


def test_smacof_leaves_exact_configurations_and_does_not_see_units():
    plane = np.random.default_rng(0).normal(size=(9, 2))
    exact = embed_trajectories(plane, metric="euclidean", kind="smacof")
    assert exact.stress < 1e-6
    distances = euclidean_distances(cloud(12, 9))
    one, tiny = (smacof(d, classical_mds(d)) for d in (distances, distances * 2.0**-40))
    np.testing.assert_allclose(tiny.points * 2.0**40, one.points, rtol=1e-9)
    assert tiny.stress == pytest.approx(one.stress)


def test_equal_points_are_one_point():
    for kind in ("classical", "smacof"):
        for count in (5, DENSE + 1):
            found = embed_trajectories(np.ones((count, 4)), metric="euclidean", kind=kind)
            assert not found.points.any()
            assert found.stress == found.negative_mass == 0
    assert stress_1(np.array([[0.0, 1.0], [1.0, 0.0]]), np.zeros((2, 1))) == np.inf


BAD = {
    "an unknown metric": (cloud(4, 3), dict(metric="manhattan"), "'manhattan'"),
    "an unknown kind": (cloud(4, 3), dict(kind="tsne"), "'tsne'"),
    "a diverged model": (np.array([[1.0, 2], [np.nan, 1], [2, 3]]), {}, "point 1"),
    "a nearly diverged model": (np.array([[1.0, 2], [1, 1], [1e200, 3]]), {}, "point 2 as large as 1e\\+200"),
    "zero weights": (np.array([[1.0, 2], [0, 0], [2, 3]]), {}, "point 1 are all zero"),
    "one axis": (np.ones(4), {}, "shape"),
    "too few points": (cloud(2, 3), {}, "2 points in 2 dimensions"),
    "no dimension": (cloud(4, 3), dict(dim=0), "dim is 0"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case):
    points, options, message = BAD[case]
    with pytest.raises(WrongInput, match=message):
        embed_trajectories(points, **options)


BAD_DISTANCES = {
    "not square": (np.zeros((3, 4)), "square"),
    "negative": (-np.ones((3, 3)), "negative"),
    "nan": (np.full((3, 3), np.nan), "not finite"),
    "a diagonal": (np.ones((3, 3)), "diagonal"),
    "not symmetric": (np.triu(np.ones((3, 3)), 1), "symmetric"),
}


@pytest.mark.parametrize("case", BAD_DISTANCES)
def test_bad_distances(case):
    distances, message = BAD_DISTANCES[case]
    with pytest.raises(WrongInput, match=message):
        classical_mds(distances)
