"""Networks with a rectified activation that fit any distinct points: the construction of C18 §3, in balls."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import POSITIVE_PARTS, float_residual, grow, memorize, projections, random_matrix

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
SETTINGS = {"largest": 200, "largest_unit": 24}


def draw_points(
    stream: np.random.Generator, num_samples: int, input_dim: int, *, consecutive: bool = False
) -> dict[str, Any]:
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


def draw(stream: np.random.Generator, settings: Settings, *, deep: bool = False) -> Instance:
    """Points with consecutive, integer or unit spacing; every hidden layer from width 1 on, the last from d on."""
    drop, scale = settings.drop, settings.scale
    spacing = str(stream.choice(["consecutive", "integer", "unit"]))
    limit = {"unit": settings.options["largest_unit"]}.get(spacing, settings.options["largest"] if scale == 1 else 40)
    if deep:
        limit = min(limit, settings.options["largest_unit"])
    num_samples = grow(scale, 1, limit, stream) if scale < 1 or deep or spacing == "unit" else limit
    input_dim = 1 if spacing == "consecutive" else grow(scale, 1, 6, stream)
    depth = grow(scale, 2, 4, stream) if deep else 1
    activation = str(stream.choice(list(POSITIVE_PARTS) if not deep else DEPTH_3))
    if drop is not None:
        num_samples, input_dim, spacing = grow(scale, 3, 6, stream), 1, "integer"
    points = draw_points(stream, num_samples, input_dim, consecutive=spacing == "consecutive")
    widths = [grow(scale, 1, 5, stream) for _ in range(depth - 1)] + [num_samples + grow(scale, 0, 3, stream)]
    if spacing == "unit":
        projected = projections(points["inputs"], points["direction"])
        size = max(Fraction(1), max(projected) - min(projected))
        points["direction"] = [str(Fraction(a) / size) for a in points["direction"]]
    if drop == "width":
        widths = [1] * depth if stream.random() < 0.5 else [*widths[:-1], num_samples - 1]
    if drop == "distinct":
        points["inputs"][1] = list(points["inputs"][0])
    if drop == "rectified":
        activation = "identity"
    return {**points, "widths": widths, "activation": activation, "spacing": spacing}


def draw_deep(stream: np.random.Generator, settings: Settings) -> Instance:
    """At least two hidden layers."""
    return draw(stream, settings, deep=True)


def repeated(instance: Instance) -> str | None:
    """How many inputs are repeated."""
    count = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{count} inputs are repeated" if count else None


def not_rectified(instance: Instance) -> str | None:
    """Whether the activation is not zero for x < 0."""
    return None if instance["activation"] in POSITIVE_PARTS else f"{instance['activation']} is not 0 for x < 0"


def too_narrow(instance: Instance) -> str | None:
    """Whether the hidden layer has fewer units than there are points."""
    width, num_samples = instance["widths"][-1], len(instance["inputs"])
    return None if width >= num_samples else f"h = {width}, d = {num_samples}"


def impossible(instance: Instance) -> str:
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
    one_unit = all(width == 1 for width in instance["widths"]) or instance.get("tied", False)
    if one_unit and len(inputs[0]) == 1:
        ordered = [y for _, y in sorted(zip(inputs, labels, strict=True))]
        steps = [b - a for a, b in pairwise(ordered)]
        if min(steps, default=0) < 0 < max(steps, default=0):
            return "the network is a monotone function of its one input, the labels are not"
    return ""


def decide(instance: Instance, *, shift: Fraction = Fraction(1, 2), single: bool = False) -> Finding:
    """Build the network and prove that it fits: A triangular with positive diagonal, every output holds its label."""
    why = impossible(instance)
    if why:
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
    sizes = {"m": len(built.output_weights), "a": len(instance["direction"]), "b": len(built.output_weights)}
    measured: dict[str, Any] = {
        "num_samples": len(labels),
        "bits": built.bits,
        "largest_error_at_most": error,
        "log2_of_largest_weight": _log2(built.output_weights),
        "triangular_with_positive_diagonal": built.is_triangular,
        "parameters_of_the_construction": sum(sizes.values()),
        "parameters_of_the_network": _num_params(len(inputs[0]), widths),
    }
    if len(widths) == 1 and not skip:
        residual = float_residual(inputs, labels, instance["direction"], instance["activation"])
        measured["float64_relative_residual"] = residual if residual is not None else "breaks down"
    if not built.is_triangular:
        return Finding(False, "certified", measured, "A has no positive diagonal: the points are not fitted")
    if error == float("inf"):
        return Finding(None, "certified", measured, f"the sign of a unit cannot be told with {built.bits} bits")
    if not fits or error > 1e-6:
        return Finding(False, "certified", measured, "an output of the network built does not enclose its label")
    return Finding(True, "certified", measured)


def _log2(weights: list[flint.arb]) -> float:
    largest = max((abs(w).upper() for w in weights), default=flint.arb(0))
    return round(float(largest.log() / flint.arb(2).log()), 1) if largest > 0 else 0.0


def _num_params(input_dim: int, widths: list[int]) -> int:
    sizes = [input_dim, *widths, 1]
    return sum((before + 1) * after for before, after in pairwise(sizes))


def decide_05(instance: Instance, *, count: str = "construction", shift: Fraction = Fraction(1, 2)) -> Finding:
    """The fit, and n = 2d + p for the family that the construction uses: m, a and b, with equal rows of M_1."""
    found = decide(instance, shift=shift)
    printed = 2 * len(instance["labels"]) + len(instance["inputs"][0])
    true = found.measured.get(f"parameters_of_the_{count}", printed)
    narrow = too_narrow(instance) is not None  # there b_2 stands for the first unit
    if found.holds and true != printed and not narrow:
        return Finding(False, "exact", found.measured, f"the {count} has {true} parameters, not 2d + p = {printed}")
    return found


HYPOTHESES = (
    Hypothesis("distinct", "the x_i are distinct", repeated),
    Hypothesis("rectified", "σ is rectified: continuous, 0 for x ≤ 0, increasing for x > 0", not_rectified),
    Hypothesis("width", "h ≥ d", too_narrow),
)

CLAIMS = (
    Claim(
        id="C18-05",
        title="One hidden layer of width d with a rectified activation fits any d distinct points",
        source="C18 Lemma 3.3",
        statement="For distinct x_i, rectified σ and h ≥ d a network with one hidden layer of width h has zero error: "
        "m = A⁻¹ y with A_ij = σ(a·x_i − b_j), b_j halfway between a·x_{j−1} and a·x_j; the family used has 2d + p "
        "parameters",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        draw=draw,
        decide=decide_05,
        hypotheses=HYPOTHESES,
        planted=(
            Variant(
                "count",
                "the whole network of width h has 2d + p parameters",
                lambda i: decide_05(i, count="network"),
                "parameters, not 2d + p",
            ),
            Variant(
                "thresholds",
                "broken: each threshold is on its own point",
                lambda i: decide_05(i, shift=Fraction(0)),
                "no positive diagonal",
            ),
        ),
        settings=SETTINGS,
        size=lambda instance: len(instance["inputs"]),
        note="“Increasing” is read strictly (σ = 0 fits nothing). 2d + p counts m, a, b of the construction (equal "
        "rows of M_1, b_2 = 0); the network of width h has h(p + 2) + 1. h ≥ d is not sharp: d − 1 units and b_2 "
        "are enough (decided when the hypothesis is dropped); one unit is too few from d = 3 on. The size of the "
        "weights depends on the scale of a: see float64_relative_residual and log2_of_largest_weight.",
    ),
    Claim(
        id="C18-06",
        title="Deeper networks with a last hidden layer of width d fit any d distinct points",
        source="C18 Corollary 3.4",
        statement="Among networks with T hidden layers, the last of width h ≥ d and the others of any width, and a "
        "rectified σ, one fits any d distinct points with zero error",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        draw=draw_deep,
        decide=decide,
        hypotheses=HYPOTHESES,
        planted=(
            Variant(
                "matrices",
                "the proof's matrices: each of M_2 … M_T is 1 in the top left entry and 0 elsewhere",
                lambda i: decide(i, single=True),
                "no positive diagonal",
            ),
            Variant(
                "thresholds", "broken: thresholds on the points", lambda i: decide(i, shift=Fraction(0)), "diagonal"
            ),
        ),
        rests_on=("C18-05",),
        settings=SETTINGS,
        size=lambda instance: len(instance["inputs"]),
        note="The statement holds. In its proof “let the matrix M_j, 2 ≤ j ≤ T be 1 in the top left entry and 0 in "
        "all the others” must stop at T − 1: with such an M_T the last hidden layer sees the data through one unit "
        "(planted variant “matrices”). M_T needs its first d rows equal to (1, 0, …, 0), with the thresholds of "
        "Lemma 3.3.",
    ),
)
