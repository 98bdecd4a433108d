"""A network as a generator of random features: only the weights of its skip-connections, from a linear system.

"One initializes all weights, except the weights to the output layer, randomly, denoted as U, and then just solves the
linear system Ψ(U)V = Y" (NMH §3). Ψ has a row for each training sample and a column for each neuron that is connected
to the outputs. In float64; what rounding may do is part of the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..models import NetworkSpec, forward, initial_weights
from ..shell import OutOfBudget, WrongInput, all_memory, in_bytes

if TYPE_CHECKING:
    import torch

    from ..training import Samples, TrainTask

MOST_SINGULAR = 4096  # columns: beyond, all singular values would take longer than everything else
UNIT = 2.0**-53  # the rounding of one operation
CHUNK = 500  # samples whose features are computed at once


def random_features(task: TrainTask, device: str = "cpu") -> dict[str, np.ndarray]:
    """Initial weights of a task's first model, and V with Ψ V = Y, where a row of Y is the unit vector of a label.

    Of the task its network, data, seed and first model count. V solves the system where Ψ is square, else it has the
    least squares (and of these the least norm).

    Returns:
        ``train_error`` and ``test_error`` of Ψ V; ``largest`` and ``smallest`` singular value of Ψ (nan where there are
        too many to compute); ``residual``, the largest entry of Ψ V − Y as it was computed; ``margin``, the least
        difference, over training samples, of the output of the label and the largest of the others; ``rounding``, a
        bound on what rounding in Ψ V may have done to a difference: a margin above it means zero training error.

    Raises:
        WrongInput: a network without skip-connections.
        OutOfBudget: Ψ and its factors do not fit into memory.
    """
    import torch

    from ..training import samples_of, to_tensors

    network = task.network
    if not network.has_skips:
        raise WrongInput(
            f"the network {network.name!r} has no skip-connections",
            hint="give skips or drawn_skips: their neurons are the features",
            kind="bad_network",
        )
    if device == "cpu":
        torch.set_num_threads(1)
    train, test = samples_of(task.data, device, "float64")
    one, spec = initial_weights(network, task.models[:1], task.seed), network.for_models(task.models[:1])
    check_room(len(train.labels), one["skip.weight"].shape[2], device)
    tensors = {name: each.detach() for name, each in to_tensors(one, device, "float64").items()}
    statistics: list[tuple[torch.Tensor, torch.Tensor]] = []
    columns = _features(spec, tensors, train, collect=statistics)
    others = _features(spec, tensors, test, known=statistics or None)
    targets = torch.nn.functional.one_hot(train.labels, network.num_outputs).to(columns)
    solution = _solve(columns, targets)
    outputs = columns @ solution
    own = outputs.gather(1, train.labels[:, None])
    best_other = outputs.masked_fill(targets.bool(), -torch.inf).amax(1, keepdim=True)
    # |fl(Ψ V) − Ψ V| ≤ n u / (1 − n u) |Ψ||V|, for each of two outputs (Higham 2002, §3.5).
    steps = columns.shape[1] * UNIT
    bound = 2 * steps / (1 - steps) * (columns.abs() @ solution.abs()).amax()
    singular = torch.linalg.svdvals(columns) if max(columns.shape) <= MOST_SINGULAR else torch.full((2,), torch.nan)
    found = {
        "train_error": (own <= best_other).double().mean(),
        "test_error": ((others @ solution).argmax(1) != test.labels).double().mean(),
        "largest": singular[0],
        "smallest": singular[-1],
        "residual": (outputs - targets).abs().amax(),
        "margin": (own - best_other).amin(),
        "rounding": bound,
    }
    return {name: np.array(float(value)) for name, value in found.items()}


def check_room(num_samples: int, num_features: int, device: str) -> None:
    """Refuse a linear system that does not fit: Ψ, its factors and what is in hand, in float64.

    Raises:
        OutOfBudget: it says how much is needed.
    """
    needed, there = 3 * 8 * num_samples * num_features, all_memory(device)
    if there is not None and needed > there:
        raise OutOfBudget(
            f"random features of {num_features:,} neurons and {num_samples:,} samples need {in_bytes(needed)}, and "
            f"{device} has {in_bytes(there)}",
            hint="fewer samples, with as many skip-connections; in E16, none: num_random=0",
            kind="out_of_memory",
        )


def _features(
    spec: NetworkSpec,
    weights: dict[str, torch.Tensor],
    samples: Samples,
    known: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
    collect: list[tuple[torch.Tensor, torch.Tensor]] | None = None,
) -> torch.Tensor:
    """Ψ, (num_samples, num_skips); batch normalisation takes, and keeps, the statistics of all training samples."""
    import torch

    found: list[torch.Tensor] = []
    size = len(samples.labels) if spec.batch_norm and known is None else CHUNK
    with torch.no_grad():
        for chunk in samples.inputs.split(size):
            forward(spec, weights, chunk.unsqueeze(0), known, collect, features=found)
    return torch.cat([each[0] for each in found])


def _solve(columns: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """V, with one step of refinement where the system is square."""
    import torch

    if columns.shape[0] != columns.shape[1]:
        return torch.linalg.lstsq(columns.cpu(), targets.cpu(), driver="gelsd").solution.to(columns)
    factors, pivots, failed = torch.linalg.lu_factor_ex(columns)
    if int(failed):  # an exact zero pivot
        return torch.linalg.lstsq(columns.cpu(), targets.cpu(), driver="gelsd").solution.to(columns)
    solution = torch.linalg.lu_solve(factors, pivots, targets)
    return solution + torch.linalg.lu_solve(factors, pivots, targets - columns @ solution)
