"""What bounded gradients say about norms, and bounded norms about the expected error (T3 §6.2.1, end)."""

from __future__ import annotations

from collections.abc import Iterator

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    half_square,
    matrix,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
)
from ...vary import all_matrices
from .norms_of_paths import Path, diverges, errors, limit_of_gd, off_the_formula, parts, unbounded


def draw(stream: np.random.Generator, settings: Settings) -> Path:
    """Known labels that determine w*, coins with d > n, or separable data; steps for which the gradient is bounded, or
    not where that is dropped. Units from 1/100 to 100 for the square loss.
    """
    kind = ("known", "coins", "logistic")[int(stream.integers(2 if settings.drop else 3))]
    d, n = grow(settings.scale, 1, 3, stream), grow(settings.scale, 1, 3, stream)
    n, d = (d + int(stream.integers(0, 2)), d) if kind == "known" else (n, n + int(stream.integers(1, 3)))
    while True:
        x = matrix(random_matrix(stream, n, d, bound=2))
        if x.rank() == min(n, d):
            break
    coins = [[1] if stream.random() < 0.5 else [-1] for _ in range(n)]
    truth = random_matrix(stream, d, 1, bound=3)
    unit = flint.fmpq(*((1, 1), (1, 1), (100, 1), (1, 100))[0 if kind == "logistic" else int(stream.integers(4))])
    x = x * unit
    y = x * matrix(truth) if kind == "known" else matrix(coins)
    step = n / (2 * half_square(x)) * int(stream.integers(1, 3))
    start = matrix(random_matrix(stream, d, 1, bound=1)) / (4 if kind == "logistic" else 1)
    if settings.drop:
        step = 3 * n * x.rank() / (2 * half_square(x))  # above 2n/λ
        push = flint.fmpq_mat(d, 1)
        while not any(push.entries()):
            push = x.transpose() * column_vector([int(v) for v in stream.integers(-2, 3, n)])
        start = pseudo_inverse(x) * y + push
    return {
        "kind": kind,
        "X": plain_matrix(x),
        "y": plain_matrix(y),
        "start": plain_matrix(start),
        "step": "1" if kind == "logistic" else str(step),
        "support": plain_matrix(matrix(random_matrix(stream, 3, d, bound=2)) * unit) + plain_matrix(x),
        "truth": truth,
        "bound": 1 + int(stream.integers(0, 2)),
    }


def draw_square(stream: np.random.Generator, settings: Settings) -> Path:
    """The same without the logistic loss."""
    while True:
        instance = draw(stream, settings)
        if instance["kind"] != "logistic":
            return instance


def norms(instance: Path) -> Finding:
    """Whether the norms of the path are bounded, if its gradients are."""
    if instance["kind"] == "logistic":
        return diverges(instance)
    if unbounded(instance):
        what = "an eigenvalue of ηXXᵀ/n that the path meets is above 2: its gradients and norms are unbounded"
        return Finding(False, "exact", {}, what)
    why = off_the_formula(instance)
    measured = {"limit_of_GD": str(plain_matrix(limit_of_gd(instance))), "kind": instance["kind"]}
    return Finding(None if why else True, "exact", measured, why)


def norms_and_errors(instance: Path) -> Finding:
    """Whether the norms are bounded, and the expected error of the limit is the training error; far apart is ½."""
    found = norms(instance)
    if not found.holds:
        return found
    training, expected = errors(instance)
    measured = {**found.measured, "training_error": str(training), "expected_error": str(expected)}
    if 2 * (expected - training) >= 1:
        what = f"all norms are bounded, the training error is {training}, and the expected one {expected}"
        return Finding(False, "exact", measured, what)
    if expected != training:
        return Finding(None, "exact", measured, "the errors differ, and nothing says by how much they may")
    return Finding(True, "exact", measured)


@hypothesis
def bounded_gradient(instance: Path) -> str | None:
    """the gradients of L along the path of gradient descent are bounded"""
    return "ηλ/n > 2 for an eigenvalue λ of XXᵀ that the path meets" if unbounded(instance) else None


