"""Training steps as CUDA graphs: recorded once for each shape of a batch, and replayed on buffers.

A step of a small network is some hundred kernels of a few microseconds each, and starting one from Python takes as
long; a graph starts all of them at once. What a step changes (the weights) stays where it is; what it is given (the
batch) is copied to buffers that the graph reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import torch

WARM_UP = 3  # steps of a shape before it is recorded: libraries choose algorithms and set up workspaces in them

Step = Callable[[torch.Tensor, torch.Tensor], None]


class Recorder(Protocol):
    """How steps are run and recorded; a test has one of its own."""

    def run(self, call: Callable[[], None]) -> None:
        """Do it now."""

    def record(self, call: Callable[[], None]) -> Callable[[], None]:
        """Do nothing now; return what does it, as often as it is called."""


class CudaRecorder:
    """Runs and records on a stream of its own, as torch wants it (CUDA semantics, "CUDA Graphs")."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._stream = torch.cuda.Stream(device)

    def run(self, call: Callable[[], None]) -> None:
        """Do it now, after what was begun before and before what comes next."""
        self._stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(self._stream):
            call()
        torch.cuda.current_stream(self._device).wait_stream(self._stream)

    def record(self, call: Callable[[], None]) -> Callable[[], None]:
        """The graph of a call, which is not done."""
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.device(self._device), torch.cuda.graph(graph, stream=self._stream):
            call()
        replay: Callable[[], None] = graph.replay
        return replay


class ReplayedStep:
    """A step ``step(inputs, labels)`` that is replayed after its first calls; every call is one step.

    The step may change what it holds (the weights) in place only, and copy nothing between host and device.
    """

    def __init__(self, step: Step, recorder: Recorder) -> None:
        self._step, self._recorder = step, recorder
        self._calls: dict[torch.Size, int] = {}
        self._graphs: dict[torch.Size, tuple[torch.Tensor, torch.Tensor, Callable[[], None]]] = {}

    def __call__(self, inputs: torch.Tensor, labels: torch.Tensor) -> None:
        """One step."""
        shape = inputs.shape
        self._calls[shape] = self._calls.get(shape, 0) + 1
        if self._calls[shape] <= WARM_UP:
            self._recorder.run(partial(self._step, inputs, labels))
            return
        if shape not in self._graphs:
            buffers = inputs.clone(), labels.clone()
            self._graphs[shape] = *buffers, self._recorder.record(partial(self._step, *buffers))
        input_buffer, label_buffer, replay = self._graphs[shape]
        input_buffer.copy_(inputs)
        label_buffer.copy_(labels)
        replay()
