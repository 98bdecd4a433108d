"""Slow literal versions: each is the definition written down, and shares nothing with the code it checks."""

from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod

import sympy


def network_value(network, weights, inputs, number=lambda q: q):
    """f(x; w), unit by unit, with Python numbers or (through ``number``) sympy expressions."""
    signal = [number(x) for x in inputs]
    for layer in network.layers:
        units = []
        for edges, bias in layer.units():
            z = sum((weights[label] * signal[position] for label, position in edges), number(0))
            z += weights[bias] if bias >= 0 else 0
            if layer.activation is not None:
                z = sum(number(c) * z**k for k, c in enumerate(layer.activation.coefficients))
            units.append(z)
        signal += units
    return signal[-network.output_dim :]


def expanded_equations(network, inputs, targets):
    """Residuals as expanded sympy expressions."""
    symbols = [sympy.Symbol(name) for name in network.parameter_names]
    rational = lambda q: sympy.Rational(Fraction(q).numerator, Fraction(q).denominator)  # noqa: E731
    equations = []
    for x, y in zip(inputs, targets, strict=True):
        outputs = network_value(network, symbols, x, rational)
        equations += [sympy.expand(f - rational(t)) for f, t in zip(outputs, y, strict=True)]
    return equations, symbols


def multihomogeneous_number(rows, sizes):
    """The permanent of the matrix that repeats column g n_g times, divided by Π n_g!."""
    columns = [g for g, n in enumerate(sizes) for _ in range(n)]
    permanent = sum(
        prod(rows[i][columns[j]] for i, j in enumerate(order)) for order in permutations(range(len(columns)))
    )
    return permanent // prod(factorial(n) for n in sizes)


def set_partitions(items):
    """All partitions of a list."""
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in set_partitions(rest):
        yield [[first], *smaller]
        for i in range(len(smaller)):
            yield [*smaller[:i], [first, *smaller[i]], *smaller[i + 1 :]]


def standard_monomials(generators, bounds):
    """Monomials inside the box of exponents < bounds that no generator divides."""
    return [
        m
        for m in product(*map(range, bounds))
        if not any(all(a <= b for a, b in zip(g, m, strict=True)) for g in generators)
    ]
