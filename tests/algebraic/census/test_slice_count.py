"""One slice by itself: plane conics that are squares, of which four are critical."""

from algebraic.census.slice_count import count_on_slice
from algebraic.shell import Budget
from algebraic.tracking import tracker_on

from ..ideals.test_function_problem import problem_of


def test_squares_of_linear_forms():
    found = count_on_slice(problem_of([2, 1, 1], "z**2"), 0, Budget(60), tracker_on("cpu", kernel=None))
    assert (found.functions.count, found.status, found.fibre.size) == (4, "exact", 1)
    assert [route["route"] for route in found.routes][-1] == "formula"


def test_without_time_the_number_is_open():
    found = count_on_slice(problem_of([2, 2, 1], "z**3"), 0, Budget(1e-3))
    assert (found.status, found.functions.count, found.fibre.size) == ("lower_bound", 0, None)
