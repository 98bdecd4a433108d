"""Less noise in the means of β H, by what is known of the target: E[v_i ∂_i U] = 1 for every weight.

U is the exponent β H + ½ γ ‖v‖²; integration by parts of v_i exp(−U) gives the identity, whatever H is. So the mean of
v_i ∂_i U − 1 over a chain is noise, and what of the noise in the mean of β H goes with it is taken away (control
variates). For H = ½ Σ f_i², f_i quasi-homogeneous, nearly all of it does.

Chains that have not reached the target yet break the identity: then it would shift the means instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CHAINS_FOR_EACH = 6  # control variate: with fewer chains their sum is the only one


def controls_of(virial: Array) -> Array | None:
    """Those that so many chains can bear: one for each weight, their sum, or none.

    Args:
        virial: means of v_i ∂_i U − 1, (boxes, chains, temperatures, weights).
    """
    _, chains, _, weights = virial.shape
    controls = virial if weights * CHAINS_FOR_EACH <= chains else virial.sum(-1, keepdims=True)
    return None if controls.shape[-1] * CHAINS_FOR_EACH > chains else controls


def not_at_target(of_chains: Array, virial: Array) -> Array:
    """By how many standard errors the controls shift the mean of β H, (boxes, temperatures): noise at the target."""
    controls = controls_of(virial)
    if controls is None:
        return np.zeros((of_chains.shape[0], of_chains.shape[2]))
    shift = of_chains - without_noise(of_chains, virial, wider=False)
    error = shift.std(1, ddof=1) / np.sqrt(shift.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, shift.mean(1) / error, 0.0)


def without_noise(of_chains: Array, virial: Array, wider: bool = True) -> Array:
    """Means of chains from which linear functions of the control variates are taken, by least squares over the chains.

    Args:
        of_chains: means of β H, (boxes, chains, temperatures).
        virial: means of v_i ∂_i U − 1, (boxes, chains, temperatures, weights).
        wider: about their mean, by as much as fewer degrees of freedom are left.

    Returns:
        (boxes, chains, temperatures).
    """
    boxes, chains, temperatures, _ = virial.shape
    controls = controls_of(virial)
    if controls is None:
        return of_chains
    found = np.empty_like(of_chains)
    spread = np.sqrt((chains - 1) / (chains - 1 - controls.shape[-1])) if wider else 1.0
    for g in range(boxes):
        for k in range(temperatures):
            values, columns = of_chains[g, :, k], controls[g, :, k]
            slopes = np.linalg.lstsq(columns - columns.mean(0), values - values.mean(), rcond=None)[0]
            rest = values - columns @ slopes
            found[g, :, k] = rest.mean() + spread * (rest - rest.mean())
    return found
