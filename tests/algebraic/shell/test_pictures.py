"""Pictures: what is drawn where, read off the figure, and files of every format."""

from math import log2

import pytest
from matplotlib.figure import Figure

from algebraic.shell.errors import WrongInput
from algebraic.shell.pictures import Bar, draw_critical_points, draw_ladder, draw_on, draw_solutions, save_figure

SIGNATURES = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<?xml"}


def drawn(draw, *arguments):
    """The figure with nothing but this."""
    return draw_on(None, None, lambda axes: draw(axes, *arguments), (4, 3))


def test_axes_that_are_given_are_drawn_on_and_returned(tmp_path):
    figure = Figure()
    axes = figure.subplots(1, 2)
    picture = tmp_path / "both.svg"
    assert draw_on(axes[1], picture, lambda own: own.set_title("here"), (4, 3)) is axes[1]
    assert [own.get_title() for own in axes] == ["", "here"]
    assert picture.read_bytes().startswith(SIGNATURES[".svg"])


def test_a_rung_is_as_long_as_its_decimal_logarithm():
    figure = drawn(
        draw_ladder, "a title", [Bar("one", log2(1000), "1,000", "C0"), Bar("none", None, "undecided", "C1")]
    )
    [axes] = figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([3, 0])
    assert [text.get_text().strip() for text in axes.texts] == ["1,000", "undecided"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "none"]
    assert axes.get_title("left") == "a title"


def test_every_weight_of_every_solution_is_a_point():
    solutions = [
        {"real": True, "box": [["1", "0", "1e-9"], ["2", "0", "1e-9"]]},
        {"real": False, "box": [["3", "4", "1e-9"], ["5", "-6", "1e-9"]]},
    ]
    [axes] = drawn(draw_solutions, "", solutions).axes
    points = {c.get_label(): c.get_offsets().tolist() for c in axes.collections}
    assert points == {"not real (1)": [[3, 4], [5, -6]], "real (1)": [[1, 0], [2, 0]]}
    assert drawn(draw_solutions, "", []).axes[0].get_legend() is None


def test_only_real_critical_points_with_an_index_are_drawn():
    solutions = [
        {"real": True, "index": 0, "objective": 0.5},
        {"real": True, "index": None, "objective": 1.5},
        {"real": False, "index": 1, "objective": 2.5},
    ]
    [axes] = drawn(draw_critical_points, "critical", solutions).axes
    assert [c.get_offsets().tolist() for c in axes.collections] == [[[0, 0.5]]]
    assert "1 of them real" in axes.get_title("left")


@pytest.mark.parametrize("ending", SIGNATURES)
def test_files_of_every_format(tmp_path, ending):
    path = tmp_path / f"ladder{ending}"
    path.write_text("old")
    link = tmp_path / f"link{ending}"
    link.symlink_to(path)
    save_figure(drawn(draw_ladder, "", [Bar("one", 1.0, "2", "C0")]), str(link))
    assert path.read_bytes().startswith(SIGNATURES[ending])
    assert link.is_symlink()
    assert {p.name for p in tmp_path.iterdir()} == {path.name, link.name}


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(WrongInput, match="cannot be written"):
        save_figure(drawn(draw_ladder, "", []), str(tmp_path / "nowhere" / "a.png"))


def test_a_notebook_shows_a_picture():
    assert drawn(draw_ladder, "", [])._repr_png_().startswith(SIGNATURES[".png"])
