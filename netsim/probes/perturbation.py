"""Gaussian noise on the weights, layer by layer, by a multiple of the layer's own size (Theory II, 4.2 and B.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np

from ..models import Weights, by_layer, num_models
from ..shell import OneOf, Range, Seed, WrongInput, held, random_stream

MEASURES = ("std", "mean_magnitude", "absolute")
Scale: TypeAlias = Annotated[float, Range(0, 1e308)]
Numbers: TypeAlias = Annotated[Sequence[int], Range(0, repeats=True, most_items=100_000)]


@dataclass(frozen=True, eq=False)
class Perturbed:
    """Perturbed weights, and what was added.

    Attributes:
        weights: of the shapes and dtypes given.
        noise_std: by layer, the standard deviation of the noise, (num_models,) float64.
        noise_norm: by layer, the norm of what was really added after rounding, biases included, (num_models,) float64.
    """

    weights: Weights
    noise_std: dict[str, np.ndarray]
    noise_norm: dict[str, np.ndarray]


@held
def perturb(
    weights: Weights,
    scale: Scale,
    *,
    measure: Annotated[str, OneOf(MEASURES, kind="unknown_measure")] = "std",
    seed: Seed,
    index: Annotated[int, Range(0)] = 0,
    models: Numbers | None = None,
) -> Perturbed:
    """w + s·ε with standard normal ε, and for each model and layer s = ``scale`` · ``measure``.

    ``measure`` is a number for each model and layer, taken over the entries of the layer's weight array:

    * ``std``: √(mean of (w − mean w)²). Theory II has scale 0.01 (Fig. 3), 0.25, 0.5 and 1 (Fig. 4, 14–17), 0.1
      (Fig. 5, 18), Theory III 0.25 (Fig. 3);
    * ``mean_magnitude``: mean of |w|, with scale 0.01 (Theory II, Fig. 41);
    * ``absolute``: 1, so that ``scale`` is the standard deviation itself.

    A bias gets the noise of its layer's weights: biases often start at zero, so that a measure of their own would
    leave them where they are. A layer whose measure is 0 (all its weights are equal) is left as it is, and
    ``noise_norm`` says so. Statistics of batch normalisation belong to the weights before: compute them again.

    Args:
        weights: arrays (num_models, …).
        scale: the multiple, not negative.
        seed: with ``index`` (which perturbation of these models it is), ``models`` and the array's name it decides
            every draw, so that neither order nor sharding changes anything.
        models: numbers of the models, 0, 1, … when not given.

    Raises:
        WrongInput: an unknown measure, a negative scale, weights that are not finite, or noise that would leave a
            whole model as it is although ``scale`` is positive.

    >>> perturbed = perturb({"layer1.weight": np.array([[[1.0, 3.0]]])}, 0.5, seed=0)
    >>> perturbed.noise_std
    {'layer1': array([0.5])}
    """
    count = num_models(weights)
    numbers = range(count) if models is None else models
    if len(numbers) != count:
        raise WrongInput(f"numbers {list(numbers)} for {count} models", hint="give one for each", kind="wrong_value")
    changed: Weights = {name: np.empty_like(array) for name, array in weights.items()}
    noise_std, noise_norm = {}, {}
    with np.errstate(over="ignore", invalid="ignore"):  # _check names what is not finite
        for layer, names in by_layer(weights).items():
            noise_std[layer] = scale * np.array([_size(model, measure) for model in weights[names[0]]])
            squares = np.zeros(count)
            for name in names:
                for i, (old, new) in enumerate(zip(weights[name], changed[name], strict=True)):
                    stream = random_stream(seed, f"perturbation of {name}", index, numbers[i])
                    new[...] = old + noise_std[layer][i] * stream.standard_normal(old.shape)
                    squares[i] += np.square(new.astype(np.float64) - old).sum()
            noise_norm[layer] = np.sqrt(squares)
    _check(noise_norm, numbers, scale)
    return Perturbed({name: changed[name] for name in weights}, noise_std, noise_norm)


def _size(weight: np.ndarray, measure: str) -> float:
    if measure == "absolute":
        return 1.0
    entries = weight.astype(np.float64)
    if np.ptp(entries) == 0 and measure == "std":
        return 0.0  # exactly, and not what rounding leaves of it
    return float(entries.std() if measure == "std" else abs(entries).mean())


def _check(noise_norm: dict[str, np.ndarray], numbers: Sequence[int], scale: float) -> None:
    for layer, norms in noise_norm.items():
        if not np.isfinite(norms).all():
            model = numbers[int(np.argmin(np.isfinite(norms)))]
            raise WrongInput(
                f"{layer} of model {model} is not finite, before the noise or after it",
                hint="leave out models that have diverged, or take a smaller scale",
                kind="diverged",
            )
    unmoved = np.sum(list(noise_norm.values()), axis=0) == 0
    if scale > 0 and unmoved.any():
        raise WrongInput(
            f"noise of scale {scale} leaves model {numbers[int(np.argmax(unmoved))]} as it is",
            hint="its layers are constant, or the noise is below rounding: use measure='absolute' or a larger scale",
            kind="wrong_value",
        )
