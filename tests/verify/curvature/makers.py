"""Intervals, made for the tests."""

from verify.curvature.clusters import Cluster
from verify.curvature.result import Eigenvalue


def clusters(*given):
    """Of (value, radius, multiplicity)."""
    found, start = [], 0
    for value, radius, many in given:
        found.append(Cluster(value, radius, tuple(range(start, start + many))))
        start += many
    return found


def told(given):
    """The same as in an answer."""
    return [Eigenvalue(each.value, each.radius, each.multiplicity, True) for each in given]
