"""Powers of two that bring data, activations and a ridge to the size 1, and what becomes of the weights.

Every place of the network has a unit: each input its own, and each layer one before its activation (s) and one behind
it (t). A weight then has the unit of what it leads to over that of what it reads, and a polynomial P(z) = Σ c_k z^k
becomes Σ (c_k s^k / t) z^k, exactly. Weights that are used in several places tie the units of these together. A product
has the product of the units of its factors, and a weight that is fixed to a number is fixed to another one afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..shell import TooLarge, as_fraction
from .activation import Activation
from .kernels import whole_kernel
from .layers import NO_EDGE, Layer
from .network import Network

LARGEST_POWER = 1000  # of two: units are floats
# How much the size of each kind of coefficient counts. What comes later decides what the ones before leave open.
BY_DATA, BY_RIDGE, BY_NOTHING = 1.0, 1e-2, 1e-5


@dataclass(frozen=True)
class Scaling:
    """f(x; units · w̃) = targets · f̃(x / inputs; w̃), where f̃ is the scaled network.

    Attributes:
        network: the same graph with other coefficients in its activations.
        inputs: powers of two, shape (input_dim,); ``targets``: one.
        units: powers of two, shape (num_params,).
    """

    network: Network
    inputs: np.ndarray
    targets: float
    units: np.ndarray

    def data(self, inputs: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scaled inputs and targets as floats, from exact numbers of any size."""
        units = [Fraction(unit) for unit in self.inputs.tolist()]
        x = [[_number(as_fraction(v) / unit) for v, unit in zip(row, units, strict=True)] for row in inputs]
        y = [[_number(as_fraction(v) / Fraction(self.targets)) for v in row] for row in targets]
        return np.array(x).reshape(inputs.shape), np.array(y).reshape(targets.shape)

    def ridge(self, values: np.ndarray) -> np.ndarray:
        """Λ for each weight becomes Λ · units² / targets² as floats, where the loss is divided by targets²."""
        units = [(Fraction(unit) / Fraction(self.targets)) ** 2 for unit in self.units.tolist()]
        return np.array([_number(as_fraction(v) * unit) for v, unit in zip(values, units, strict=True)])


def scaling(network: Network, inputs: np.ndarray, targets: np.ndarray, ridge: np.ndarray | None = None) -> Scaling:
    """The scaling that brings inputs, targets, coefficients of activations and a ridge nearest to the size 1.

    The squares of the logarithms of their sizes are minimized. The ridge decides where all else leaves a unit free.

    Args:
        inputs, targets: exact numbers or floats, shapes (num_samples, ·).
        ridge: Λ for each weight, of the critical points.

    Raises:
        TooLarge: units beyond the range of floating point.

    >>> found = scaling(Network.dense([1, 1, 1]), np.array([[6.0]]), np.array([[100.0]]))
    >>> found.inputs.tolist(), found.targets, found.units.tolist()  # w1, b1, w2, b2
    ([8.0], 128.0, [0.125, 1.0, 128.0, 128.0])
    >>> steep = scaling(Network.dense([1, 1, 1], "z**3 + 65536*z"), np.array([[1.0]]), np.array([[1.0]]))
    >>> steep.network.activations, steep.units.tolist()
    ((Activation('z**3+z'),), [128.0, 256.0, 1.1920928955078125e-07, 2.0])
    """
    places = _Places(network)
    for size, exponents in _wanted(network, places, inputs, targets, ridge):
        places.wish(size, *exponents)
    powers = places.solve()
    weights = places.of_labels(powers)
    largest = max(map(abs, [*powers, *weights]), default=0)
    if largest > LARGEST_POWER:
        raise TooLarge(
            "data, activations or ridge are so large or small that the weights are beyond the range of floating point",
            hint="scale the data",
            kind="too_large",
        )
    scaled = tuple(
        _scaled(layer, powers[places.before[k]], powers[places.behind[k]]) for k, layer in enumerate(network.layers)
    )
    units, given = weights[: network.num_params], weights[network.num_params :]
    fixed = tuple(number / Fraction(2) ** power for number, power in zip(network.fixed, given, strict=True))
    return Scaling(
        replace(network, layers=scaled, fixed=fixed),
        np.ldexp(1.0, np.array(powers[: network.input_dim], dtype=int)),
        float(2.0 ** powers[places.behind[-1]]),
        np.ldexp(1.0, np.array(units, dtype=int)),
    )


