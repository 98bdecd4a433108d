"""One run of an experiment: a folder, and work that is done once.

    spec.json         every option; its hash is the run's id
    env.json          versions, device, command
    metrics.jsonl     one line for each evaluation of each model
    work/             finished pieces of work, each with the identity of what made it
    result.json       what was measured, the checks on it, the figures
    figures/          drawn from result.json alone
    DONE              written last

An interrupted run is started again by the same command. Pieces are pure functions of their arguments, so that what
is found on the disk is what would be computed again.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Generic

from ..models import Weights
from ..shell import OutOfBudget, Progress, WrongInput, read_arrays, write_arrays
from ..training import TrainResult, TrainTask, chain, join
from .executors import stop
from .limit import time_is_up
from .options import SomeOptions
from .pieces import Arrays, Piece, digest_of, identity_of, timed
from .shards import Shard
from .spans import results_of, training_piece

log = logging.getLogger(__name__)

DENSE_CHUNK = 32  # models trained as one on the CPU: batched products gain nothing from more
CUDA_CHUNK = 64
MAX_RESTARTS = 3  # of the workers, while nothing is finished

Metrics = dict[str, str | int | float]  # one line of metrics.jsonl


class Run(Generic[SomeOptions]):
    """What an experiment sees of its run.

    Attributes:
        options: the experiment's options for this size, with what ``--set`` changed.
        seed, device: as given.
        passes, cpu_seconds: sample passes and processor time of all work so far, in this session or before.

    Args:
        open_pool: a new executor; called again when its workers died.
        width: how many pieces of work are handed to it at a time.
        deadline: of ``time.monotonic()``, after which the run stops.
        shard: do its pieces only, and stop where those of others are needed.
        progress: is told of stages and pieces.
    """

    def __init__(
        self,
        folder: Path,
        options: SomeOptions,
        *,
        seed: int = 0,
        device: str = "cpu",
        open_pool: Callable[[], Executor],
        width: int = 1,
        deadline: float | None = None,
        shard: Shard | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.folder, self.options, self.seed, self.device = folder, options, seed, device
        self.notes: list[str] = []
        self.passes, self.cpu_seconds = 0, 0.0
        self._open_pool, self._pool, self._width = open_pool, open_pool(), width
        self._shard, self._deadline, self._progress = shard, deadline, progress or Progress("", 0)
        self._names: set[str] = set()
        self._metrics: list[Metrics] = []

    def train(self, tasks: Mapping[str, TrainTask]) -> dict[str, TrainResult]:
        """Train all tasks, side by side.

        Models of one task are split in groups: one model each for convolutions on the CPU (where a grouped
        convolution is slower than one after the other), some dozens otherwise. The split depends on task and device
        alone, so that the numbers depend on nothing else.
        """
        pieces = {
            name: [training_piece(f"{name}.{i}", part, self.device) for i, part in enumerate(self._groups(task))]
            for name, task in tasks.items()
        }
        self._do([piece for group in pieces.values() for piece in group])
        results = {name: join([chain(results_of(piece)) for piece in group]) for name, group in pieces.items()}
        for name, result in results.items():
            self._keep_metrics(name, tasks[name], result)
            self.notes += [f"{name}: {note}" for note in result.notes]
            self.notes += [
                f"{name}: model {model} diverged (its loss is not finite)"
                for model, bad in zip(tasks[name].models, result.diverged, strict=True)
                if bad
            ]
        return results

    def train_one(self, name: str, task: TrainTask) -> TrainResult:
        """Train one task."""
        return self.train({name: task})[name]

    def map(self, name: str, calls: Sequence[partial[Arrays]]) -> list[Arrays]:
        """What each call gives: a function of a module, with plain data and arrays by keyword, to arrays by name."""
        pieces = [Piece(f"{name}.{i}", [call], [0], identity_of(call)) for i, call in enumerate(calls)]
        self._do(pieces)
        return [piece.found[0] for piece in pieces]

    def evaluate(self, name: str, task: TrainTask, weights: Sequence[Weights]) -> list[Arrays]:
        """Losses, errors and right answers of models, for the network, data and loss of a task.

        Returns:
            for each of ``weights`` what :func:`netsim.training.evaluate_weights` says.
        """
        task = replace(task, start=None)
        return self.map(name, [partial(_evaluate, task=task, weights=one, device=self.device) for one in weights])

    def close(self) -> None:
        """Let the workers go, which have nothing left to do."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """End the workers, whatever they do: what is not finished is computed again when the run resumes."""
        stop(self._pool)

    def metrics(self) -> Iterator[Metrics]:
        """Every evaluation of every model, in the order of the tasks."""
        yield from self._metrics

    def _groups(self, task: TrainTask) -> list[TrainTask]:
        if self.device == "cpu":
            size = 1 if any(layer.size for layer in task.network.layers) else DENSE_CHUNK
        else:
            size = CUDA_CHUNK
        return [task.part(slice(i, i + size)) for i in range(0, len(task.models), size)]

    def _do(self, pieces: list[Piece]) -> None:
        """Run the chains side by side, keeping what each call gives on the disk."""
        for piece in pieces:
            if piece.name in self._names:
                raise ValueError(f"two pieces of work are called {piece.name}")
            self._names.add(piece.name)
            self._restore(piece)
        self._progress.stage(
            ", ".join(list(dict.fromkeys(piece.name.rpartition(".")[0] for piece in pieces))[:2]),
            sum(len(piece.found) for piece in pieces),
            sum(len(piece.calls) for piece in pieces),
            trains=any(sum(piece.passes) for piece in pieces),
        )
        mine = [piece for place, piece in enumerate(pieces) if self._shard is None or self._shard.has(place)]
        ready = deque(piece for piece in mine if piece.unfinished)
        waiting: dict[Future[tuple[Arrays, float]], Piece] = {}
        restarts = 0
        while ready or waiting:
            self._check_time()
            try:
                while ready and len(waiting) < self._width:
                    waiting[self._submit(ready[0])] = ready[0]
                    ready.popleft()
                done, _ = wait(waiting, timeout=1.0, return_when=FIRST_COMPLETED)
                for future in done:
                    arrays, cpu_seconds = future.result()
                    piece = waiting.pop(future)
                    self._store(piece, arrays, cpu_seconds)
                    self._progress.piece(piece.passes[len(piece.found) - 1])
                    restarts = 0  # it is deaths one after the other that lead nowhere
                    if piece.unfinished:
                        ready.append(piece)
            except BrokenExecutor as problem:
                restarts += 1
                log.info("a worker process died: its work is done again")
                if restarts > MAX_RESTARTS:
                    raise OutOfBudget(
                        f"worker processes died {restarts} times, and nothing was finished in between",
                        hint="is there enough memory? fewer --jobs; the same command resumes",
                        kind="workers_died",
                    ) from problem
                stop(self._pool)
                self._pool = self._open_pool()
                ready.extendleft(waiting.values())
                waiting.clear()
        self._take_from_others(pieces)

    def _take_from_others(self, pieces: list[Piece]) -> None:
        """What other shards have done meanwhile; the run ends where something is left."""
        if self._shard is None:
            return
        for piece in pieces:
            self._restore(piece)
        if left := sum(piece.unfinished for piece in pieces):
            raise self._shard.is_done(left)

    def _check_time(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise time_is_up()

    def _submit(self, piece: Piece) -> Future[tuple[Arrays, float]]:
        return self._pool.submit(timed, piece.next_call())

    def _path(self, piece: Piece, place: int) -> Path:
        return self.folder / "work" / f"{piece.name}.{place}.safetensors"

    def _restore(self, piece: Piece) -> None:
        for place in range(len(piece.found), len(piece.calls)):
            path = self._path(piece, place)
            if not os.path.lexists(path):
                return
            try:
                arrays, metadata = read_arrays(path)
                _same(piece, place, arrays, metadata)
            except WrongInput as problem:
                if path.is_symlink():
                    path.unlink()  # so that what is written stays in the folder
                self.notes.append(f"{path.name} is made again: {problem.message}")
                return
            self._keep(piece, arrays, float(metadata["cpu_seconds"]))

    def _store(self, piece: Piece, arrays: Arrays, cpu_seconds: float) -> None:
        metadata = {"identity": piece.identity, "cpu_seconds": f"{cpu_seconds:.3f}"}
        metadata["sha256"] = digest_of(piece, len(piece.found), arrays, metadata["cpu_seconds"])
        path = self._path(piece, len(piece.found))
        log.debug("%s is kept, after %.2f CPU s", path.name, cpu_seconds)
        write_arrays(path, arrays, metadata)
        # What the run goes on with is what one that resumes reads: the same order, memory layout and shapes.
        self._keep(piece, read_arrays(path)[0], cpu_seconds)

    def _keep(self, piece: Piece, arrays: Arrays, cpu_seconds: float) -> None:
        passes = piece.passes[len(piece.found)]
        piece.found.append(arrays)
        self.passes += passes
        self.cpu_seconds += cpu_seconds
        self._progress.advance(passes)

    def _keep_metrics(self, name: str, task: TrainTask, result: TrainResult) -> None:
        columns = {key: result.history[key] for key in sorted(result.history) if key != "epoch"}
        for row, model in enumerate(task.models):
            for place, epoch in enumerate(result.history["epoch"]):
                line: Metrics = {"task": name, "model": model, "epoch": int(epoch)}
                self._metrics.append(line | {key: float(values[row, place]) for key, values in columns.items()})


def _same(piece: Piece, place: int, arrays: Arrays, metadata: dict[str, str]) -> None:
    """Refuse what another task, another version or somebody else wrote; the identity has the version of the code."""
    if metadata.get("identity") != piece.identity:
        raise WrongInput("it belongs to another specification or another version", kind="other_checkpoint")
    if metadata.get("sha256") != digest_of(piece, place, arrays, metadata.get("cpu_seconds", "")):
        raise WrongInput("its content is not what was written", kind="other_checkpoint")


def _evaluate(task: TrainTask, weights: Weights, device: str) -> Arrays:
    from ..training import evaluate_weights

    return evaluate_weights(
        task.network, weights, task.data, loss=task.loss, device=device, dtype=task.dtype, models=task.models
    )
