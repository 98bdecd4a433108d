"""Critical functions as a square system: the distance on a slice of the weights, with what a search asks of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import flint
import numpy as np

from ..bounds import Support
from ..networks import Group, Network
from ..proofs import BallSystem
from ..shell import Budget, TooLarge, as_fmpq, random_primes, rationals
from ..systems import Comparison, Family, Gauge, PolynomialSystem, Program, comparison, function_family, primitive_terms
from .any_problem import Problem
from .branches import Branch
from .by_ideals import solutions_modulo
from .evidence import SolutionCount
from .saturation import minor_of
from .slices import data_scaling, draw_distance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..shell import Drawn

MAX_PRODUCTS = 3_000_000  # of terms, when the equations are multiplied out
SATURATION_SECONDS = 20.0  # for the question whether the rank can drop at a solution


@dataclass(frozen=True, eq=False)
class FunctionQuestion:
    """What is asked: the distance of which functions, to which target, on which slice.

    Attributes:
        metric: see :func:`algebraic.systems.comparison`.
        inputs: of the samples, for the metric of data.
        scales: the weights q_a of a generic metric.
        targets: u, one exact number for each E_a.
    """

    network: Network
    gauge: Gauge
    metric: str
    inputs: np.ndarray | None
    scales: list[Fraction]
    targets: list[Fraction]


@dataclass(frozen=True, eq=False)
class Expanded:
    """Polynomials in the free weights (python-flint ``fmpq_mpoly``).

    Attributes:
        equations: ∂D/∂t_k.
        values: E_a; ``slopes``: a row of derivatives for each.
        unknowns: the generators of the ring.
    """

    equations: list[Any]
    values: list[Any]
    slopes: list[list[Any]]
    unknowns: list[Any]


class FunctionProblem(Problem):
    """∂D/∂t_k = 0 on a slice of the weights (:func:`algebraic.systems.function_family`)."""

    name = "function-space"
    one_family = True
    infinite_is_an_answer = True

    def __init__(self, question: FunctionQuestion, seed: int = 0) -> None:
        self.question, self.seed = question, seed

    @cached_property
    def compared(self) -> Comparison:
        """The numbers by which functions are compared, on a tape."""
        asked = self.question
        return comparison(asked.network, asked.gauge, asked.metric, asked.inputs, asked.scales)

    @property
    def num_equations(self) -> int:
        """See :class:`Problem`."""
        return len(self.question.gauge.free)

    @property
    def unknowns(self) -> list[str]:
        """The names of the free weights."""
        return [self.question.network.parameter_names[k] for k in self.question.gauge.free]

    def vacuous(self) -> str | None:
        """See :class:`Problem`: no free weight can be left out."""
        return None

    @cached_property
    def meets_all(self) -> bool:
        """Whether the slice has a point for each critical function, but for draws of probability zero.

        A random slice has. One on which weights are numbers lacks functions that need other values of these, such as 0:
        none of the finitely many that are critical for a random target, but perhaps some of a given one.
        """
        asked = self.question
        return asked.gauge.is_random or asked.targets == draw_distance(self.seed, len(asked.targets))[1]

    @cached_property
    def exact(self) -> BallSystem:
        """See :class:`Problem`."""
        return BallSystem(self._family, self.question.targets)

    @cached_property
    def numbers(self) -> dict[Any, Fraction]:
        """What the tape calls by name, but for the unknowns."""
        found = {name: values[0] for name, values in self.question.gauge.numbers().items()}
        found |= {("metric", a): q for a, q in enumerate(self.compared.weights)}
        return found | {("u", a): u for a, u in enumerate(self.question.targets)}

    def branches(self) -> list[Branch]:
        """See :class:`Problem`: one, in scaled weights where data are far from the size 1."""
        asked, size = self.question, self.num_equations
        network, units, inputs, target = asked.network, np.ones(asked.network.num_params), asked.inputs, Fraction(1)
        if asked.metric == "data":
            assert asked.inputs is not None
            scale = data_scaling(network, asked.inputs, asked.targets)
            network, units, target = scale.network, scale.units, Fraction(scale.targets)
            given = [Fraction(unit) for unit in scale.inputs.tolist()]
            inputs = rationals(
                [[x / unit for x, unit in zip(row, given, strict=True)] for row in asked.inputs.tolist()]
            )
        gauge = asked.gauge.scaled([Fraction(unit) for unit in units.tolist()])
        compared = comparison(network, gauge, asked.metric, inputs, asked.scales)
        family = function_family(compared, gauge, metric_moves=asked.metric == "generic")
        family = family.over(lambda values: np.array([complex(float(v)) for v in values.tolist()]))
        own = units[asked.gauge.free]
        return [
            Branch(
                family,
                np.array([float(u / target) for u in asked.targets], dtype=complex),
                self.exact,
                Group(np.arange(size)[None], np.ones((1, size), dtype=int)),
                list(range(size)),
                own,
                [target] * len(asked.targets),
                range(len(asked.targets)),
            )
        ]

    def over_polynomials(self, names: Sequence[str] = ()) -> Expanded:
        """What belongs to the slice, multiplied out.

        Args:
            names: of further unknowns.

        Raises:
            TooLarge: the equations would need more than 3 million products of terms.
        """
        size, count = self.num_equations, len(self.compared.values)
        given, constant, unknowns = self._in_polynomials(names)
        values = Program(self.compared.tape, self.compared.values)(given, constant)
        slopes = Program(self.compared.tape, self.slopes)(given, constant)
        if sum(len(a) * len(e) for e, a in zip(values * size, slopes, strict=True)) > MAX_PRODUCTS:
            raise TooLarge(
                "the equations multiplied out have too many terms", hint="take a smaller network", kind="too_many_terms"
            )
        rows = [[slopes[i * count + a] for i in range(size)] for a in range(count)]
        return Expanded(self._equations(given, constant), values, rows, unknowns)

    def values_over_polynomials(self) -> tuple[list[Any], list[Any]]:
        """The E_a multiplied out, and the generators of their ring."""
        given, constant, unknowns = self._in_polynomials(())
        return list(Program(self.compared.tape, self.compared.values)(given, constant)), unknowns

    def _in_polynomials(self, names: Sequence[str]) -> tuple[dict[Any, Any], Callable[[Fraction], Any], list[Any]]:
        """What the tape calls by name, as polynomials; how a constant becomes one; the generators."""
        context = flint.fmpq_mpoly_ctx.get((*self.unknowns, *names), flint.Ordering.degrevlex)
        unknowns = list(context.gens())
        given: dict[Any, Any] = {name: context.constant(as_fmpq(value)) for name, value in self.numbers.items()}
        given |= {("w", i): unknowns[i] for i in range(self.num_equations)}
        return given, lambda value: context.constant(as_fmpq(value)), unknowns

    @cached_property
    def slopes(self) -> list[Any]:
        """∂E_a/∂t_k on the tape, column by column."""
        tape = self.compared.tape
        return [
            slope
            for unknown in self.compared.unknowns
            for slope in tape.derivative(self.compared.values, {unknown.index: tape.one})
        ]

    @cached_property
    def _family(self) -> Family:
        return function_family(self.compared, self.question.gauge, metric_moves=self.question.metric == "generic")

    @cached_property
    def _equations(self) -> Program:
        return self._family.program.first(self.num_equations)

    @cached_property
    def _system(self) -> PolynomialSystem:
        return PolynomialSystem(tuple(self.unknowns), tuple(self.over_polynomials().equations))

    def supports(self) -> list[Support]:
        """See :class:`Problem`: of the equations, whose isolated solutions are at least the critical functions."""
        return [frozenset(tuple(map(int, e)) for e in support) for support in self._system.supports()]

    @cached_property
    def saturated(self) -> bool:
        """Whether the equations have solutions at which a minor of the derivative vanishes, or may have."""
        equations = [dict(terms) for terms in self._system.integer_terms]
        minor = primitive_terms(minor_of(self.over_polynomials().slopes))
        prime = random_primes(1, self.seed)[0]
        found = solutions_modulo(
            [*equations, dict(minor)], len(self.unknowns), prime, budget=Budget(SATURATION_SECONDS)
        )
        return found.dimension >= 0

    def expand(self) -> PolynomialSystem:
        """See :class:`Problem`: with s·h = 1 where h, a minor of the derivative, may vanish at a solution.

        So what is counted are the solutions at which the derivative of E has the rank r.
        """
        if not self.saturated:
            return self._system
        name = "s"
        while name in self.unknowns:
            name += "_"
        found = self.over_polynomials((name,))
        minor = minor_of(found.slopes)
        return PolynomialSystem((*self.unknowns, name), (*found.equations, minor * found.unknowns[-1] - 1))

    def not_finite(self, seed: int, budget: Budget) -> SolutionCount | None:
        """See :class:`Problem`: the slice has as many free weights as the set of functions has dimensions."""
        return None

    @staticmethod
    def draw(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
        """See :class:`Problem`: the free weights in the complex plane."""
        from ..shell import draw_solutions

        draw_solutions(axes, title, solutions)
