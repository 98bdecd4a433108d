"""The figures of E06 show what its record holds."""

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot

import netsim
from netsim.experiments.parts.basin_figures import draw_basins, draw_volumes, draw_walls

RECORD = json.loads((Path(netsim.__file__).parent / "results" / "E06-laptop.json").read_text(encoding="utf-8"))
MEASURED = RECORD["measured"]


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_the_panels_of_figure_1():
    titles = [axes.get_title() for axes in draw_basins(MEASURED).axes]
    assert {title[:3] for title in titles if title} == {f"({letter})" for letter in "ABCDEFGH"}


@pytest.mark.slow
def test_figure_38_has_a_panel_for_each_level_in_three_dimensions():
    solid = [axes for axes in draw_volumes(MEASURED).axes if axes.name == "3d"]
    levels = MEASURED["volume"][0]["levels"]
    assert [axes.get_title() for axes in solid] == [
        f"({letter}) three dimensions, loss {level:g}" for letter, level in zip("CDE", levels, strict=False)
    ]
    assert len({axes.get_xlim() for axes in solid}) == 1


def test_a_wall_for_every_pair():
    middle = draw_walls(MEASURED).axes[1]
    walls = [line.get_ydata() for line in middle.lines if line.get_marker() == "o"]
    assert sorted(np.concatenate(walls)) == sorted(float(row["wall"]) for row in MEASURED["pairs"])


def test_ratios_of_volumes_in_powers_of_ten():
    panel = next(axes for axes in draw_volumes(MEASURED).axes if axes.get_title().startswith("(F)"))
    found = panel.containers[0].lines[0].get_ydata()
    expected = [row["ratios"][0][0] / np.log(10) for row in MEASURED["volume"] if row["ratios"][0]]
    np.testing.assert_allclose(found, expected)


def test_a_level_that_was_never_left_is_not_drawn():
    changed = deepcopy(MEASURED)
    for row in changed["volume"]:
        row["ratios"][0] = None
    panels = [
        next(axes for axes in draw_volumes(m).axes if axes.get_title().startswith("(F)")) for m in (MEASURED, changed)
    ]
    assert len(panels[1].containers) == len(panels[0].containers) - 1
