"""No number stands over another, nor over a marker; one without room is left out."""

from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text

import netsim
from netsim.experiments.parts.numbers_beside import write_numbers
from netsim.runs.experiment import find_experiment
from netsim.runs.published import read_record
from netsim.runs.style import styled, write_below

matplotlib.use("agg")


def boxes_of(axes):
    axes.figure.canvas.draw()
    return [Text.get_window_extent(text) for text in axes.texts]  # without the line to its point


@pytest.mark.parametrize("spread", [1.0, 0.05, 0.0])
def test_no_number_over_another(spread):
    from matplotlib import pyplot

    with styled():
        figure, axes = pyplot.subplots(figsize=(7, 7))
        points = 0.5 + spread * np.random.default_rng(0).uniform(-0.4, 0.4, (12, 2))
        axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        left_out = write_numbers(axes, points, [f"{k:.3f}" for k in range(12)], ["C0"] * 12)
        found = boxes_of(axes)
        assert len(found) + left_out == 12
        assert left_out == 0
        assert not any(first.overlaps(second) for first, second in combinations(found, 2))
        places = axes.transData.transform(points)
        assert not any(box.contains(*place) for box in found for place in places)
        inside = axes.get_window_extent()
        assert all(inside.containsx(b.x0) and inside.containsx(b.x1) for b in found)
        pyplot.close(figure)


def test_without_room_a_number_is_left_out_and_points_that_are_none_have_none():
    from matplotlib import pyplot

    with styled():
        figure, axes = pyplot.subplots(figsize=(1.2, 1.2))
        axes.set(xlim=(0, 1), ylim=(0, 1))
        points = [[0.5, 0.5]] * 30 + [[np.nan, 0.5]]
        left_out = write_numbers(axes, points, ["0.123"] * 31, ["C0"] * 31)
        assert 0 < left_out < 31
        assert len(axes.texts) == 30 - left_out
        assert not any(first.overlaps(second) for first, second in combinations(boxes_of(axes), 2))
        pyplot.close(figure)


@pytest.mark.parametrize(("name", "figure"), [("E03", "T2-4"), ("E03", "T2-17"), ("E04", "T2-5"), ("E05", "T2-45")])
def test_no_number_over_another_in_the_figures_of_the_records(name, figure):
    """As they are written, with text below."""
    from matplotlib import pyplot

    path = Path(netsim.__file__).parent / "results" / f"{name}-laptop.json"
    with styled():
        drawn = find_experiment(name).figures[figure](read_record(path)[0]["measured"])
        write_below(drawn, ["a line", "another line"])
        drawn.canvas.draw()
        boxes = [[Text.get_window_extent(text) for text in axes.texts] for axes in drawn.axes]
        assert sum(map(len, boxes)) >= 5
        for found in boxes:
            assert not any(first.overlaps(second) for first, second in combinations(found, 2))
        pyplot.close(drawn)
