"""Where paths are tracked: numpy on the CPU, or torch on a GPU.

This is the only module that imports torch, and only when asked. A device carries arrays there and back.
:func:`track_on` takes and returns numpy arrays wherever it runs, so the functions that call the tracker need not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ..engines import find_compiler
from ..shell import UNLIMITED, Budget, EngineFailed, Missing, WrongInput
from ..systems import Family
from . import fused
from .paths import BATCH, MAX_STEPS, Tolerances, Tracked, track
from .source import KERNEL, fixed_values, kernel_source

DEVICES = ("cpu", "cuda", "torch-cpu")
TORCH = "torch>=2.6,<2.14"
GPU_BATCH = 1 << 16  # paths side by side on a GPU
THREADS = 64  # in one block: few, since a path needs many registers


@dataclass(frozen=True)
class Device:
    """A place for arrays.

    Attributes:
        name: ``cpu``, ``cuda``, ``cuda:1`` or ``torch-cpu``.
        to_device: from a numpy array.
        to_numpy: back.
    """

    name: str
    to_device: Callable[[Any], Any]
    to_numpy: Callable[[Any], np.ndarray]

    def __reduce__(self) -> tuple[Callable[[str], Device], tuple[str]]:
        """In another process it is opened again."""
        return open_device, (self.name,)

    @property
    def is_gpu(self) -> bool:
        """Whether it is a GPU."""
        return self.name.startswith("cuda")


def open_device(name: str = "cpu") -> Device:
    """The device of an option ``--device``.

    Args:
        name: ``cpu`` (numpy), ``cuda`` or ``cuda:N`` (torch on a GPU), or ``torch-cpu`` (torch on the CPU, for tests).

    Raises:
        WrongInput: there is no device of this name.
        Missing: torch is not installed, or it sees no such GPU.

    >>> open_device("cpu").to_device([1.0, 2.0])
    array([1., 2.])
    """
    if name == "cpu":
        return Device(name, np.asarray, np.asarray)
    if name not in DEVICES and not re.fullmatch(r"cuda:\d+", name):
        raise WrongInput(f"--device is {name!r}", hint=f"choose {', '.join(DEVICES)} or cuda:N", kind="bad_device")
    torch = import_torch()
    where = "cpu" if name == "torch-cpu" else name
    if where != "cpu":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if count <= int(name.partition(":")[2] or 0):
            raise Missing(
                f"--device {name}: torch {torch.__version__} sees {count} CUDA devices",
                hint="use --device cpu, or a machine and a torch build with CUDA",
                kind="device_missing",
            )
    return Device(
        name,
        lambda values: torch.asarray(np.ascontiguousarray(values), device=where),
        lambda values: values.detach().cpu().numpy(),
    )


def tracker_on(name: str, *, kernel: bool | None = False) -> Callable[..., Tracked]:
    """What follows paths on the device of this name, as ``tracker`` of :class:`algebraic.systems.Family` takes it.

    Args:
        kernel: whether by the fused kernel; ``None``: by it on the CPU, where it can be compiled and is right.
    """
    device = open_device(name)
    if kernel is not None or device.name != "cpu":
        return partial(track_on, device, kernel=bool(kernel))
    return Compiled() if find_compiler() else track


class Compiled:
    """By the fused kernel of a family; by arrays where there is none, for the reason in ``problem``."""

    problem: str | None = None

    def __call__(self, family: Family, *arguments: Any, **options: Any) -> Tracked:
        """Follow paths as :func:`algebraic.tracking.track` does."""
        try:
            return fused.track_fused(family, *arguments, **options)
        except EngineFailed as problem:
            self.problem = f"paths are followed by array code: {problem.message}"
            return track(family, *arguments, **options)


def import_torch() -> Any:
    """The module torch.

    Raises:
        Missing: it is not installed.
    """
    try:
        import torch
    except ImportError as problem:
        raise Missing(
            f"torch cannot be imported: {problem}", hint=f'run `pip install "{TORCH}"`', kind="torch_missing"
        ) from None
    return torch


def track_on(
    device: Device,
    family: Family,
    points: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    *,
    tolerances: Tolerances = fused.USUAL,
    batch: int | None = None,
    max_steps: int = MAX_STEPS,
    budget: Budget = UNLIMITED,
    kernel: bool = False,
) -> Tracked:
    """:func:`algebraic.tracking.track` on a device, from numpy arrays to numpy arrays.

    Args:
        batch: paths side by side; as many as suit the device by default.
        kernel: whether to use the fused kernel of :mod:`algebraic.tracking.fused`.

    Raises:
        Missing: the kernel needs a compiler that is not there.
        OutOfBudget: the time is over.
    """
    size = batch or (GPU_BATCH if device.is_gpu else fused.BATCH if kernel else BATCH)
    if kernel and not device.is_gpu:
        return fused.track_fused(
            family, points, start, end, tolerances=tolerances, batch=size, max_steps=max_steps, budget=budget
        )
    given = [device.to_device(np.asarray(array, dtype=complex)) for array in (points, start, end)]
    if not kernel:
        moved = family.over(device.to_device)
        found = track(moved, *given, tolerances=tolerances, batch=size, max_steps=max_steps, budget=budget)
        return _as_numpy(device, found)
    budget.check("paths were being tracked")
    run = compile_for_gpu(kernel_source(family), device.name)
    fixed = device.to_device(fixed_values(family))
    return _as_numpy(device, run_kernel(run, fixed, *given, tolerances=tolerances, max_steps=max_steps))


def _as_numpy(device: Device, found: Tracked) -> Tracked:
    points, status, residuals = map(device.to_numpy, (found.points, found.status, found.residuals))
    return Tracked(points, status, residuals, int(found.num_steps))


@lru_cache(maxsize=32)
def compile_for_gpu(source: str, name: str = "cuda") -> Any:
    """The compiled kernel of a text (:func:`algebraic.tracking.source.kernel_source`) on a GPU, by torch's NVRTC.

    Raises:
        Missing: torch is not installed, or too old.
    """
    torch = import_torch()
    if not hasattr(torch.cuda, "_compile_kernel"):
        raise Missing(
            f"torch {torch.__version__} cannot compile kernels",
            hint='run `pip install "torch>=2.9,<2.14"`, or track without the fused kernel',
            kind="compiler_missing",
        )
    with torch.cuda.device(name):
        return torch.cuda._compile_kernel(source, KERNEL)


def run_kernel(
    kernel: Any,
    fixed: Any,
    points: Any,
    start: Any,
    end: Any,
    *,
    tolerances: Tolerances = fused.USUAL,
    max_steps: int = MAX_STEPS,
) -> Tracked:
    """Track tensors of a GPU by a kernel of :func:`compile_for_gpu`; the number of steps is a tensor, too."""
    torch = import_torch()
    points = points.contiguous()
    num_paths, where = points.shape[1], points.device
    limits = torch.tensor([tolerances.predicted, tolerances.corrected], dtype=torch.float64, device=where)
    ends, residuals = torch.empty_like(points), torch.empty(num_paths, dtype=torch.float64, device=where)
    status, steps, queue = (torch.zeros(n, dtype=torch.int32, device=where) for n in (num_paths, num_paths, 1))
    arrays = [points, start.contiguous(), end.contiguous(), fixed, limits]
    arrays += [ends, status, residuals, steps, queue]
    if num_paths:
        with torch.cuda.device(where):
            blocks = (num_paths + THREADS - 1) // THREADS
            kernel((blocks, 1, 1), (THREADS, 1, 1), [*arrays, num_paths, *fused.moves(start, end), max_steps])
    return Tracked(ends, status.long(), residuals, steps.sum())
