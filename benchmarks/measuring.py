"""Time calls in processes of their own, under a limit, in turn."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import resource
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from multiprocessing.connection import Connection
from time import perf_counter, process_time
from typing import Any

from algebraic.shell import OutOfBudget, TooLarge

QUICK_SECONDS = 0.1  # a shorter call is repeated for about this long and averaged
GRACE_SECONDS = 3.0  # a call that watches its own limit may stop by itself first


@dataclass(frozen=True)
class Peer:
    """Something to be timed.

    Attributes:
        name: as it is printed.
        run: takes the case and the time limit in seconds, returns the answer.
        installed: whether it can run here.
        tolerance: relative error allowed in its answer; 0 for exact programs.
    """

    name: str
    run: Callable[[Any, float], Any]
    installed: Callable[[], bool] = lambda: True
    tolerance: float = 0.0


def stopwatch(task: Callable[[], Any]) -> tuple[Any, float, float]:
    """Answer, wall seconds and CPU seconds (child processes included) of one call."""
    answer, wall, cpu = _timed(task, 1)
    if wall < QUICK_SECONDS:
        answer, wall, cpu = _timed(task, min(200, ceil(QUICK_SECONDS / wall)))
    return answer, wall, cpu


def measure(task: Callable[[], Any], limit: float) -> dict[str, Any]:
    """Run ``task`` in a forked process: ``status``, ``answer``, ``wall``, ``cpu``, ``note``.

    The process group is killed when ``limit`` seconds (and a short grace) are over.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(task, sender))
    process.start()
    sender.close()
    assert process.pid is not None
    try:
        return receiver.recv() if receiver.poll(limit + GRACE_SECONDS) else {"status": "time limit"}
    except EOFError:
        return {"status": "failed", "note": "the process died"}
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


def compare(peers: Sequence[Peer], case: Any, *, repetitions: int, limit: float) -> dict[str, dict[str, Any]]:
    """Time every peer on one case, in turn (A B C A B C …). One that does not finish is not asked again."""
    results: dict[str, dict[str, Any]] = {
        p.name: {"status": "ok" if p.installed() else "not installed", "answers": [], "wall": [], "cpu": []}
        for p in peers
    }
    for _ in range(repetitions):
        for peer in peers:
            result = results[peer.name]
            if result["status"] != "ok":
                continue
            keep(result, measure(partial(peer.run, case, limit), limit))
    return results


def keep(result: dict[str, Any], found: dict[str, Any]) -> None:
    """Add a measurement to the result of a program; one that failed ends it."""
    result["status"] = found["status"]
    if found["status"] != "ok":
        result["note"] = found.get("note", "")
        return
    result["wall"].append(found["wall"])
    result["cpu"].append(found["cpu"])
    result["answers"].append(found["answer"])


def product_rate(left: Any, right: Any) -> float:
    """Floating-point operations per CPU second of a product of square matrices; the first one warms up."""
    taken = 0.0
    for _ in range(2):
        begun = process_time()
        left @ right
        taken = process_time() - begun
    return float(2 * len(left) ** 3 / taken)


def disagreements(peers: Sequence[Peer], results: dict[str, dict[str, Any]]) -> dict[str, str]:
    """For each peer that differs: its answers beside the first peer's (ours), or the next one's that answered."""
    answered = [(p, results[p.name]["answers"]) for p in peers if results[p.name]["answers"]]
    found: dict[str, str] = {}
    for peer, answers in answered:
        first, (reference, *_) = answered[0]
        allowed = max(peer.tolerance, first.tolerance) * abs(reference)
        different = [a for a in answers if abs(a - reference) > allowed]
        if different:
            shown = ", ".join(f"{a:,}" for a in sorted(set(different)))
            found[peer.name] = (
                f"{peer.name} answers {shown} ({len(different)} of {len(answers)} repetitions), "
                f"{first.name} {reference:,}"
            )
    return found


def _child(task: Callable[[], Any], sender: Connection) -> None:
    os.setsid()
    try:
        answer, wall, cpu = stopwatch(task)
        sender.send({"status": "ok", "answer": answer, "wall": wall, "cpu": cpu})
    except OutOfBudget:
        sender.send({"status": "time limit"})
    except TooLarge as problem:
        sender.send({"status": "declined", "note": problem.message})
    except Exception as problem:
        sender.send({"status": "failed", "note": _without_paths(getattr(problem, "message", repr(problem)))})


def _without_paths(text: str) -> str:
    return re.sub(r"(?<!\w)/[\w./-]+", "…", " ".join(text.split()))[:200]


def _timed(task: Callable[[], Any], calls: int) -> tuple[Any, float, float]:
    wall, cpu, answer = perf_counter(), _cpu_seconds(), None
    for _ in range(calls):
        answer = task()
    return answer, (perf_counter() - wall) / calls, (_cpu_seconds() - cpu) / calls


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)
