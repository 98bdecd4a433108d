"""``--system function-space``: the critical functions of a distance, from the options of the command."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from ..options import LATE, MAX_SEED, data_from, network_from, num_samples_from
from ..shell import WrongInput, check_range

if TYPE_CHECKING:
    from ..census import CriticalFunctions
    from ..networks import Network


def add_function_options(parser: argparse.ArgumentParser) -> None:
    """``--metric`` and ``--gauge``."""
    group = parser.add_argument_group("critical functions")
    group.add_argument(
        "--metric",
        choices=("generic", "frobenius", "data"),
        help="of function-space: coefficients with random weights (generic, the default), the norm of symmetric "
        "tensors (frobenius), or the square loss at --data",
    )
    group.add_argument(
        "--gauge",
        choices=("fixed", "random"),
        help="of function-space: which slice of the weights is searched; the weights that are not free are random "
        "numbers (fixed, the default), or random affine forms in the others",
    )


def count_functions(options: argparse.Namespace, started: float) -> CriticalFunctions:
    """The critical functions that the options ask for.

    Args:
        started: when the command began, by the monotonic clock.

    Raises:
        WrongInput: options that belong to another system or metric.
    """
    metric, gauge = options.metric or "generic", options.gauge or "fixed"
    _refuse_others(options, metric)
    check_range("--seed", options.seed, 0, MAX_SEED)

    from ..census import take_functions
    from ..data import within_float64
    from ..shell import Budget
    from ..tracking import tracker_on

    tracker = tracker_on(options.device, kernel=None if options.kernel == "auto" else options.kernel == "fused")
    budget = Budget(options.timeout, options.memory, started)
    take = partial(
        take_functions,
        metric=metric,
        gauge=gauge,
        seed=options.seed,
        budget=budget,
        tracker=tracker,
        options=vars(options),
    )
    with budget.alarm("network and data were being read", late=LATE):
        network, data = network_from(options), None
        if metric == "data":
            if options.samples is None:
                options.samples = _enough_samples(options, network)
            data = data_from(options, network, num_samples_from(options, network))
    with budget.alarm("the critical functions were being counted", late=LATE):
        if data is None:
            return take(network, inputs=None, targets=None)
        with within_float64(data):
            return take(network, inputs=data.inputs, targets=data.targets, data=data.source)


def _enough_samples(options: argparse.Namespace, network: Network) -> int | None:
    """As many as tell all functions apart, and one more: the critical points are finite in number then."""
    from ..data import num_samples_of
    from ..ranks import generic_rank

    if num_samples_of(options.data, network) is not None:  # all that the file has
        return None
    return generic_rank(network, seed=options.seed).rank // network.output_dim + 1


def _refuse_others(options: argparse.Namespace, metric: str) -> None:
    """Refuse what belongs to the equations in the weights, or to data that are not looked at."""
    for name, unset in (("ridge", "none"), ("data_sets", None), ("resume", None)):
        if getattr(options, name) != unset:
            raise WrongInput(
                f"--{name.replace('_', '-')} with --system function-space",
                hint="leave it out: it belongs to the systems in all weights",
                kind="usage",
            )
    if options.jobs > 1 or options.executor != "processes":
        raise WrongInput("--jobs and --executor with --system function-space", hint="leave them out", kind="usage")
    if metric != "data" and (options.samples is not None or options.data != "digits"):
        raise WrongInput(
            f"--samples or --data with the metric {metric}",
            hint="add --metric data: the other metrics compare coefficients, and no values at samples",
            kind="bad_metric",
        )
