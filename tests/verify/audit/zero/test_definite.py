"""Smallest eigenvalues from below, on matrices whose eigenvalues are known."""

import numpy as np
import pytest

from verify.audit.zero import definite
from verify.audit.zero.definite import prove_definite, smallest_eigenvalue


def known(values, seed=0):
    """A symmetric matrix with given eigenvalues."""
    q = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values), len(values))))[0]
    matrix = (q * np.asarray(values)) @ q.T
    return (matrix + matrix.T) / 2


@pytest.mark.parametrize("block", [7, 256])
@pytest.mark.parametrize("size", [1, 5, 60])
def test_bounds_on_both_sides(size, block, monkeypatch):
    monkeypatch.setattr(definite, "BLOCK", block)
    gram = known(np.linspace(1e-3, 5, size))
    assert prove_definite(gram, 0.999e-3, 0.0)
    assert not prove_definite(gram, 1.001e-3, 0.0)
    assert prove_definite(gram, 0.5e-3, 0.49e-3)
    assert not prove_definite(gram, 0.5e-3, 0.51e-3)
    assert smallest_eigenvalue(gram) == pytest.approx(1e-3, rel=1e-2)


def test_nothing_is_proved_below_rounding():
    gram = known([1e-17, 1.0, 2.0])
    assert not prove_definite(gram, 1e-18, 0.0)
    assert not prove_definite(known([-1e-9, 1.0]), 1e-12, 0.0)
    assert not prove_definite(np.array([[np.nan]]), 1e-3, 0.0)
    assert not prove_definite(np.array([[np.inf]]), 1e-3, 0.0)
    assert smallest_eigenvalue(np.zeros((2, 2))) == 0


def test_a_broken_factorisation_proves_nothing(monkeypatch):
    monkeypatch.setattr(np.linalg, "cholesky", lambda matrix: np.eye(len(matrix)))
    assert not prove_definite(known([1e-3, 3.0]), 0.9e-3, 0.0)
    monkeypatch.setattr(np.linalg, "cholesky", lambda matrix: np.zeros_like(matrix))
    assert not prove_definite(known([-1.0, 3.0]), 0.9, 0.0)


@pytest.mark.parametrize("size", [1e-290, 1e-160, 1e150, 1e290])
def test_units_of_any_size(size):
    gram = known([1e-3, 0.5, 1.0]) * size
    assert prove_definite(gram, 0.99e-3 * size, 0.0)
    assert not prove_definite(gram, 1.01e-3 * size, 0.0)
    assert not prove_definite(known([0.0, 0.5, 1.0]) * size, 1e-300 * size, 0.0)
