"""Euclidean distance degrees that are theorems: of networks with one hidden unit, and of matrices of bounded rank.

The functions v_o (w·x)^d of a network with one hidden unit are the cone over the Segre–Veronese variety
P^(n−1) × P^(m−1), embedded by forms of degree (d, 1). It is smooth, so the number of critical points of a generic
distance follows from its Chern classes: Σ_i (−1)^i (2^(D+1−i) − 1) ∫ c_i h^(D−i), D = n + m − 2, h = d·a + b (Draisma,
Horobeţ, Ottaviani, Sturmfels, Thomas, The Euclidean distance degree of an algebraic variety, Theorem 5.8). For the norm
of symmetric tensors there are as many as singular tuples of a tensor that is symmetric in d of its d + 1 places
(Friedland, Ottaviani, The number of singular vector tuples), and for linear networks the theorem of Eckart and Young.
"""

from __future__ import annotations

from math import comb

from ..networks import Network


def distance_degree(network: Network, metric: str) -> tuple[int, str] | None:
    """The number of critical functions of a generic target, and by which theorem; ``None`` where none is known here.

    Args:
        metric: ``generic`` or ``frobenius``.

    >>> distance_degree(Network.dense([3, 1, 2], "z", hidden_bias=False, output_bias=False), "generic")[0]
    10
    >>> distance_degree(Network.dense([3, 2, 4], "z", hidden_bias=False, output_bias=False), "frobenius")[0]
    3
    """
    biases = network.hidden_bias or network.output_bias
    if not network.is_dense or biases or network.layers[-1].activation is not None or metric == "data":
        return None
    powers = [layer.activation.exponents if layer.activation else [1] for layer in network.layers[:-1]]
    if any(len(exponents) != 1 or exponents[0] < 1 for exponents in powers):
        return None
    inputs, outputs, hidden = network.input_dim, network.output_dim, network.widths[1:-1]
    if hidden and all(exponents[0] == 1 for exponents in powers) and metric == "frobenius":
        rank = min(*hidden, inputs, outputs)
        return comb(min(inputs, outputs), rank), "Eckart–Young"
    if set(hidden) != {1} or len(hidden) != 1:
        return None
    degree = powers[0][0]
    if metric == "generic":
        return segre_veronese(inputs, outputs, degree), "the Chern classes of a Segre–Veronese variety"
    return singular_tuples(inputs, outputs, degree), "Friedland–Ottaviani"


def segre_veronese(inputs: int, outputs: int, degree: int) -> int:
    """The generic Euclidean distance degree of P^(n−1) × P^(m−1), embedded by forms of degree (d, 1).

    >>> [segre_veronese(2, 2, 1), segre_veronese(3, 2, 1), segre_veronese(3, 1, 3)]
    [6, 10, 39]
    """
    n, m = inputs - 1, outputs - 1
    top = n + m
    total = 0
    for i in range(top + 1):
        part = 0
        for j in range(i + 1):  # c_i = Σ C(n+1, j) a^j C(m+1, i−j) b^(i−j), times h^(top−i), at a^n b^m
            if j <= n and i - j <= m:
                part += comb(n + 1, j) * comb(m + 1, i - j) * comb(top - i, n - j) * degree ** (n - j)
        total += (-1) ** i * (2 ** (top + 1 - i) - 1) * part
    return total


def singular_tuples(inputs: int, outputs: int, degree: int) -> int:
    """Singular pairs of generic tensors in Sym^d C^n ⊗ C^m: the coefficient of a^(n−1) b^(m−1) in a product.

    That is Π over the two factors of Σ_k â^(n−1−k) a^k with â = (d − 1)·a + b, and b̂ = d·a for the other.

    >>> [singular_tuples(2, 2, 1), singular_tuples(3, 1, 2), singular_tuples(3, 1, 3)]
    [2, 3, 7]
    """
    total = 0
    for k in range(inputs):  # â^(n−1−k) a^k
        for j in range(outputs):  # b̂^(m−1−j) b^j
            other = outputs - 1 - j  # powers of a from b̂
            power = inputs - 1 - k
            of_b = outputs - 1 - j  # that â has to give
            of_a = power - of_b
            if of_b < 0 or of_a < 0 or of_a + k + other != inputs - 1:
                continue
            total += comb(power, of_b) * (degree - 1) ** of_a * degree**other
    return total
