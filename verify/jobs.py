"""One claim after the other, or several at once in processes of their own, with the same outcome."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, TypeVar

from algebraic.shell import UNLIMITED, Budget

from .catalogue import find_claim
from .claims import Claim
from .evidence import Evidence
from .in_child import in_child
from .run import run_claim

LATE = 0.5  # seconds after the limit, when a check is interrupted that does not look at the time
PROFILES = {"fast": 1, "thorough": 10}  # how many times the instances of the claim

Result = TypeVar("Result")


def num_instances(claim: Claim, profile: str) -> int:
    """How many instances a profile takes.

    >>> num_instances(find_claim("T3-14"), "thorough")
    200
    """
    return PROFILES[profile] * claim.num_instances


def in_order(work: Callable[[str], Result], names: Sequence[str], jobs: int) -> Iterator[Result]:
    """``work(name)`` for every name, in the order of the names; ``work`` must be a function of a module.

    Args:
        jobs: how many processes; with one, everything happens here.
    """
    if jobs == 1 or len(names) < 2:
        yield from map(work, names)
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, len(names)), mp_context=spawn, initializer=_die_quietly)
    try:
        yield from pool.map(work, names)
    finally:
        pool.shutdown(cancel_futures=True)


def _die_quietly() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def decide_all(
    names: Sequence[str],
    *,
    profile: str = "fast",
    instances: int | None = None,
    jobs: int = 1,
    children: bool = False,
    **options: Any,
) -> Iterator[Evidence]:
    """The evidence of each claim; ``options`` are those of :func:`verify.run.run_claim`.

    Args:
        children: where there is a limit of time, each claim is decided in a process of its own, so that the limit holds
            in the middle of one long computation, too. Not for a program that has threads.
    """
    work = partial(_decide_in_child if children else _decide, profile=profile, instances=instances, **options)
    yield from in_order(work, names, jobs)


def _decide_in_child(name: str, *, budget: Budget, **options: Any) -> Evidence:
    return in_child(partial(_decide, name, budget=budget, **options), budget, _doing(name))


def _decide(name: str, *, profile: str, instances: int | None, budget: Budget = UNLIMITED, **options: Any) -> Evidence:
    claim = find_claim(name)
    with budget.alarm(_doing(name), late=LATE):
        return run_claim(claim, num_instances=instances or num_instances(claim, profile), budget=budget, **options)


def _doing(name: str) -> str:
    return f"{name} was being decided"
