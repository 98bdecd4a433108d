"""The networks that are measured, with one random data set for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from algebraic.bounds import newton_polytopes
from algebraic.data import DataSet, random_data
from algebraic.networks import Network
from algebraic.systems import zero_error_system

SEED = 0


@dataclass(frozen=True)
class Case:
    """A dense network with linear output and as many random samples as parameters: K equations, K unknowns."""

    name: str
    widths: tuple[int, ...]
    activation: str
    hidden_bias: bool
    output_bias: bool

    @cached_property
    def network(self) -> Network:
        """The network."""
        return Network.dense(self.widths, self.activation, hidden_bias=self.hidden_bias, output_bias=self.output_bias)

    @property
    def num_params(self) -> int:
        """K, the number of parameters."""
        return self.network.num_params

    @cached_property
    def data(self) -> DataSet:
        """Integers uniform in ±10^6."""
        return random_data(self.network, self.network.num_params, seed=SEED)

    @cached_property
    def points(self) -> list[tuple[int, ...]]:
        """Candidate vertices of the Newton polytope that all equations share, the origin among them."""
        supports = set(newton_polytopes(self.network, self.data.inputs, self.data.targets))
        if len(supports) != 1:
            raise ValueError(f"{self.name}: the equations have {len(supports)} different Newton polytopes")
        return sorted(supports.pop() | {(0,) * self.network.num_params})

    @cached_property
    def equations(self) -> list[dict[tuple[int, ...], int]]:
        """The expanded zero-error equations with integer coefficients."""
        system = zero_error_system(self.network, self.data.inputs, self.data.targets)
        return [dict(terms) for terms in system.integer_terms]

    def describe(self) -> str:
        """Widths, activation and biases in words."""
        biases = {(True, True): "", (True, False): ", no output bias", (False, True): ", no hidden biases"}
        where = biases.get((self.hidden_bias, self.output_bias), ", no biases")
        return f"[{','.join(map(str, self.widths))}] {self.activation.replace('**', '^')}{where}"


# Two weights, two linear equations: what a call costs before any mathematics.
START_UP = Case("start-up", (2, 1), "z", False, False)

NETWORKS = [
    Case("S1", (1, 1, 1), "z**3+z", True, False),
    Case("S2", (2, 1, 1), "z**2+z", True, False),
    Case("S4", (2, 1, 1, 1), "z**2+z", False, False),
    Case("S5", (3, 1, 1, 1), "z**2+z", False, False),
    Case("S6", (2, 2, 1), "z**3+z", False, False),
    Case("S8", (2, 1, 1, 1), "z**3+z", False, False),
    Case("S9", (4, 1, 1), "z**3+z", True, False),
    Case("S11", (2, 2, 1), "z**3+z", True, True),
    Case("S13", (3, 2, 1), "z**3+z", False, False),
]

POLYTOPES = [
    Case("P1", (2, 2, 2, 1), "z**3+z", False, False),
    Case("P2", (3, 3, 1), "z**3+z", False, False),
    Case("P3", (4, 2, 1), "z**3+z", True, True),
    Case("P4", (6, 2, 1), "z**3+z", False, False),
    Case("P5", (5, 2, 1), "z**3+z", True, True),
    Case("P6", (2, 2, 2, 1), "z**3+z", True, True),
    Case("P7", (4, 2, 2, 1), "z**3+z", False, False),
    Case("P8", (1, 2, 2, 1, 1), "z**3+z", True, True),
    Case("P9", (1, 1, 2, 2, 1), "z**3+z", True, True),
    Case("P10", (3, 2, 3, 1), "z**3+z", False, False),
]

# h·(n + 2) + 1 parameters for widths [n, h, 1]: 501, 1001 and 2001.
WIDE_NETWORKS = [
    Case("R500", (23, 20, 1), "z**3+z", True, True),
    Case("R1000", (38, 25, 1), "z**3+z", True, True),
    Case("R2000", (48, 40, 1), "z**3+z", True, True),
]

QUICK = {"S1", "S6", "S8", "P1", "R500"}
