"""Of how many regions the zero-error set of a wide polynomial network consists (T2 §3, A.1): of one.

f(x) = Σ_j v_j P(w_j·x + b_j), j = 1, …, h, with N samples whose features φ_i(w, b) = P(w·x_i + b) are linearly
independent as polynomials, and h ≥ max(2N − 1, N + 1). Then the zero-error set {Φ(W) v = y} is not empty, and it is
connected, over ℝ and over ℂ:

1. Where Φ(W) has rank N it is a bundle of affine spaces. Rank < N means u·φ(w_j) = 0 for all j and one u ≠ 0: at most
   N − 1 + h (p − 1) of the h p real dimensions, p = d + 1. So the rest has a complement of codimension
   h − N + 1 ≥ 2, and is connected.
2. From (W, v) with rank Φ(W) < N, v moves within its affine space to a solution with at most N − 1 entries that are
   not 0. The other h − N + 1 ≥ N units then move, without effect, to where their features are independent.

Over ℂ it is even irreducible if h > N²/4 and y ≠ 0: the part of rank k < N has dimension at most
h p + (k − 1)(N − k) − k, less than K − N when k (N − k) < h, and every component has at least K − N.
"""

from __future__ import annotations

from math import prod
from typing import Any, TypedDict

import flint
import numpy as np

from algebraic.networks import Network
from algebraic.systems import zero_error_system

from ...claims import Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import grow, matrix, num_real_roots, pieces_of_one_unit, random_matrix

ACTIVATIONS = {"z**2+z": [0, 1, 1], "z**3+z": [0, 1, 0, 1], "z**2": [0, 0, 1], "z**4-z": [0, -1, 0, 0, 1]}
EXPANDED = 3  # samples up to which the equations are also expanded, to read off their degrees


class Wide(TypedDict):
    """A network with one hidden layer and biases there, data, and two settings of its hidden units."""

    activation: str
    inputs: list[list[int]]
    units: int
    targets: list[list[Any]]
    hidden: list[list[list[Any]]]


class Measured(TypedDict):
    """Counts, Bézout's number Z of the degrees, and what is known of the zero-error set."""

    K: int
    N: int
    units: int
    degrees: list[int]
    Z: int
    features_independent: bool
    wide: bool
    dimension: int
    irreducible_over_C: bool
    segment_joins_two_solutions: bool


def draw(stream: np.random.Generator, settings: Settings) -> Wide:
    """Wide networks with biases and random data; two random settings of the hidden units."""
    while True:
        name = list(ACTIVATIONS)[int(stream.integers(len(ACTIVATIONS)))]
        input_dim, num_samples = grow(settings.scale, 1, 3, stream), grow(settings.scale, 1, 4, stream)
        units = max(2 * num_samples - 1, num_samples + 1) + int(stream.integers(0, 2))
        if settings.drop == "underdetermined":
            units, num_samples = 1, input_dim + 2 + int(stream.integers(0, 2))
        inputs = random_matrix(stream, num_samples, input_dim)
        instance: Wide = {
            "activation": name,
            "inputs": inputs,
            "units": units,
            "targets": [[int(v) for v in stream.integers(-9, 10, 1)] for _ in range(num_samples)],
            "hidden": [random_matrix(stream, units, input_dim + 1, bound=5) for _ in range(2)],
        }
        if settings.drop == "underdetermined":
            instance["targets"] = [[str(sum(row))] for row in features(instance, 0).tolist()]  # v_j = 1 fits
            if _jacobian_at_teacher(instance).rank() == num_params(instance):
                return instance
        elif any(y for (y,) in instance["targets"]) and all(
            features(instance, k).rank() == num_samples for k in (0, 1)
        ):
            return instance


def num_params(instance: Wide) -> int:
    """K."""
    return int(instance["units"]) * (len(instance["inputs"][0]) + 2)


def features(instance: Wide, which: int) -> flint.fmpq_mat:
    """Φ, one row for each sample, at one of the two settings of the hidden units."""
    p = flint.fmpq_poly(ACTIVATIONS[instance["activation"]])
    rows = [[p(_sum(unit, x)) for unit in instance["hidden"][which]] for x in instance["inputs"]]
    return flint.fmpq_mat(rows)


def _sum(unit: list[int], x: list[int]) -> int:
    return sum(a * b for a, b in zip(unit[1:], x, strict=True)) + unit[0]


def _jacobian_at_teacher(instance: Wide) -> flint.fmpq_mat:
    slope = flint.fmpq_poly(ACTIVATIONS[instance["activation"]]).derivative()
    rows = []
    for x, row in zip(instance["inputs"], features(instance, 0).tolist(), strict=True):
        bends = [slope(_sum(unit, x)) for unit in instance["hidden"][0]]
        rows.append([*row, *(bend * c for bend in bends for c in [1, *x])])
    return flint.fmpq_mat(rows)


