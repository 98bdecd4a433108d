"""Certificates of a rank from below: a prime, a point and a non-zero minor; and a check that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypedDict

import flint
import numpy as np

from ..modular import as_nmod
from ..networks import Graph, Network, describe_graph


class RankCertificate(TypedDict):
    """Weights and inputs modulo a prime, and the rows and columns of a minor of the Jacobian that is not zero there."""

    prime: int
    weights: list[int]
    inputs: list[list[int]]
    rows: list[int]
    columns: list[int]


def make_rank_certificate(
    matrix: np.ndarray, rank: int, prime: int, weights: np.ndarray, inputs: np.ndarray
) -> RankCertificate:
    """The certificate that a Jacobian has at least this rank: rows and columns of a non-zero minor.

    Args:
        matrix: the Jacobian modulo ``prime`` at ``weights`` and ``inputs``, of that rank.
    """
    columns = _pivots(as_nmod(matrix, prime), rank)
    rows = _pivots(as_nmod(matrix[:, columns].T, prime), rank)
    return RankCertificate(prime=prime, weights=weights.tolist(), inputs=inputs.tolist(), rows=rows, columns=columns)


def check_rank_certificate(network: Network, certificate: RankCertificate) -> bool:
    """Whether the minor named in a certificate is non-zero modulo its prime: then rank ≥ its size is proved.

    >>> from algebraic.ranks.rank import generic_rank
    >>> net = Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> check_rank_certificate(net, generic_rank(net).certificate)
    True
    """
    return check_minor(describe_graph(network), certificate)


def check_minor(graph: Graph, certificate: RankCertificate) -> bool:
    """:func:`check_rank_certificate` for a graph of :func:`algebraic.networks.describe_graph`.

    Works in plain integers with dual numbers; it shares neither the passes nor the elimination with the code
    that found the certificate.
    """
    prime, weights = int(certificate["prime"]), [int(w) for w in certificate["weights"]]
    if not flint.fmpz(prime).is_prime() or len(weights) != graph["num_params"]:
        return False
    columns, num_outputs = certificate["columns"], len(graph["layers"][-1]["units"])
    minor = []
    for row in certificate["rows"]:
        sample, output = divmod(row, num_outputs)
        inputs = [int(x) for x in certificate["inputs"][sample]]
        minor.append([_dual_derivative(graph, weights, inputs, output, c, prime) for c in columns])
    return len(set(columns)) == len(columns) == len(minor) and _determinant(minor, prime) != 0


def _pivots(matrix: flint.nmod_mat, rank: int) -> list[int]:
    echelon, _ = matrix.rref()
    pivots: list[int] = []
    column = 0
    for row in range(rank):
        while echelon[row, column] == 0:
            column += 1
        pivots.append(column)
    return pivots


def _dual_derivative(
    graph: Graph, weights: Sequence[int], inputs: Sequence[int], output: int, column: int, prime: int
) -> int:
    """d f_output / d w_column modulo ``prime`` by dual numbers a + b·ε in plain Python integers."""
    signal = [(x, 0) for x in inputs]
    for layer in graph["layers"]:
        coefficients = [Fraction(c) for c in layer["activation"] or ()]
        values = []
        for edges, bias in layer["units"]:
            value, slope = (weights[bias], int(bias == column)) if bias >= 0 else (0, 0)
            for label, place in edges:
                a, b = signal[place]
                value += weights[label] * a
                slope += weights[label] * b + (a if label == column else 0)
            if coefficients:
                z, dz = value, slope
                value = slope = 0
                for k, c in enumerate(coefficients):
                    c_mod = c.numerator * pow(c.denominator, -1, prime)
                    value += c_mod * pow(z, k, prime)
                    slope += c_mod * k * pow(z, k - 1, prime) * dz if k else 0
            values.append((value % prime, slope % prime))
        signal += values
        last = values
    return last[output][1]


def _determinant(matrix: list[list[int]], prime: int) -> int:
    rows = [[x % prime for x in row] for row in matrix]
    determinant = 1
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return 0
        rows[k], rows[pivot] = rows[pivot], rows[k]
        determinant = determinant * rows[k][k] % prime
        inverse = pow(rows[k][k], -1, prime)
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] * inverse % prime
            rows[i] = [(x - factor * y) % prime for x, y in zip(rows[i], rows[k], strict=True)]
    return determinant
