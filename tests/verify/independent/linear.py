"""Least squares and linear networks: differences of the loss, simulated descent, LAPACK's least squares."""

# mypy: ignore-errors

import numpy as np
import scipy.linalg

from .tools import bends, cut, digits, floats, joined, rank, same, signs, slopes


def _layers(instance):
    return tuple(floats(instance[name]) for name in ("X", "Y", "W1", "W2"))


def _loss(x, y, w1, w2):
    """½‖W2 W1 X − Y‖² as a function of the entries of W1 and W2, and these."""
    x, y = digits(x), digits(y)

    def loss(weights):
        first, second = cut(weights, w1.shape, w2.shape)
        return ((second @ first @ x - y) ** 2).sum() / 2

    return loss, digits(joined(w1, w2))


def _gradient(x, y, w1, w2):
    """By differences, as two matrices."""
    found = slopes(*_loss(x, y, w1, w2))[:, 0]
    return [part.astype(float) for part in cut(found, w1.shape, w2.shape)]


def _least(x, y):
    """The least-norm solution of min ‖AX − Y‖, by LAPACK."""
    return np.linalg.lstsq(x.T, y.T, rcond=None)[0].T


def least_norm(instance):
    """T3-09."""
    x, y = floats(instance["X"]), floats(instance["y"])
    w = x.T @ np.linalg.inv(x @ x.T) @ y
    other = np.linalg.lstsq(x, y, rcond=None)[0]
    return same(x @ w, y) and np.linalg.norm(w) <= np.linalg.norm(other) * (1 + 1e-9) + 1e-12


def _run(instance):
    """The iterates of gradient descent and of SGD on ‖Xw − y‖²/(2n), in floating point."""
    x, y = floats(instance["X"]), floats(instance["y"])
    everything = [list(range(len(x)))] * len(instance["steps"])
    for batches in (everything, instance["batches"]):
        w = floats(instance["start"])
        for step, batch in zip(floats(instance["steps"]), batches, strict=True):
            w = w - step * x[batch].T @ (x[batch] @ w - y[batch]) / len(batch)
            yield w


def in_the_row_space(instance):
    """T3-10."""
    x = floats(instance["X"])
    return all(same(x.T @ np.linalg.lstsq(x.T, w, rcond=None)[0], w) for w in _run(instance))


def limit(instance):
    """T3-12: the affine map of a step of GD, and of one pass of SGD, to the power 2²⁴ by squaring."""
    x, y = floats(instance["X"]), floats(instance["y"])
    n, d = x.shape

    def move(rows, targets, step):
        whole = np.eye(d + 1)
        whole[:d, :d] -= step * rows.T @ rows / len(rows)
        whole[:d, d:] = step * rows.T @ targets / len(rows)
        return whole

    sgd = np.eye(d + 1)
    for k in range(n):
        sgd = move(x[k : k + 1], y[k : k + 1], floats(instance["sgd_step"])) @ sgd
    printed, least = (x.T @ (x @ x.T) @ y)[:, 0], np.linalg.lstsq(x, y, rcond=None)[0][:, 0]
    holds = same(printed, least)
    for each in (move(x, y, floats(instance["step"])), sgd):
        for _ in range(24):
            if np.abs(each).max() < 1e9:
                each = each @ each
        if np.abs(each).max() < 1e9:  # otherwise it does not converge, and the sentence says nothing of it
            w = each[:d] @ np.append(floats(instance["start"]), 1.0)
            holds = holds and same(w, printed)
    return holds


def first_slope(instance):
    """T3-13."""
    x, y, w1, w2 = _layers(instance)
    return same(w2.T @ y @ x.T - w2.T @ w2 @ w1 @ x @ x.T, -_gradient(x, y, w1, w2)[0])


def second_slope(instance):
    """T3-14."""
    x, y, w1, w2 = _layers(instance)
    return same(-y @ x.T @ w1.T + w2 @ w1 @ x @ x.T @ w1.T, -_gradient(x, y, w1, w2)[1])


def hessian_blocks(instance):
    """T3-15."""
    x, y, w1, w2 = _layers(instance)
    e, width, outputs = w2 @ w1 @ x - y, len(w1), len(w2)
    mixed = np.kron(w2.T, x @ x.T @ w1.T)
    mixed = mixed + np.hstack([np.kron(np.eye(width), (x @ e[i])[:, None]) for i in range(outputs)])
    last = np.kron(np.eye(outputs), w1 @ x @ x.T @ w1.T)
    printed = np.block([[np.kron(w2.T @ w2, x @ x.T), mixed], [mixed.T, last]])
    return same(printed, bends(*_loss(x, y, w1, w2)))


def degenerate(instance):
    """T3-16."""
    x, y, w1, w2 = _layers(instance)
    whole, size = bends(*_loss(x, y, w1, w2)), w1.size
    flat = all(
        abs(v @ whole[:size, :size] @ v) < 1e-8 * (1 + np.abs(whole).max())
        for null in scipy.linalg.null_space(w2).T
        for v in (np.kron(null, unit) for unit in np.eye(w1.shape[1]))
    )
    return bool(rank(whole[:size, :size]) < size and flat and signs(whole)[1] > 0)


