"""Early stopping and Tikhonov regularisation: what each keeps of the solution, in every direction (T3 §3.2, §6.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    identity,
    matrix,
    num_real_roots,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
    rational,
)
from ...vary import entries_moved

U = flint.fmpq_poly([0, 1])
LONGEST = 80
MOST = 3  # times what ridge keeps


class Stopped(TypedDict):
    """Least squares ½‖Xw − y‖² with the right singular vectors in ``axes``; j steps of size η from w₀."""

    X: PlainMatrix
    y: list[str]
    axes: PlainMatrix
    step: str
    num_steps: int
    start: list[str]


def draw(stream: np.random.Generator, settings: Settings) -> Stopped:
    """X = diag(σ) Q with a rational reflection Q; σ with zeros, equal, tiny and large; ηs up to just below 2."""
    d = grow(settings.scale, 1, 4, stream)
    axis = matrix(random_matrix(stream, d, 1, bound=3))
    axis[0, 0] = 1
    turn = identity(d) - 2 * axis * axis.transpose() / (axis.transpose() * axis)[0, 0]
    sizes = [rational(str(stream.choice(["1", "1", "1/2", "1/3", "1/10", "1/100", "0"]))) for _ in range(d)]
    sizes[0] = flint.fmpq(int(stream.integers(1, 4)))
    spread = flint.fmpq_mat([[sizes[i] * int(i == j) for j in range(d)] for i in range(d)])
    reach = str(stream.choice(["1/100", "1/2", "1", "1", "3/2", "199/100"]))
    if settings.drop == "convergent":
        reach = str(stream.choice(["2", "5/2"]))
    step = rational(reach) / max(s * s for s in sizes)
    start = [0] * d
    if settings.drop == "start":
        start = [int(v) for v in stream.choice([-1, 1], d)]
    targets = [str(v) for v in stream.integers(-4, 5, d)]
    return {
        "X": plain_matrix(spread * turn),
        "y": targets,
        "axes": plain_matrix(turn),
        "step": str(step),
        "num_steps": int(stream.integers(1, 3 + round(60 * settings.scale))),
        "start": [str(v) for v in start],
    }


def _vector(values: list[str]) -> flint.fmpq_mat:
    return column_vector(rational(v) for v in values)


def descent(instance: Stopped, num_steps: int) -> flint.fmpq_mat:
    """w_j, step by step."""
    x, y, w, step = (
        matrix(instance["X"]),
        _vector(instance["y"]),
        _vector(instance["start"]),
        rational(instance["step"]),
    )
    for _ in range(num_steps):
        w -= x.transpose() * (x * w - y) * step
    return w


def tikhonov(instance: Stopped, penalty: flint.fmpq) -> flint.fmpq_mat:
    """The minimiser of ½‖Xw − y‖² + ½λ‖w‖²."""
    x, y = matrix(instance["X"]), _vector(instance["y"])
    return (x.transpose() * x + identity(x.ncols()) * penalty).inv() * x.transpose() * y


def reach_of(instance: Stopped) -> flint.fmpq:
    """η times the largest eigenvalue of XᵀX, which is on the diagonal in its axes."""
    axes = matrix(instance["axes"])
    turned = matrix(instance["X"]) * axes.transpose()
    if axes * axes.transpose() != identity(axes.nrows()):
        raise ValueError("the axes are not orthonormal")
    square = turned.transpose() * turned
    if any(square[i, j] for i in range(square.nrows()) for j in range(square.ncols()) if i != j):
        raise ValueError("the axes are not those of XᵀX")
    return rational(instance["step"]) * max(square[i, i] for i in range(square.nrows()))


@cache
def for_all_eigenvalues(num_steps: int) -> str:
    """What fails of the bounds between 1 − (1 − u)^j and r = ju/(1 + ju) for some u = ηs in (0, 2), by Sturm's theorem.

    r ≤ g ≤ 2r up to u = 1; g ≤ 3r and g ≥ u(2 − u) r beyond.
    """
    j = num_steps
    kept, below = 1 - (1 - U) ** j, 1 + j * U  # g, and r = ju / below
    parts = (
        (kept * below - j * U, 0, 1, "g ≥ r"),
        (2 * j * U - kept * below, 0, 1, "g ≤ 2r"),
        (3 * j * U - kept * below, 1, 2, "g ≤ 3r"),
        (kept * below - U * (2 - U) * j * U, 1, 2, "g ≥ u(2 − u)r"),
    )
    for margin, low, high, said in parts:
        roots = num_real_roots(margin, low, high) - (margin(high) == 0)
        if roots or margin(flint.fmpq(low + high, 2)) <= 0 or margin(high) < 0:
            return f"{said} fails for some u in ({low}, {high}]"
    return ""


def compared(instance: Stopped, *, penalty: flint.fmpq | None = None, most: int = MOST) -> Finding:
    """What gradient descent keeps in each direction: from c times to ``most`` times what Tikhonov's solution does."""
    j, step = instance["num_steps"], rational(instance["step"])
    reach, axes = reach_of(instance), matrix(instance["axes"])
    least = min(flint.fmpq(1), reach * (2 - reach)) if reach > 1 else flint.fmpq(1)
    found = (axes * descent(instance, j)).entries()
    ridge = (axes * tikhonov(instance, 1 / (step * j) if penalty is None else penalty)).entries()
    why = for_all_eigenvalues(j)
    if why:
        return exact(False, why)
    ratios = [a / b for a, b in zip(found, ridge, strict=True) if b]
    shown = {"reach": str(reach), "num_steps": j, "ratios": [float(v) for v in ratios], "least": float(least)}
    if any(a for a, b in zip(found, ridge, strict=True) if not b):
        return exact(False, "gradient descent keeps something in a direction in which ridge keeps nothing", **shown)
    outside = [v for v in ratios if not least <= v <= most]
    why = f"after {j} steps it keeps {float(outside[0]):.4g} times what ridge keeps" if outside else ""
    return exact(not outside, why, **shown)