@claim(
    "T3-42",
    "Norms stay bounded if the gradient is bounded, and thus generalization is guaranteed",
    source="T3 §6.2.1, the end",
    quantifier="for all",
    field="real",
    letters={
        "X": "inputs, one row for each sample",
        "M": "bound",
        "η": "step",
        "P": "projector on Null(X)",
    },
    hypotheses=(bounded_gradient,),
    draw=draw,
    num_instances=40,
    size=lambda instance: len(str(instance)) + 1000 * (instance["kind"] != "logistic"),
    reading="for all times and the losses of the paragraph, quadratic and logistic, with the consequence that is drawn",
    witness=Witness(
        "x = 1 with the label 1, the logistic loss, w₀ = 0, η = 1: all gradients are below 1, and e^{w_t} ≥ 1 + t/2.",
        {
            "kind": "logistic",
            "X": [[1]],
            "y": [[1]],
            "start": [[0]],
            "step": "1",
            "support": [[1]],
            "truth": [[1]],
            "bound": 2,
        },
    ),
    note="“Generalization” is, as defined in §2, that the expected error comes near the training error. Two "
    "independent failures. (1) x = 1, y = 1, the logistic loss, w_0 = 0: all gradients are below 1, and e^{w_t} ≥ 1 + "
    "ηt/2, since e^{w_{t+1}} ≥ e^{w_t}(1 + η/(1 + e^{w_t})); §3.1 says itself that the norm diverges. (2) The square "
    "loss, d > n, rank X = n, labels that are fair coins: gradients and norms are bounded, the limit has training "
    "error 0, and the expected squared error is 1 + E(w·x)² ≥ 1, for every n: the random labels of Fig. 1. For a "
    "quadratic loss the first half is right, since ∇L(w) = H(w − w⁺ − Pw_0) on w_0 + the row space, and there H is "
    "invertible; “near a global minimum” bounds a path that stays near it without any gradient. After T steps ‖w_T‖ ≤ "
    "‖w_0‖ + Σ η_t‖∇L(w_t)‖, which grows with T. If ‖w_t‖ ≤ M up to t, u·w_t ≥ u·w_0 + tη/(1 + e^{AM}), A = max "
    "‖x_i‖, and u·w_t ≤ ‖u‖M: this bounds t.",
)
def norms_stay_bounded(instance: Path) -> Finding:
    """norms will remain bounded if the gradient is bounded, and thus generalization is guaranteed"""
    return norms_and_errors(instance)


@norms_stay_bounded.reading("borrowed", draw=draw_square, hypotheses=(bounded_gradient,), num_instances=20)
def norms_of_a_quadratic_loss(instance: Path) -> Finding:
    """of a quadratic loss, as in the degenerate linear approximation, and of norms alone"""
    return norms(instance)


@norms_stay_bounded.reading("borrowed", draw=draw_square, hypotheses=(bounded_gradient,), num_instances=20)
def quadratic_loss(instance: Path) -> Finding:
    """of a quadratic loss, with the consequence"""
    return norms_and_errors(instance)


def small_paths() -> Iterator[Path]:
    """Two weights and two samples with entries −1, 0, 1: both kinds of labels, and separable data."""
    for x in all_matrices(2, 2):
        yield _at("coins", x, [1, -1], "1/3", start=1)
        yield _at("known", x, [sum(row) for row in x], "1/2", start=-2)
        if all(row[0] > 0 for row in x):
            yield _at("logistic", x, [1, 1])


def _at(
    kind: str, x: PlainMatrix, y: list[int], step: str = "1", *, start: int = 0, bound: int = 1, truth: int = 1
) -> Path:
    d = len(x[0])
    return {
        "kind": kind,
        "X": x,
        "y": [[v] for v in y],
        "start": [[start]] * d,
        "step": step,
        "support": [*x, [1] * d],
        "truth": [[truth]] * d,
        "bound": bound,
    }


