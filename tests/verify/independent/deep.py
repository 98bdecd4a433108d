"""Networks of any depth: differences of their loss and of their outputs, written anew as products of matrices."""

# mypy: ignore-errors

from itertools import pairwise

import numpy as np
import sympy
from scipy.linalg import null_space

from .tools import activated, bends, cut, digits, floats, joined, rank, same, signs, slopes, through


def _outputs(instance):
    """The outputs as a function of all weights, and these."""
    x, layers = digits(instance["X"]), [digits(w) for w in instance["weights"]]
    shapes = [w.shape for w in layers]
    return lambda w: through(x, cut(w, *shapes), instance["activation"]), joined(*layers)


def _hessian(instance):
    """Of ½‖Ŷ − Y‖²."""
    outputs, point = _outputs(instance)
    y = digits(instance["Y"])
    return bends(lambda w: ((outputs(w) - y) ** 2).sum() / 2, point)


def zero_eigenvalue(instance):
    """T3-01."""
    return signs(_hessian(instance))[1] > 0


def zero_eigenvalue_in_the_block(instance):
    """T3-25."""
    whole, size = _hessian(instance), np.size(instance["weights"][0])
    return signs(whole[:size, :size])[1] > 0 and signs(whole)[1] > 0


def only_quadratic(instance):
    """T3-02: L = Σ(f − y)² at integer steps against half the second derivative."""
    outputs, point = _outputs(instance)
    y = digits(instance["Y"])

    def loss(w):
        return ((outputs(w) - y) ** 2).sum()

    whole = bends(loss, point)
    for direction in [*floats(instance["directions"]), *np.eye(len(point))]:
        form = direction @ whole @ direction
        for t in (1, -1, 2, -3):
            moved = point + digits([int(t * v) for v in direction])
            if not same(loss(moved), t**2 * form / 2):
                return False
    return 0 < rank(whole) < len(point)


def _one_hidden(instance, sigma):
    """½‖W2 σ(W1 X) − Y‖² as a function of the weights, these, and the two shapes."""
    x, y, w1, w2 = (digits(instance[name]) for name in ("X", "Y", "W1", "W2"))

    def loss(w):
        first, second = cut(w, w1.shape, w2.shape)
        return ((second @ sigma(first @ x) - y) ** 2).sum() / 2

    return loss, joined(w1, w2)


def powers(instance):
    """T3-22: the two formulas, and the shape that is printed for E′."""
    m = instance["m"]
    x, y, w1, w2 = (floats(instance[name]) for name in ("X", "Y", "W1", "W2"))
    found = slopes(*_one_hidden(instance, lambda z: z**m))[:, 0]
    e = w2 @ (w1 @ x) ** m - y
    inner = m * (w1 @ x) ** (m - 1) * (w2.T @ e)
    return inner.shape == (len(y), len(x)) and same(joined(inner @ x.T, e @ ((w1 @ x) ** m).T), found)


def quadratics(instance):
    """T3-23."""
    a, b = floats(instance["a"]), floats(instance["b"])
    x, y, w1, w2 = (floats(instance[name]) for name in ("X", "Y", "W1", "W2"))
    found = slopes(*_one_hidden(instance, lambda z: digits(instance["a"]) * z + digits(instance["b"]) * z**2))[:, 0]
    h = w1 @ x
    e = w2 @ (a * h + b * h**2) - y
    first = -(a * w2.T @ e + 2 * b * h * (w2.T @ e)) @ x.T
    second = -(a * e @ x.T @ w1.T + b * e @ (h**2).T)
    return same(joined(first, second), -found)


def jacobian(instance):
    """T3-24: the recursion, and for one hidden layer the block ∇2 of its own; vec takes column after column."""
    layers, activation = [floats(w) for w in instance["weights"]], instance["activation"]
    outputs, point = _outputs(instance)
    found = slopes(lambda w: outputs(w).T, point).T
    reads, before, x = [floats(instance["X"])], [], digits(instance["X"])
    for w in layers[:-1]:
        before.append(digits(w) @ x)
        x = activated(activation, before[-1])
        reads.append(x.astype(float))
    samples, end, holds = len(x[0]), found.shape[1], True
    factor = np.eye(samples * len(layers[-1]))
    for k in range(len(layers) - 1, -1, -1):
        rows, columns = layers[k].shape
        mine, end = found[:, end - rows * columns : end], end - rows * columns
        turned = mine[:, np.arange(rows * columns).reshape(rows, columns).T.ravel()]
        if len(layers) == 2 and k:
            own = np.kron(np.eye(rows), reads[k].T)
            holds = holds and (same(own, turned) or same(own, mine))
        else:
            holds = holds and same(factor @ np.kron(reads[k].T, np.eye(rows)), turned)
        if k:
            bent = slopes(lambda z: activated(activation, z), before[k - 1].T.ravel())
            factor = factor @ np.kron(np.eye(samples), layers[k]) @ bent
    return holds


def stays_for_a_while(instance):
    """T3-26: each layer moved a little along random directions in which its derivative, by differences, is 0."""
    outputs, point = _outputs({**instance, "activation": "relu"})
    found, here, stream, at = slopes(outputs, point).T, outputs(point), np.random.default_rng(7), 0
    for size in map(np.size, instance["weights"]):
        for null in null_space(found[:, at : at + size], rcond=1e-10).T:
            direction = np.zeros(len(point))
            direction[at : at + size] = null * stream.choice([-1, 1])
            moved = outputs(point + direction / 10**6)
            if np.abs((moved - here).astype(float)).max() > 1e-14 * (1 + np.abs(here).max()):
                return False
        at += size
    return True


def _unit_by_unit(instance):
    """The outputs of a network with biases as a function of all weights, and these: of a layer, then its biases."""
    z = sympy.Symbol("z")
    sigma = sympy.lambdify(z, sympy.sympify(instance["activation"]))
    x = digits(instance["inputs"]).T
    depth = len(instance["widths"]) - 1

    def outputs(w):
        h, at = x, 0
        for k, (inside, units) in enumerate(pairwise(instance["widths"])):
            final = k == depth - 1
            h, at = w[at : at + inside * units].reshape(units, inside) @ h, at + inside * units
            if instance.get("output_bias" if final else "hidden_bias"):
                h, at = h + w[at : at + units, None], at + units
            if not final or instance.get("output_activation"):
                h = sigma(h)
        return h

    return outputs, digits(instance["weights"])


def positive_and_zero(instance):
    """C18-03 and C18-12: d positive eigenvalues of the Hessian of Σ f_i², and n − d that are zero."""
    outputs, point = _unit_by_unit(instance)
    labels, d = outputs(point), len(instance["inputs"])
    return signs(bends(lambda w: ((outputs(w) - labels) ** 2).sum(), point)) == (d, len(point) - d, 0)


TABLE = {
    "C18-03": positive_and_zero,
    "C18-12": positive_and_zero,
    "T3-01": zero_eigenvalue,
    "T3-02": only_quadratic,
    "T3-22": powers,
    "T3-23": quadratics,
    "T3-24": jacobian,
    "T3-25": zero_eigenvalue_in_the_block,
    "T3-26": stays_for_a_while,
}