def slack(instance: Stopped) -> float:
    """By how much the nearer bound is kept, relative to it; ∞ where nothing is to be compared."""
    measured = compared(instance).measured
    ratios = measured.get("ratios", [])
    return min((min(v / measured["least"], MOST / v) - 1 if v > 0 else -1.0 for v in ratios), default=float("inf"))


def beside(stream: np.random.Generator, instance: Stopped, size: float) -> Stopped | None:
    """Another step, number of steps and targets, for the same samples."""
    moved: Stopped = entries_moved("step", "num_steps", "y")(stream, instance, size)
    return moved if 1 <= moved["num_steps"] <= LONGEST else None


def small_cases() -> Iterator[Stopped]:
    """One weight or two with ηs in eighths up to 15/8, and up to eight steps."""
    for j in range(1, 9):
        for eighths in range(1, 16):
            for d in (1, 2):
                axes = [[str(int(i == k)) for k in range(d)] for i in range(d)]
                x = [[str(flint.fmpq(int(i == k), 1 + i)) for k in range(d)] for i in range(d)]
                step = str(flint.fmpq(eighths, 8))
                yield {"X": x, "y": ["1"] * d, "axes": axes, "step": step, "num_steps": j, "start": ["0"] * d}


@hypothesis
def convergent(instance: Stopped) -> str | None:
    """the fixed step is one with which gradient descent converges: 0 < ηs < 2 for the largest eigenvalue s"""
    return None if 0 < reach_of(instance) < 2 else f"ηs = {reach_of(instance)}"


@hypothesis
def start(instance: Stopped) -> str | None:
    """the start is 0 (printed: of small norm)"""
    return "w₀ is not 0" if any(rational(v) for v in instance["start"]) else None


