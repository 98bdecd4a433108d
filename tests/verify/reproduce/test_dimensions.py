"""Dimensions of network varieties, beside a count by hand."""

from verify.reproduce.dimensions import convolution_dimension, neurovariety_dimension


def test_forms_by_hand():
    """Two squares of linear forms in two variables are all quadratic forms: 3; a single one has rank one: 2."""
    assert neurovariety_dimension([2, 2, 1], 2).text() == "3"
    assert neurovariety_dimension([2, 1, 1], 2).text() == "2"


def test_a_defect():
    """Seven cubes in five variables: 34 instead of 35 (Alexander, Hirschowitz)."""
    found = neurovariety_dimension([5, 7, 1], 3)
    assert (found.low, found.high) == (34, 34)


def test_filters_by_hand():
    """Products of two linear forms in one variable are all quadratic ones."""
    assert convolution_dimension([2, 2], [1, 1], 1).text() == "3"
    assert convolution_dimension([3], [1], 1).text() == "3"
