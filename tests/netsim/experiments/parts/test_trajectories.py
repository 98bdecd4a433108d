"""Trajectories embedded together, and lines drawn from them."""

import numpy as np
import pytest

from netsim.experiments.parts.trajectories import draw_trajectories, embedded


def test_unit_vectors_of_a_plane_keep_their_chords():
    """For unit vectors √(2(1 − cosine)) is the chord, so that points on a circle come back but for a motion."""
    angles = np.linspace(0, 2, 6).reshape(2, 3)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=2)
    found = embedded(np.concatenate([circle, np.zeros((2, 3, 5))], axis=2) * 7.0, root=True)
    assert found["points"].shape == (2, 3, 2)
    known, ours = (points.reshape(6, 2) for points in (circle, found["points"]))
    chords = [np.linalg.norm(points[:, None] - points[None], axis=2) for points in (known, ours)]
    np.testing.assert_allclose(chords[1], chords[0], atol=1e-9)
    assert found["stress"] == pytest.approx(0, abs=1e-6)
    assert sum(found["explained"]) == pytest.approx(1)


def test_one_minus_cosine_is_the_dissimilarity_as_printed():
    """Three orthogonal vectors are 1 apart from one another (root: √2), a triangle with sides of 1."""
    for root, side in ((False, 1.0), (True, np.sqrt(2))):
        points = embedded(5 * np.eye(3)[None], root=root)["points"][0]
        sides = [np.linalg.norm(points[i] - points[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
        assert sides == pytest.approx([side] * 3)


def test_one_line_and_one_end_for_each_model():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    points = np.arange(12.0).reshape(2, 3, 2)
    draw_trajectories(axes, points, 0.123, labels=("a", "b"))
    lines, ends = axes.lines[::2], axes.lines[1::2]
    for line, end, path in zip(lines, ends, points, strict=True):
        assert np.array_equal(line.get_xydata(), path)
        assert np.array_equal(end.get_xydata(), path[-1:])
        assert line.get_color() == end.get_color()
    assert [line.get_label() for line in lines] == ["a", "b"]
    assert axes.get_xlabel() == "stress 0.12"
