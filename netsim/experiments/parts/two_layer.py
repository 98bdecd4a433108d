"""The two-layer linear network of E13: SGD with penalties, and the exact minimum of the penalised loss."""

from __future__ import annotations

import numpy as np

from ...data import Regression, linear_teacher
from ...runs import Arrays
from ...shell import random_stream


def sgd(
    num_train: int,
    num_test: int,
    input_dim: int,
    hidden: int,
    batch_size: int,
    learning_rate: float,
    steps: int,
    initial_std: float,
    penalties: np.ndarray,
    seed: int,
    index: int = 0,
) -> Arrays:
    """SGD on mean (f(x) − y)² + λ‖W2 W1‖ for several λ at once; the rate falls linearly to 0 in the second half.

    Data, start and the order of the samples are functions of ``seed`` and ``index``.

    Returns:
        ``steps``; ``train`` and ``test`` mean squares, (num_records, num_penalties); the final ``objective`` and the
        final ``product`` W2 W1, (num_penalties, input_dim).
    """
    data = linear_teacher(num_train, num_test, input_dim=input_dim, seed=seed, index=index)
    first = initial_std * random_stream(seed, "first layer", index).standard_normal((hidden, input_dim))
    second = initial_std * random_stream(seed, "second layer", index).standard_normal(hidden)
    first, second = (np.repeat(w[None], len(penalties), axis=0) for w in (first, second))
    order = random_stream(seed, "batches", index)
    targets = data.train_targets[:, 0]
    times = sorted({0, steps, *(int(steps ** (k / 60)) for k in range(1, 60))})
    wanted, records = set(times), []
    waiting: list[np.ndarray] = []
    for step in range(steps + 1):
        product = np.einsum("ph,phd->pd", second, first)
        if step in wanted:
            records.append((_mean_square(product, data, "train"), _mean_square(product, data, "test")))
        if step == steps:
            break
        if not waiting:
            waiting = np.array_split(order.permutation(num_train), -(-num_train // batch_size))
        chosen = waiting.pop()
        inputs = data.train_inputs[chosen]
        slope = 2 / len(chosen) * (product @ inputs.T - targets[chosen]) @ inputs + _pull(product, penalties)
        rate = learning_rate * min(1.0, 2 * (1 - step / steps))
        # Both gradients are taken at the same weights.
        first, second = (
            first - rate * second[:, :, None] * slope[:, None, :],
            second - rate * np.einsum("phd,pd->ph", first, slope),
        )
    train, test = (np.stack(column) for column in zip(*records, strict=True))
    objective = train[-1] + penalties * np.linalg.norm(product, axis=1)
    return {"steps": np.array(times), "train": train, "test": test, "objective": objective, "product": product}


def _mean_square(product: np.ndarray, data: Regression, part: str) -> np.ndarray:
    inputs, targets = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets")
    return np.mean((product @ inputs.T - targets[:, 0]) ** 2, axis=1)


def _pull(product: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """The gradient of λ‖v‖; at v = 0 the subgradient 0."""
    norm = np.linalg.norm(product, axis=1)
    return (penalties / np.where(norm > 0, norm, 1.0))[:, None] * product


def exact_path(
    num_train: int, num_test: int, input_dim: int, seed: int, penalties: np.ndarray, index: int = 0
) -> Arrays:
    """The minimum over v = W2 W1 of mean (v·x − y)² + λ‖v‖, which is convex and has no constraint with one output.

    v = (XᵀX/n + μ)⁻¹ Xᵀy/n with 2μ‖v‖ = λ, and v = 0 from λ = 2‖Xᵀy/n‖ on; the penalty 0 gives the minimum norm.

    Returns:
        by penalty ``train``, ``test``, ``objective``, ``product``; ``zero_train`` and ``zero_test`` of v = 0.
    """
    data = linear_teacher(num_train, num_test, input_dim=input_dim, seed=seed, index=index)
    left, values, right = np.linalg.svd(data.train_inputs, full_matrices=False)
    along = left.T @ data.train_targets[:, 0] * values / num_train
    product = np.stack([right.T @ _along(values**2 / num_train, along, penalty) for penalty in penalties])
    train, test = (_mean_square(product, data, part) for part in ("train", "test"))
    none = np.zeros((1, input_dim))
    zeros = {f"zero_{part}": _mean_square(none, data, part)[0] for part in ("train", "test")}
    objective = train + penalties * np.linalg.norm(product, axis=1)
    return {"train": train, "test": test, "objective": objective, "product": product} | {
        name: np.array(value) for name, value in zeros.items()
    }


def _along(eigenvalues: np.ndarray, along: np.ndarray, penalty: float) -> np.ndarray:
    """The minimiser in the eigenvectors of XᵀX/n; μ by bisection, 2μ‖v(μ)‖ grows with μ."""
    from scipy.optimize import brentq

    if penalty == 0:
        return along / eigenvalues
    if penalty >= 2 * np.linalg.norm(along):
        return 0 * along

    def excess(log_shift: float) -> float:
        shift = np.exp(log_shift)
        return float(2 * shift * np.linalg.norm(along / (eigenvalues + shift)) - penalty)

    return along / (eigenvalues + np.exp(brentq(excess, -60.0, 60.0, xtol=1e-13)))
