"""Certificates of a rank from below: a prime, a point and a non-zero minor; and a check that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypedDict

import flint
import numpy as np

from ..modular import as_nmod
from ..networks import Graph, Network, check_network, describe_graph
from ..shell import WrongInput, shown_value


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
    check_network(network)
    try:
        return check_minor(describe_graph(network), certificate)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError):
        raise WrongInput(
            f"the certificate is {shown_value(certificate)}",
            hint="give the certificate of generic_rank or data_rank for this network",
            kind="bad_certificate",
        ) from None


def check_minor(graph: Graph, certificate: RankCertificate) -> bool:
    """:func:`check_rank_certificate` for a graph of :func:`algebraic.networks.describe_graph`.

    Goes forward with dual numbers, all columns of one sample at a time; it shares neither the passes nor the
    elimination with the code that found the certificate.
    """
    prime, weights = int(certificate["prime"]), [int(w) for w in certificate["weights"]]
    if not flint.fmpz(prime).is_prime() or len(weights) != graph["num_params"]:
        return False
    columns, num_outputs = certificate["columns"], len(graph["layers"][-1]["units"])
    if not len(set(columns)) == len(columns) == len(certificate["rows"]):
        return False
    slopes: dict[int, list[np.ndarray]] = {}
    for sample in {row // num_outputs for row in certificate["rows"]}:
        slopes[sample] = _dual_derivatives(graph, weights, certificate["inputs"][sample], columns, prime)
    minor = [slopes[row // num_outputs][row % num_outputs] for row in certificate["rows"]]
    return _determinant(np.array(minor, dtype=_dtype(prime)).reshape(len(minor), len(minor)), prime) != 0


def _pivots(matrix: flint.nmod_mat, rank: int) -> list[int]:
    echelon, _ = matrix.rref()
    pivots: list[int] = []
    column = 0
    for row in range(rank):
        while echelon[row, column] == 0:
            column += 1
        pivots.append(column)
    return pivots


def _dtype(prime: int) -> type:
    """Of arrays in which a product of residues, and as many of them as a sum has before it is reduced, fit."""
    return np.int64 if prime < 2**31 else object


def _dual_derivatives(
    graph: Graph, weights: Sequence[int], inputs: Sequence[int], columns: Sequence[int], prime: int
) -> list[np.ndarray]:
    """d f_output / d w_column modulo ``prime`` for every output, an array over the columns, by dual numbers a + b·ε.

    The values a are plain Python integers, the slopes b arrays of residues: one entry for each column.
    """
    fixed = [Fraction(c) for c in graph.get("fixed", ())]
    weights = [w % prime for w in weights] + [c.numerator * pow(c.denominator, -1, prime) % prime for c in fixed]
    places = {column: place for place, column in enumerate(columns)}
    zero: np.ndarray = np.zeros(len(columns), dtype=_dtype(prime))
    signal = [(int(x) % prime, zero) for x in inputs]
    last: list[tuple[int, np.ndarray]] = []
    for layer in graph["layers"]:
        coefficients = [Fraction(c) for c in layer["activation"] or ()]
        residues = [c.numerator * pow(c.denominator, -1, prime) % prime for c in coefficients]
        last = []
        for edges, bias in layer["units"]:
            value, slope = (weights[bias], zero.copy()) if bias >= 0 else (0, zero.copy())
            if bias in places:
                slope[places[bias]] += 1
            for label, place, *factor in edges:
                a, b = signal[place]
                for other in factor:
                    c, d = signal[other]
                    a, b = a * c % prime, zero if b is d is zero else (a * d + c * b) % prime
                value += weights[label] * a
                if b is not zero:
                    slope = (slope + weights[label] * b) % prime
                if label in places:
                    slope[places[label]] += a
            slope %= prime
            if residues:
                rate = sum(k * c * pow(value, k - 1, prime) for k, c in enumerate(residues) if k) % prime
                value, slope = sum(c * pow(value, k, prime) for k, c in enumerate(residues)), slope * rate % prime
            last.append((value % prime, slope))
        signal += last
    return [slope for _, slope in last]


def _determinant(matrix: np.ndarray, prime: int) -> int:
    rows: np.ndarray = np.array(matrix, dtype=_dtype(prime)) % prime
    determinant = 1
    for k in range(len(rows)):
        below = np.flatnonzero(rows[k:, k])
        if not len(below):
            return 0
        pivot = k + int(below[0])
        if pivot != k:
            rows[[k, pivot]] = rows[[pivot, k]]
            determinant = -determinant
        corner = int(rows[k, k])
        determinant = determinant * corner % prime
        factors = rows[k + 1 :, k] * pow(corner, -1, prime) % prime
        rows[k + 1 :, k:] = (rows[k + 1 :, k:] - factors[:, None] * rows[k, k:]) % prime
    return determinant % prime
