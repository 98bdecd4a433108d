"""Models whose learning coefficient is known exactly: what the estimate is judged on.

Every loss is a population loss with exact moments: equations as they are; deep linear networks with inputs whose second
moments are the identity; networks of one input with the nodes of Gauss and Hermite, whose weights integrate polynomials
against the normal density exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from algebraic.networks import Network
from algebraic.systems import as_system
from algebraic.thresholds import exact_cases, learning_coefficient

NODES = 6  # exact up to degree 11
FROM_THE_TABLE = (
    "a coordinate",
    "two coordinates",
    "five coordinates",
    "a parabola",
    "a line counted twice",
    "a line counted thrice",
    "two lines (A1)",
    "a double line and one",
    "two double lines",
    "three planes",
    "the cusp (A2)",
    "two parabolas (A3)",
    "three lines (D4)",
    "a real point",
    "a plane and a line",
    "three axes",
)
MORE = {
    "four squares": ("x^2", "y^2", "z^2", "w^2"),
    "two lines and a coordinate": ("x*y", "z"),
}
LINEAR: dict[str, tuple[Sequence[int], Sequence[Any]]] = {
    "deep linear 2, 1, 2, at 0": ((2, 1, 2), ([[0, 0]], [[0], [0]])),
    "deep linear 2, 2, 2, at 0": ((2, 2, 2), ([[0, 0], [0, 0]], [[0, 0], [0, 0]])),
    "deep linear 2, 2, 2, rank 1": ((2, 2, 2), ([[1, 0], [0, 0]], [[1, 0], [0, 0]])),
    "deep linear 2, 2, 2, one layer 0": ((2, 2, 2), ([[0, 0], [0, 0]], [[1, 0], [0, 1]])),
    "deep linear 2, 2, 2, rank 2": ((2, 2, 2), ([[1, 0], [0, 1]], [[1, 0], [0, 1]])),
    "deep linear 1, 1, 1, 1, at 0": ((1, 1, 1, 1), ([[0]], [[0]], [[0]])),
}
NETS: dict[str, tuple[str, Sequence[int]]] = {
    "two units z^2 + z, at 0": ("z**2+z", (0, 0, 0, 0)),
    "two units z^2 + z, one unit on": ("z**2+z", (1, 0, 1, 0)),
}


@dataclass(frozen=True, eq=False)
class Case:
    """A model with data, and the truth.

    Attributes:
        build: makes the module.
        value: λ. multiplicity: of the pole.
        singular: whether λ is less than half of what the Jacobian's rank would make it on a smooth zero set.
    """

    name: str
    build: Callable[[], Any]
    inputs: Any
    targets: Any
    value: Fraction
    multiplicity: int
    singular: bool


def cases() -> tuple[Case, ...]:
    """All of them.

    >>> found = cases()
    >>> len(found), sum(case.singular for case in found)
    (26, 19)
    """
    return (*_of_equations(), *_linear(), *_of_nets())


def equations_module(equations: Sequence[str]) -> Any:
    """A module whose outputs are these polynomials of its weights, which are 0, times its input.

    >>> module = equations_module(["x^2 - y^3", "x*y"])
    >>> tuple(module.weights.shape), module(module.weights.new_ones(1, 1)).shape
    ((2,), torch.Size([1, 2]))
    """
    import torch

    system = as_system(list(equations))
    terms = [[(float(c), tuple(map(int, e))) for e, c in _fractions(p)] for p in system.polynomials]

    class Equations(torch.nn.Module):
        """Their values at the weights."""

        def __init__(self) -> None:
            super().__init__()
            self.weights = torch.nn.Parameter(torch.zeros(len(system.names), dtype=torch.float64))

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            powers = self.weights.unbind()
            return torch.stack([sum(c * _monomial(powers, e) for c, e in each) for each in terms]) * inputs

    return Equations()


def _fractions(polynomial: Any) -> Any:
    return [(e, Fraction(int(c.p), int(c.q))) for e, c in polynomial.terms()]


def _monomial(values: Sequence[Any], exponents: Sequence[int]) -> Any:
    found: Any = 1.0
    for value, exponent in zip(values, exponents, strict=True):
        for _ in range(exponent):
            found = value * found
    return found


def equations_of() -> dict[str, tuple[str, ...]]:
    """The equations of the cases that are equations.

    >>> equations_of()["the cusp (A2)"]
    ('x^2 - y^3',)
    """
    known = {case.name: case.equations for case in exact_cases()}
    return {name: known[name] for name in FROM_THE_TABLE} | MORE


def _of_equations() -> list[Case]:
    known = {case.name: case for case in exact_cases()}
    found = []
    for name in FROM_THE_TABLE:
        each = known[name]
        found.append(_equations(name, each.equations, each.value, each.multiplicity, each.singular))
    for name, equations in MORE.items():
        exact = learning_coefficient(list(equations))
        found.append(_equations(name, equations, *_known(exact), True))
    return found


def _equations(name: str, equations: Sequence[str], value: Fraction, multiplicity: int, singular: bool) -> Case:
    def build() -> Any:
        return equations_module(equations)

    return Case(name, build, np.ones((1, 1)), np.zeros((1, len(equations))), value, multiplicity, singular)


def _linear() -> list[Case]:
    found = []
    for name, (widths, matrices) in LINEAR.items():
        product = np.eye(widths[0])
        for matrix in matrices:
            product = np.array(matrix, dtype=float) @ product
        exact = learning_coefficient(list(widths), [np.array(each).tolist() for each in matrices])
        singular = name.endswith(("at 0", "rank 1"))
        found.append(Case(name, _sequential(widths, matrices), np.eye(widths[0]), product.T, *_known(exact), singular))
    return found


def _sequential(widths: Sequence[int], matrices: Sequence[Any]) -> Callable[[], Any]:
    def build() -> Any:
        import torch

        layers = [torch.nn.Linear(a, b, bias=False, dtype=torch.float64) for a, b in pairwise(widths)]
        with torch.no_grad():
            for layer, matrix in zip(layers, matrices, strict=True):
                layer.weight.copy_(torch.tensor(matrix, dtype=torch.float64))
        return torch.nn.Sequential(*layers)

    return build


def _of_nets() -> list[Case]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    inputs = np.stack([nodes, np.sqrt(weights / weights.sum())], axis=1)
    found = []
    for name, (activation, point) in NETS.items():
        network = Network.dense([1, 2, 1], activation, hidden_bias=False, output_bias=False)
        exact = learning_coefficient(network, list(point))
        targets = _two_units(np.array(point, dtype=float), inputs)
        found.append(Case(name, _net(point), inputs, targets, *_known(exact), not any(point)))
    return found


def _two_units(weights: Any, inputs: Any) -> Any:
    """Σ c_k (z_k + z_k²), z_k = b_k x, times the root of the weight of x; b first, as in ``Network``."""
    b, c = weights[:2], weights[2:]
    hidden = inputs[:, :1] * b
    return ((hidden + hidden * hidden) * c).sum(-1)[:, None] * inputs[:, 1:]


def _net(point: Sequence[int]) -> Callable[[], Any]:
    def build() -> Any:
        import torch

        class TwoUnits(torch.nn.Module):
            """A network with the activation z² + z and one input."""

            def __init__(self) -> None:
                super().__init__()
                self.weights = torch.nn.Parameter(torch.tensor(point, dtype=torch.float64))

            def forward(self, inputs: torch.Tensor) -> Any:
                return _two_units(self.weights, inputs)

        return TwoUnits()

    return build


def _known(exact: Any) -> tuple[Fraction, int]:
    if exact.value is None or exact.multiplicity is None:
        raise AssertionError(f"a case whose truth is not proved: {exact}")
    return exact.value, exact.multiplicity
