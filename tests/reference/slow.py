"""Slow literal versions: each is the definition written down, and shares nothing with the code it checks."""

from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod

import sympy


def network_value(network, weights, inputs, number=lambda q: q):
    """f(x; w), unit by unit, with Python numbers or (through ``number``) sympy expressions."""
    signal = [number(x) for x in inputs]
    weights = [*weights, *map(number, network.fixed)]
    for layer in network.layers:
        units = []
        for edges, bias in layer.units():
            z = number(0)
            for label, *places in edges:
                z += weights[label] * prod((signal[place] for place in places), start=number(1))
            z += weights[bias] if bias >= 0 else 0
            if layer.activation is not None:
                z = sum(number(c) * z**k for k, c in enumerate(layer.activation.coefficients))
            units.append(z)
        signal += units
    return signal[-network.output_dim :]


def attention_value(a, v, tokens, power=1):
    """V X (Xᵀ A X)^(power, entrywise), column by column: matrices as lists of rows, tokens as lists of entries."""
    scores = [
        [sum(s[i] * a[i][j] * t[j] for i in range(len(s)) for j in range(len(t))) ** power for t in tokens]
        for s in tokens
    ]
    mixed = [
        [sum(tokens[s][k] * scores[s][t] for s in range(len(tokens))) for k in range(len(tokens[0]))]
        for t in range(len(tokens))
    ]
    return [sum(x * y for x, y in zip(row, column, strict=True)) for column in mixed for row in v]


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
