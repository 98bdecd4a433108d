"""Critical points of the distance to a function, in a slice of the weights, with a movable target.

Let E(w) be the numbers by which functions are compared: the coefficients of f(x; w) in x, or its values at given
inputs, with a positive weight q_a each. Of the distance D(w) = ½ Σ_a q_a (E_a(w) − u_a)² the critical points are sought
among *functions*: where the derivative of E has the rank r of the whole network, u − E(w) is orthogonal to the tangent
space there. Weights that give one function fill a set of dimension K − r, so all but r weights, the *free* ones, are
fixed, each to an affine form in these. On such a slice the equations ∂D/∂t_k = 0 are r equations in r unknowns.

{(t, u): the derivative of E has rank r at t, and u − E(t) is orthogonal to it} is a vector bundle over an open part of
the slice, hence irreducible: moving u alone reaches every critical function from one. Points of the slice at which the
rank drops solve the same equations, and stand on other components: no loop leads to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ..networks import Network, forward
from ..shell import ROLE_FORMS, object_array, random_stream
from .coefficient_map import output_coefficients
from .families import NUM_PROBES, Family, complex_normal, record
from .straight_line import Entry, Program, Recorder, Tape

METRICS = ("generic", "frobenius", "data")


@dataclass(frozen=True)
class Gauge:
    """A slice of the weights: those that are free, and what the others are in terms of them.

    Attributes:
        num_params: K.
        forms: for each weight that is not free its constant and its coefficients by the free ones, exact.
    """

    num_params: int
    forms: dict[int, list[Fraction]]

    @cached_property
    def free(self) -> list[int]:
        """The unknowns."""
        return [k for k in range(self.num_params) if k not in self.forms]

    @property
    def is_random(self) -> bool:
        """Whether all other weights are forms in the free ones: where these are random, the slice meets every fibre."""
        return all(len(form) > 1 for form in self.forms.values())

    def scaled(self, units: Sequence[Fraction]) -> Gauge:
        """The same slice in scaled weights: w = units · (scaled w)."""
        own = [Fraction(1), *(units[k] for k in self.free)]
        return Gauge(
            self.num_params,
            {k: [v * own[i] / units[k] for i, v in enumerate(form)] for k, form in self.forms.items()},
        )

    def entries(self, tape: Tape, unknowns: Sequence[Entry]) -> list[Entry]:
        """All weights on a tape; the numbers of the slice are inputs ("gauge", k, i) of it."""
        found = [tape.zero] * self.num_params
        for place, k in enumerate(self.free):
            found[k] = unknowns[place]
        for k, form in self.forms.items():
            found[k] = self._number(tape, k, 0, form[0])
            for i, value in enumerate(form[1:], 1):
                found[k] = found[k] + self._number(tape, k, i, value) * unknowns[i - 1]
        return found

    def numbers(self) -> dict[Any, list[Fraction]]:
        """The numbers by their names on the tape; zeros stay zeros at every place."""
        return {("gauge", k, i): [v] for k, form in self.forms.items() for i, v in enumerate(form) if v}

    @staticmethod
    def _number(tape: Tape, k: int, i: int, value: Fraction) -> Entry:
        return tape.input(("gauge", k, i)) if value else tape.zero

    def weights(self, free: Sequence[Any], convert: Any = lambda value: value) -> list[Any]:
        """All weights at values of the free ones."""
        found: list[Any] = [None] * self.num_params
        for place, k in enumerate(self.free):
            found[k] = free[place]
        for k, form in self.forms.items():
            found[k] = convert(form[0])
            for value, unknown in zip(form[1:], free, strict=False):
                found[k] = found[k] + convert(value) * unknown
        return found


@dataclass(frozen=True, eq=False)
class Comparison:
    """By which numbers functions are compared, on a tape.

    Attributes:
        values: E_a as a function of the free weights.
        weights: q_a, positive.
        names: what E_a is, in words.
    """

    tape: Tape
    unknowns: list[Entry]
    values: list[Entry]
    weights: list[Fraction]
    names: list[str]


def comparison(
    network: Network, gauge: Gauge, metric: str, inputs: np.ndarray | None = None, weights: Sequence[Fraction] = ()
) -> Comparison:
    """The numbers of a metric.

    Args:
        metric: ``generic`` (coefficients, with ``weights``), ``frobenius`` (coefficients, with the weights of the norm
            of symmetric tensors) or ``data`` (values at ``inputs``, all weights 1).
    """
    tape = Tape()
    unknowns = [tape.input(("w", i)) for i in range(len(gauge.free))]
    own = gauge.entries(tape, unknowns)
    if metric == "data":
        assert inputs is not None
        ring = Recorder(tape)
        outputs = forward(network, ring, object_array(own), ring.array(inputs)).output
        values = outputs.ravel().tolist()
        names = [f"output {o + 1} of sample {i + 1}" for i, o in np.ndindex(*outputs.shape)]
        return Comparison(tape, unknowns, values, [Fraction(1)] * len(values), names)
    found = output_coefficients(network, tape, own)
    scales = [each.frobenius for each in found] if metric == "frobenius" else list(weights)
    names = [_monomial(each.output, each.exponents) for each in found]
    return Comparison(tape, unknowns, [each.entry for each in found], scales, names)


def function_family(compared: Comparison, gauge: Gauge, *, metric_moves: bool) -> Family:
    """∂D/∂t_k = 0 with a movable target u; the numbers of the slice, and of a generic metric, are fixed by name.

    Args:
        metric_moves: whether the weights q_a may be others at another place: those of a generic metric.

    >>> from .distances import comparison
    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> gauge = Gauge(2, {0: [Fraction(2)]})
    >>> family = function_family(comparison(net, gauge, "frobenius"), gauge, metric_moves=False)  # ½ (2 v − u)²
    >>> family.evaluate(np.array([[3.0]]), np.array([[5.0]]), np.array([[1.0]]))
    (array([[2.]]), array([[[4.]]]), array([[-2.]]))
    """
    tape, size, count = compared.tape, len(gauge.free), len(compared.values)
    targets = [tape.input(("u", a)) for a in range(count)]
    scales = [tape.input(("metric", a)) if metric_moves else tape.constant(q) for a, q in enumerate(compared.weights)]
    minus = tape.constant(Fraction(-1))
    pulls = [q * (e + minus * u) for q, e, u in zip(scales, compared.values, targets, strict=True)]
    columns = [tape.derivative(compared.values, {t.index: tape.one}) for t in compared.unknowns]
    equations = []
    for column in columns:
        total = tape.zero
        for slope, pull in zip(column, pulls, strict=True):
            total = total + slope * pull
        equations.append(total)
    names: list[tuple[Any, int]] = [(("u", a), 1) for a in range(count)]
    fixed: dict[Any, Any] = gauge.numbers()
    if metric_moves:
        fixed |= {("metric", a): [q] for a, q in enumerate(compared.weights)}
    program = record(tape, equations, [], names, compared.unknowns)
    fixed = {name: np.array(value, dtype=object) for name, value in fixed.items() if name in program.inputs}
    both = Program(tape, [*compared.values, *(slope for column in columns for slope in column)])
    forms = complex_normal(random_stream(0, ROLE_FORMS, 2), (NUM_PROBES, size))

    def sample(stream: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
        t = complex_normal(stream, (size, batch))
        z = complex_normal(stream, (count, batch))
        given = {name: complex(value[0]) for name, value in fixed.items()}
        run = both({**given, **{("w", i): t[i] for i in range(size)}})
        found = np.stack([np.broadcast_to(value, (batch,)) for value in run])
        values, slopes = found[:count], np.moveaxis(found[count:].reshape(size, count, batch), 2, 0)  # (batch, r, M)
        with np.errstate(all="ignore"):
            inner = np.linalg.pinv(slopes) @ (slopes @ z.T[:, :, None])
        normal = z - inner[:, :, 0].T
        q = [given[("metric", a)] if metric_moves else complex(w) for a, w in enumerate(compared.weights)]
        return t, values + normal / np.array(q)[:, None]

    return Family(size, tuple(names), fixed, program, sample, lambda t: forms @ t)


def _monomial(output: int, exponents: Sequence[int]) -> str:
    powers = [f"x{j + 1}" + (f"^{e}" if e > 1 else "") for j, e in enumerate(exponents) if e]
    return f"{'*'.join(powers) or '1'} of output {output + 1}"
