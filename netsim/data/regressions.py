"""The regressions of T3: a sine with polynomial features (Figs. 4, 13, 15, 16), a linear teacher (Fig. 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..shell import WrongInput, random_stream
from .checks import check_choice, check_count, check_seed

POINTS = ("uniform", "chebyshev", "random")
FEATURES = ("monomials", "chebyshev", "legendre")
MAX_POINTS = 10**6


def sine_points(
    num: int,
    kind: str = "uniform",
    *,
    frequency: float = 4.0,
    interval: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Points x in ascending order and f(x) = sin(2π·frequency·x): float64, shapes (num,) and (num,). No noise.

    ``uniform``: equally spaced, ends included. ``chebyshev``: x_k = −cos(π(2k + 1)/(2·num)), scaled to the interval,
    the zeros of the Chebyshev polynomial (T3 Fig. 13 uses them). ``random``: uniformly distributed, by the seed.

    T3 gives 9 training and 100 test points for Figs. 4, 15 and 16, 76 and 600 for Fig. 13, frequency 4 on [−1, 1],
    and the kind of the points for Fig. 13 alone. Nine *equally spaced* points cannot be meant: they are multiples of
    1/4, the period of the sine, so that every target is 0.

    Raises:
        WrongInput: an unknown kind, no point, an empty interval, a frequency that is not finite.

    >>> sine_points(9)[1].tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    >>> x, y = sine_points(3, "chebyshev", frequency=1)
    >>> x.round(3).tolist(), y.round(3).tolist()
    ([-0.866, 0.0, 0.866], [0.746, 0.0, -0.746])
    """
    check_choice("kind of points", kind, POINTS)
    num = check_count("num", num, MAX_POINTS, "an interval")
    check_seed(seed)
    start, stop = interval
    if not (np.isfinite([start, stop, frequency]).all() and start < stop):
        raise WrongInput(
            f"frequency {frequency} on the interval [{start}, {stop}]",
            hint="give finite numbers, the smaller end first",
            kind="bad_value",
        )
    if kind == "uniform":
        x = np.linspace(start, stop, num)
    elif kind == "chebyshev":
        # As a sine, which is exactly odd about the middle.
        unit = np.sin(np.pi * (2 * np.arange(num) + 1 - num) / (2 * num))
        x = (start + stop) / 2 + (stop - start) / 2 * unit
    else:
        x = np.sort(random_stream(seed, "sine points").uniform(start, stop, num))
    # Whole turns are taken off first, so that the zeros of the sine are exact.
    turns = frequency * x
    return x, np.sin(2 * np.pi * (turns - np.round(turns)))


def polynomial_features(points: np.ndarray, degree: int, basis: str = "monomials") -> np.ndarray:
    """Monomials 1, x, …, x^degree: float64, shape (num_points, degree + 1). T3 Figs. 4, 15 (30), 16 (4), 13 (1…300).

    Fig. 13 counts monomials; the others say "a polynomial with degree 30" and "4", and leave open of which polynomials
    it is a combination: ``chebyshev`` and ``legendre`` have those of [−1, 1], degree by degree.

    Raises:
        WrongInput: another basis, the points are not a vector, the degree is negative, or a power is not finite.

    >>> polynomial_features(np.array([2.0, -1.0]), 3).tolist()
    [[1.0, 2.0, 4.0, 8.0], [1.0, -1.0, 1.0, -1.0]]
    >>> polynomial_features(np.array([0.0, 0.5]), 2, "legendre").tolist()
    [[1.0, 0.0, -0.5], [1.0, 0.5, -0.125]]
    """
    check_choice("kind of features", basis, FEATURES)
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 1 or isinstance(degree, bool) or degree < 0 or degree != int(degree):
        raise WrongInput(
            f"degree {degree!r} at points of shape {points.shape}",
            hint="give a vector of points and a whole degree of at least 0",
            kind="bad_shape",
        )
    with np.errstate(over="ignore", invalid="ignore"):
        features = _BASES[basis](points, int(degree))
    if not np.isfinite(features).all():
        raise WrongInput(
            f"points up to {np.abs(points).max():g} have powers up to {degree} that are not finite",
            hint="scale the points to [-1, 1], or lower the degree",
            kind="bad_value",
        )
    return features


def _monomials(points: np.ndarray, degree: int) -> np.ndarray:
    return np.vander(points, degree + 1, increasing=True)


_BASES: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "monomials": _monomials,
    "chebyshev": np.polynomial.chebyshev.chebvander,
    "legendre": np.polynomial.legendre.legvander,
}


@dataclass(frozen=True, eq=False)
class Regression:
    """A regression problem without noise.

    Attributes:
        train_inputs, test_inputs: float64, shape (·, input_dim).
        train_targets, test_targets: float64, shape (·, 1).
        teacher: the weights that made the targets, W1 (hidden, input_dim) and W2 (1, hidden).
        source: plain JSON: every option and the seed.
    """

    train_inputs: np.ndarray
    train_targets: np.ndarray
    test_inputs: np.ndarray
    test_targets: np.ndarray
    teacher: tuple[np.ndarray, np.ndarray]
    source: dict[str, Any]


def linear_teacher(
    num_train: int = 30, num_test: int = 32, *, input_dim: int = 31, hidden: int = 1, seed: int = 0, index: int = 0
) -> Regression:
    """Targets W2 W1 x of a two-layer linear network, T3 Fig. 8; the last of the ``input_dim`` inputs is the bias, 1.

    The defaults are the caption's: 30 training and 32 test points, "the input dimension d = 31 (including the bias)",
    one hidden unit "and thus a total of 32 weights". The caption does not say how inputs and weights are distributed:
    here all are standard normal, and W1 and W2 then scaled alike to ‖W2 W1‖ = 1: without that one data set in ten has
    targets of nearly 0, and what is learned is the noise of the start. Another ``index`` is another teacher
    with other inputs: no seed and index share a stream with others.

    Raises:
        WrongInput: a size below 1, or no input beside the bias.

    >>> data = linear_teacher()
    >>> sum(w.size for w in data.teacher), data.train_inputs.shape, data.test_targets.shape
    (32, (30, 31), (32, 1))
    """
    sizes = {"num_train": num_train, "num_test": num_test, "hidden": hidden, "input_dim": input_dim}
    for what, size in sizes.items():
        check_count(what, size, MAX_POINTS, "a regression")
    check_seed(seed)
    check_seed(index, "index")
    if input_dim < 2:
        raise WrongInput(
            f"input_dim is {input_dim}, and the bias is one of the inputs", hint="give at least 2", kind="bad_count"
        )

    def normal(role: str, *shape: int) -> np.ndarray:
        return random_stream(seed, f"linear teacher: {role}", index).standard_normal(shape)

    def inputs(num: int, role: str) -> np.ndarray:
        return np.concatenate([normal(role, num, input_dim - 1), np.ones((num, 1))], axis=1)

    first, second = normal("first layer", hidden, input_dim), normal("second layer", 1, hidden)
    scale = np.linalg.norm(second @ first) ** 0.5
    first, second = first / scale, second / scale
    train, test = inputs(num_train, "training inputs"), inputs(num_test, "test inputs")
    return Regression(
        train_inputs=train,
        train_targets=train @ first.T @ second.T,
        test_inputs=test,
        test_targets=test @ first.T @ second.T,
        teacher=(first, second),
        source={"name": "linear_teacher", **sizes, "seed": seed, "index": index},
    )
