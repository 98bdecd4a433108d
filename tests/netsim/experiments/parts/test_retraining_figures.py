"""Figures of perturbed and retrained models show what the record holds."""

import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot

import netsim
from netsim.experiments.parts import retraining_figures as figures
from netsim.experiments.parts.retraining import LAYERS

RECORD = json.loads((Path(netsim.__file__).parent / "results" / "E04-laptop.json").read_text(encoding="utf-8"))
POINT = RECORD["measured"]["points"]["M30"]


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_a_curve_for_every_run_and_measure():
    figure = figures.curves_figure(POINT, "a title")
    assert figure.get_suptitle() == "a title"
    for axes, name in zip(figure.axes, figures.TITLES, strict=True):
        assert axes.get_ylabel() == figures.TITLES[name]
        drawn = [line.get_ydata() for line in axes.lines]
        np.testing.assert_array_equal(drawn, np.array(POINT["curves"][name], float))


@pytest.mark.parametrize("layer", LAYERS)
def test_paths_begin_and_end_with_their_epochs(layer):
    (axes,) = figures.together_figure(POINT, layer, "title").axes
    np.testing.assert_array_equal([line.get_xydata() for line in axes.lines[::3]], POINT["together"][layer]["points"])
    assert axes.get_aspect() == 1
    epochs = {POINT["record_epochs"][0], POINT["record_epochs"][-1]}
    assert {int(text.get_text()) for text in axes.texts} == epochs


def test_a_run_that_diverged_leaves_no_picture():
    lost = POINT | {"alone": POINT["alone"] | {"4": None}}
    shown = [bool(axes.lines) for axes in figures.alone_figure(lost, "title").axes]
    assert shown == [True, False, True]
    assert [axes.get_title() for axes in figures.alone_figure(POINT, "title").axes] == ["layer 2", "layer 4", "layer 6"]


def test_the_panels_of_figure_5():
    figure = figures.minima_figure(POINT, "title")
    assert {axes.get_title().partition(",")[0] for axes in figure.axes} == {"A1", "A2", "B1", "B2", "C1", "C2"}
    (panel,) = (axes for axes in figure.axes if axes.get_title() == "B1")
    np.testing.assert_array_equal(panel.lines[0].get_ydata(), POINT["curves"]["test_error"][0])


def test_every_entry_of_a_matrix_is_written():
    figure = figures.similarity_figure(POINT, "title")
    for axes, name in zip(figure.axes[:2], ("correct", "incorrect"), strict=True):
        expected = [f"{value:.2f}" for row in POINT["similarity"][name] for value in row]
        assert [text.get_text() for text in axes.texts] == expected


def test_lines_before_and_after():
    figure = figures.interpolation_figure(POINT, "title")
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["before retraining"] * 2 + ["after retraining"] * 2
    last = figure.axes[3].lines
    lines = POINT["interpolation"]
    assert [line.get_ydata().tolist() for line in last] == [lines["after"]["train_loss"], lines["after"]["test_loss"]]


def test_several_seeds_are_a_band_behind_the_runs_of_the_first():
    above = 1 + max(np.max(np.array(curves, float)) for curves in POINT["curves"].values())
    other = POINT | {"curves": {name: [[above] * len(POINT["epochs"])] * 4 for name in POINT["curves"]}}
    figure = figures.curves_figure(POINT, "title", [other])
    for axes, name in zip(figure.axes, figures.TITLES, strict=True):
        (band,) = axes.collections
        heights = band.get_paths()[0].vertices[:, 1]
        assert (heights.max(), heights.min()) == (above, np.min(np.array(POINT["curves"][name], float)))
        assert len(axes.lines) == 4
