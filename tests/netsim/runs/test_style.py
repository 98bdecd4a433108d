"""Colours that can be told apart, and text below a figure that covers nothing."""

from itertools import combinations, pairwise

import matplotlib
import numpy as np
import pytest

from netsim.runs.style import COLOURS, HEAT, styled, with_few_colours, write_below

matplotlib.use("agg")
# Linear sRGB as seen without long, middle or short cones: Machado, Oliveira and Fernandes (2009), severity 1.
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb):
    """CIE L*a*b* (D65) of linear sRGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def linear(color):
    rgb = np.array(matplotlib.colors.to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("eyes", BLIND)
def test_colours_are_told_apart(eyes):
    seen = [lab(np.array(BLIND[eyes]) @ linear(color)) for color in COLOURS]
    distances = [np.linalg.norm(a - b) for a, b in combinations(seen, 2)]
    assert min(distances) > 9  # about four times what is just noticeable
    red_and_green = [lab(np.array(BLIND[eyes]) @ linear(color)) for color in ("#d62728", "#2ca02c")]
    if eyes == "deuteranopia":
        assert np.linalg.norm(red_and_green[0] - red_and_green[1]) < min(distances) * 4  # what was drawn before


def test_heat_maps_grow_lighter_all_the_way():
    lightness = [lab(linear(color))[0] for color in matplotlib.colormaps[HEAT](np.linspace(0, 1, 30))]
    assert (np.diff(lightness) > 0).all()


def test_the_style_ends_with_the_figure():
    before = matplotlib.rcParams["font.size"]
    with styled():
        assert matplotlib.rcParams["font.size"] >= 13
    assert matplotlib.rcParams["font.size"] == before


@pytest.mark.parametrize("layout", [None, "constrained"])
def test_text_below_covers_nothing(layout):
    from matplotlib import pyplot

    with styled():
        figure, grid = pyplot.subplots(2, 2, figsize=(6, 5), layout=layout)
        for axes in grid.flat:
            axes.set_xlabel("x")
        grid[0, 0].set_aspect("equal")
        write_below(figure, ["smoke: no evidence of any statement", "word " * 40])
        figure.draw_without_rendering()
        assert figure.get_size_inches()[1] > 5
        assert len(figure.texts) >= 3
        top = max(text.get_window_extent().y1 for text in figure.texts)
        assert top < min(axes.get_tightbbox().y0 for axes in figure.axes)
        wide = max(text.get_window_extent().x1 for text in figure.texts)
        assert wide <= figure.bbox.x1
        boxes = sorted((text.get_window_extent().y0, text.get_window_extent().y1) for text in figure.texts)
        assert all(first[1] <= second[0] + 1 for first, second in pairwise(boxes))
        pyplot.close(figure)


def test_nothing_below_changes_nothing():
    from matplotlib import pyplot

    figure, _ = pyplot.subplots(figsize=(4, 3))
    write_below(figure, [])
    assert figure.get_size_inches().tolist() == [4, 3]
    pyplot.close(figure)


def test_few_colours_keep_those_of_the_style(tmp_path):
    """Thin lines of all colours on a heat map, which has many more: each keeps its own."""
    from PIL import Image

    heat = matplotlib.colormaps[HEAT](np.linspace(0, 1, 300))[None, :, :3] * np.linspace(0.5, 1, 300)[:, None, None]
    pixels = np.round(255 * heat).astype(np.uint8)
    pixels[:3] = 255
    pixels[3] = 251
    for row, color in enumerate(COLOURS):
        pixels[10 * row + 5] = np.round(255 * np.array(matplotlib.colors.to_rgb(color)))
    Image.fromarray(pixels).save(tmp_path / "a.png")
    with_few_colours(tmp_path / "a.png", tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as found:
        assert found.mode == "P"
        again = np.asarray(found.convert("RGB")).astype(int)
    for row in range(len(COLOURS)):
        assert np.array_equal(again[10 * row + 5], pixels[10 * row + 5])
    assert (again[:3] == 255).all()
    assert np.abs(again - pixels).max() < 48
    assert np.abs(again - pixels).mean() < 6