def path_is_regular(instance: Wide) -> bool:
    """Whether Φ has rank N all along the segment between the two settings: det ΦΦᵀ has no root in [0, 1].

    Then v = Φᵀ(ΦΦᵀ)⁻¹y goes along, and joins, within the zero-error set, solutions over both ends.
    """
    p = flint.fmpq_poly(ACTIVATIONS[instance["activation"]])
    start, end = instance["hidden"]
    rows = [
        [p(flint.fmpq_poly([_sum(a, x), _sum(b, x) - _sum(a, x)])) for a, b in zip(start, end, strict=True)]
        for x in instance["inputs"]
    ]
    zero = flint.fmpq_poly([0])
    gram = [[sum((a * b for a, b in zip(r, s, strict=True)), zero) for s in rows] for r in rows]
    determinant = _determinant(gram)
    if determinant == 0 or determinant(0) == 0 or determinant(1) == 0:
        return False
    if determinant.degree() == 0:
        return True
    real = [root.real for root, _ in determinant.numer().complex_roots() if root.imag.contains(0)]
    return all(root < 0 or root > 1 for root in real)


def _determinant(rows: list[list[Any]]) -> Any:
    if not rows:
        return flint.fmpq_poly([1])
    total = flint.fmpq_poly([0])
    for j, entry in enumerate(rows[0]):
        total += (-1) ** j * entry * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
    return total


def _degrees(instance: Wide) -> list[int]:
    """Of each equation in the weights: ℓ + 1, and read off the expanded equations where there are few."""
    if len(instance["inputs"]) > EXPANDED:
        return [len(ACTIVATIONS[instance["activation"]])] * len(instance["inputs"])
    widths = [len(instance["inputs"][0]), instance["units"], 1]
    network = Network.dense(widths, instance["activation"], output_bias=False)
    data = (np.array(each, dtype=object) for each in (instance["inputs"], instance["targets"]))
    return [int(d) for d in zero_error_system(network, *data).total_degrees()]


def _measure(instance: Wide) -> Measured:
    units, num_samples = instance["units"], len(instance["inputs"])
    degrees = _degrees(instance)
    return {
        "K": num_params(instance),
        "N": num_samples,
        "units": units,
        "degrees": degrees,
        "Z": prod(degrees),
        "features_independent": features(instance, 0).rank() == num_samples,
        "wide": units >= max(2 * num_samples - 1, num_samples + 1),
        "dimension": num_params(instance) - num_samples,
        "irreducible_over_C": units > num_samples**2 // 4 and any(int(y) for (y,) in instance["targets"]),
        "segment_joins_two_solutions": path_is_regular(instance),
    }


@hypothesis
def underdetermined(instance: Wide) -> str | None:
    """more weights than data points"""
    unknowns, equations = num_params(instance), len(instance["inputs"])
    return None if unknowns > equations else f"{equations} equations in {unknowns} unknowns"


@claim(
    "T2-21",
    "Infinitely many global minima, in Z regions of zero error",
    source="T2 §3 (third paragraph) and A.1",
    quantifier="generic",
    field="both",
    letters={"Z": "Bézout number", "K": "num_params", "N": "num_samples", "P": "activation"},
    draw=draw,
    hypotheses=(underdetermined,),
    size=lambda instance: 1000 * num_params(instance) + len(str(instance)),
    open=True,
    reading="with its hedge: it is what the authors expect",
    note="“We expect” is printed: an expectation is not refuted as if it were said of every system, which is the other "
    "reading. “Regions” is read as connected components, over the real or the complex numbers; irreducible "
    "components over ℂ give the same where h > N²/4 and the targets are not all zero. The other conversion of the "
    "text drops all formulas and reads “under the form of regions”. Z counts the points in which a generic linear "
    "space of complementary dimension can meet the set; they lie in the same region. Infinitely many is right.",
)
def z_regions(instance: Wide) -> Finding:
    """(“we expect”) an underdetermined system of zero-error equations has an infinite number of global minima, under
    the form of Z regions of zero error, Z the product of the degrees of the equations
    """
    if num_params(instance) <= len(instance["inputs"]):
        rank = _jacobian_at_teacher(instance).rank()
        known = {"K": num_params(instance), "N": len(instance["inputs"]), "rank": rank}
        if rank < num_params(instance):
            return Finding(None, "exact", known, "the rank at the known zero is deficient")
        return Finding(False, "exact", known, f"the Jacobian has rank K = {rank} at a zero, which is isolated")
    measured = _measure(instance)
    if not (measured["features_independent"] and measured["wide"]):
        return Finding(None, "exact", measured, "the number of regions is known for wide networks only")
    dimension, bound = measured["dimension"], measured["Z"]
    reason = f"the zero-error set is one connected region, of dimension {dimension}, and Z = {bound}"
    return Finding(bound == 1, "exact", measured, reason)


