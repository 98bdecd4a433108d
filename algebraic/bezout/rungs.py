"""The ladder of bounds: how many solutions the zero-error equations can have, and how many they do have."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

import numpy as np

from ..data import DataSet, check_data
from ..engines import versions
from ..ideals import SYSTEMS, make_problem
from ..networks import Network, check_network, plain_network
from ..options import MAX_SAMPLES
from ..ranks import data_rank, generic_rank
from ..shell import Attempts, Budget, HypothesesNotMet, WrongInput, check_seed, check_whole, check_word
from .counts import count_rungs, rank_rungs, real_range
from .from_shape import DegreeRungs, degree_rungs, paper_rungs
from .from_supports import newton_rungs, partition_rungs
from .question import Question
from .result import Ladder, LadderData

MAX_LISTED_DATA = 10_000


def ladder(
    network: Network,
    inputs: Any = None,
    targets: Any = None,
    *,
    num_samples: int | None = None,
    system: str = "zero-error",
    ridge: str = "none",
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
) -> Ladder:
    """Climb the ladder of bounds for a network and a data set.

    Args:
        network: a polynomial network.
        inputs: exact numbers, shape (num_samples, input_dim); floats count as their exact binary value.
        targets: exact numbers, shape (num_samples, output_dim), or (num_samples,) for one output.
        num_samples: without data, the number of samples: only the rungs that follow from the shape are had.
        system: ``zero-error``, or ``critical`` for the critical points of the square loss.
        ridge: of the critical-point system: ``none``, ``scalar`` or ``entrywise`` (random values from the seed).
        seed: of all random choices (primes, points).
        timeout: wall time in seconds for everything.
        memory: GB that an engine may use.

    Raises:
        WrongInput: data that do not fit the network (see :func:`algebraic.data.check_data`), or no data and no
            number of samples.
    """
    check_network(network)
    seed = check_seed(seed)
    check_word("system", system, "critical")
    check_word("ridge", ridge, "entrywise")
    budget = Budget(timeout, memory)
    if num_samples is not None:
        num_samples = check_whole("num_samples", num_samples, 1, MAX_SAMPLES, kind="bad_samples")
    data = None
    if inputs is not None or targets is not None:
        data = check_data(inputs, targets, network, repeated=system in SYSTEMS and SYSTEMS[system].any_samples)
        if num_samples not in (None, len(data.inputs)):
            raise WrongInput(
                f"num_samples is {num_samples}, and the data have {len(data.inputs)} samples",
                hint="leave num_samples out, or give as many samples",
                kind="bad_samples",
            )
        num_samples = len(data.inputs)
    if num_samples is None:
        raise WrongInput("num_samples is None", hint="give inputs and targets, or num_samples ≥ 1", kind="bad_samples")
    return climb(network, num_samples, data, system=system, ridge=ridge, seed=seed, budget=budget)


def climb(
    network: Network,
    num_samples: int,
    data: DataSet | None,
    *,
    seed: int,
    budget: Budget,
    no_data: str = "no data were given",
    system: str = "zero-error",
    ridge: str = "none",
    options: Namespace | None = None,
) -> Ladder:
    """:func:`ladder` for checked data; ``no_data`` is the reason where ``data`` is ``None``."""
    problem = make_problem(network, num_samples, data, system=system, ridge=ridge, seed=seed, no_data=no_data)
    attempt = Attempts(budget)
    asked = Question(problem, seed, attempt)
    # Degrees are had even when the time is over: they cost next to nothing, and everything else rests on them.
    shape = attempt("equation_degrees", lambda: degree_rungs(asked), urgent=not problem.takes_ridge)
    degrees, vacuous = shape or (DegreeRungs(), None)
    asked = replace(asked, vacuous=vacuous)
    papers = paper_rungs(asked)
    generic = attempt("generic_rank", lambda: generic_rank(network, seed=seed, budget=budget))
    here = attempt("data_rank", lambda: data_rank(network, _inputs(data), seed=seed, budget=budget))
    partitions, newton = partition_rungs(asked), newton_rungs(asked)
    counted = count_rungs(asked, here, newton.bkk)
    reals = attempt("real_counts", lambda: real_range(asked, counted, newton.bkk))
    shown = [str(a) for a in network.activations]
    return Ladder(
        widths=list(network.widths),
        activation=shown[0] if len(set(shown)) == 1 else shown,
        hidden_bias=network.hidden_bias,
        output_bias=network.output_bias,
        output_activation=network.layers[-1].activation is not None,
        num_params=network.num_params,
        num_samples=num_samples,
        output_dim=network.output_dim,
        num_equations=problem.num_equations,
        system=system,
        ridge=ridge,
        ridge_values=problem.ridge,
        real_counts=reals,
        reasons=attempt.reasons,
        cut_short=attempt.cut_short,
        data=_described(data, no_data),
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **(vars(options) if options else {})},
        seed=seed,
        versions=versions(),
        network_data=plain_network(network),
        **vars(degrees),
        **vars(papers),
        **vars(rank_rungs(generic, here)),
        **vars(partitions),
        **vars(newton),
        **vars(counted),
    )


def _inputs(data: DataSet | None) -> np.ndarray:
    if data is None:
        raise HypothesesNotMet("there are no data")
    return data.inputs


def _described(data: DataSet | None, no_data: str) -> LadderData:
    if data is None:
        return LadderData(source=f"none ({no_data})", inputs=None, targets=None)
    if data.inputs.size + data.targets.size > MAX_LISTED_DATA:
        return LadderData(source=data.source, inputs=None, targets=None)
    as_text = np.frompyfunc(str, 1, 1)
    return LadderData(source=data.source, inputs=as_text(data.inputs).tolist(), targets=as_text(data.targets).tolist())
