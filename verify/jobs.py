"""One claim after the other, or several at once in processes or on a cluster, with the same outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from algebraic.shell import UNLIMITED, Budget, spread

from .catalogue import find_claim
from .claims import Claim
from .evidence import Evidence
from .in_child import in_child
from .run import run_claim

LATE = 0.5  # seconds after the limit, when a check is interrupted that does not look at the time
PROFILES = {"fast": 1, "thorough": 10}  # how many times the instances of the claim, and the effort of its search
MAX_INSTANCES = 100_000

Result = TypeVar("Result")


def num_instances(claim: Claim, profile: str) -> int:
    """How many instances a profile takes.

    >>> num_instances(find_claim("T3-14"), "thorough")
    200
    """
    return PROFILES[profile] * claim.num_instances


def in_order(
    work: Callable[..., Result],
    names: Sequence[str],
    jobs: int,
    *,
    executor: str = "processes",
    budget: Budget | None = None,
) -> Iterator[Result]:
    """``work(name)`` for every name, in the order of the names; ``work`` must be a function of a module.

    Args:
        jobs, executor: where it is done (:func:`algebraic.shell.spread`); with one job, everything happens here.
        budget: the work is called with it, too, as ``work(name, budget=…)``.
    """
    calls = [partial(_unlimited, work, name) if budget is None else partial(work, name) for name in names]
    limit, doing = UNLIMITED if budget is None else budget, "claims were being decided"
    yield from spread(calls, executor=executor, jobs=min(jobs, max(1, len(names))), budget=limit, doing=doing)


def _unlimited(work: Callable[[str], Result], name: str, *, budget: Budget) -> Result:
    return work(name)


def decide_all(
    names: Sequence[str],
    *,
    profile: str = "fast",
    instances: int | None = None,
    jobs: int = 1,
    executor: str = "processes",
    children: bool = False,
    budget: Budget = UNLIMITED,
    **options: Any,
) -> Iterator[Evidence]:
    """The evidence of each claim; ``options`` are those of :func:`verify.run.run_claim`.

    Args:
        jobs, executor: as in :func:`in_order`.
        children: where there is a limit of time and nothing is spread, each claim is decided in a process of its own,
            so that the limit holds in the middle of one long computation, too: workers are killed anyway. Not for a
            program that has threads.
    """
    here = executor == "here" or (executor == "processes" and (jobs == 1 or len(names) < 2))
    decide = _decide_in_child if children and here else _decide
    work = partial(decide, profile=profile, instances=instances, **options)
    yield from in_order(work, names, jobs, executor=executor, budget=budget)


def _decide_in_child(name: str, *, budget: Budget, **options: Any) -> Evidence:
    return in_child(partial(_decide, name, budget=budget, **options), budget, _doing(name))


def _decide(name: str, *, profile: str, instances: int | None, budget: Budget = UNLIMITED, **options: Any) -> Evidence:
    claim = find_claim(name)
    with budget.alarm(_doing(name), late=LATE):
        count = instances or num_instances(claim, profile)
        return run_claim(claim, num_instances=count, effort=PROFILES[profile], budget=budget, **options)


def _doing(name: str) -> str:
    return f"{name} was being decided"
