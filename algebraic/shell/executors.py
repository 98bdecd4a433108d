"""Where work is done: here, in processes, or on a Dask cluster; word for word in ``algebraic`` and in ``netsim``.

Anything that is a ``concurrent.futures.Executor`` will do. The functions it runs are pure, so that work lost with a
worker is simply done again.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any

from .errors import Missing, WrongInput

PATIENCE = 2.0  # seconds for a killed process to be gone


class Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


def width_of(name: str, jobs: int) -> int:
    """How many pieces of work to hand over at a time: enough to keep all workers busy.

    Raises:
        WrongInput: no executor has this name.

    >>> width_of("here", 4), width_of("processes", 4)
    (1, 8)
    """
    if name == "here" or (name == "processes" and jobs == 1):
        return 1
    if name == "processes":
        return 2 * jobs
    _address(name)
    return 10_000  # a cluster has queues of its own


def open_executor(name: str, jobs: int) -> Executor:
    """``here``, ``processes`` (spawned, one thread each), or ``dask=tcp://HOST:PORT``.

    Raises:
        WrongInput: none of these.
        Missing: no Dask installed, or no scheduler at that address.
    """
    if name == "here" or (name == "processes" and jobs == 1):
        return Here()
    if name == "processes":
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_begin)
    return _dask(_address(name))


def _address(name: str) -> str:
    """Of a cluster."""
    kind, _, address = name.partition("=")
    if kind != "dask" or not address:
        raise WrongInput(f"executor {name!r}", hint="processes, here or dask=tcp://HOST:PORT", kind="unknown_executor")
    return address


def stop(executor: Executor) -> None:
    """End an executor with all that it is doing: worker processes are killed, a cluster is told to drop the work.

    Work that is not finished has written nothing: files are written by the process that waits for it.
    """
    workers = list((getattr(executor, "_processes", None) or {}).values())  # shutdown forgets them
    for worker in workers:
        worker.kill()
    executor.shutdown(wait=False, cancel_futures=True)
    end = time.monotonic() + PATIENCE
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
        while worker.is_alive() and time.monotonic() < end:  # the executor's thread has met its end, and will say so
            time.sleep(0.001)


def _begin() -> None:
    """Before anything is imported: threads of several processes on the same cores cost a factor of ten."""
    import signal
    from threading import Thread

    Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides what an interruption means


def _end_with(parent: Any) -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent.join()
    os._exit(1)


def dask_client() -> Any:
    """Dask's class of clients.

    Raises:
        Missing: Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError as problem:
        raise Missing("Dask is not installed", hint="pip install 'zerolocus[dask]'", kind="missing_dask") from problem
    return Client


def _dask(address: str) -> Executor:
    open_client = dask_client()
    try:
        client = open_client(address, timeout=10)
    except (ValueError, TypeError, KeyError, OverflowError) as problem:
        raise WrongInput(
            f"executor dask={address[:100]}: {problem}", hint="dask=tcp://HOST:PORT", kind="unknown_executor"
        ) from problem
    except OSError as problem:
        raise Missing(
            f"no Dask scheduler answers at {address}", hint="start one with `dask scheduler`", kind="missing_dask"
        ) from problem
    return _Cluster(client)


class _Cluster(Executor):
    """A Dask client as an executor that closes its connection, too. Dask itself does lost work again."""

    def __init__(self, client: Any) -> None:
        self._client, self._executor = client, client.get_executor(pure=False)

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(function, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()
