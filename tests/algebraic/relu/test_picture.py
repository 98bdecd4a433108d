import pytest
from matplotlib.figure import Figure

from algebraic import relu_zero_set
from algebraic.shell import WrongInput

WIDE = [-3, 5, 0, 7, -4, 0, 1, -1, 0], ["5/2", -3, 0, -2, 7, 0, -2, 1, 4]


def test_a_file_and_axes(tmp_path):
    found = relu_zero_set([[1], [2]], [3, -5], 3, hidden_bias=True, path=WIDE)
    found.plot(tmp_path / "a.svg")
    assert "svg" in (tmp_path / "a.svg").read_text()[:200]
    axes = Figure().subplots()
    assert found.plot(ax=axes) is axes
    assert len(axes.lines) >= 3 + 2  # a path for each unit, a hyperplane for each sample
    assert "1 connected component" in axes.get_title(loc="left")


@pytest.mark.slow
@pytest.mark.parametrize(
    "found",
    [
        relu_zero_set([[1]], [3], 1),
        relu_zero_set([[1], [2]], [[1, 2, 3], [2, 4, 6]], 2),
        relu_zero_set([[1, 2, 3], [4, 5, 7], [7, 8, 10]], [1, -2, 4], 2, "1/4"),
        relu_zero_set([[0]], [1], 2),
        relu_zero_set([[0]], [0], 2),
    ],
)
def test_spaces_of_every_dimension(found, tmp_path):
    found.plot(tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_another_format():
    with pytest.raises(WrongInput):
        relu_zero_set([[1]], [3], 1).plot("a.txt")
