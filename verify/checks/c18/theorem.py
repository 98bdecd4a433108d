"""With a rectified smooth activation and a wide last layer, M is not empty and a manifold (C18 Theorem 4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import SMOOTH_RECTIFIERS, Memorizer, grow, memorize
from .construction import LETTERS, Fit, distinct, draw_points, impossible, num_params, num_samples


def draw(stream: np.random.Generator, settings: Settings) -> Fit:
    """Distinct points with distinct labels, one to three hidden layers, the last wider than d; or tied units."""
    drop, scale = settings.drop, settings.scale
    tied = drop is None and stream.random() < 0.15
    d, input_dim = grow(scale, 1, settings.options["largest"], stream), grow(scale, 1, 8, stream)
    depth = 1 if stream.random() < 0.5 else grow(scale, 1, 3, stream)
    if drop is not None or tied:
        d, input_dim = grow(scale, 3, 6, stream), 1
    points = draw_points(stream, d, input_dim)
    widths = [grow(scale, 1, 5, stream) for _ in range(depth - 1)] + [d + grow(scale, 1, 4, stream)]
    activation = "smoolu" if depth > 1 else str(stream.choice(list(SMOOTH_RECTIFIERS)))
    instance: Fit = {**points, "widths": widths, "activation": activation}
    if drop == "width":
        narrow = ([1] * depth, [*widths[:-1], d], [*widths[:-1], d - 1])
        instance["widths"] = narrow[int(stream.integers(3))]
    if tied:
        instance |= {"widths": [d + 1], "tied": True}
    if drop == "distinct":
        instance["inputs"][1] = list(instance["inputs"][0])
    if drop == "rectified":
        instance["activation"] = "identity"
    if drop == "generic":
        first, second = sorted(range(d), key=lambda i: instance["inputs"][i])[:2]
        instance["labels"][second] = instance["labels"][first]
    return instance


@hypothesis
def rectified(instance: Fit) -> str | None:
    """σ is rectified smooth"""
    name = instance["activation"]
    return None if name in SMOOTH_RECTIFIERS else f"{name} is not 0 for x < 0"


@hypothesis
def width(instance: Fit) -> str | None:
    """h > d"""
    h, d = instance["widths"][-1], len(instance["inputs"])
    return None if h > d else f"h = {h}, d = {d}"


@hypothesis
def generic(instance: Fit) -> str | None:
    """generic data; no two labels are equal"""
    count = len(instance["labels"]) - len(set(instance["labels"]))
    return f"{count} labels are repeated" if count else None


@hypothesis
def dense(instance: Fit) -> str | None:
    """every layer reads all of the one before, with weights of its own (proof of 3.3)"""
    return "all hidden units share their weights and their bias" if instance.get("tied") else None


def everywhere(instance: Fit) -> bool:
    """Whether M is proved to be smooth at all of its points, for these very data.

    Let λᵀJ = 0. By b_2, Σλ_i = 0. By (a_j, b_j) and affinely independent x_i, λ_i m_j σ'(z_ij) = 0, so where λ_i ≠ 0
    all units with m_j ≠ 0 have z_ij ≤ 0 (σ' > 0 beyond 0), and the output is the constant −b_2. At least two λ_i
    are not 0, and two labels would be equal. With one or two points the last layer alone gives the same for any depth.
    """
    inputs = instance["inputs"]
    if len(inputs) <= 2:
        return True
    affine = flint.fmpq_mat([[flint.fmpq(v) for v in (*row, 1)] for row in inputs])
    return len(instance["widths"]) == 1 and affine.rank() == len(inputs)


def rank_at_a_point(instance: Fit, *, excess: int = 0, bias_only: bool = False) -> Finding:
    """A point of M by the construction, and the rank of the Jacobian there.

    Args:
        excess: as many dimensions more are claimed. bias_only: a planted error, only ∂f/∂b_2 is counted.
    """
    labels, widths = instance["labels"], instance["widths"]
    n, d = num_params(instance), len(labels)
    why = impossible(instance)
    if why:
        return Finding(False, "exact", {"num_params": n}, f"M is empty, also for all labels near these: {why}")
    if generic.violated(instance):
        return extra_dimension(instance)
    skip = max(0, d - widths[-1])
    if skip > 1:
        return Finding(None, "exact", {}, "the construction has no use for so few units")
    built = memorize(instance["inputs"], labels, instance["direction"], widths, instance["activation"], skip=skip)
    if built is None:
        return Finding(None, "certified", {}, "the points cannot be told apart within the largest precision")
    fits, error = built.worst_error(instance["inputs"], labels)
    rank = len(built.features) + skip if built.is_triangular else 0  # ∂f/∂m = A, and ∂f/∂b_2 for the first point
    rank = 1 if bias_only else rank
    measured = {
        "num_params": n,
        "num_samples": d,
        "rank_at_the_point_built": rank,
        "dimension": n - d,
        "largest_error_at_most": error,
        "smooth_everywhere_for_these_data": "proved" if everywhere(instance) else "by Sard, for almost all labels",
    }
    if error == float("inf"):
        return Finding(None, "certified", measured, f"the sign of a unit cannot be told with {built.bits} bits")
    if not fits or error > 1e-6:
        return Finding(False, "certified", measured, "an output of the network built does not enclose its label")
    if rank != d:
        return Finding(False, "certified", measured, f"the rank at the point built is {rank}, not d = {d}")
    if excess:
        return Finding(False, "certified", measured, f"the dimension at the point built is n − d = {n - d}")
    return Finding(True, "certified", measured)


def extra_dimension(instance: Fit) -> Finding:
    """Equal labels of the two points that come first: all units can be dead on both, and f_1 = f_2 nearby."""
    order = sorted(range(len(instance["labels"])), key=lambda i: instance["inputs"][i])
    if len(instance["inputs"][0]) > 1 or instance["labels"][order[0]] != instance["labels"][order[1]]:
        return Finding(None, "exact", {}, "two equal labels, but not of the two points that come first")
    inputs, labels = instance["inputs"], instance["labels"]
    built = memorize(inputs, labels, instance["direction"], instance["widths"], instance["activation"], skip=2)
    if built is None:
        return Finding(None, "certified", {}, "the points cannot be told apart within the largest precision")
    fits, error = built.worst_error(inputs, labels)
    rank = len(built.features) + 1  # of f_2, …, f_d
    n, d = num_params(instance), len(instance["labels"])
    measured = {"num_params": n, "num_samples": d, "rank": rank, "largest_error_at_most": error}
    if fits and built.is_triangular and _dead(built, instance) and rank == d - 1:
        return Finding(False, "certified", measured, f"near a point of M its dimension is n − d + 1 = {n - d + 1}")
    return Finding(None, "certified", measured, "no point with two dead samples was found")


def _dead(built: Memorizer, instance: Fit) -> bool:
    """Whether every unit of the last hidden layer is strictly below 0 on the first two points."""
    with flint.ctx.workprec(built.bits):
        for i in built.order[:2]:
            z = [flint.arb(v) for v in instance["inputs"][i]]
            for k, layer in enumerate(built.layers[:-1]):
                z = layer(z)
                if k < len(built.layers) - 2:
                    z = [flint.arb(0) if v <= 0 else v * (-1 / v).exp() for v in z]
            if not all(v < 0 for v in z):
                return False
    return True


@claim(
    "C18-07",
    "With a rectified smooth activation and a wide last layer, M is a non-empty manifold",
    source="C18 §4.1, Theorem 4.1",
    quantifier="generic",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(distinct, rectified, width, generic),
    rests_on=("C18-01", "C18-05", "C18-06"),
    settings={"largest": 24},
    size=num_samples,
    num_instances=30,
    reading="of any feedforward network of §3, whose π may tie weights",
    witness=Witness(
        "x = 0, 1, 2 with labels near 0, 2, 1, and hidden units that share w and b: c + mσ(wx + b) is "
        "monotone in x, so that M is empty.",
        {
            "inputs": [[0], [1], [2]],
            "labels": [0, 2, 1],
            "direction": [1],
            "widths": [4],
            "activation": "smoolu",
            "tied": True,
        },
    ),
    note="§4.1 asks for “a feedforward neural net of any depth and last hidden layer of width h > d”, and §3 defines "
    "these with a labelling π that may tie weights. Of three points with labels 0, 1, 0, say, no network fits any "
    "that are near if all its hidden units share weights and bias: it is a monotone function of its one input. "
    "With weights of their own it holds: non-empty for all distinct x_i; the point built has rank d for these "
    "very data, and Sard's theorem gives the other points for almost all labels (for affinely independent x_i and "
    "one hidden layer, distinct labels are proved to be enough). “Generically” excludes equal labels, so every "
    "classification task: where two points with one label come first along some direction, M has pieces of "
    "dimension n − d + 1. h > d is not sharp: the proof uses h ≥ d, and with the output bias d − 1 is enough.",
)
def theorem_4_1(instance: Fit) -> Finding:
    """For a feedforward network whose last hidden layer has width h > d, with a rectified smooth σ and
    distinct x_i, generically in the data the minimum of L is 0 and M is a non-empty smooth submanifold of
    dimension n − d of R^n
    """
    return rank_at_a_point(instance)


@theorem_4_1.reading("borrowed", draw=draw, hypotheses=(distinct, rectified, width, generic, dense), num_instances=24)
def of_the_proof(instance: Fit) -> Finding:
    """of networks as in the proof of Lemma 3.3: every layer reads all of the one before, with weights of its own"""
    return rank_at_a_point(instance)


def draw_as_wide(stream: np.random.Generator, settings: Settings) -> Fit:
    """The boundary h = d, with one point, too."""
    instance = draw(stream, replace(settings, scale=settings.scale * 0.5))
    instance.pop("tied", None)
    count = len(instance["inputs"])
    instance["widths"] = [*instance["widths"][:-1], count]
    return instance


def small_fits() -> Iterator[Fit]:
    """One to four points on a line, near or far apart, also in the plane; the last layer as wide as they are many."""
    for d, step, plane, name in product(range(1, 5), (1, -1, 1000), (False, True), SMOOTH_RECTIFIERS):
        inputs = [[step * k, 2 * step * k] if plane else [step * k] for k in range(d)]
        for above, sign in product(([], [1], [2, 1]), (-1, 1000)):
            yield {"inputs": inputs, "labels": [sign * (-1) ** k * (k + 1) for k in range(d)],
                   "direction": [1, 1] if plane else [1], "widths": [*above, d], "activation": name}  # fmt: skip


@theorem_4_1.corrected_on(draw_as_wide, 16, Search(cases=small_fits, most_cases=60))
def with_weights_of_their_own(instance: Fit) -> Finding:
    """Let every layer of a network read all of the one before, with weights and biases of its own; let σ be rectified
    and smooth, the x_i distinct, and the last hidden layer of width h ≥ d. Then for almost all labels the minimum of L
    is 0 and M is a non-empty smooth submanifold of dimension n − d of R^n
    """
    if instance.get("tied"):
        return Finding(True, "exact", {"not of this class": "tied units"})
    return rank_at_a_point(instance)


@theorem_4_1.false(because="M is empty")
def whatever_is_tied(instance: Fit) -> Finding:
    """the corrected statement, whatever units are tied"""
    return rank_at_a_point(instance)


@with_weights_of_their_own.false(because="where all units are dead")
def every_data_set(instance: Fit) -> Finding:
    """for all labels, not only generic"""
    if len(instance["labels"]) < 2:
        return Finding(True, "exact")
    label = Fraction(str(instance["labels"][0]))
    reason = f"with all labels {label}, M holds the open part of {{b_2 = −{label}}} where all units are dead: n − 1"
    return exact(False, reason, dimension=num_params(instance) - 1)


@with_weights_of_their_own.false(because="is n − d =")
def dimension(instance: Fit) -> Finding:
    """the dimension is n − d + 1"""
    return rank_at_a_point(instance, excess=1)


@theorem_4_1.broken(because="not d =")
def rank(instance: Fit) -> Finding:
    """only ∂f/∂b_2 is counted"""
    return rank_at_a_point(instance, bias_only=True)
