"""Intervals of an answer, made for the tests."""

from verify.curvature.result import Eigenvalue


def told(given):
    """The same as in an answer."""
    return [Eigenvalue(each.value, each.radius, each.multiplicity, True) for each in given]
