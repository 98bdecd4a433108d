"""Matrices with planted eigenvalues, and intervals, made for the tests."""

import numpy as np

from verify.spectra.clusters import Cluster


def symmetric(values, seed=0):
    """A matrix with these eigenvalues."""
    stream = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(stream.standard_normal((len(values), len(values))))
    found = (turned * np.array(values)) @ turned.T
    return 0.5 * (found + found.T)


def clusters(*given):
    """Of (value, radius, multiplicity)."""
    found, start = [], 0
    for value, radius, many in given:
        found.append(Cluster(value, radius, tuple(range(start, start + many))))
        start += many
    return found
