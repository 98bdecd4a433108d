"""An exact zero near a network: looked for in float64, made sharper in balls, and called one after its check."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from algebraic.shell import WrongInput
from netsim.shell import free_memory

from .check import check_zero
from .definite import smallest_eigenvalue
from .document import graph_as_json, write_document
from .enclosures import nearest
from .exclude import excluded_because
from .kantorovich import Bounds, follow
from .polish import Polished, float_gram, polish, pull_back
from .prove import Problem, measure, norm_above, precision, residual_above, residuals_in_balls
from .reading import read_layers
from .result import Zero
from .rings import Unsteady
from .units import steps_for
from .without_graph import seen_only

if TYPE_CHECKING:
    from ...subject import Subject

CROSS_ENTROPY = (
    "the cross-entropy is a sum of positive terms and has no zero at finite weights; whether it has a minimum there "
    "is decided by the data (T3-04)"
)
MAX_REFINEMENTS = 6
SHARE = 0.7  # of the smallest eigenvalue that is claimed
SLACK = 1 + 1e-6  # of a claim over what was measured: other libraries round otherwise


def find_zero(
    subject: Subject, *, memory: float | None = None, report: Callable[[int, float], None] | None = None
) -> Zero:
    """Whether an exact zero of the residuals lies near the weights of a subject, proved where it can be.

    The weights are moved towards a zero in float64 (:mod:`verify.audit.zero.polish`). From there Newton's steps with
    residuals in balls of 128 bits add corrections, so that ‖F‖ is far below rounding. Then the theorem of Newton and
    Kantorovich for underdetermined systems is tried (:mod:`verify.audit.zero.kantorovich`), and what
    :func:`check_zero` proves of the certificate is called proved, nothing else.

    Args:
        subject: a model with its data; without a graph the answer is numerical only.
        memory: bytes that may be used; by default, what is free.
        report: is told the number of every step and ‖F‖.

    Returns:
        The answer; ``not_found`` has the reason.
    """
    if subject.loss == "cross-entropy":
        return Zero("not_applicable", CROSS_ENTROPY)
    if subject.loss != "square":
        return Zero("not_applicable", f"the loss {subject.loss} is not known to be zero where the residuals are")
    excluded = excluded_because(subject)
    if excluded:
        return Zero("excluded", excluded)
    if subject.num_equations > subject.num_params:
        counts = f"{subject.num_equations} equations in {subject.num_params} weights"
        return Zero(
            "not_found", f"{counts}: the Jacobian is not onto, so no zero is proved this way, and none excluded"
        )
    available = (free_memory() or 2**32) if memory is None else memory
    if subject.graph is None or 40.0 * subject.num_equations**2 > available:
        return seen_only(subject, available, report)
    try:
        problem = problem_of(subject)
    except WrongInput as error:
        return replace(seen_only(subject, available, report), because=f"the graph is not understood: {error}")
    return prove_near(problem, graph_as_json(subject.graph), report)


def problem_of(subject: Subject) -> Problem:
    """The layers, data and weights of a subject as arrays of floats.

    Raises:
        WrongInput: a node of the graph is not understood.
    """
    layers = read_layers(graph_as_json(subject.graph), subject.shapes)
    names = sorted({layer.name for layer in layers if layer.kind == "input"})
    inputs = {
        name: subject.inputs[name].detach().cpu().double().numpy().reshape(subject.num_samples, -1) for name in names
    }
    flat = subject.weights.detach().cpu().double().numpy()
    ends = np.cumsum([math.prod(shape) for shape in subject.shapes])
    weights = tuple(part.reshape(s) for part, s in zip(np.split(flat, ends[:-1]), subject.shapes, strict=True))
    targets = subject.targets.detach().cpu().double().numpy().reshape(subject.num_samples, -1)
    nothing = tuple(np.zeros_like(array) for array in weights)
    return Problem(layers, inputs, targets, weights, nothing, steps_for(layers, inputs, weights))


def prove_near(problem: Problem, graph: list[object], report: Callable[[int, float], None] | None = None) -> Zero:
    """Polish, refine, prove.

    Args:
        problem: its weights are where to begin.
        graph: its layers as JSON, for the certificate.
        report: as in :func:`find_zero`.
    """
    polished = polish(problem, report)
    distance = math.sqrt(sum(np.square(a - b).sum() for a, b in zip(polished.weights, problem.weights, strict=True)))
    flat = np.concatenate([array.reshape(-1) for array in polished.weights])
    found = Zero("not_found", "", residual=polished.residual, distance=distance, weights=flat)
    at = replace(problem, weights=polished.weights)
    at = replace(at, steps=steps_for(at.layers, at.inputs, at.weights))
    if not polished.near_zero:
        return replace(found, because=_not_near(polished))
    gram = float_gram(at, at.weights)
    least = smallest_eigenvalue(gram)
    found = replace(found, smallest_singular_value=math.sqrt(max(least, 0.0)), numerical=True)
    refined = refine(at, gram)
    return conclude(refined, graph, math.sqrt(SHARE * least), found)


def _not_near(polished: Polished) -> str:
    return (
        f"after {polished.steps} steps the residuals are {polished.residual:.3g} in length, where the outputs are "
        f"{polished.scale:.3g}, and {polished.reason}"
    )


def refine(problem: Problem, gram: np.ndarray) -> Problem:
    """Corrections to the weights, by Newton's steps with residuals in balls and the Gram matrix of the floats.

    Args:
        problem: at polished weights.
        gram: J Jᵀ there, in float64.
    """
    from scipy.linalg import cho_factor, cho_solve

    try:
        factor = cho_factor(gram, lower=True)
    except np.linalg.LinAlgError:
        return problem
    best, found = np.inf, problem
    for _ in range(MAX_REFINEMENTS + 1):
        with precision():
            try:
                balls = residuals_in_balls(problem)
                residual, residuals = norm_above(balls), nearest(balls)[0].reshape(-1)
            except Unsteady:
                return found
        if not residual < best:
            return found
        enough, best, found = residual > 0.1 * best, residual, problem
        size = float(np.linalg.norm(residuals))
        if enough or not size:
            return found
        steps = pull_back(problem, problem.weights, cho_solve(factor, residuals / size))
        moved = tuple(more - size * step for more, step in zip(problem.corrections, steps, strict=True))
        problem = replace(problem, corrections=moved)
    return found


def conclude(problem: Problem, graph: list[object], sigma: float, found: Zero) -> Zero:
    """The proof at given weights, with a certificate that has passed its check.

    Args:
        problem: with weights and corrections.
        graph: its layers as JSON.
        sigma: what the smallest singular value is claimed to be at least.
        found: what is known so far.
    """
    try:
        residual = residual_above(problem) * SLACK
    except Unsteady as error:
        return replace(found, because=f"the polished weights lie on a kink: {error}")
    longest = max(problem.steps)
    ball = follow(sigma, residual, 0.0, longest, problem.moved).ball
    measured = measure(problem, ball, sigma) if sigma > 0 and math.isfinite(ball) else None
    if measured is None or measured.because:
        because = measured.because if measured else "J is not onto in float64"
        return replace(found, because=f"the residuals are {residual:.3g} in length, but {because}")
    lipschitz = measured.lipschitz * SLACK
    bounds = follow(sigma, residual, lipschitz, longest, problem.moved)
    found = replace(found, h=bounds.h, lipschitz=lipschitz, smallest_singular_value=sigma, kink=measured.kink)
    if not bounds.radius >= 0:
        return replace(found, because=f"h = {bounds.h:.3g} where a proof needs less than ½")
    dimension = problem.num_params - problem.num_equations
    certificate = write_document(
        problem,
        graph,
        {
            "num_equations": problem.num_equations,
            "num_params": problem.num_params,
            "dimension": dimension,
            "smallest_singular_value": sigma,
            "residual": residual,
            "lipschitz": lipschitz,
            "beta": bounds.beta,
            "eta": bounds.eta,
            "ball": bounds.ball,
            "h": bounds.h,
            "radius": bounds.radius,
        },
    )
    checked = check_zero(certificate)
    if not checked.holds:
        return replace(found, because=f"the certificate does not hold: {checked.because}")
    return replace(
        found,
        status="proved",
        because=_where(bounds, found),
        radius=bounds.radius,
        dimension=dimension,
        certificate=certificate,
        numerical=False,
    )


def _where(bounds: Bounds, found: Zero) -> str:
    said = f"h = {bounds.h:.3g} is below ½, and within {_up(bounds.radius)} of polished weights there is a zero"
    if found.distance is None or found.weights is None:
        return said
    size = float(np.linalg.norm(found.weights))
    return f"{said}; these lie {found.distance:.3g} from the given ones and are {size:.3g} long: nearby, not here"


def _up(value: float) -> str:
    """Three digits, not less than the number."""
    shown = f"{value:.2e}"
    return shown if float(shown) >= value else f"{value * 1.01:.2e}"