class _Places:
    """Unknown powers of two: of each input, and of each layer before and behind its activation."""

    def __init__(self, network: Network) -> None:
        self.before, self.behind, count = [], [], network.input_dim
        for layer in network.layers:
            self.before.append(count)
            count += int(layer.activation is not None)
            self.behind.append(count)
            count += 1
        self.count = count
        of_place = [*range(network.input_dim)]
        for k, layer in enumerate(network.layers):
            of_place += [self.behind[k]] * layer.num_units
        count_labels = network.num_params + len(network.fixed)
        roles = [set[tuple[int, ...]]() for _ in range(count_labels)]  # (what it leads to, what it reads)
        for k, layer in enumerate(network.layers):
            for edges, bias in layer.units():
                for label, *places in edges:
                    roles[label].add((self.before[k], *sorted(of_place[place] for place in places)))
                if bias != NO_EDGE:
                    roles[bias].add((self.before[k],))
        self.rows = [[self._row(*role) for role in sorted(found)] or [[0] * count] for found in roles]
        ties = {
            tuple(a - b for a, b in zip(first, other, strict=True)) for first, *others in self.rows for other in others
        }
        self.basis = whole_kernel(sorted(ties), count)
        self.wishes: list[tuple[float, float, np.ndarray]] = []

    def _row(self, leads_to: int, *reads: int) -> list[int]:
        row = [0] * self.count
        row[leads_to] += 1
        for place in reads:
            row[place] -= 1
        return row

    def wish(self, weight: float, power: int, row: list[int]) -> None:
        """That 2^(power + row · powers) is near 1."""
        self.wishes.append((weight, power, np.array(row)))

    def solve(self) -> list[int]:
        """Whole powers that meet the ties exactly and the wishes as well as can be."""
        basis = np.array(self.basis, dtype=float)
        weights, wanted = np.array([w for w, _, _ in self.wishes]), np.array([p for _, p, _ in self.wishes], float)
        matrix = np.array([row for _, _, row in self.wishes], float) @ basis.T
        best = np.linalg.lstsq(matrix * weights[:, None], -wanted * weights, rcond=None)[0]
        chosen = [round(value) for value in best.tolist()]
        return [sum(c * row[i] for c, row in zip(chosen, self.basis, strict=True)) for i in range(self.count)]

    def of_labels(self, powers: list[int]) -> list[int]:
        """The power of each weight."""
        return [sum(a * p for a, p in zip(rows[0], powers, strict=True)) for rows in self.rows]


def _wanted(
    network: Network, places: _Places, inputs: np.ndarray, targets: np.ndarray, ridge: np.ndarray | None
) -> list[tuple[float, tuple[int, list[int]]]]:
    """What is to be near 1, each as a power of two and a row of the powers that divide or multiply it."""
    found: list[tuple[float, tuple[int, list[int]]]] = []
    unit = np.eye(places.count, dtype=int)
    last = unit[places.behind[-1]]
    for j in range(network.input_dim):
        found += [(BY_DATA, (power, (-unit[j]).tolist())) for power in _powers(inputs[:, j])]
    found += [(BY_DATA, (power, (-last).tolist())) for power in _powers(targets)]
    for k, layer in enumerate(network.layers):
        before, behind = unit[places.before[k]], unit[places.behind[k]]
        for exponent, c in enumerate(layer.activation.coefficients if layer.activation else ()):
            if c:
                found.append((BY_DATA, (round(_log2(c)), (exponent * before - behind).tolist())))
    if ridge is not None:
        for rows, value in zip(places.rows, ridge, strict=True):
            if value:
                row = 2 * np.array(rows[0]) - 2 * last
                found.append((BY_RIDGE, (round(_log2(as_fraction(value))), row.tolist())))
    return found + [(BY_NOTHING, (0, row.tolist())) for row in unit]


def _scaled(layer: Layer, before: int, behind: int) -> Layer:
    if layer.activation is None:
        return layer
    units = [Fraction(2) ** (k * before - behind) for k in range(len(layer.activation.coefficients))]
    return replace(
        layer,
        activation=Activation([c * unit for c, unit in zip(layer.activation.coefficients, units, strict=True)]),
    )


def _log2(value: Fraction) -> float:
    """log2 |value|, which may be beyond the range of floating point."""
    n, d = abs(value.numerator), value.denominator
    shift = n.bit_length() - d.bit_length()
    ratio = Fraction(n, d) / Fraction(2) ** shift
    return shift + float(np.log2(float(ratio)))


def _powers(values: np.ndarray) -> list[int]:
    """The exponent of the power of two above every |value|; none if all are zero."""
    largest = max((abs(as_fraction(value)) for value in np.ravel(values)), default=Fraction(0))
    if not largest:
        return []
    power = largest.numerator.bit_length() - largest.denominator.bit_length()
    return [power + 1 if largest >= Fraction(2) ** power else power]


def _number(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        size = f"10^{_log2(value) * 0.30103:.0f}"
        raise TooLarge(f"a scaled number is about {size}", hint="scale the data", kind="too_large") from None
