"""Gradient descent on linear models with the square loss: the iteration as it is, and in closed form."""

from __future__ import annotations

import numpy as np

from ..shell import WrongInput

LOSSES = ("half the sum", "mean", "half the mean")


def loss_factor(loss: str, num_samples: int) -> float:
    """What Φᵀ(Φw − y) is multiplied with in the gradient: 1 for ½ Σ e², 2/n for the mean of e², 1/n for half of it.

    Raises:
        WrongInput: none of these losses.

    >>> [loss_factor(loss, 4) for loss in LOSSES]
    [1.0, 0.5, 0.25]
    """
    if loss not in LOSSES:
        raise WrongInput(f"loss {loss!r}", hint=" or ".join(LOSSES), kind="unknown_loss")
    return {"half the sum": 1.0, "mean": 2 / num_samples, "half the mean": 1 / num_samples}[loss]


def descend(
    features: np.ndarray,
    targets: np.ndarray,
    test_features: np.ndarray,
    test_targets: np.ndarray,
    start: np.ndarray,
    rate: float,
    iterations: int,
    record_every: int,
    perturb_every: int,
    noise: np.ndarray,
) -> dict[str, np.ndarray]:
    """w ← w − rate · Φᵀ(Φw − y), literally, for all repeats at once; float64.

    After every ``perturb_every`` iterations (0: never) the next noise is added, as long as there is some.

    Args:
        features: Φ, (num_train, num_params); start: (num_params, repeats); noise: (count, num_params, repeats).

    Returns:
        ``iterations`` that were recorded, and by repeat ``train``, ``test`` (mean squares) and ``norm`` at them,
        (num_records, repeats), all before the noise of that iteration; ``cycles``: the weights before each
        perturbation and at the end, (count + 1, num_params, repeats). What diverges is not finite.

    >>> one = np.ones((1, 1))
    >>> found = descend(one, np.ones(1), one, np.ones(1), 0 * one, 0.5, 3, 1, 0, np.zeros((0, 1, 1)))
    >>> found["train"][:, 0].tolist()
    [1.0, 0.25, 0.0625, 0.015625]
    """
    weights, column, back = start.copy(), targets[:, None], rate * features.T
    train, test, norm = [], [], []
    cycles: list[np.ndarray] = []
    steep = {2**k for k in range(record_every.bit_length())}  # at first, and after each perturbation
    steep |= {perturb_every * (k + 1) + 1 for k in range(len(noise))}
    times = sorted(t for t in {*steep, *range(0, iterations + 1, record_every), iterations} if t <= iterations)
    wanted = set(times)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(iterations + 1):
            if t:
                weights -= back @ (features @ weights - column)
            if t in wanted:
                train.append(np.mean((features @ weights - column) ** 2, axis=0))
                test.append(np.mean((test_features @ weights - test_targets[:, None]) ** 2, axis=0))
                norm.append(np.linalg.norm(weights, axis=0))
            if t and perturb_every and t % perturb_every == 0 and len(cycles) < len(noise):
                cycles.append(weights.copy())
                weights += noise[len(cycles) - 1]
    return {
        "iterations": np.array(times),
        "train": np.stack(train),
        "test": np.stack(test),
        "norm": np.stack(norm),
        "cycles": np.stack([*cycles, weights]),
    }


def closed_form(
    features: np.ndarray, targets: np.ndarray, start: np.ndarray, rate: float, iterations: float
) -> tuple[np.ndarray, np.ndarray]:
    """Weights after so many iterations (``inf``: in the limit), by the singular values σ of Φ = U Σ Vᵀ.

    w_t = w_0 + V diag((1 − (1 − rate·σ²)^t) / σ) Uᵀ(y − Φw_0). The limit from 0 is the minimum-norm solution (Theory
    III, Corollary 1). Φ must have full rank; columns of y and of w_0 are repeats.

    Returns:
        weights and residuals y − Φw; not finite where rate·σ² > 2 and the iteration diverges.

    >>> weights, left = closed_form(np.array([[1.0, 1.0]]), np.array([2.0]), np.zeros(2), 0.1, float("inf"))
    >>> weights.round(12).tolist(), left.round(12).tolist()
    ([1.0, 1.0], [0.0])
    """
    residual = targets - features @ start
    left, values, right = np.linalg.svd(features, full_matrices=False)
    steps = rate * values**2
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        # log1p keeps the digits of directions that hardly move; a step above 1 alternates in sign.
        moved = np.where(
            steps < 1, -np.expm1(iterations * np.log1p(-np.minimum(steps, 1.0))), 1 - (1 - steps) ** iterations
        )
        along = left.T @ residual
        change = (moved / values * along.T).T
        weights = start + right.T @ change
        remains = residual - left @ along + left @ ((1 - moved) * along.T).T
    return weights, remains


def null_projector(features: np.ndarray) -> np.ndarray:
    """The orthogonal projection onto the null space of Φ, which has full row rank: the degenerate directions.

    >>> null_projector(np.array([[1.0, 0.0]])).tolist()
    [[0.0, 0.0], [0.0, 1.0]]
    """
    rows = np.linalg.qr(features.T)[0]
    return np.eye(features.shape[1]) - rows @ rows.T
