"""The density of eigenvalues, smoothed by a normal kernel, and its standard error.

Of a whole spectrum it is exact up to the radii. Else it is estimated by stochastic Lanczos quadrature (S. Ubaru,
J. Chen, Y. Saad, Fast estimation of tr(f(A)) via stochastic Lanczos quadrature, SIAM J. Matrix Anal. Appl. 38 (2017)
1075–1099): each probe is a random vector of norm 1, Lanczos' method from it, fully reorthogonalised, gives the nodes
(Ritz values) and weights (squares of first components) of a Gauss quadrature, and the mean over the probes estimates
the trace of the kernel. The spread over the probes gives the standard error; what the last steps still change is said
beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .products import Products
from .quadrature import quadratures

POINTS = 65
PROBES, STEPS = 4, 16
BEFORE = 4  # steps that are left out, to see what they change
WIDTH = 0.02  # of the kernel, relative to the range


@dataclass(frozen=True, eq=False)
class Density:
    """Shares of eigenvalues for each unit of length.

    Attributes:
        points: where. values: the density there; the integral is 1.
        standard_errors: over the probes; 0 where the spectrum is whole.
        width: the standard deviation of the kernel.
        probes, steps: of the quadrature; 0 where the spectrum is whole.
        change: how much the last steps changed at most.
        mean: of the eigenvalues, with its standard error.
        method: in words.
    """

    points: np.ndarray
    values: np.ndarray
    standard_errors: np.ndarray
    width: float
    probes: int
    steps: int
    change: float
    mean: tuple[float, float]
    method: str


def exact_density(values: np.ndarray) -> Density:
    """Of all eigenvalues."""
    points, width = _grid(float(values.min()), float(values.max()))
    found = _kernel(points, values, width).mean(1)
    return Density(points, found, np.zeros_like(found), width, 0, 0, 0.0, (float(values.mean()), 0.0),
                   "all eigenvalues, smoothed")  # fmt: skip


def estimated_density(products: Products, seed: int, probes: int = PROBES, steps: int = STEPS) -> Density:
    """By quadrature from random probes."""
    size = products.num_params
    steps = min(steps, size)
    rules = quadratures(products, seed, probes, steps)
    points, width = _grid(min(r.nodes.min() for r in rules), max(r.nodes.max() for r in rules))
    each = np.stack([_kernel(points, rule.nodes, width) @ rule.weights for rule in rules])
    earlier = [rule.first(max(1, steps - BEFORE)) for rule in rules]
    before = np.stack([_kernel(points, rule.nodes, width) @ rule.weights for rule in earlier])
    means = np.array([rule.nodes @ rule.weights for rule in rules])
    root = np.sqrt(probes)
    return Density(
        points, each.mean(0), each.std(0, ddof=1) / root, width, probes, steps,
        float(np.abs(each.mean(0) - before.mean(0)).max()), (float(means.mean()), float(means.std(ddof=1) / root)),
        f"stochastic Lanczos quadrature with {probes} probes of {steps} steps",
    )  # fmt: skip


def _grid(low: float, high: float) -> tuple[np.ndarray, float]:
    reach = max(high - low, 1e-3 * max(abs(low), abs(high))) or 1.0  # of values that are equal up to rounding
    width = WIDTH * reach
    return np.linspace(low - 4 * width, high + 4 * width, POINTS), width


def _kernel(points: np.ndarray, values: np.ndarray, width: float) -> np.ndarray:
    scaled = (points[:, None] - values[None]) / width
    return np.asarray(np.exp(-0.5 * scaled**2) / (width * np.sqrt(2 * np.pi)))