@z_regions.reading("unhedged")
def of_every_system(instance: Wide) -> Finding:
    """of every underdetermined system of generic data"""
    return z_regions(instance)


BOUNDARIES: tuple[Wide, ...] = (
    {"activation": "z**2", "inputs": [[1]], "units": 2, "targets": [[1]], "hidden": [[[1, 1], [0, 1]]] * 2},
    {"activation": "z**2", "inputs": [[1]], "units": 1, "targets": [[1]], "hidden": [[[1, 1]]] * 2},  # h = N: too few
    {"activation": "z**2+z", "inputs": [[0]], "units": 2, "targets": [[0]], "hidden": [[[1, 0], [1, 0]]] * 2},  # y = 0
    {"activation": "z**3+z", "inputs": [[1], [-1]], "units": 3, "targets": [[0], [10**6]],
     "hidden": [[[1, 1], [1, 2], [0, 1]]] * 2},  # h = 2N − 1
    {"activation": "z**2", "inputs": [[1], [2], [3]], "units": 5, "targets": [[1], [0], [0]],
     "hidden": [[[0, 1], [1, 0], [1, 1], [1, 2], [2, 1]]] * 2},  # as many samples as z² can tell apart
    {"activation": "z**2", "inputs": [[1], [1]], "units": 3, "targets": [[1], [2]],
     "hidden": [[[0, 1], [1, 0], [1, 1]]] * 2},  # equal samples: the features are dependent
)  # fmt: skip


@z_regions.corrected_at(*BOUNDARIES)
def one_region(instance: Wide) -> Finding:
    """With one hidden layer of h ≥ max(2N − 1, N + 1) units with biases, a linear output without one, and features
    P(w·x_i + b) that are linearly independent as polynomials, the zero-error set is not empty, has dimension K − N at
    regular points and is connected, over ℝ and over ℂ: one region, whatever Z (the sum of the degrees of its components
    of dimension K − N is at most Z, by Bézout)"""
    # Infinitely many zeros, in one region; Z bounds how often a generic linear space of dimension N meets it.
    measured = _measure(instance)
    if not (measured["features_independent"] and measured["wide"]):
        return Finding(True, "exact", {**measured, "not of this class": "too few units, or dependent features"})
    good = measured["dimension"] > 0 and measured["Z"] >= 1
    return exact(good, "there is no zero-error set of positive dimension", **measured)


def _pieces(instance: Wide) -> tuple[int, int]:
    """Bounds for the number of pieces of {v P(u) = y}; the set is that times ℝ^d."""
    return pieces_of_one_unit(instance["activation"], ["1"], [str(instance["targets"][0][0])])


@one_region.false(because="different signs")
def as_many_units(instance: Wide) -> Finding:
    """with h ≥ N units the set is connected over ℝ, too"""
    # N = h = 1 and y ≠ 0: v = y/P(u), u = w·x + b with P(u) ≠ 0, so that u cannot pass a real root of P
    p = flint.fmpq_poly(ACTIVATIONS[instance["activation"]])
    if instance["units"] > 1 or len(instance["inputs"]) > 1 or instance["targets"] == [[0]]:
        return Finding(None, "exact", {}, "decided for one unit and one sample")
    parts, (lower, upper) = num_real_roots(p) + 1, _pieces(instance)
    counted = {"components": parts, "components_by_critical_points": [lower, upper]}
    if not lower <= parts <= upper:
        return Finding(None, "exact", counted, "two routes to the number of components differ")
    reason = f"{parts} components: w·x + b less a root of P has different signs on them"
    return exact(parts == 1, reason, **counted)


@z_regions.false(because="joins them")
def separate(instance: Wide) -> Finding:
    """two random solutions lie in different regions"""
    if path_is_regular(instance):
        return Finding(False, "exact", {"segment_joins_two_solutions": True}, "a path of zero error joins them")
    return Finding(None, "exact", {"segment_joins_two_solutions": False}, "the segment passes a point of lower rank")


@z_regions.broken(because="half-way, not zero")
def straight(instance: Wide) -> Finding:
    """outgoing weights interpolated"""
    y = matrix(instance["targets"])
    ends = [phi.transpose() * (phi * phi.transpose()).solve(y) for phi in (features(instance, k) for k in (0, 1))]
    halfway: Wide = {
        **instance,
        "hidden": [
            [[flint.fmpq(a + b, 2) for a, b in zip(*u, strict=True)] for u in zip(*instance["hidden"], strict=True)]
        ],
    }
    residual = features(halfway, 0) * (ends[0] + ends[1]) / 2 - y
    worst = max(abs(r) for row in residual.tolist() for r in row)
    return exact(worst == 0, f"the error is {worst} half-way, not zero", residual=str(worst))