def minimisers(instance):
    """T3-18."""
    x, y, b = floats(instance["X"]), floats(instance["Y"]), floats(instance["B"])
    a, least = y @ x.T @ np.linalg.pinv(x @ x.T, rcond=1e-10), _least(x, y)
    null = scipy.linalg.null_space(x.T)
    moved = a + b @ null @ null.T
    losses = [np.sum((each @ x - y) ** 2) for each in (a, moved, least)]
    wide = min(y.shape[0], x.shape[0]) <= len(instance["W2"][0])
    return (
        same(a, least) and same(losses, [losses[2]] * 3) and np.linalg.norm(moved) >= np.linalg.norm(a) - 1e-9 and wide
    )


def _descent(x, y, w1, w2, steps, batches):
    """Both layers before and after each step, the gradients by differences."""
    for step, batch in zip(steps, batches, strict=True):
        rise = _gradient(x[:, batch], y[:, batch], w1, w2)
        before, w1, w2 = (w1, w2), w1 - step * rise[0], w2 - step * rise[1]
        yield before, (w1, w2)


def _both(instance, steps):
    x, y, w1, w2 = _layers(instance)
    for batches in ([list(range(x.shape[1]))] * len(steps), instance["batches"]):
        yield from _descent(x, y, w1, w2, steps, batches)


def rows_stay(instance):
    """T3-19."""
    x, y, *_ = _layers(instance)
    null = scipy.linalg.null_space(x.T)
    for before, after in _both(instance, floats(instance["steps"])):
        moved = after[0] - before[0]
        if np.abs(moved @ null).max(initial=0) > 1e-8 * (1 + np.abs(moved).max()):
            return False
    a = floats(instance["solution"]["W2"]) @ floats(instance["solution"]["W1"])
    stays = same((a @ x - y) @ x.T, 0 * a)
    return not stays or same(a, _least(x, y))


def stationary(instance):
    """T3-20: all stationary points in W1 have one loss, that of least squares for vec(W1); is it the least of all?"""
    x, y, w2 = floats(instance["X"]), floats(instance["Y"]), floats(instance["W2"])
    if w2.shape[1] < min(x.shape[0], y.shape[0]):
        return None
    model, target = np.kron(w2, x.T), y.ravel()
    rest = target - model @ np.linalg.lstsq(model, target, rcond=None)[0]
    return same(np.sum(rest**2), np.sum((_least(x, y) @ x - y) ** 2))


def limit_of_both_layers(instance):
    """T3-21: gradient descent in 60 digits until the gradient, from its formula in coordinates, is all but 0."""
    x, y, w1, w2 = (digits(instance[name]) for name in ("X", "Y", "W1", "W2"))
    step = digits(instance["step"])[()]
    for _ in range(4000):
        rest = np.einsum("ij,jk,kn->in", w2, w1, x) - y
        first, second = np.einsum("ij,in,kn->jk", w2, rest, x), np.einsum("in,jk,kn->ij", rest, w1, x)
        if max(np.abs(first).max(), np.abs(second).max()) < 1e-12:
            return same(w2 @ w1, _least(floats(instance["X"]), floats(instance["Y"])))
        w1, w2 = w1 - step * first, w2 - step * second
    return None


def columns_stay(instance):
    """T3-39."""
    step = floats(instance["step"])
    for (first, second), (moved, _) in _both(instance, [step] * len(instance["batches"])):
        null = scipy.linalg.null_space(second, rcond=1e-10)
        scale = 1 + np.abs(moved - first).max()
        if np.abs(null.T @ (moved - first)).max(initial=0) > 1e-8 * scale:
            return False
    return True


def decayed(instance):
    """T3-08: whether the Hessian of ½Σ(f − y)² + γ‖W‖² has no zero eigenvalue."""
    gamma = digits(instance["gamma"])[()]
    if "points" in instance:
        points, targets, point = digits(instance["points"]), digits(instance["targets"]), digits(instance["weights"])

        def loss(w):
            f = w[4] * (points @ w[:2]) ** 2 + w[5] * (points @ w[2:4]) ** 2
            for factor in w[6:]:
                f = factor * f**2
            return ((f - targets) ** 2).sum() / 2 + gamma * (w**2).sum()
    elif instance["width"]:
        plain, point = _loss(*_layers(instance))

        def loss(w):
            return plain(w) + gamma * (w**2).sum()
    else:
        x, y = digits(instance["X"]), digits(instance["Y"])
        point = digits([0] * len(instance["X"]))

        def loss(w):
            return ((w[None, :] @ x - y) ** 2).sum() / 2 + gamma * (w**2).sum()

    return signs(bends(loss, point))[1] == 0


TABLE = {
    "T3-08": decayed,
    "T3-09": least_norm,
    "T3-10": in_the_row_space,
    "T3-12": limit,
    "T3-13": first_slope,
    "T3-14": second_slope,
    "T3-15": hessian_blocks,
    "T3-16": degenerate,
    "T3-18": minimisers,
    "T3-19": rows_stay,
    "T3-20": stationary,
    "T3-21": limit_of_both_layers,
    "T3-39": columns_stay,
}