@norms_stay_bounded.corrected_at(
    _at("logistic", [[1]], [1], bound=2),
    _at("logistic", [[1]], [1], start=-1, bound=2),  # away from the direction of growth
    _at("logistic", [[1, 1], [2, 2]], [1, 1], "1/2", bound=1),  # collinear
    _at("logistic", [[1, 0], [0, -1], [1, 0]], [1, -1, 1], bound=1),  # equal samples, both labels
    _at("logistic", [[10]], [-1], "3", bound=1),
    _at("coins", [[1]], [1], "1/2"),  # n = d
    _at("coins", [[1, 0]], [-1], "1/1000", start=3),
    _at("coins", [[1, 2, 0], [1, 2, 0]], [1, 1], "1/5"),  # equal samples
    _at("coins", [["1000", "1"]], [1], "1/1000000", start=1),
    _at("known", [[1], [1]], [1, 1], "2", start=3),  # η = 2n/λ
    _at("known", [[1], [1]], [1, 1], "3", start=3),  # beyond: gradients and norms are unbounded
    _at("known", [[0, 0]], [0], "1", start=2),
    _at("known", [[1, 0]], [1], "1/2", start=0),
    search=Search(cases=small_paths, most_cases=120),
)
def formula_and_two_warnings(instance: Path) -> Finding:
    """For L = ‖Xw − y‖²/(2n), H = XᵀX/n and P the projector on Null(X), all w_t of gradient descent and SGD from w_0,
    with any steps, are X⁺y + Pw_0 + H⁺∇L(w_t): their norms are bounded if and only if the gradients ∇L(w_t) are. For
    the logistic loss Σ log(1 + exp(−y_ix_i·w))/n on data with u·y_ix_i ≥ 1 for all i, the gradients are bounded by A =
    max ‖x_i‖, and gradient descent with a constant step η > 0 has ‖w_t‖ > M for some t ≤ 1 + (‖u‖M − u·w_0)(1 +
    e^{AM})/η, for every M ≥ ‖w_0‖. Bounded norms do not bring the expected error near the training error: if rank X = n
    and labels ±1 are fair coins, independent of the inputs, X⁺y + Pw_0 has the training error 0, and the expected
    squared error 1 + E(w·x)² ≥ 1
    """
    return formula(instance)


def formula(instance: Path, *, start: int = 1, inverse: bool = True, sooner: int = 1, noise: int = 1) -> Finding:
    """Whether the corrected statement holds, or one with changes to what it says."""
    if instance["kind"] == "logistic":
        found = diverges(instance, sooner=sooner)
        if found.holds is None and "up to step" in found.reason:
            return Finding(False, "certified", found.measured, found.reason)
        return Finding(True if found.holds is False else None, found.grade, found.measured, found.reason)
    why = off_the_formula(instance, start=start, inverse=inverse)
    x, _, _ = parts(instance)
    if not why and instance["kind"] == "coins" and x.rank() == x.nrows():
        training, expected = errors(instance)
        rows = matrix(instance["support"])
        spread = 2 * half_square(rows * limit_of_gd(instance)) / rows.nrows()
        why = "" if training == 0 and expected == noise + spread else f"the expected error is {expected}"
    return Finding(not why, "exact", {"kind": instance["kind"]}, why)


@formula_and_two_warnings.false(because="is not w⁺ + Pw_0")
def no_null_part(instance: Path) -> Finding:
    """w_t = X⁺y + H⁺∇L(w_t)"""
    return formula(instance, start=0)


@formula_and_two_warnings.false(because="up to step")
def four_times_sooner(instance: Path) -> Finding:
    """the norm exceeds M four times sooner"""
    return formula(instance, sooner=4)


@formula_and_two_warnings.false(because="the expected error is")
def no_noise(instance: Path) -> Finding:
    """the expected error is E(w·x)²"""
    return formula(instance, noise=0)


@norms_stay_bounded.false(
    because="unbounded", draw=lambda stream, settings: draw(stream, Settings(settings.scale, "bounded_gradient"))
)
def any_gradient(instance: Path) -> Finding:
    """norms remain bounded, whether the gradient is or not"""
    return norms(instance)


@norms_stay_bounded.broken(because="is not w⁺ + Pw_0")
def not_inverted(instance: Path) -> Finding:
    """H in the place of H⁺"""
    return formula(instance, inverse=False)
