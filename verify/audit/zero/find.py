"""An exact zero near a model with its data: which question is asked, and who answers it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from algebraic.shell import WrongInput
from netsim.shell import free_memory

from .document import graph_as_json
from .exclude import distinct_samples, excluded_because, never_because
from .nearby import prove_near
from .polish import run_floats
from .prove import Problem
from .reading import read_layers
from .result import Zero
from .room import UNKNOWN, bytes_needed
from .units import steps_for
from .without_graph import seen_only

if TYPE_CHECKING:
    from ...subject import Subject

CROSS_ENTROPY = (
    "the cross-entropy is a sum of positive terms and has no zero at finite weights; whether it has a minimum there "
    "is decided by the data (T3-04)"
)
SAME = 1e-9  # of the outputs of a module and of its graph, relative to the largest


@np.errstate(all="ignore")
def find_zero(
    subject: Subject, *, memory: float | None = None, report: Callable[[int, float], None] | None = None
) -> Zero:
    """Whether an exact zero of the residuals lies near the weights of a subject, proved where it can be.

    The weights are moved towards a zero in float64 (:mod:`verify.audit.zero.polish`). From there Newton's steps with
    residuals in balls of 128 bits add corrections, so that ‖F‖ is far below rounding. Then the theorem of Newton and
    Kantorovich for underdetermined systems is tried (:mod:`verify.audit.zero.kantorovich`), and what
    :func:`check_zero` proves of the certificate is called proved, nothing else. Samples with equal inputs and equal
    targets are one; outputs whose targets follow from those of others are set aside
    (:mod:`verify.audit.zero.relations`).

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
    available = (free_memory() or UNKNOWN) if memory is None else memory
    if subject.graph is None:
        return seen_only(subject, available, subject.graph_reason or "the model is no data", report)
    try:
        problem = problem_of(subject)
    except WrongInput as error:
        return seen_only(subject, available, f"the graph is not understood: {error}", report)
    excluded = never_because(problem, distinct_samples(subject))
    if excluded:
        return Zero("excluded", excluded)
    if bytes_needed(problem.layers, *problem.targets.shape) > available:
        return seen_only(subject, available, f"the proof does not fit into {available:.2g} bytes", report)
    off = float(abs(run_floats(problem, problem.weights).values[-1] - _outputs(subject)).max())
    if not off <= SAME * max(1.0, float(abs(problem.targets).max())):
        return seen_only(subject, available, f"the outputs of the graph are off by {off:.2g}", report)
    found = prove_near(problem, graph_as_json(subject.graph), report)
    repeated = subject.num_samples - len(problem.targets)
    if not repeated:
        return found
    said = f"{found.because}; {repeated} of the samples repeat earlier ones"
    return replace(found, because=said, onto=None if found.onto is None else False)


def _outputs(subject: Subject) -> np.ndarray:
    found = subject.outputs().detach().cpu().double().numpy().reshape(subject.num_samples, -1)
    return np.asarray(found[distinct_samples(subject)])


def problem_of(subject: Subject) -> Problem:
    """The layers, data and weights of a subject as arrays of floats, every sample once.

    Raises:
        WrongInput: a node of the graph is not understood.
    """
    layers = read_layers(graph_as_json(subject.graph), subject.shapes)
    names = sorted({layer.name for layer in layers if layer.kind == "input"})
    once = distinct_samples(subject)
    inputs = {
        name: subject.inputs[name].detach().cpu().double().numpy().reshape(subject.num_samples, -1)[once]
        for name in names
    }
    flat = subject.weights.detach().cpu().double().numpy()
    ends = np.cumsum([math.prod(shape) for shape in subject.shapes])
    weights = tuple(part.reshape(s) for part, s in zip(np.split(flat, ends[:-1]), subject.shapes, strict=True))
    targets = subject.targets.detach().cpu().double().numpy().reshape(subject.num_samples, -1)[once]
    nothing = tuple(np.zeros_like(array) for array in weights)
    return Problem(layers, inputs, targets, weights, nothing, steps_for(layers, inputs, weights))
