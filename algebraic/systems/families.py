"""Families of square systems: K equations F(w; p) = 0 in K unknowns, whose parameters p can be moved.

A family is recorded once, from the forward and the reverse pass of a network (:mod:`algebraic.systems.straight_line`),
and evaluated on batches (last axis): F, its Jacobian by w, and its rate of change when p moves along a segment. It
draws random solved instances (w, p). Its *probe* gives numbers that are the same for points that a symmetry of the
network relates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from ..networks import Network, forward, jacobian, reverse
from ..shell import ROLE_FORMS, ROLE_PROBES, object_array, random_stream
from .straight_line import Entry, Program, Recorder, Tape
from .system import PolynomialSystem

Sample = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]

NUM_PROBES = 2  # inputs at which the network tells points apart


@dataclass(frozen=True, eq=False)
class Family:
    """Square systems with movable parameters.

    Attributes:
        num_unknowns: K.
        parameters: the names in p, in order, and how many numbers each has (one for each sample, or one).
        fixed: arrays by name that never move.
        program: F, its Jacobian row by row, its rate of change.
        sample: random solved instances from a generator, complex arrays (K, count) and (num_parameters, count).
        probe: from weights (K, batch) to shape (num_values, batch).
        constant: what a rational constant of the program becomes.
        tracker: what follows its paths, with the arguments of :func:`algebraic.tracking.track`, which is the default.
        probe_at: another probe for each seed.
    """

    num_unknowns: int
    parameters: tuple[tuple[Any, int], ...]
    fixed: dict[Any, Any]
    program: Program
    sample: Sample = field(repr=False)
    probe: Callable[[Any], Any] = field(repr=False)
    constant: Callable[[Fraction], Any] = float
    tracker: Callable[..., Any] | None = None
    probe_at: Callable[[int], Callable[[Any], Any]] | None = field(default=None, repr=False)

    @property
    def num_parameters(self) -> int:
        """Numbers in p."""
        return sum(size for _, size in self.parameters)

    def evaluate(self, w: Any, p: Any, dp: Any) -> tuple[Any, Any, Any]:
        """F(w; p), ∂F/∂w and ∂F/∂p · dp for a batch.

        Args:
            w: complex array, shape (K, batch), of any array library; p, dp: (num_parameters, batch or 1).

        Returns:
            Arrays (K, batch), (batch, K, K) and (K, batch), not finite where a high power overflows.
        """
        xp = array_namespace(w)
        size, batch = self.num_unknowns, w.shape[1]
        values = {**self.fixed, **{("w", k): w[k] for k in range(size)}}
        values |= self.by_name(p)
        values |= {("rate", name): rows for name, rows in self.by_name(dp).items()}
        with np.errstate(all="ignore"):
            found = self.program(values, self.constant)
        residuals, rates = xp.empty_like(w), xp.empty_like(w)
        slopes = xp.empty((batch, size, size), dtype=w.dtype, device=device(w))
        num_outputs = len(found) // (size + 2)
        num_rows = size // num_outputs
        for i in range(num_outputs):
            rows = slice(i * num_rows, (i + 1) * num_rows)
            residuals[rows] = found[i]
            rates[rows] = found[num_outputs * (size + 1) + i]
            for k in range(size):
                value = found[num_outputs + i * size + k]
                slopes[:, rows, k] = value.T if getattr(value, "ndim", 0) == 2 else _column(value)
        return residuals, slopes, rates

    def by_name(self, p: Any) -> dict[Any, Any]:
        """The rows of p, or its numbers, under the names of the parameters."""
        out, begin = {}, 0
        for name, size in self.parameters:
            out[name] = p[begin] if size == 1 else p[begin : begin + size]
            begin += size
        return out

    def over(self, convert: Callable[[Any], Any], constant: Callable[[Fraction], Any] = float) -> Family:
        """The same family over other numbers: its fixed arrays converted (to a device, to balls), its constants too."""
        return replace(self, fixed={name: convert(value) for name, value in self.fixed.items()}, constant=constant)


def _column(value: Any) -> Any:
    return value[:, None] if getattr(value, "ndim", 0) == 1 else value


def record(
    tape: Tape,
    equations: Sequence[Entry],
    slopes: Sequence[Entry],
    names: Sequence[tuple[Any, int]],
    unknowns: Sequence[Entry],
) -> Program:
    """The program of a family: equations, slopes (computed here when none are given) and rates."""
    if not slopes:
        columns = [tape.derivative(equations, {w.index: tape.one}) for w in unknowns]
        slopes = [column[i] for i in range(len(equations)) for column in columns]
    directions = {}
    for name, size in names:
        moving = tape.input(name, sampled=size > 1)
        directions[moving.index] = tape.input(("rate", name), sampled=size > 1)
    return Program(tape, [*equations, *slopes, *tape.derivative(equations, directions)])


def zero_error_family(network: Network, inputs: np.ndarray | None, num_samples: int) -> Family:
    """f(x_i; w) = y_i with movable targets, for the given inputs, or with inputs that move, too.

    {(w, y): y = f(X; w)} is the graph of a polynomial map, hence irreducible: moving y alone reaches every
    solution from one.

    Args:
        inputs: complex, shape (num_samples, input_dim); ``None`` makes them parameters before the targets.

    >>> net = Network.dense([1, 1], output_bias=False)
    >>> family = zero_error_family(net, np.array([[2.0]]), 1)
    >>> family.evaluate(np.array([[3.0]]), np.array([[5.0]]), np.array([[1.0]]))  # 2 w − y
    (array([[1.]]), array([[[2.]]]), array([[-1.]]))
    """
    tape = Tape(num_samples)
    ring = Recorder(tape)
    sampled = num_samples > 1
    weights = [tape.input(("w", k)) for k in range(network.num_params)]
    points = object_array([[tape.input(("x", j), sampled=sampled) for j in range(network.input_dim)]])
    targets = [tape.input(("y", o), sampled=sampled) for o in range(network.output_dim)]
    outputs = forward(network, ring, object_array(weights), points).output[0]
    minus = tape.constant(Fraction(-1))
    equations = [output + minus * target for output, target in zip(outputs, targets, strict=True)]
    slopes = jacobian(network, ring, object_array(weights), points).ravel().tolist()
    names: list[tuple[Any, int]] = [(("y", o), num_samples) for o in range(network.output_dim)]
    fixed = {}
    if inputs is None:
        names = [(("x", j), num_samples) for j in range(network.input_dim)] + names
    else:
        fixed = {("x", j): inputs[:, j, None] if sampled else inputs[:, j] for j in range(network.input_dim)}
    program = record(tape, equations, slopes, names, weights)
    output = Program(tape, list(outputs))

    def sample(stream: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        w = complex_normal(stream, (network.num_params, count))
        moving = np.empty((0, count))
        given = fixed
        if inputs is None:
            x = complex_normal(stream, (network.input_dim, num_samples, count))
            given = {("x", j): x[j] if sampled else x[j, 0] for j in range(network.input_dim)}
            moving = x.reshape(-1, count)
        values = output({**given, **{("w", k): w[k] for k in range(network.num_params)}})
        reached = [np.broadcast_to(value, (num_samples, count)) for value in values]
        return w, np.concatenate([moving, *reached])

    probe_at = partial(network_probe, network)
    return Family(network.num_params, tuple(names), fixed, program, sample, probe_at(0), probe_at=probe_at)


def critical_family(network: Network, inputs: np.ndarray, support: Sequence[int]) -> Family:
    """∂L/∂w_k + Λ_k w_k = 0 on the weights of ``support``, the others being zero; Λ and the targets move.

    On the support Λ_k = −(∂L/∂w_k) / w_k is a function of w and y, so the solved instances are irreducible.

    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> family = critical_family(net, np.array([[1.0]]), [0, 1])
    >>> w, p = family.sample(np.random.default_rng(0), 5)
    >>> residual, _, _ = family.evaluate(w, p, p)
    >>> bool(abs(residual).max() < 1e-12)
    True
    """
    num_samples = len(inputs)
    tape = Tape(num_samples)
    ring = Recorder(tape)
    sampled = num_samples > 1
    unknowns = [tape.input(("w", i)) for i in range(len(support))]
    weights = [tape.zero] * network.num_params
    for entry, k in zip(unknowns, support, strict=True):
        weights[k] = entry
    points = object_array([[tape.input(("x", j), sampled=sampled) for j in range(network.input_dim)]])
    targets = [tape.input(("y", o), sampled=sampled) for o in range(network.output_dim)]
    trace = forward(network, ring, object_array(weights), points)
    minus = tape.constant(Fraction(-1))
    residuals = object_array([[[f + minus * y for f, y in zip(trace.output[0], targets, strict=True)]]])
    gradient = reverse(network, ring, object_array(weights), trace, residuals)[0, 0]
    losses = [tape.sum(gradient[k]) for k in support]
    ridge = [tape.input(("ridge", i)) for i in range(len(support))]
    equations = [loss + penalty * w for loss, penalty, w in zip(losses, ridge, unknowns, strict=True)]
    names: list[tuple[Any, int]] = [(("ridge", i), 1) for i in range(len(support))]
    names += [(("y", o), num_samples) for o in range(network.output_dim)]
    fixed = {("x", j): inputs[:, j, None] if sampled else inputs[:, j] for j in range(network.input_dim)}
    program = record(tape, equations, [], names, unknowns)
    slopes_of_loss = Program(tape, losses)

    def sample(stream: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        w = complex_normal(stream, (len(support), count))
        y = complex_normal(stream, (network.output_dim, num_samples, count))
        values = {("y", o): y[o] if sampled else y[o, 0] for o in range(network.output_dim)}
        found = slopes_of_loss({**fixed, **values, **{("w", i): w[i] for i in range(len(support))}})
        losses_by_w = np.stack([np.broadcast_to(value, (count,)) for value in found])
        return w, np.concatenate([-losses_by_w / w, y.reshape(-1, count)])

    def probe_at(seed: int) -> Callable[[np.ndarray], np.ndarray]:
        inner, whole = network_probe(network, seed), np.zeros((network.num_params, len(support)))
        whole[list(support), range(len(support))] = 1
        return lambda w: inner(whole @ w)

    return Family(len(support), tuple(names), fixed, program, sample, probe_at(0), probe_at=probe_at)


def coefficient_family(system: PolynomialSystem) -> tuple[Family, np.ndarray]:
    """All systems with the monomials of the given one (and constants), coefficients moving; and its own coefficients.

    The solved instances with all w_k ≠ 0 are a vector bundle over the torus, hence irreducible.
    """
    size = len(system.names)
    tape = Tape()
    unknowns = [tape.input(("w", k)) for k in range(size)]
    powers: dict[tuple[int, int], Entry] = {}

    def power(k: int, exponent: int) -> Entry:
        if (k, exponent) not in powers:
            half = power(k, exponent // 2) if exponent > 1 else unknowns[k]
            powers[k, exponent] = half if exponent == 1 else half * half * (unknowns[k] if exponent % 2 else tape.one)
        return powers[k, exponent]

    origin = (0,) * size
    names, equations, own = list[tuple[Any, int]](), list[Entry](), list[float]()
    monomials: list[list[Entry]] = []
    for i, polynomial in enumerate(system.polynomials):
        terms = {tuple(map(int, exponents)): coefficient for exponents, coefficient in polynomial.terms()}
        terms.setdefault(origin, 0)
        scale = max(abs(float(Fraction(str(c)))) for c in terms.values()) or 1.0
        total = tape.zero
        monomials.append([])
        for exponents, coefficient in terms.items():
            monomial = tape.one
            for k, exponent in enumerate(exponents):
                if exponent:
                    monomial = monomial * power(k, exponent)
            monomials[i].append(monomial)
            name = ("c", i, exponents)
            total = total + tape.input(name) * monomial
            names.append((name, 1))
            own.append(float(Fraction(str(coefficient))) / scale)
        equations.append(total)
    program = record(tape, equations, [], names, unknowns)
    values_of = [Program(tape, row) for row in monomials]
    forms = complex_normal(random_stream(0, ROLE_FORMS, 1), (NUM_PROBES, size))

    def sample(stream: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        w = complex_normal(stream, (size, count))
        p = []
        for row in values_of:
            with np.errstate(all="ignore"):  # where a high power overflows there is no instance
                found = row({("w", k): w[k] for k in range(size)})
                values = np.stack([np.broadcast_to(value, (count,)) for value in found])
                values = values * np.exp2(-np.floor(np.log2(abs(values).max(axis=0))))  # whose squares may overflow
                coefficients = complex_normal(stream, values.shape)
                excess = (coefficients * values).sum(axis=0) / (abs(values) ** 2).sum(axis=0)
                p.append(coefficients - values.conj() * excess)
        return w, np.concatenate(p)

    family = Family(size, tuple(names), {}, program, sample, lambda w: forms @ w)
    return family, np.array(own)


def network_probe(network: Network, seed: int = 0) -> Callable[[np.ndarray], np.ndarray]:
    """Values of the network at two complex inputs: the same for weights that give the same function."""
    tape = Tape(NUM_PROBES)
    points = object_array([[tape.input(("x", j), sampled=True) for j in range(network.input_dim)]])
    weights = object_array([tape.input(("w", k)) for k in range(network.num_params)])
    program = Program(tape, list(forward(network, Recorder(tape), weights, points).output[0]))
    where = complex_normal(random_stream(seed, ROLE_PROBES, 0), (network.input_dim, NUM_PROBES, 1))

    def probe(w: np.ndarray) -> np.ndarray:
        values: dict[Any, Any] = {("x", j): where[j] for j in range(network.input_dim)}
        values |= {("w", k): w[k] for k in range(network.num_params)}
        return np.concatenate([np.broadcast_to(v, (NUM_PROBES, w.shape[1])) for v in program(values)])

    return probe


def complex_normal(stream: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Complex numbers whose real and imaginary parts have variance ½."""
    return (stream.normal(size=shape) + 1j * stream.normal(size=shape)) / np.sqrt(2)
