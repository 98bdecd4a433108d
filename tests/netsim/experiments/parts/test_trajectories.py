"""Trajectories embedded together, and lines drawn from them."""

import numpy as np
import pytest

from netsim.experiments.parts.trajectories import draw_trajectories, embedded, share_scale, stage_colours


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


def test_one_line_a_start_and_an_end_for_each_model():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    points = np.arange(12.0).reshape(2, 3, 2)
    draw_trajectories(axes, points, 0.123, labels=("a", "b"))
    lines, starts, ends = axes.lines[::3], axes.lines[1::3], axes.lines[2::3]
    for line, start, end, path in zip(lines, starts, ends, points, strict=True):
        assert np.array_equal(line.get_xydata(), path)
        assert np.array_equal(end.get_xydata(), path[-1:])
        assert np.array_equal(start.get_xydata(), path[:1])
        assert line.get_color() == start.get_color() == end.get_color()
        assert start.get_markerfacecolor() != end.get_markerfacecolor()
    assert [line.get_label() for line in lines] == ["a", "b"]
    assert axes.get_xlabel() == "stress 0.12"
    assert axes.get_aspect() == 1


def test_panels_that_are_compared_have_one_scale():
    from matplotlib.figure import Figure

    panels = Figure().subplots(1, 3)
    wide, narrow = np.array([[0.0, 0.0], [10.0, 1.0]]), np.array([[5.0, 5.0], [6.0, np.nan], [6.0, 7.0]])
    share_scale(panels, [wide, narrow, np.zeros((0, 2))])
    spans = [(np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())) for axes in panels[:2]]
    assert spans == [pytest.approx((11.0, 11.0))] * 2
    assert [np.mean(axes.get_xlim()) for axes in panels[:2]] == pytest.approx([5.0, 5.5])
    assert all(axes.get_aspect() == 1 for axes in panels)


def test_stages_have_colours_from_dark_to_light():
    lightness = [sum(color[:3]) for color in stage_colours(12)]
    assert lightness == sorted(lightness)
    assert len(set(stage_colours(12))) == 12
