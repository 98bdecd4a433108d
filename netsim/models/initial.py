"""Initial weights: each model's draw depends on (seed, model, layer) alone."""

from __future__ import annotations

from math import prod
from typing import Annotated, TypeAlias

import numpy as np

from ..shell import Range, Seed, held, random_stream
from .networks import NetworkSpec, weight_shapes
from .weights import Weights

CUT = 2.0  # standard deviations, where "truncated" is cut


Numbers: TypeAlias = Annotated[tuple[int, ...], Range(0, repeats=True, most_items=100_000)]


@held
def initial_weights(spec: NetworkSpec, models: Numbers, seed: Seed) -> Weights:
    """Initial weights as ``spec.init`` says; biases and shifts are 0, scales 1; float32.

    ``he`` and ``scaled``: Gaussian with variance 2 / fan-in and 1 / fan-in. ``truncated``: Gaussian with variance
    1 / fan-in, drawn again beyond two standard deviations (NMH §4, as its "standard keras initialization").
    ``glorot``: uniform in ±√(6 / (fan-in + fan-out)) (Glorot & Bengio 2010). ``logistic``: four times that, which
    makes up for the slope 1/4 of the sigmoid at 0 (ibid.; usual for sigmoid networks since).

    Twins of the same shape with another activation get the same weights.

    Raises:
        WrongInput: what is no network, no numbers of models, or no seed.
    """
    weights: Weights = {}
    for place, (name, shape) in enumerate(weight_shapes(spec).items()):
        if name.endswith("bias") or name.startswith("norm"):
            value = 0.0 if name.endswith("bias") else 1.0
            weights[name] = np.full((len(models), *shape), value, np.float32)
            continue
        draws = [_drawn(spec.init, shape, random_stream(seed, "initial weights", model, place)) for model in models]
        weights[name] = np.stack(draws).astype(np.float32)
    return weights


def _drawn(init: str, shape: tuple[int, ...], stream: np.random.Generator) -> np.ndarray:
    """One array."""
    fan_in = prod(shape[1:])
    if init in ("glorot", "logistic"):
        fan_out = shape[0] * prod(shape[2:])
        return (4.0 if init == "logistic" else 1.0) * np.sqrt(6 / (fan_in + fan_out)) * stream.uniform(-1, 1, shape)
    values = stream.standard_normal(shape)
    if init == "truncated":
        while (far := np.abs(values) > CUT).any():
            values[far] = stream.standard_normal(int(far.sum()))
    return values * np.sqrt((2.0 if init == "he" else 1.0) / fan_in)