@claim(
    "T3-28",
    "Early stopping acts as Tikhonov regularisation with λ ∝ 1/j",
    source="T3 §3.2, §6.1, §6.2.1 (“the role of the inverse of the regularization parameter λ is played by …”)",
    quantifier="for all",
    field="real",
    letters={"j": "num_steps", "η": "step", "s": "eigenvalues of XᵀX", "u": "ηs", "λ": "1/(ηj)"},
    hypotheses=(convergent, start),
    draw=draw,
    num_instances=40,
    search=Search(slack, beside, evaluations=200, cases=small_cases),
    reading="in the role of the parameter: with λ = 1/(ηj) both keep the same of every direction, up to factors that "
    "do not depend on j",
    note="In the direction of an eigenvector with eigenvalue s, gradient descent keeps g = 1 − (1 − u)^j of the "
    "solution and ridge r = s/(s + λ) = ju/(1 + ju). For u ≤ 1 is (1 − u)^j(1 + ju) ≤ (1 − u²)^j ≤ 1 by Bernoulli's "
    "inequality, so r ≤ g; and g ≤ min(1, ju) ≤ 2r, with equality for j = u = 1. For 1 < u < 2: g ≥ 1 − (u − 1)² = "
    "u(2 − u) for all j, g ≤ 2, and g ≤ 3r. For each j that is drawn Sturm's theorem decides this for all u, and "
    "on data by j literal steps. Hence for u ≤ 1 the mean squared error of w_j is at most four times that of ridge, "
    "whatever the noise and the target. “In analogy to” and “role” are printed: nowhere is it said that the two are "
    "equal, and they are not, for two different eigenvalues or two different j. What is left, 1 − g, falls "
    "geometrically in j, for ridge like 1/j. The start: w₀ adds (1 − u)^j times itself, all of it in the null space "
    "of X, at most ‖w₀‖, so that “small norm” is needed (dropped). A step with ηs = 2 (dropped) gives g = 0 or 2 for "
    "ever.",
)
def early_stopping(instance: Stopped) -> Finding:
    """in linear models with the square loss, for initial conditions of small norm, gradient descent with a fixed step
    provides implicit regularisation controlled by the number of iterations j as λ ∝ 1/j, in analogy to Tikhonov
    """
    return compared(instance)


@early_stopping.reading("unhedged")
def equal(instance: Stopped) -> Finding:
    """w_j is Tikhonov's solution for λ = c/j, with one c for all j"""
    x, axes = matrix(instance["X"]), matrix(instance["axes"])
    best = axes * pseudo_inverse(x) * _vector(instance["y"])
    turned = x * axes.transpose()
    seen = set()
    for j in (1, 2, instance["num_steps"]):
        for i, (whole, part) in enumerate(zip(best.entries(), (axes * descent(instance, j)).entries(), strict=True)):
            if whole and part:
                value = (turned.transpose() * turned)[i, i]
                seen.add(j * value * (whole - part) / part)  # λj, from part/whole = s/(s + λ)
            elif whole:
                return exact(False, f"after {j} steps w is 0 in a direction, as for no λ")
    why = f"λj would have to be {', '.join(str(float(v))[:6] for v in sorted(seen))} at once"
    return exact(len(seen) <= 1, why)


@early_stopping.false(because="times what ridge keeps")
def inverse_square(instance: Stopped) -> Finding:
    """λ ∝ 1/j²"""
    return compared(instance, penalty=1 / (rational(instance["step"]) * instance["num_steps"] ** 2))


@early_stopping.false(because="times what ridge keeps")
def constant(instance: Stopped) -> Finding:
    """λ does not depend on j"""
    return compared(instance, penalty=1 / rational(instance["step"]))


@early_stopping.false(because="times what ridge keeps")
def never_more(instance: Stopped) -> Finding:
    """gradient descent never keeps more than ridge"""
    return compared(instance, most=1)


@early_stopping.false(because="falls from")
def larger_ball(instance: Stopped) -> Finding:
    """the norm of w_j grows with j for every step with which gradient descent converges"""
    norms = []
    for j in (1, 2, 3):
        w = descent(instance, j)
        norms.append((w.transpose() * w)[0, 0])
    down = [(a, b) for a, b in pairwise(norms) if b < a]
    return exact(not down, f"‖w‖² falls from {down[0][0]} to {down[0][1]}" if down else "")


@early_stopping.broken(because="of the bounds is off")
def of_the_rest(instance: Stopped) -> Finding:
    """what is left, 1 − g, in the place of what is kept"""
    j = instance["num_steps"]
    rest = (1 - U) ** j * (1 + j * U) - j * U
    roots = num_real_roots(rest, 0, 1)
    return exact(not roots, f"one of the bounds is off for some u: {roots} roots")
