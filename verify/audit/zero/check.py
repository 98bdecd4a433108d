"""A certificate of an exact zero, proved again: without what found it, and without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from .document import read_document
from .kantorovich import follow
from .prove import measure
from .relations import dropped_parts, reduced_problem, relations_hold, whole_radius
from .units import are_steps, sizes_of

ROUNDED = 2.0**-40  # of a radius that is claimed, over the one that follows


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes:
        holds: whether every claim was proved again.
        because: what does not hold, or what was proved.
        kink: the distance of the nearest kink, as a value in the network; ``None``: the network has none.
    """

    holds: bool
    because: str
    kink: float | None = None


@np.errstate(all="ignore")
def check_zero(certificate: Any) -> Checked:
    """Whether a certificate proves an exact zero near its weights.

    It is data alone: nothing that it names is opened, imported or run, and sizes are compared before arrays are made.
    F and J are enclosed at the weights, and what L is made of on the ball around them, by 128 bits; the smallest
    singular value is bounded from below by a factorisation that is multiplied out again, L by norms, layer by layer.
    From the claimed bounds all else must follow, bit by bit (:mod:`verify.audit.zero.kantorovich`).

    Args:
        certificate: a document as :class:`Zero` holds it, or as JSON reads it.

    Returns:
        What does not hold is said; a document that is none does not hold either.

    Raises:
        TooLarge: the proof does not fit into the memory that is free.
    """
    try:
        whole, relations, claims = read_document(certificate)
    except WrongInput as error:
        return Checked(False, str(error))
    problem = whole
    if relations is not None:
        if not relations_hold(whole.targets, relations):
            return Checked(False, "the targets do not satisfy the relations")
        problem = reduced_problem(whole, relations)
        if any(abs(more).any() for more in dropped_parts(whole, whole.corrections, relations)):
            return Checked(False, "rows that follow from others have no corrections")
    sizes = {
        "num_equations": problem.num_equations,
        "num_params": problem.num_params,
        "dimension": problem.num_params - problem.num_equations,
    }
    for name, value in sizes.items():
        if type(claims[name]) is not int or claims[name] != value:
            return Checked(False, f"{name} is {value}, not {claims[name]}")
    sigma, residual, lipschitz = (float(claims[name]) for name in ("smallest_singular_value", "residual", "lipschitz"))
    if sigma <= 0 or min(residual, lipschitz) < 0:
        return Checked(False, "a bound has the wrong sign")
    bounds = follow(sigma, residual, lipschitz, max(problem.steps), problem.moved)
    if not bounds.radius >= 0:
        return Checked(False, f"h = {bounds.h:.3g} proves no zero: ½ would be the limit")
    for name in ("beta", "eta", "ball", "h"):
        if float(claims[name]) != getattr(bounds, name):
            return Checked(False, f"{name} follows as {getattr(bounds, name)!r}, not {claims[name]!r}")
    radius = bounds.radius if relations is None else whole_radius(whole, relations, bounds.radius)
    if not radius <= float(claims["radius"]) <= radius * (1 + 2 * ROUNDED):
        return Checked(False, f"the radius follows as {radius!r}, not {claims['radius']!r}")
    if not are_steps(problem.steps, sizes_of(problem.layers, problem.inputs, problem.weights)):
        return Checked(False, "the steps are not the powers of two next to the sizes of the weights", None)
    found = measure(problem, bounds.ball, sigma)
    if found.because:
        return Checked(False, found.because, found.kink)
    if not found.residual <= residual:
        return Checked(False, f"‖F‖ is {found.residual:.6g}, not at most {residual:.6g}", found.kink)
    if not found.lipschitz <= lipschitz:
        return Checked(False, f"L is {found.lipschitz:.6g}, not at most {lipschitz:.6g}", found.kink)
    return Checked(True, f"an exact zero lies within {radius:.3g} of the weights", found.kink)
