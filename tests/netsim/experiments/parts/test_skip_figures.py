"""The figure of E16 from made-up cells: a row for each network, a column for each kind, and the table."""

import numpy as np

from netsim.experiments.parts.skip_figures import draw

from .test_skip_evidence import DEAD, FITTED, cell, features, made_up


def test_curves_and_accuracies():
    from matplotlib import pyplot

    cells = [cell("plain", DEAD, DEAD), cell("skip", DEAD, FITTED), cell("plain", DEAD, FITTED, network="densenet121")]
    figure = draw(made_up(*cells, random=[features()]))
    grid = np.array(figure.axes).reshape(2, 5)
    assert [len(axes.lines) for axes in grid[0]] == [5, 5, 1, 1, 0]  # two rates of two models, and that of guessing
    texts = [each.get_text().get_text() for each in grid[0, 4].tables[0].get_celld().values()]
    assert "50.00 ± 0.00" in texts
    assert "random features" in texts
    assert len(grid[1, 0].lines) == 5
    pyplot.close(figure)
