"""Networks with a rectified activation that fit any distinct points: the construction of C18 Lemma 3.3, in balls.

The points are put in the order of their projections a·x_1 < … < a·x_d. With a·x_0 = a·x_1 − 1 and thresholds
b_j = (a·x_{j−1} + a·x_j)/2, the matrix A_ij = σ(a·x_i − b_j) is lower triangular with positive diagonal, so A m = y
has exactly one solution. Further hidden layers in front pass the projection on through one unit each (Corollary 3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import numpy as np

FIRST_BITS, MAX_BITS = 128, 2**17
ACCURACY = 30  # bits after the point of every output


class Unclear(Exception):
    """A ball is too wide: the working precision is too low."""


def _arb(value: Any) -> flint.arb:
    fraction = value if isinstance(value, Fraction) else Fraction(str(value))
    return flint.arb(flint.fmpq(fraction.numerator, fraction.denominator))


# σ(x) for x > 0
RECTIFIERS: dict[str, Callable[[flint.arb], flint.arb]] = {
    "smoolu": lambda x: x * (-1 / x).exp(),
    "exp(-1/x)": lambda x: (-1 / x).exp(),
    "relu": lambda x: x,
    "square": lambda x: x * x,
}
RECTIFIERS_IN_FLOATS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "smoolu": lambda x: x * np.exp(-1 / x),
    "exp(-1/x)": lambda x: np.exp(-1 / x),
    "relu": lambda x: x,
    "square": lambda x: x * x,
}
SMOOTH_RECTIFIERS = ("smoolu", "exp(-1/x)")


def rectified(name: str, x: flint.arb) -> flint.arb:
    """σ(x), 0 for x ≤ 0; :class:`Unclear` if the ball holds numbers of both kinds."""
    if x <= 0:
        return flint.arb(0)
    if not x > 0:
        raise Unclear
    return RECTIFIERS[name](x)


@dataclass(frozen=True)
class Layer:
    """z ↦ matrix·z − biases; in a row all entries but the named ones are 0."""

    rows: list[dict[int, flint.arb]]
    biases: list[flint.arb]

    def __call__(self, z: Sequence[flint.arb]) -> list[flint.arb]:
        return [
            sum((w * z[k] for k, w in row.items()), -bias) for row, bias in zip(self.rows, self.biases, strict=True)
        ]


@dataclass(frozen=True)
class Memorizer:
    """A network that fits the points, in balls.

    Attributes:
        layers: hidden layers, and the linear output.
        order: the points in the order of their projections.
        features: A, of the points after the first ``skip`` and the units in use.
        output_weights: m, enclosed. bits: the precision that was needed.
    """

    activation: str
    layers: list[Layer]
    order: list[int]
    features: list[list[flint.arb]]
    output_weights: list[flint.arb]
    bits: int

    def __call__(self, x: Sequence[Any]) -> flint.arb:
        """The output for one input, by a forward pass through all layers."""
        z = [_arb(value) for value in x]
        for layer in self.layers[:-1]:
            z = [rectified(self.activation, value) for value in layer(z)]
        return self.layers[-1](z)[0]

    @property
    def is_triangular(self) -> bool:
        """Whether A is proved to be lower triangular with positive diagonal."""
        size = range(len(self.features))
        return all(
            self.features[i][j] > 0 if i == j else self.features[i][j] == 0 for i in size for j in size if j >= i
        )

    def worst_error(self, inputs: Sequence[Sequence[Any]], labels: Sequence[Any]) -> tuple[bool, float]:
        """Whether every enclosed output holds its label, and the largest upper bound of |output − label|.

        The bound is infinite if a unit's sign cannot be told at this precision.
        """
        with flint.ctx.workprec(self.bits):
            try:
                errors = [self(x) - _arb(y) for x, y in zip(inputs, labels, strict=True)]
            except Unclear:
                return False, float("inf")
        return all(e.contains(0) for e in errors), max(float(abs(e).upper()) for e in errors)


def memorize(
    inputs: Sequence[Sequence[int]],
    labels: Sequence[Any],
    direction: Sequence[Any],
    widths: Sequence[int],
    activation: str,
    *,
    skip: int = 0,
    shift: Fraction = Fraction(1, 2),
    single: bool = False,
) -> Memorizer | None:
    """The construction, in as many bits as it needs; ``None`` beyond :data:`MAX_BITS`.

    Args:
        direction: a. widths: of the hidden layers, the last one at least d − skip.
        skip: the first points, which must have the same label, are fitted by the output bias alone.
        shift: 1/2 puts the thresholds in the middle; 0 puts them on the points (a planted error).
        single: M_T has a single 1, top left, as the proof of Corollary 3.4 says for all of M_2 … M_T.
    """
    bits = FIRST_BITS
    while bits <= MAX_BITS:
        with flint.ctx.workprec(bits):
            try:
                found = _build(inputs, labels, direction, widths, activation, skip, shift, single)
            except Unclear:
                found = None
        if found is not None:
            return found
        bits *= 2
    return None


def projections(inputs: Sequence[Sequence[int]], direction: Sequence[Any]) -> list[Fraction]:
    """a·x_i, exactly."""
    return [sum((Fraction(str(a)) * x for a, x in zip(direction, row, strict=True)), Fraction(0)) for row in inputs]


def _build(
    inputs: Sequence[Sequence[int]],
    labels: Sequence[Any],
    direction: Sequence[Any],
    widths: Sequence[int],
    activation: str,
    skip: int,
    shift: Fraction,
    single: bool,
) -> Memorizer | None:
    projected = projections(inputs, direction)
    order = sorted(range(len(inputs)), key=projected.__getitem__)
    a = {k: _arb(value) for k, value in enumerate(direction)}
    one, zero = flint.arb(1), flint.arb(0)
    layers: list[Layer] = []
    values = [_arb(projected[i]) for i in order]
    for t, width in enumerate(widths[:-1]):  # one unit passes the projection on
        bias = _arb(projected[order[0]] - 4 - len(widths)) if t == 0 else zero
        rows = [a if t == 0 else {0: one}] + [{} for _ in range(width - 1)]
        layers.append(Layer(rows, [bias] + [zero] * (width - 1)))
        values = [rectified(activation, value - bias) for value in values]
    if not all(low < high for low, high in pairwise(values)):
        raise Unclear
    exact = [projected[i] for i in order] if len(widths) == 1 else [_middle(value) for value in values]
    before = [exact[0] - 1, *exact]
    used = range(skip, len(order))
    thresholds = [before[j] * shift + exact[j] * (1 - shift) for j in used]
    source = a if len(widths) == 1 else {0: one}
    spare = widths[-1] - len(thresholds)
    active = [source if not single or k == 0 else {} for k in range(len(thresholds))]
    layers.append(Layer(active + [{} for _ in range(spare)], [_arb(b) for b in thresholds] + [one] * spare))
    size = range(len(thresholds))
    features = [
        [rectified(activation, (values[i] if active[j] else zero) - layers[-1].biases[j]) for j in size] for i in used
    ]
    base = Fraction(str(labels[order[0]])) if skip else Fraction(0)
    targets = [_arb(Fraction(str(labels[i])) - base) for i in order[skip:]]
    weights: list[flint.arb] = []
    for i in size:
        rest = targets[i] - sum((features[i][j] * weights[j] for j in range(i)), zero)
        weights.append(rest / features[i][i] if features[i][i] > 0 else zero)
        error = rest - features[i][i] * weights[i]
        if features[i][i] > 0 and not abs(error) < flint.arb(2) ** -ACCURACY:
            return None
    layers.append(Layer([dict(enumerate(weights))], [_arb(-base)]))
    return Memorizer(activation, layers, order, features, weights, flint.ctx.prec)


def _middle(value: flint.arb) -> Fraction:
    """A dyadic number near the middle of a ball."""
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def float_residual(
    inputs: Sequence[Sequence[int]], labels: Sequence[Any], direction: Sequence[Any], activation: str
) -> float | None:
    """max |A m − y| / max |y| of the same construction in float64; ``None`` where it breaks down."""
    projected = np.sort(np.array([float(v) for v in projections(inputs, direction)]))
    order = np.argsort([float(v) for v in projections(inputs, direction)])
    y = np.array([float(Fraction(str(labels[i]))) for i in order])
    thresholds = (np.concatenate([[projected[0] - 1], projected[:-1]]) + projected) / 2
    gaps = projected[:, None] - thresholds
    with np.errstate(all="ignore"):
        features = np.where(gaps > 0, RECTIFIERS_IN_FLOATS[activation](np.where(gaps > 0, gaps, 1.0)), 0.0)
        weights = np.zeros(len(y))
        for i in range(len(y)):
            weights[i] = (y[i] - features[i, :i] @ weights[:i]) / features[i, i]
        residual = float(np.max(np.abs(features @ weights - y)) / max(1e-300, float(np.max(np.abs(y)))))
    return residual if np.isfinite(residual) else None
