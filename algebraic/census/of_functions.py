"""From a network and a metric to its critical functions: what the command and Python ask for.

The search is that of every square system (:mod:`algebraic.census.stages`), in the family in which the target moves.
What it certifies are points of a slice of the weights; here they become functions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..documents import Options
from ..engines import versions
from ..ideals import GAUGES, FunctionProblem, FunctionQuestion, choose_gauge, draw_distance, measured
from ..networks import Network, check_network, describe_graph, network_from_graph
from ..ranks import data_rank, generic_rank
from ..shell import (
    Budget,
    WrongInput,
    ZerolocusError,
    check_seed,
    check_word,
    exact_rows,
    rationals,
    shown_value,
)
from ..systems import METRICS, comparison
from ..tracking import tracker_on
from .function_cones import span_dimension, zero_is_apart
from .function_set import CriticalFunctions, FunctionSolution
from .function_status import ranks_evidence
from .judge import COMPLETE
from .slice_count import count_on_slice
from .stages import Tracker, check_tracker
from .subnetworks import count_smaller


def critical_functions(
    network: Network,
    *,
    metric: str = "generic",
    inputs: Any = None,
    targets: Any = None,
    gauge: str = "fixed",
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
    tracker: Tracker | None = None,
) -> CriticalFunctions:
    """Critical points of the distance to a target on the set of functions of a network, modulo its symmetries.

    D(f) = ½ Σ_a q_a (E_a(f) − u_a)², where E_a are the coefficients of f, or its values at given inputs. Counted are
    the functions at which the set is the image of weights with a derivative of full rank r: for a generic target those
    on its smooth part. Their number is the Euclidean distance degree for this metric.

    Args:
        metric: ``generic`` (coefficients, each with a random positive weight), ``frobenius`` (the norm of symmetric
            tensors) or ``data`` (the square loss at ``inputs``).
        inputs: for the metric ``data``, exact numbers, shape (num_samples, input_dim).
        targets: u, exact numbers: (num_samples, output_dim) for ``data``, else one for each coefficient; random ones
            from the seed without them.
        gauge: which slice of the weights is searched: ``fixed`` or ``random``.
        seed: of all random choices.
        timeout, memory: as for :func:`algebraic.census.solve`.
        tracker: what follows the paths (:func:`algebraic.tracking.tracker_on`); a compiled one where there is a
            compiler, by default.

    Raises:
        WrongInput: a metric without its inputs, a target of the wrong shape, an unknown metric or gauge.
        TooLarge: too many coefficients or dimensions.

    >>> found = critical_functions(Network.dense([2, 1, 2], "z", hidden_bias=False, output_bias=False))
    >>> found.complex_count, found.complex_count_status, found.fibre_size
    (6, 'exact', 1)
    """
    check_network(network)
    seed = check_seed(seed)
    check_tracker(tracker)
    check_word("metric", metric, "generic")
    check_word("gauge", gauge, "fixed")
    if inputs is not None:
        inputs = exact_rows(inputs, network.input_dim, "inputs", "input_dim")
    budget = Budget(timeout, memory)
    tracker = tracker_on("cpu", kernel=None) if tracker is None else tracker
    return take_functions(
        network, metric=metric, inputs=inputs, targets=targets, gauge=gauge, seed=seed, budget=budget, tracker=tracker
    )


def take_functions(
    network: Network,
    *,
    metric: str,
    inputs: np.ndarray | None,
    targets: Any,
    gauge: str,
    seed: int,
    budget: Budget,
    tracker: Tracker | None = None,
    options: Options | None = None,
    data: str = "random coefficients",
) -> CriticalFunctions:
    """:func:`critical_functions` for checked inputs; ``options`` of the command are for the result."""
    for name, value, words in (("metric", metric, METRICS), ("gauge", gauge, GAUGES)):
        if value not in words:
            raise WrongInput(
                f"{name} is {shown_value(value)}", hint=f"give one of {', '.join(words)}", kind=f"bad_{name}"
            )
    if (metric == "data") != (inputs is not None):
        raise WrongInput(
            f"the metric {metric} {'needs inputs' if inputs is None else 'takes no inputs'}",
            hint="the metric data is the square loss at given inputs; the others compare coefficients",
            kind="bad_metric",
        )
    rank = generic_rank(network, seed=seed, budget=budget)
    here = None if inputs is None else data_rank(network, inputs, seed=seed, budget=budget)
    slice_of = choose_gauge(network, rank.rank, gauge, seed)
    compared = comparison(network, slice_of, metric, inputs, [])
    scales, own = draw_distance(seed, len(compared.values))
    own = own if targets is None else _target(targets, compared.names)
    slice_of = measured(slice_of, network, inputs, own)
    question = FunctionQuestion(network, slice_of, metric, inputs, scales if metric == "generic" else [], own)
    problem, graph = FunctionProblem(question, seed), describe_graph(network)
    names = network_from_graph(graph).parameter_names  # a document has no others
    plain = CriticalFunctions(
        network=graph,
        metric=metric,
        gauge=gauge,
        gauge_forms={names[k]: [str(value) for value in form] for k, form in slice_of.forms.items()},
        inputs=None if inputs is None else [[str(value) for value in row] for row in inputs.tolist()],
        compared=compared.names,
        metric_weights=[str(value) for value in problem.compared.weights],
        targets=[str(value) for value in own],
        dimension=rank.rank,
        dimension_proved=rank.upper_bound.proved,
        ambient_dimension=span_dimension(problem),
        zero_function=int(zero_is_apart(problem, rank.rank)),
        seed=seed,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(options or {})},
        data=data,
        versions=versions(),
    )
    if here is not None and here.rank < rank.rank:
        return replace(
            plain,
            critical_dimension=rank.rank - here.rank,
            complex_count_status="infinite",
            complex_count_evidence=ranks_evidence(rank, here),
            reasons={"strata": "there is no finite number"},
        )
    return _with_count(plain, problem, seed, budget, tracker)


def _target(targets: Any, names: list[str]) -> list[Any]:
    """One exact number for each E_a."""
    try:
        found = rationals(targets).ravel().tolist()
    except ZerolocusError:
        raise
    except (TypeError, ValueError) as problem:
        raise WrongInput(f"targets are no numbers: {problem}", kind="bad_targets") from None
    if len(found) != len(names):
        shown = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
        raise WrongInput(
            f"a target of {len(found)} numbers, and functions are compared by {len(names)}",
            hint=f"give one for each of: {shown}",
            kind="bad_targets",
        )
    return found


def _with_count(
    plain: CriticalFunctions, problem: FunctionProblem, seed: int, budget: Budget, tracker: Tracker | None
) -> CriticalFunctions:
    """With what a search finds, and the counts of smaller networks."""
    counted = count_on_slice(problem, seed, budget, tracker)
    found, finite = counted.judged, counted.status != "infinite"
    strata, reason = count_smaller(problem, plain.dimension, seed, budget, tracker)
    reasons = {"strata": reason, "kernel": getattr(tracker, "problem", None)}
    solutions: list[FunctionSolution] = [
        {
            "box": solution["box"],
            "real": solution["real"],
            "certified": True,
            "function": None if label is None else label + 1,
        }
        for solution, label in zip(found.solutions, counted.functions.labels, strict=True)
    ]
    real = counted.functions.num_real([solution["real"] for solution in solutions], counted.status in COMPLETE)
    return replace(
        plain,
        critical_dimension=0 if finite else None,
        complex_count=counted.functions.count if finite else None,
        complex_count_status=counted.status,
        complex_count_evidence=counted.evidence,
        real_count=real if finite else None,
        count=len(solutions),
        solutions=solutions,
        fibre_size=counted.fibre.size,
        fibre_evidence=counted.fibre.evidence,
        strata=strata,
        suspected=found.suspected,
        at_infinity=found.at_infinity,
        ends=found.ends,
        overlapping_boxes=found.notes.overlapping_boxes,
        merged_points=found.notes.merged_points,
        bkk=found.bkk,
        reasons={key: value for key, value in reasons.items() if value is not None},
        routes=counted.routes,
        num_paths=found.notes.num_paths,
        cut_short=list(dict.fromkeys(found.notes.cut_short)),
    )
