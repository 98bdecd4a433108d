"""A zero near given weights: polished in float64, made sharper in balls, and called proved after its check."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .check import ROUNDED, check_zero
from .definite import smallest_eigenvalue
from .document import write_document
from .enclosures import nearest
from .kantorovich import follow
from .polish import Polished, float_gram, polish, pull_back
from .prove import Problem, measure, norm_above, precision, residual_above, residuals_in_balls
from .relations import Relations, forced_relations, reduced_problem, restored_problem, whole_radius
from .result import Zero
from .rings import Unsteady
from .units import steps_for

MAX_REFINEMENTS = 6
SHARE = 0.7  # of the smallest eigenvalue that is claimed
SLACK = 1 + 1e-6  # of a claim over what was measured: other libraries round otherwise


@dataclass(frozen=True)
class Asked:
    """The network that is asked about, beside the smaller one that is worked with.

    Attributes:
        whole: with all outputs.
        relations: what the smaller one is without; ``None`` if the two are one.
        graph: the layers as JSON, for the certificate.
    """

    whole: Problem
    relations: Relations | None
    graph: Any

    def restored(self, problem: Problem) -> Problem:
        """The whole network at the weights of the smaller one."""
        return problem if self.relations is None else restored_problem(self.whole, problem, self.relations)


@np.errstate(all="ignore")
def prove_near(problem: Problem, graph: Any, report: Callable[[int, float], None] | None = None) -> Zero:
    """Polish, refine, prove.

    Args:
        problem: its weights are where to begin.
        graph: its layers as JSON, for the certificate.
        report: is told the number of every step and ‖F‖.
    """
    relations = forced_relations(problem)
    asked = Asked(problem, relations, graph)
    smaller = problem if relations is None else reduced_problem(problem, relations)
    if smaller.num_equations > smaller.num_params:
        counts = f"{smaller.num_equations} equations in {smaller.num_params} weights"
        said = f"{counts}: the Jacobian is not onto, so no zero is proved this way, and none excluded"
        return Zero("not_found", said)
    polished = polish(smaller, report)
    at = replace(smaller, weights=polished.weights)
    at = replace(at, steps=steps_for(at.layers, at.inputs, at.weights))
    ends = asked.restored(at).weights
    distance = math.sqrt(sum(np.square(a - b).sum() for a, b in zip(ends, problem.weights, strict=True)))
    flat = np.concatenate([array.reshape(-1) for array in ends])
    found = Zero("not_found", "", residual=polished.residual, distance=distance, weights=flat)
    if not polished.near_zero:
        return replace(found, because=_not_near(polished))
    gram = float_gram(at, at.weights)
    least = smallest_eigenvalue(gram)
    found = replace(found, smallest_singular_value=math.sqrt(max(least, 0.0)), numerical=True)
    return conclude(refine(at, gram), asked, math.sqrt(SHARE * least), found)


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


def conclude(problem: Problem, asked: Asked, sigma: float, found: Zero) -> Zero:
    """The proof at given weights, with a certificate that has passed its check.

    Args:
        problem: with weights and corrections.
        asked: what it stands for.
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
        unseen = "the smallest singular value of J is 0 up to rounding: J is not proved to be onto"
        because = measured.because if measured else unseen
        return replace(found, because=f"the residuals are {residual:.3g} in length, but {because}")
    lipschitz = measured.lipschitz * SLACK
    bounds = follow(sigma, residual, lipschitz, longest, problem.moved)
    found = replace(found, h=bounds.h, lipschitz=lipschitz, smallest_singular_value=sigma, kink=measured.kink)
    if not bounds.radius >= 0:
        return replace(found, because=f"h = {bounds.h:.3g} where a proof needs less than ½")
    whole, radius = asked.restored(problem), bounds.radius
    if asked.relations is not None:
        radius = whole_radius(whole, asked.relations, radius)
    radius *= 1 + ROUNDED
    claims = {
        "num_equations": problem.num_equations,
        "num_params": problem.num_params,
        "dimension": problem.num_params - problem.num_equations,
        "smallest_singular_value": sigma,
        "residual": residual,
        "lipschitz": lipschitz,
        "beta": bounds.beta,
        "eta": bounds.eta,
        "ball": bounds.ball,
        "h": bounds.h,
        "radius": radius,
    }
    certificate = write_document(whole, asked.graph, claims, asked.relations)
    checked = check_zero(certificate)
    if not checked.holds:
        return replace(found, because=f"the certificate does not hold: {checked.because}")
    return replace(
        found,
        status="proved",
        because=_where(bounds.h, radius, asked, found),
        radius=radius,
        onto=asked.relations is None,
        independent=problem.num_equations,
        dimension=problem.num_params - problem.num_equations,
        certificate=certificate,
        numerical=False,
    )


def _where(h: float, radius: float, asked: Asked, found: Zero) -> str:
    if not radius and not found.distance:
        return "the given weights are one: there the residuals are 0 without any rounding"
    said = f"h = {h:.3g} is below ½, and within {_up(radius)} of polished weights there is a zero"
    if asked.relations is not None:
        outputs = ", ".join(map(str, asked.relations.dropped))
        said += f" (the targets of output {outputs} follow from the others, and so do its last weights)"
    if any(layer.kind == "activation" and layer.name == "softplus" for layer in asked.whole.layers):
        said += " (softplus as torch has it, z itself above its threshold, which no unit crosses on the ball)"
    if found.distance is None or found.weights is None:
        return said
    size = float(np.linalg.norm(found.weights))
    return f"{said}; these lie {found.distance:.3g} from the given ones and are {size:.3g} long: nearby, not here"


def _up(value: float) -> str:
    """Three digits, not less than the number."""
    shown = f"{value:.2e}"
    return shown if float(shown) >= value else f"{value * 1.01:.2e}"
