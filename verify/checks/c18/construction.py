"""Networks with a rectified activation that fit any distinct points: the construction of C18 §3, in balls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from typing import NotRequired, TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import RECTIFIERS, float_residual, grow, log2_of, memorize, projections, random_matrix

LETTERS = {
    "d": "num_samples",
    "p": "input_dim",
    "h": "widths[-1], the width of the last hidden layer",
    "T": "number of hidden layers, len(widths)",
    "a": "direction",
    "b_j": "thresholds",
    "m_j": "output_weights",
    "n": "number of parameters",
}
DEPTH_3 = ("relu", "square", "smoolu")  # exp(-1/x), repeated, squeezes the points beyond any precision


class Inputs(TypedDict):
    """The x_i, one row for each."""

    inputs: list[list[int]]


class Points(Inputs):
    """The x_i with their labels, and a direction that tells them apart."""

    labels: list[int]
    direction: Sequence[int | str]


class Fit(Points):
    """Points, the widths of the hidden layers and σ; ``tied`` if all units of the one layer share weights and bias."""

    widths: list[int]
    activation: str
    tied: NotRequired[bool]


class Spaced(Fit):
    """The same with the spacing of the points along the direction: consecutive, integer or unit."""

    spacing: str


def draw_points(stream: np.random.Generator, num_samples: int, input_dim: int, *, consecutive: bool = False) -> Points:
    """Distinct integer points, labels that are no monotone function of one input, and a direction that separates."""
    if consecutive:
        inputs = [[int(v)] for v in stream.permutation(num_samples)]
    else:
        bound = max(3, 2 * num_samples)
        inputs = [[v] for v in map(int, stream.choice(np.arange(-bound, bound + 1), num_samples, replace=False))]
        inputs = [row + random_matrix(stream, 1, input_dim - 1, bound=9)[0] if input_dim > 1 else row for row in inputs]
    labels = [int(v) for v in stream.permutation(np.arange(-num_samples, 2 * num_samples))[:num_samples]]
    if num_samples >= 3:  # up and down again
        order = sorted(range(num_samples), key=lambda i: inputs[i])
        top = max(range(num_samples), key=labels.__getitem__)
        labels[top], labels[order[1]] = labels[order[1]], labels[top]
    direction = [1] * input_dim
    while len(set(projections(inputs, direction))) < num_samples:
        direction = [int(v) for v in stream.integers(-50, 51, input_dim)]
    return {"inputs": inputs, "labels": labels, "direction": direction}


def draw(stream: np.random.Generator, settings: Settings, *, deep: bool = False) -> Spaced:
    """Points with consecutive, integer or unit spacing; every hidden layer from width 1 on, the last from d on.

    ``deep``: at least two hidden layers.
    """
    drop, scale = settings.drop, settings.scale
    spacing = str(stream.choice(["consecutive", "integer", "unit"]))
    limit = {"unit": settings.options["largest_unit"]}.get(spacing, settings.options["largest"] if scale == 1 else 40)
    if deep:
        limit = min(limit, settings.options["largest_unit"])
    d = grow(scale, 1, limit, stream) if scale < 1 or deep or spacing == "unit" else limit
    input_dim = 1 if spacing == "consecutive" else grow(scale, 1, 6, stream)
    depth = grow(scale, 2, 4, stream) if deep else 1
    activation = str(stream.choice(list(RECTIFIERS) if not deep else DEPTH_3))
    if drop is not None:
        d, input_dim, spacing = grow(scale, 3, 6, stream), 1, "integer"
    points = draw_points(stream, d, input_dim, consecutive=spacing == "consecutive")
    widths = [grow(scale, 1, 5, stream) for _ in range(depth - 1)] + [d + grow(scale, 0, 3, stream)]
    if spacing == "unit":
        projected = projections(points["inputs"], points["direction"])
        size = max(Fraction(1), max(projected) - min(projected))
        points["direction"] = [str(Fraction(a) / size) for a in points["direction"]]
    if drop == "width":
        widths = [1] * depth if stream.random() < 0.5 else [*widths[:-1], d - 1]
    if drop == "distinct":
        points["inputs"][1] = list(points["inputs"][0])
    if drop == "rectified":
        activation = "identity"
    return {**points, "widths": widths, "activation": activation, "spacing": spacing}


def num_samples(instance: Inputs) -> int:
    """The size of an instance: d."""
    return len(instance["inputs"])


@hypothesis
def distinct(instance: Inputs) -> str | None:
    """the x_i are distinct"""
    count = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{count} inputs are repeated" if count else None


@hypothesis
def rectified(instance: Fit) -> str | None:
    """σ is rectified: continuous, 0 for x ≤ 0, increasing for x > 0"""
    return None if instance["activation"] in RECTIFIERS else f"{instance['activation']} is not 0 for x < 0"


@hypothesis
def width(instance: Fit) -> str | None:
    """h ≥ d"""
    h, d = instance["widths"][-1], len(instance["inputs"])
    return None if h >= d else f"h = {h}, d = {d}"


def num_params(instance: Fit) -> int:
    """n of the whole network."""
    if instance.get("tied"):
        return len(instance["inputs"][0]) + 1 + instance["widths"][0] + 1
    sizes = [len(instance["inputs"][0]), *instance["widths"], 1]
    return sum((before + 1) * after for before, after in pairwise(sizes))


def impossible(instance: Fit) -> str:
    """A proof that no weights fit the points, or nothing."""
    inputs, labels = instance["inputs"], [Fraction(str(y)) for y in instance["labels"]]
    seen: dict[tuple[int, ...], Fraction] = {}
    for row, label in zip(inputs, labels, strict=True):
        if seen.setdefault(tuple(row), label) != label:
            return "two equal inputs have different labels"
    if instance["activation"] == "identity":
        affine = flint.fmpq_mat([[flint.fmpq(v) for v in (*row, 1)] for row in inputs])
        whole = [[*row, flint.fmpq(y.numerator, y.denominator)] for row, y in zip(affine.tolist(), labels, strict=True)]
        return "the labels are no affine function of the inputs" if flint.fmpq_mat(whole).rank() > affine.rank() else ""
    one_unit = all(h == 1 for h in instance["widths"]) or instance.get("tied", False)
    if one_unit and len(inputs[0]) == 1:
        ordered = [y for _, y in sorted(zip(inputs, labels, strict=True))]
        steps = [b - a for a, b in pairwise(ordered)]
        if min(steps, default=0) < 0 < max(steps, default=0):
            return "the network is a monotone function of its one input, the labels are not"
    return ""


def fit(instance: Fit, *, shift: Fraction = Fraction(1, 2), single: bool = False) -> Finding:
    """Build the network and prove that it fits: A triangular with positive diagonal, every output holds its label.

    Args:
        shift, single: planted errors of :func:`verify.instruments.memorize`.
    """
    if why := impossible(instance):
        return Finding(False, "exact", {}, f"no weights fit: {why}")
    inputs, labels, widths = instance["inputs"], instance["labels"], instance["widths"]
    skip = len(labels) - widths[-1] if widths[-1] < len(labels) else 0
    if skip > 1:
        return Finding(None, "exact", {}, "the construction has no use for so few units")
    built = memorize(
        inputs, labels, instance["direction"], widths, instance["activation"], skip=skip, shift=shift, single=single
    )
    if built is None:
        return Finding(None, "certified", {}, "the points cannot be told apart within the largest precision")
    fits, error = built.worst_error(inputs, labels)
    residual: dict[str, float | str] = {}
    if len(widths) == 1 and not skip:
        relative = float_residual(inputs, labels, instance["direction"], instance["activation"])
        residual["float64_relative_residual"] = "breaks down" if relative is None else relative
    measured = {
        "num_samples": len(labels),
        "bits": built.bits,
        "largest_error_at_most": error,
        "log2_of_largest_weight": _log2(built.output_weights),
        "triangular_with_positive_diagonal": built.is_triangular,
        "parameters_of_the_construction": len(instance["direction"]) + 2 * len(built.output_weights),  # a, m and b
        "parameters_of_the_network": num_params(instance),
        **residual,
    }
    if not built.is_triangular:
        return Finding(False, "certified", measured, "A has no positive diagonal: the points are not fitted")
    if error == float("inf"):
        return Finding(None, "certified", measured, f"the sign of a unit cannot be told with {built.bits} bits")
    if not fits or error > 1e-6:
        return Finding(False, "certified", measured, "an output of the network built does not enclose its label")
    return Finding(True, "certified", measured)


def _log2(weights: list[flint.arb]) -> float:
    largest = max((abs(w).upper() for w in weights), default=flint.arb(0))
    return round(log2_of(largest), 1) if largest > 0 else 0.0


def fit_and_count(instance: Fit, *, count: str = "construction", shift: Fraction = Fraction(1, 2)) -> Finding:
    """The fit, and n = 2d + p for the family that the construction uses: m, a and b, with equal rows of M_1.

    Args:
        count: whose parameters are counted, those of the construction or of the network.
    """
    found = fit(instance, shift=shift)
    printed = 2 * len(instance["labels"]) + len(instance["inputs"][0])
    true = found.measured.get(f"parameters_of_the_{count}", printed)
    narrow = width.violated(instance) is not None  # there b_2 stands for the first unit
    if found.holds and true != printed and not narrow:
        return Finding(False, "exact", found.measured, f"the {count} has {true} parameters, not 2d + p = {printed}")
    return found


def small_cases(*, deep: bool = False) -> Iterator[Fit]:
    """Up to three points of the line with labels of 0 and ±1, h = d, every activation."""
    for name, d in product(DEPTH_3 if deep else RECTIFIERS, (1, 2, 3)):
        x, widths = [[0], [1], [1000]][:d], [1, d] if deep else [d]
        for y in product((-1, 0, 1), repeat=d):
            yield {"inputs": x, "labels": list(y), "direction": [1], "widths": widths, "activation": name}


networks_fit = partial(
    claim,
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(distinct, rectified, width),
    settings={"largest": 200, "largest_unit": 24},
    size=num_samples,
)


@networks_fit(
    "C18-05",
    "One hidden layer of width d with a rectified activation fits any d distinct points",
    source="C18 Lemma 3.3",
    draw=draw,
    search=Search(cases=small_cases, most_cases=60),
    note="“Increasing” is read strictly (σ = 0 fits nothing). 2d + p counts m, a, b of the construction (equal "
    "rows of M_1, b_2 = 0); the network of width h has h(p + 2) + 1. h ≥ d is not sharp: d − 1 units and b_2 "
    "are enough (decided when the hypothesis is dropped); one unit is too few from d = 3 on. The size of the "
    "weights depends on the scale of a: see float64_relative_residual and log2_of_largest_weight.",
)
def lemma_3_3(instance: Fit) -> Finding:
    """For distinct x_i, rectified σ and h ≥ d a network with one hidden layer of width h has zero error:
    m = A⁻¹ y with A_ij = σ(a·x_i − b_j), b_j halfway between a·x_{j−1} and a·x_j; the family used has 2d + p
    parameters
    """
    return fit_and_count(instance)


@lemma_3_3.false(because="parameters, not 2d + p")
def count(instance: Fit) -> Finding:
    """the whole network of width h has 2d + p parameters"""
    return fit_and_count(instance, count="network")


@lemma_3_3.broken(because="no positive diagonal")
def thresholds(instance: Fit) -> Finding:
    """each threshold is on its own point"""
    return fit_and_count(instance, shift=Fraction(0))


@networks_fit(
    "C18-06",
    "Deeper networks with a last hidden layer of width d fit any d distinct points",
    source="C18 Corollary 3.4",
    draw=partial(draw, deep=True),
    search=Search(cases=partial(small_cases, deep=True), most_cases=60),
    rests_on=("C18-05",),
    note="The statement holds. In its proof “let the matrix M_j, 2 ≤ j ≤ T be 1 in the top left entry and 0 in "
    "all the others” must stop at T − 1: with such an M_T the last hidden layer sees the data through one unit "
    "(C18-14). M_T needs its first d rows equal to (1, 0, …, 0), with the thresholds of Lemma 3.3.",
)
def corollary_3_4(instance: Fit) -> Finding:
    """Among networks with T hidden layers, the last of width h ≥ d and the others of any width, and a
    rectified σ, one fits any d distinct points with zero error
    """
    return fit(instance)


@corollary_3_4.false(because="no positive diagonal")
def matrices(instance: Fit) -> Finding:
    """the proof's matrices: each of M_2 … M_T is 1 in the top left entry and 0 elsewhere"""
    return fit(instance, single=True)


@corollary_3_4.broken(because="diagonal")
def thresholds_(instance: Fit) -> Finding:
    """thresholds on the points"""
    return fit(instance, shift=Fraction(0))
