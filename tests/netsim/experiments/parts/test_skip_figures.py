"""The figure of E16 from made-up cells: a row for each network, a column for each kind, and the table."""

import numpy as np

from netsim.experiments.parts.skip_figures import draw

from .test_skip_evidence import DEAD, FITTED, cell, features, made_up


def test_curves_and_accuracies():
    from matplotlib import pyplot

    cells = [cell("plain", DEAD, DEAD), cell("skip", DEAD, FITTED), cell("plain", DEAD, FITTED, network="densenet121")]
    measured = made_up(*cells, random=[features()])
    figure = draw([measured])
    grid = np.array(figure.axes).reshape(2, 5)
    assert [len(axes.lines) for axes in grid[0]] == [5, 5, 1, 1, 0]  # two rates of two models, and that of guessing
    texts = [each.get_text().get_text() for each in grid[0, 4].tables[0].get_celld().values()]
    assert "50.00 ± 0.00" in texts
    assert "random features" in texts
    assert len(grid[1, 0].lines) == 5
    pyplot.close(figure)
    several = draw([measured, made_up(cells[0], cell("skip", FITTED, DEAD), cells[2], random=[features()])])
    lines = np.array(several.axes).reshape(2, 5)[0, 1].lines
    assert len(lines) == 9  # of both seeds
    black = [line for line in lines if line.get_color() == "black"]
    assert len(black) == 4  # the best run of each seed: two models
    assert [line.get_label() for line in lines].count("best of a seed") == 1
    pyplot.close(several)
