"""Work that is spread over processes or a cluster, and comes back in the order in which it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from typing import Any, TypeVar

from .budget import UNLIMITED, Budget
from .errors import OutOfBudget
from .executors import dask_client, open_executor, stop, width_of

T = TypeVar("T")

MAX_RESTARTS = 3  # without anything done in between
SLICE = 0.5  # seconds between two looks at the time
AHEAD = 8  # pieces of work for each that is done at a time: so much may wait for its turn


def spread(
    calls: Iterable[Callable[..., T]],
    *,
    executor: str = "processes",
    jobs: int = 1,
    budget: Budget = UNLIMITED,
    doing: str = "work was being done",
) -> Iterator[T]:
    """What each call gives, in the order of the calls; work that is lost with a worker is done again.

    When the time is over, or the caller wants no more, worker processes are killed.

    Args:
        calls: functions of a module, with plain data (``functools.partial``); each is called with a ``budget``. They
            are taken as they are needed, so that there may be any number.
        executor: ``processes``, ``here``, or ``dask=tcp://HOST:PORT``.
        jobs: how many processes; with one, everything happens here.

    Raises:
        OutOfBudget: the time is over; or workers died again and again.
        WrongInput, Missing: there is no such executor.

    >>> list(spread([partial(_echo, n) for n in (3, 1, 2)]))
    [3, 1, 2]
    """
    width = width_of(executor, jobs)
    crew = _Crew(executor, jobs, budget)
    remaining, waiting = enumerate(calls), dict[int, tuple[Callable[..., T], Future[Any]]]()
    held = list[int]()  # calls that were lost with a worker, until the first of them is done
    place, most = 0, width if width == 1 else min(AHEAD * width, 1000)
    try:
        while True:
            while len(waiting) < most and (following := next(remaining, None)) is not None:
                waiting[following[0]] = following[1], crew.submit(following[1])
            if not waiting:
                return
            try:
                found = waiting[place][1].result(SLICE)
            except TimeoutError:
                if waiting[place][1].done():  # the call's own
                    raise
                budget.check(doing)
            except OutOfBudget as problem:
                late = problem.kind == "time_limit" and budget.seconds is not None
                if late and not crew.is_here:  # not of the part that a call was given
                    raise budget.out_of_time(doing) from problem
                raise
            except Exception as problem:
                if not _is_lost(problem):
                    raise
                crew.renew(problem)
                lost = [index for index, (_, future) in waiting.items() if _is_undone(future)]
                held = [index for index in lost if index != place]  # alone, the next is done, or is to blame itself
                waiting[place] = waiting[place][0], crew.submit(waiting[place][0])
            else:
                del waiting[place]
                place, crew.restarts = place + 1, 0
                for index in held:
                    waiting[index] = waiting[index][0], crew.submit(waiting[index][0])
                held = []
                yield found
    finally:
        crew.stop()


def check_executor(executor: str, jobs: int) -> None:
    """Refuse what is no executor.

    Raises:
        WrongInput: it has another name.
        Missing: a package that it needs is not installed.
    """
    width_of(executor, jobs)
    if executor.startswith("dask="):
        dask_client()


class _Crew:
    """An executor that is opened again when its workers died."""

    def __init__(self, executor: str, jobs: int, budget: Budget) -> None:
        self._open: Callable[[], Executor] = partial(open_executor, executor, jobs)
        self._budget, self._pool, self.restarts = budget, self._open(), 0
        self.is_here = width_of(executor, jobs) == 1

    def submit(self, call: Callable[..., Any]) -> Future[Any]:
        """A clock of another machine says another time: what is sent there is how much is left."""
        if self.is_here:
            return self._pool.submit(call, budget=self._budget)
        try:
            return self._pool.submit(_within, call, self._budget.remaining(), self._budget.memory_gb)
        except BrokenExecutor as problem:  # met before its first piece of work
            broken: Future[Any] = Future()
            broken.set_exception(problem)
            return broken

    def renew(self, problem: Exception) -> None:
        self.restarts += 1
        if self.restarts > MAX_RESTARTS:
            raise OutOfBudget(
                f"worker processes died {self.restarts} times",
                hint="is there enough memory? fewer --jobs; the same command begins again",
                kind="workers_died",
            ) from problem
        self.stop()
        self._pool = self._open()

    def stop(self) -> None:
        stop(self._pool)


def _is_undone(future: Future[Any]) -> bool:
    return not future.done() or future.cancelled() or _is_lost(future.exception())


def _is_lost(problem: BaseException | None) -> bool:
    """Whether a worker is to blame, not the work: processes were killed, a cluster gave the work up."""
    return isinstance(problem, BrokenExecutor | CancelledError) or type(problem).__name__ in (
        "KilledWorker",
        "FutureCancelledError",
    )


def _within(call: Callable[..., T], seconds: float | None, memory_gb: float | None) -> T:
    return call(budget=Budget(None if seconds is None else max(seconds, 1e-3), memory_gb))


def _echo(value: T, budget: Budget) -> T:
    return value
