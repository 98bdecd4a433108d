"""The solutions of equations as a result: a sequence, arrays, a document, a few lines, a picture."""

import json
from functools import cache

import numpy as np
import pytest

from algebraic import FoundSolution, load, solve_system

TEXTS = {
    "double": "(x-1)^2\ny-x", "none": "x+y-1\nx+y-2", "curve": "x*y-1\n2*x*y-2", "curve and point": "x*(x-1)\nx*(y-2)",
    "complex": "x^3 - 1",
}  # fmt: skip


@cache
def four():
    return solve_system("x^2 + y^2 = 5\nx*y = 2 # two of (1, 2), and their negatives")


@cache
def sets():
    return {name: solve_system(text) for name, text in TEXTS.items()}


def test_a_sequence_and_arrays():
    assert len(four()) == four().count == 4
    assert all(isinstance(solution, FoundSolution) and solution.certified for solution in four())
    x, y = four().points.T
    np.testing.assert_allclose(x**2 + y**2, 5)
    np.testing.assert_allclose(x * y, 2)
    assert {tuple(point) for point in four().real_points.round(9).tolist()} == {(1, 2), (2, 1), (-1, -2), (-2, -1)}
    assert four().radii.shape == (4, 2)
    assert (four()[0].box, four()[1:3][0].box) == (four().boxes[0], four().boxes[1])
    assert sets()["none"].points.shape == (0, 2)
    assert sets()["none"]


def test_a_frame_has_the_names_of_the_unknowns():
    pytest.importorskip("pandas")
    assert list(four().to_frame().columns) == ["x", "y", "real", "radius"]


def test_what_is_said():
    assert four().sentence() == "2 equations in 2 unknowns: exactly 4 complex solutions, 4 of them real."
    said = {name: found.sentence().partition(": ")[2] for name, found in sets().items()}
    assert said == {
        "double": "no solution was certified; whether there are any is not decided.",
        "none": "no solution (proved).",
        "curve": "infinitely many complex solutions (modulo two primes).",
        "curve and point": "infinitely many complex solutions (modulo two primes); 1 isolated one is certified.",
        "complex": "exactly 3 complex solutions, 1 of them real.",
    }
    assert [name for name, found in sets().items() if found.undecided()] == ["double"]
    assert "  suspected          2" in str(sets()["double"])
    assert "x = 1, y = 2" in str(four())
    assert "rounded:\n  x = 1\n" in str(sets()["complex"])  # a real one comes first
    assert len(repr(four()).splitlines()) <= 12
    assert four()._repr_html_().startswith("<pre>2 equations")


def test_numbers_and_statuses():
    shown = {
        name: (found.complex_count, found.status, found.real_count, found.bkk, found.at_infinity, len(found.suspected))
        for name, found in sets().items()
    }
    assert shown == {
        "double": (0, "lower_bound", 0, 2, 0, 2),
        "none": (0, "empty", 0, 1, 1, 0),
        "curve": (None, "infinite", None, None, 0, 0),
        "curve and point": (None, "infinite", None, 2, 0, 1),
        "complex": (3, "exact", 1, 3, 0, 0),
    }
    assert sets()["double"].all_accounted_for
    assert four().proved_complete
    assert four().mixed_volume == four().generic_count == 4
    assert not sets()["curve"].proved_complete


@pytest.mark.parametrize("found", [four(), *sets().values()])
def test_equal_after_a_round_trip(found, tmp_path):
    found.save(tmp_path / "it.json")
    again = load(tmp_path / "it.json")
    assert again == found
    assert again.to_json() == found.to_json()
    assert [list(map(str, each.system.polynomials)) for each in (again, found)] == [
        list(map(str, found.system.polynomials))
    ] * 2


def test_a_long_list_is_cut(monkeypatch):
    monkeypatch.setattr("algebraic.census.isolated.SHOWN_SOLUTIONS", 1)
    assert "  … and 3 more" in str(four())


def test_pictures(tmp_path):
    figure = four().plot(tmp_path / "it.png")
    assert (tmp_path / "it.png").stat().st_size > 3000
    [axes] = figure.axes
    assert four().plot(ax=axes) is axes
    assert axes.get_title(loc="left") == "2 equations: 4 certified solutions"


def test_the_document_is_json_of_its_schema():
    document = json.loads(four().to_json())
    assert document["schema"] == "zerolocus/equations/1"
    assert document["equations"][1] == [[[1, 1], "1"], [[0, 0], "-2"]]
