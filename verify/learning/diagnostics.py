"""Whether chains have forgotten where they started, and how much they say."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def split_rhat(draws: Array) -> Array:
    """Gelman and Rubin's R̂ with each chain cut in two: √(((n−1)/n W + B/n) / W), near 1 where chains agree.

    Source: A. Gelman et al., Bayesian Data Analysis, third edition, 11.4.

    Args:
        draws: (…, chains, n).

    >>> split_rhat(np.array([[0.0, 1.0] * 50, [1.0, 0.0] * 50])) < 1.01, split_rhat(np.arange(100.0)[None]) > 1.5
    (np.True_, np.True_)
    """
    half = draws.shape[-1] // 2
    parts = np.concatenate([draws[..., :half], draws[..., half : 2 * half]], axis=-2)
    within = parts.var(-1, ddof=1).mean(-1)
    between = half * parts.mean(-1).var(-1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt((half - 1) / half + between / within / half)
    return np.where((within == 0) & (between == 0), 1.0, found)


def effective_size(draws: Array) -> Array:
    """How many independent draws have a mean with the same error, from the spread of the means of the chains.

    The chains are independent, so that the variance of their means needs no sum of autocorrelations.

    Args:
        draws: (…, chains, n).

    >>> independent = np.random.default_rng(0).normal(size=(200, 50))
    >>> bool(7_000 < effective_size(independent) < 14_000)
    True
    """
    of_means = draws.mean(-1).var(-1, ddof=1) / draws.shape[-2]
    total = draws.var((-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(of_means > 0, total / of_means, 0.0)


def drift(draws: Array) -> Array:
    """The mean of the second half less that of the first, in standard errors over the chains.

    Args:
        draws: (…, chains, n).
    """
    half = draws.shape[-1] // 2
    change = draws[..., half : 2 * half].mean(-1) - draws[..., :half].mean(-1)
    error = change.std(-1, ddof=1) / np.sqrt(change.shape[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, change.mean(-1) / error, 0.0)
